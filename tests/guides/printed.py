"""Judges printed texts: every word of their HTML is on the paper, inside the type area, and nothing covers it.

No seam between their signs reaches the clipboard.

Knows the book only as a reader does, and says of each fault where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from app.guides.book import Book
from app.guides.formats.pdf import render
from app.text.legibility import legible
from app.text.markdown import to_html
from tests.guides.books import book, chapter, tip
from tests.guides.laid_out import SEAM, Sign, outside_the_type_area, overlapping, said, signs

FIRST = 8
"""The page on which the texts begin: before it stand covers, the contents on one page, and the question."""
_LONG = "Ce que toutes et tous ont écrit pour leurs collègues, et pour celles et ceux qui viendront après " * 2
"""Words that a running head has no room for."""
_UNSAID = {"sup"}
_SHORTEST_TORN = 4


@dataclass
class Faults:
    """What is wrong with a printed book, and how much of it was looked at."""

    pages: int
    missing: list[str] = field(default_factory=list)
    outside: list[Sign] = field(default_factory=list)
    covered: list[tuple[Sign, Sign]] = field(default_factory=list)
    copied: list[Sign] = field(default_factory=list)

    def told(self) -> str:
        """Return the first of each kind in a line."""
        first = f"missing {self.missing[:3]}, outside {self.outside[:2]}, covered {self.covered[:2]}"
        return f"{first}, copied {self.copied[:2]}"

    def __bool__(self) -> bool:
        return bool(self.missing or self.outside or self.covered or self.copied)


def book_of_texts(texts: Sequence[str], language: str) -> Book:
    """Return the proof of these texts and of hardly anything else; a proof has all that a release has, and its mark."""
    tips = [tip(number, text, "Titel") for number, text in enumerate(texts, 1)]
    alone = replace(chapter(1, *tips), question=_LONG, introduction=None, video_url=None)
    return book(
        kind="proof", language=language, title=_LONG, chapters=(alone,), editorial=None, foreword=None, notions=(),
        conclusion=None, glossary=None, bibliography=None, contributors=(),
    )  # fmt: skip


def faults_in(texts: Sequence[str], language: str) -> Faults:
    """Print some texts together and look at every page of them."""
    printed = signs(render(book_of_texts(texts, language)))
    found = [sign for sign in printed if sign.page >= FIRST]
    body = [sign for sign in found if sign.is_body]
    shown = _plain("".join(sign.text for sign in body))
    missing = [word for text in texts for word in words_of(text) if not _stands(_plain(word), shown)]
    copied = [sign for sign in printed if SEAM in sign.text]
    return Faults(found[-1].page - FIRST + 1, missing, outside_the_type_area(found), overlapping(body), copied)


def words_of(text: str) -> list[str]:
    """Return every word of a text as a browser shows it."""
    return _Words(to_html(text)).found


def _stands(word: str, shown: str) -> bool:
    """Tell whether a word is on the paper, whole or in two parts between which a page ends above its notes."""
    if word in shown:
        return True
    tears = range(1, len(word)) if len(word) >= _SHORTEST_TORN else ()
    return any(word[:tear] in shown and word[tear:] in shown for tear in tears)


def _plain(words: str) -> str:
    return said(legible(words)).replace("'", "’").replace("\u00a0", "").replace("\u202f", "")


class _Words(HTMLParser):
    """Reads the words of a page, but not the numbers of notes and the arrows back from them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unsaid: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSAID or dict(attrs).get("class") == "footnote-backref":
            self._unsaid.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unsaid and self._unsaid[-1] == tag:
            self._unsaid.pop()

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.found += data.split()
