"""Whether a page of this site asks, and not another site through somebody's browser. Knows no session.

A browser sends a cookie along whoever makes it ask. Three things hold against that, each of which is enough where the
other two fail: what the browser says of the page that asks, a token that only pages of this site can read, and JSON,
which no form can send.
"""

import hmac

from fastapi import Request

from app.web.errors import CrossSite
from app.words.codes import Word
from app.words.saying import Said

HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
_PORTS = {"http": 80, "https": 443}


def csrf_token_of(secret: str) -> str:
    """Return the token that goes with the secret of a session, and tells nothing of it."""
    return hmac.digest(secret.encode(), b"csrf token", "sha256").hex()


def require_own_page(request: Request) -> None:
    """Raise CrossSite where the browser says that another site's page asks, or where a form may do so."""
    origins, sites = request.headers.getlist("origin"), request.headers.getlist("sec-fetch-site")
    here = _here(request)
    if any(origin != here for origin in origins) or any(site != "same-origin" for site in sites):
        raise CrossSite(Said.of(Word.CROSS_SITE, here=here))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and (kind or _has_body(request)):
        raise CrossSite(Said.of(Word.JSON_ONLY))


def require_csrf_token(request: Request, secret: str) -> None:
    """Raise CrossSite where the token of the session is missing, or of another one, beside what an own page needs."""
    require_own_page(request)
    given = ",".join(request.headers.getlist(HEADER))
    if not hmac.compare_digest(given.encode(), csrf_token_of(secret).encode()):
        raise CrossSite(Said.of(Word.CSRF_TOKEN_WRONG))


def _here(request: Request) -> str:
    """Return the origin of the pages of this site (RFC 6454): a port that goes without saying is not said."""
    # What stands in ``Host`` may be no host at all, and then no page is of it.
    try:
        url = request.url
        host, port = url.hostname or "", url.port
    except ValueError:
        return ""
    named = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{named}" + ("" if port in {None, _PORTS.get(url.scheme)} else f":{port}")


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
