"""Serves the browser client: its shell at the addresses of its pages, and its assets.

Knows no page: which one an address means, the client decides.
"""

from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from app.config import Settings
from app.site.built import Asset, Built, etag_of, read_built, shell_for
from app.web.conditional import not_modified
from app.web.errors import PathUnknown

PAGES = ("/", "/sign-in", "/me", "/c/{rest:path}")
"""The addresses of the client; everything else stays the API's."""
WAYS_IN = ("/invitation", "/reset", "/join")
"""Where the links of letters and of join codes lead; the client has pages for them too."""
FOREVER = "public, max-age=31536000, immutable"


def policy(media_hosts: list[str]) -> str:
    """Return what the pages may load: nothing but what comes from here, and the videos of these hosts."""
    hosts = [f"https://{host}" for host in media_hosts]
    media = " ".join(["media-src 'self'", *hosts])
    frames = [f"frame-src {' '.join(hosts)}"] if hosts else []
    parts = (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:"),
        *(media, *frames),
        *("font-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"),
    )
    return "; ".join(parts)


def site_router(settings: Settings) -> APIRouter:
    """Return the routes of the client for these settings; none where they turn it off."""
    router = APIRouter(include_in_schema=False)
    if not settings.site:
        return router
    built = read_built()
    _add_shell(router, built, settings)
    _add_assets(router, built)
    if settings.demo_people is not None:
        _add_demo(router, settings.demo_people)
    return router


def _add_shell(router: APIRouter, built: Built, settings: Settings) -> None:
    prefix = urlsplit(settings.public_url or "").path
    shell = shell_for(built, prefix=prefix, demo=settings.demo_people is not None)
    headers = {
        "Content-Security-Policy": policy(settings.media_hosts),
        "Cache-Control": "no-cache",
        "ETag": etag_of(shell),
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    def get_shell(request: Request) -> Response:
        return not_modified(request, headers["ETag"]) or Response(shell, media_type="text/html", headers=headers)

    for path in (*PAGES, *WAYS_IN):
        router.add_api_route(path, get_shell, methods=["GET"])


def _add_assets(router: APIRouter, built: Built) -> None:
    @router.get("/assets/{name}")
    def get_asset(name: str, request: Request) -> Response:
        asset = built.assets.get(name)
        if asset is None:
            raise PathUnknown
        return _sent(asset, packed=_takes_gzip(request))


def _add_demo(router: APIRouter, people: Path) -> None:
    @router.get("/demo.json")
    def get_demo() -> Response:
        return FileResponse(people, media_type="application/json", headers={"Cache-Control": "no-store"})


def _sent(asset: Asset, *, packed: bool) -> Response:
    headers = {"Cache-Control": FOREVER}
    if asset.packed is None:
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if not packed:
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    return Response(asset.packed, media_type=asset.media_type, headers=headers | {"Content-Encoding": "gzip"})


def _takes_gzip(request: Request) -> bool:
    taken = request.headers.get("accept-encoding", "")
    codings = (coding.replace(" ", "").partition(";q=") for coding in taken.lower().split(","))
    return any(name == "gzip" and (not weight or float(weight or 0) > 0) for name, _, weight in codings)
