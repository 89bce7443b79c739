"""Cookies of this service: how each is named, where it may travel, and how it is read. Knows not what they hold."""

from datetime import timedelta
from ipaddress import ip_address

from fastapi import Request
from starlette.responses import Response

from app.web.errors import ConnectionInsecure, CookieTwice
from app.web.links import prefix_of

NAME = "bonsens"
"""The cookie of a session; others have it as the beginning of their name."""
HOST_ONLY = "__Host-"
"""A browser takes a cookie of such a name from this host alone, over https, for all of it (RFC 6265bis, 4.1.3.2)."""


def cookie_name(request: Request, name: str) -> str:
    """Return what a cookie is called here: no other host can set it, where the service has its host for itself."""
    return HOST_ONLY + name if _is_https(request) and not prefix_of(request) else name


def read_cookie(request: Request, name: str) -> str | None:
    """Return the value of a cookie; raises CookieTwice where a browser sends two, of which one may be somebody else's.

    Over plain http from another machine there is none: whatever comes there was seen by others.
    """
    headers = request.headers.getlist("cookie")
    if not headers or not _is_safe(request):
        return None
    wanted, values = cookie_name(request, name), []
    for header in headers:
        for pair in header.split(";"):
            found, _, value = pair.partition("=")
            # Nothing but these two: a name that begins with another kind of space is another name.
            if found.strip(" \t") == wanted:
                values.append(value.strip(" \t"))
    if len(values) > 1:
        raise CookieTwice
    return values[0] if values else None


def require_secure(request: Request) -> None:
    """Raise ConnectionInsecure where whoever listens on the network would have what is in a cookie."""
    if not _is_safe(request):
        raise ConnectionInsecure


def set_cookie(request: Request, response: Response, name: str, value: str, *, lifetime: timedelta) -> None:
    """Give the browser a cookie that scripts cannot read and that no other site sends along, but with a link."""
    require_secure(request)
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=int(lifetime.total_seconds()),
        path=prefix_of(request) or "/",
        secure=_is_https(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Let the browser forget a cookie."""
    if _is_safe(request):
        set_cookie(request, response, name, "", lifetime=timedelta(0))


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https"


def _is_safe(request: Request) -> bool:
    return _is_https(request) or _is_loopback(request)


def _is_loopback(request: Request) -> bool:
    # What stands in ``Host`` may be no host at all.
    try:
        host = request.url.hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
