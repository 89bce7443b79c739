"""The guide as a value: what every format renders.

Knows nothing of databases, HTTP, clocks or file formats.
"""

from dataclasses import dataclass
from typing import Literal

from app.text.changed_sentences import Rewording


@dataclass(frozen=True, slots=True)
class Credit:
    """How much of a text comes from one person, or from several who are not told apart.

    A name is that of one person, as they chose to be named. A department without a name stands for its people;
    where both are None, for people who are not named.
    """

    name: str | None
    department: str | None
    people: int
    tokens: int
    """Words, numbers, marks and CJK characters, as ``app.text.tokens`` cuts them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One page of the guide: a title and its Markdown text exactly as accepted."""

    anchor: str
    """The page's slug: unique among the pages, though a theme may have the same."""
    title: str
    text: str
    tokens: int
    """How many there are in the text: exactly those of ``credits``."""
    credits: tuple[Credit, ...]
    """Most tokens first."""
    revision: int
    """The accepted revision's number on its page, from 1."""
    digest: str
    """The revision's digest, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A numbered tip; numbers run through the whole book from 1."""

    number: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Chapter:
    """A theme of the campaign: its question, its introduction and its tips in order."""

    number: int
    anchor: str
    question: str
    introduction: Passage | None
    tips: tuple[Tip, ...]
    video_url: str | None


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody whose words stand in the book, or several who are not told apart, as in ``Credit``."""

    name: str | None
    department: str | None
    people: int
    tokens: int
    share: float
    """Part of all tokens of the book, between 0 and 1."""
    revisions: int
    pages: int


@dataclass(frozen=True, slots=True)
class Correction:
    """One page, or one line set apart from pages, that reads otherwise than in an earlier edition."""

    change: Literal["changed", "added", "removed"]
    kind: str
    """The kind of the page; ``title``, ``subtitle``, ``organisation`` or ``question`` for a line that stands apart."""
    anchor: str | None
    """The slug of the page, or of the theme of a question; None for what the book does not have."""
    chapter: int | None
    """The number of its chapter, None outside."""
    tip_before: int | None
    """The number that a tip had in the earlier edition."""
    tip: int | None
    """The number that it has in the edition which stated the correction."""
    title: str
    """As it is, or as it was where the page went out."""
    redacted: bool
    """Whether words were taken out that are not repeated."""
    rewordings: tuple[Rewording, ...]
    """The title first where it changed. None where a page came or went, and where nothing but markup changed."""
    reasons: tuple[str, ...]
    """Why, as editors said it."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """What an edition corrects in an earlier one."""

    imprint: str
    """The digest in the imprint of the earlier edition: that of its snapshot."""
    edition: str
    """The digest of the earlier edition's manifest."""
    renumbered: bool
    """Whether a tip has another number than it had."""
    corrections: tuple[Correction, ...]
    """In the order of reading."""


@dataclass(frozen=True, slots=True)
class Book:
    """The whole guide in reading order. Equal books render to equal bytes."""

    kind: Literal["proof", "release"]
    audience: Literal["members", "company", "public"]
    language: str
    """BCP 47, for example ``fr`` or ``en-GB``."""
    title: str
    subtitle: str | None
    organisation: str | None
    colour: str
    """Primary colour of the campaign, ``#rrggbb``."""
    accent: str
    """Second colour of the campaign, ``#rrggbb``."""
    opened_on: str | None
    """First day of the window in the campaign's time zone, ``YYYY-MM-DD``."""
    closed_on: str | None
    """Last day of the window in the campaign's time zone, ``YYYY-MM-DD``."""
    editorial: Passage | None
    foreword: Passage | None
    notions: tuple[Passage, ...]
    chapters: tuple[Chapter, ...]
    conclusion: Passage | None
    glossary: Passage | None
    bibliography: Passage | None
    contributors: tuple[Contributor, ...]
    """Names in alphabetical order, then departments, then people who are not named."""
    digest: str
    """Digest of the snapshot from which the book was assembled, 64 hexadecimal digits."""
    overridden: str | None = None
    """Why it was released in spite of errors that the pre-flight found; None where it found none, and of a proof."""
    errata: tuple[Erratum, ...] = ()
    """What it corrects in the edition before, then what that one corrected, and so on."""


def passages_of(book: Book) -> list[Passage]:
    """Return all pages of a book in the order of reading."""
    parts = [book.editorial, book.foreword, *book.notions]
    for chapter in book.chapters:
        parts += [chapter.introduction, *(tip.passage for tip in chapter.tips)]
    parts += [book.conclusion, book.glossary, book.bibliography]
    return [part for part in parts if part is not None]
