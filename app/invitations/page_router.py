"""The page that links in mails lead to, for those who have no other front end: accept, choose, or confirm.

Knows no invitation: the secret stands behind the ``#`` of the address and reaches the API alone. Opening it uses
nothing up.
"""

from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

FOLDER = Path(__file__).parent / "page"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}

router = APIRouter(include_in_schema=False)


@router.get("/invitation")
@router.get("/reset")
@router.get("/address")
def get_way_in() -> Response:
    """Show the page; its script tells by the address what it is for."""
    return FileResponse(FOLDER / "index.html", headers=HEADERS)


@router.get("/way-in/{name}")
def get_part(name: Literal["page.css", "page.js"]) -> Response:
    """Return what the page is made of."""
    return FileResponse(FOLDER / name)
