"""The command that writes the contract."""

from pathlib import Path
from typing import Annotated

import typer

from app.config import Settings
from app.main import create_app
from app.web.openapi import openapi_text


def openapi(out: Annotated[Path, typer.Option(help="Where to write the document.")]) -> None:
    """Write the OpenAPI document."""
    settings = Settings(database_url="sqlite://", token_keys=f"none:{'x' * 32}", public_url=None)
    document = openapi_text(create_app(settings))
    out.write_text(document, encoding="utf-8")
