"""The guide as data, for programs that lay it out or translate it themselves.

Knows the order of a book's fields and nothing else; texts stay Markdown exactly as accepted.
"""

import json
from dataclasses import asdict

from app.guides.book import Book

SCHEMA = "bonsens-book/2"
"""Changes when a field goes or changes its meaning; a new field leaves it as it is."""


def render(book: Book) -> bytes:
    """Return the book as UTF-8 JSON, members in the order in which :class:`Book` declares them."""
    return json.dumps({"schema": SCHEMA, **asdict(book)}, ensure_ascii=False, indent=2).encode() + b"\n"
