"""The guide as a value: what every format renders.

Knows nothing of databases, HTTP, clocks or file formats.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Passage:
    """One page of the guide: a title and its Markdown text exactly as accepted."""

    anchor: str
    """The page's slug: unique among the pages, though a theme may have the same."""
    title: str
    text: str
    authors: tuple[str, ...]
    """Names as their owners chose to be named, in order of first contribution."""
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
    """Someone whose words stand in the book, with how much of the work they did."""

    name: str
    department: str | None
    revisions: int
    pages: int


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
    digest: str
    """Digest of the snapshot from which the book was assembled, 64 hexadecimal digits."""
