"""The formats a guide is rendered to, each a module with ``render(book: Book) -> bytes``.

Knows their names and media types; refuses to know how any of them is made, and loads a format only when
asked, so that a server without the typesetter can still export Markdown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from app.guides.book import Book


class RendererMissing(RuntimeError):
    """What a format needs is not installed; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a book down."""

    name: str
    """Also the file name extension."""
    media_type: str
    module: str


FORMATS = {
    chosen.name: chosen
    for chosen in (
        Format("pdf", "application/pdf", "app.guides.formats.pdf"),
        Format("html", "text/html; charset=utf-8", "app.guides.formats.html"),
        Format("md", "text/markdown; charset=utf-8", "app.guides.formats.markdown"),
        Format("json", "application/json", "app.guides.formats.json"),
    )
}


def render(name: str, book: Book) -> bytes:
    """Render ``book`` to the named format: the same book gives the same bytes on any day and machine.

    Raises KeyError for an unknown name and RendererMissing where a library or file of the format is absent.
    """
    chosen = FORMATS[name]
    try:
        module = import_module(chosen.module)
    except ModuleNotFoundError as missing:
        message = f"The format {name} needs {missing.name}. Install it with: pip install 'bonsens[book]'"
        raise RendererMissing(message) from missing
    return cast("Callable[[Book], bytes]", module.render)(book)
