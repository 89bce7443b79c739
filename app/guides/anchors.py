"""Which anchors a guide has: those of its pages, and those of the headings that its texts lead to.

Knows no format; each writes the same anchors, or leads links to what its readers make of them.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.guides.book import Book, passages_of
from app.text.anchors import Leads, own_anchors
from app.text.markdown import markdown_tokens, repeats_title

_HEADING_ELSEWHERE = re.compile(r"#([a-z0-9-]{1,64})\.")


class Linked(NamedTuple):
    """What of a page links lead to."""

    anchor: str
    title: str
    text: str


def leads_in(book: Book) -> Leads:
    """Return what tells whether an anchor is one of the book."""
    return leads_among(Linked(passage.anchor, passage.title, passage.text) for passage in passages_of(book))


def leads_among(linked: Iterable[Linked]) -> Leads:
    """Return what tells whether an anchor is that of one of these pages or of a heading on it.

    Only texts whose headings another text names are parsed.
    """
    pages = {page.anchor: page for page in linked}
    named = {found for page in pages.values() for found in _HEADING_ELSEWHERE.findall(page.text)}
    anchors = set(pages)
    for anchor in named.intersection(pages):
        parsed = markdown_tokens(pages[anchor].text)
        anchors.update(own_anchors(parsed, anchor, titled=repeats_title(parsed, pages[anchor].title)).values())
    return frozenset(anchors).__contains__
