"""Links to this service, as its callers reach it: from the public URL, where one is set. Knows no route."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Scope

_KEY = "bonsens_origin"


def origin_of(request: Request) -> str:
    """Return what stands before a path of the API in a link: the public URL, or nothing where none is set."""
    origin: str = request.scope.get(_KEY, "")
    return origin


def prefix_of(request: Request) -> str:
    """Return the path below which the service lies for its callers; nothing where it has its host for itself."""
    prefix: str = request.scope.get("root_path", "")
    return prefix


def asked_publicly(scope: Scope, public_url: str) -> Scope:
    """Return the request as if it had come by the public URL, whatever its ``Host`` says.

    A proxy may have taken the prefix of the public URL off the path, or not.
    """
    public = urlsplit(public_url)
    path = scope["path"]
    if not path.startswith(f"{public.path}/"):
        path = public.path + path
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {
        **scope,
        "scheme": public.scheme,
        "path": path,
        "root_path": public.path,
        "headers": [(b"host", public.netloc.encode()), *headers],
        _KEY: public_url,
    }


def locate_publicly(headers: MutableHeaders, public_url: str) -> None:
    """Put the public URL before a ``Location`` that is a path."""
    location = headers.get("location", "")
    if location.startswith("/"):
        headers["location"] = public_url + location
