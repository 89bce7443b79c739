"""The reference of the API as a page: Swagger UI from this package, which asks nothing of anybody else.

Knows no route: the page reads the OpenAPI document.
"""

from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

FOLDER = Path(__file__).parent / "swagger"
# The styles that Swagger UI sets on elements are inline; its icons are in its style sheet.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def get_reference() -> Response:
    """Show the reference."""
    return FileResponse(FOLDER / "index.html", headers={"Content-Security-Policy": POLICY})


@router.get("/docs/{name}")
def get_part(name: Literal["swagger-ui.css", "swagger-ui-bundle.js", "start.js"]) -> Response:
    """Return what the page is made of."""
    return FileResponse(FOLDER / name)
