"""The guide as data, for programs that lay it out or translate it themselves.

Knows the order of a book's fields and nothing else; texts stay Markdown exactly as accepted. Who wrote is named without
figures, in alphabetical order: a file for everybody ranks nobody by how much they wrote.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass

from app.guides.book import Book, Contributor, Credit, Passage
from app.guides.crediting import Facts, names

SCHEMA = "bonsens-book/3"
"""Changes when a field goes or changes its meaning; a new field leaves it as it is."""


def render(book: Book) -> bytes:
    """Return the book as UTF-8 JSON, members in the order in which :class:`Book` declares them.

    ``tokens`` tells how much was written together, in the whole book and in each of its texts.
    """
    told = _members(book)
    digest = told.pop("digest")
    tokens = sum(contributor.tokens for contributor in book.contributors)
    data = {"schema": SCHEMA, **told, "tokens": tokens, "digest": digest}
    return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def _members(value: object) -> Facts:
    assert is_dataclass(value)
    members = {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Passage():
            members["credits"] = _named(value.credits)
        case Book():
            members["contributors"] = _named(value.contributors)
    return members


def _told(value: object) -> object:
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    return _members(value) if is_dataclass(value) else value


def _named(lines: Sequence[Credit | Contributor]) -> list[Facts]:
    return names([asdict(line) for line in lines])
