"""The guide as data, for programs that lay it out or translate it themselves.

Knows the order of a book's fields and nothing else; texts stay Markdown exactly as accepted. Who wrote is named without
figures, in alphabetical order: a file for everybody ranks nobody by how much they wrote.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass

from app.guides.anchors import leads_in
from app.guides.book import Book, Contributor, Credit, Passage
from app.guides.crediting import Facts, names
from app.text.anchors import Leads, Place, is_inner, led_to, own_anchors
from app.text.markdown import markdown_tokens, repeats_title

SCHEMA = "bonsens-book/3"
"""Changes when a field goes or changes its meaning; a new field leaves it as it is."""


def render(book: Book) -> bytes:
    """Return the book as UTF-8 JSON, members in the order in which :class:`Book` declares them.

    ``tokens`` tells how much was written together, in the whole book and in each of its texts. Beside a text stand the
    ``anchors`` of its headings by their names, and where its ``links`` to places in the guide lead. ``overridden``
    and ``errata`` are there only where something was overridden or corrected.
    """
    told = _members(book, leads_in(book))
    for name in ("overridden", "errata"):
        if not told[name]:
            del told[name]
    digest = told.pop("digest")
    tokens = sum(contributor.tokens for contributor in book.contributors)
    data = {"schema": SCHEMA, **told, "tokens": tokens, "digest": digest}
    return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def _members(value: object, leads: Leads) -> Facts:
    assert is_dataclass(value)
    members = {field.name: _told(getattr(value, field.name), leads) for field in fields(value)}
    match value:
        case Passage():
            members["credits"] = _named(value.credits)
            members.update(_anchors(value, leads))
        case Book():
            members["contributors"] = _named(value.contributors)
    return members


def _anchors(passage: Passage, leads: Leads) -> Facts:
    """Return the anchors of a text's headings by their names, and where its links ``#name`` lead; None for nowhere."""
    parsed = markdown_tokens(passage.text)
    own = own_anchors(parsed, passage.anchor, titled=repeats_title(parsed, passage.title))
    inline = (child for token in parsed for child in token.children or ())
    addresses = dict.fromkeys(str(child.attrGet("href")) for child in inline if is_inner(child))
    links = {address: led_to(address, own, Place(passage.anchor, leads)) for address in addresses}
    return {"anchors": own, "links": links}


def _told(value: object, leads: Leads) -> object:
    if isinstance(value, tuple):
        return [_told(each, leads) for each in value]
    return _members(value, leads) if is_dataclass(value) else value


def _named(lines: Sequence[Credit | Contributor]) -> list[Facts]:
    return names([asdict(line) for line in lines])
