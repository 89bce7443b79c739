"""Names the headings of a text, and finds where its links to them and to other pages of a guide lead.

The anchor of a page is its slug, that of a heading ``page.heading``, where the heading is named by its words as web
sites of Markdown do. Knows neither the pages of a guide nor any format.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias
from urllib.parse import unquote

from markdown_it.token import Token

from app.text.inline import plain

Leads: TypeAlias = Callable[[str], bool]
"""Tells whether an anchor is one of the guide."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: on a page with this anchor, in a guide with the anchors of which ``leads`` is true."""

    page: str
    leads: Leads | None = None
    """None where nobody knows of other pages."""


ALONE = Place("text")
"""The place of a text that is read for itself."""


def heading_name(words: str) -> str:
    """Return the name of a heading with these words, as GitHub makes it; empty where they have no letter."""
    kept = (letter for letter in words.strip().lower() if letter in "-_ " or _is_of_a_word(letter))
    return "".join(kept).replace(" ", "-")


def numbered(names: Iterable[str]) -> Iterator[str]:
    """Yield each name, one that came before with the first number that makes another of it."""
    seen: dict[str, int] = {}
    for name in names:
        given = name
        while given in seen:
            seen[name] += 1
            given = f"{name}-{seen[name]}"
        seen[given] = 0
        yield given


def names_of_headings(parsed: Sequence[Token]) -> list[str]:
    """Return the name of each heading of a parsed text; empty for one in a footnote, where nobody looks for it."""
    notes = next((place for place, token in enumerate(parsed) if token.type == "footnote_block_open"), len(parsed))
    own, in_notes = parsed[:notes], parsed[notes:]
    words = [heading_name(plain(content.children or ())) for content in _headings(own)]
    names = [name if base else "" for base, name in zip(words, numbered(words), strict=True)]
    return names + [""] * len(_headings(in_notes))


def own_anchors(parsed: Sequence[Token], page: str, *, titled: bool) -> dict[str, str]:
    """Return the anchors of a text's headings by their names.

    The first heading stands for the page where it repeats its title (``titled``).
    """
    names = names_of_headings(parsed)
    own = {name: f"{page}.{name}" for name in names if name}
    if titled and names[0]:
        own[names[0]] = page
    return own


def led_to(address: str, own: Mapping[str, str], place: Place) -> str | None:
    """Return the anchor that an address ``#name`` leads to: a heading of the text, else one of the guide, else None."""
    name = unquote(address.removeprefix("#"))
    anchor = own.get(name.lower())
    if anchor is not None:
        return anchor
    return name if place.leads is None or place.leads(name) else None


def is_inner(token: Token) -> bool:
    """Tell whether a token begins a link to a place in the guide."""
    return token.type == "link_open" and str(token.attrGet("href") or "").startswith("#")


def lead_links(parsed: Sequence[Token], place: Place, *, titled: bool) -> None:
    """Give headings their anchors and lead links there; of a link to no anchor of the guide only the words stay.

    Where nobody knows of other pages, no link from elsewhere leads to a heading either: only those have anchors to
    which the text itself leads.
    """
    own = own_anchors(parsed, place.page, titled=titled)
    for token in parsed:
        if token.children and any(map(is_inner, token.children)):
            token.children = list(_led(token.children, own, place))
    wanted = set(own.values()) if place.leads else _addresses(parsed).intersection(own.values())
    openings = (token for token in parsed if token.type == "heading_open")
    for opening, name in zip(openings, names_of_headings(parsed), strict=True):
        if f"{place.page}.{name}" in wanted:
            opening.attrSet("id", f"{place.page}.{name}")


def _addresses(parsed: Sequence[Token]) -> set[str]:
    """Return where the links to places in the guide lead."""
    inline = (child for token in parsed for child in token.children or ())
    return {str(child.attrGet("href")).removeprefix("#") for child in inline if is_inner(child)}


def _led(inline: Sequence[Token], own: Mapping[str, str], place: Place) -> Iterator[Token]:
    is_dead = False
    for token in inline:
        if is_inner(token):
            anchor = led_to(str(token.attrGet("href")), own, place)
            is_dead = anchor is None
            if not is_dead:
                token.attrSet("href", f"#{anchor}")
        elif token.type == "link_open":
            is_dead = False
        # No link stands in another one.
        if not (is_dead and token.type in {"link_open", "link_close"}):
            yield token


def _headings(parsed: Sequence[Token]) -> list[Token]:
    """Return the content of each heading."""
    return [content for opening, content in pairwise(parsed) if opening.type == "heading_open"]


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
