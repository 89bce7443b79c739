"""The command that plays the sample campaign."""

from pathlib import Path
from typing import Annotated

import typer

from app.demo.stage import play_demo


def demo(
    serve: Annotated[bool, typer.Option(help="Serve the campaign when it has been played.")] = True,
    port: Annotated[int, typer.Option(help="Port to serve it on.")] = 8000,
) -> None:
    """Play the sample campaign from opening to compiled guide, then serve it."""
    play_demo(Path("var/demo"), serve=serve, port=port)
