"""Adds up who is credited with what, and writes it down in lines as people chose to be named. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add

from app.credits.rules import Shown


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who wrote or decided: who they are, and how they appear in the campaign."""

    user_id: int
    name: str
    department: str | None
    shown: Shown


@dataclass(frozen=True, slots=True)
class Written:
    """A revision that tokens come from."""

    revision_id: int
    campaign_id: int
    campaign: str
    """The slug of its campaign, which is another one where the text was cloned."""
    page_id: int
    page: str
    """The slug of its page."""
    page_is_visible: bool
    """Whether readers see this page at all."""
    number: int
    summary: str
    author: Author
    at: datetime


@dataclass(frozen=True, slots=True)
class Contribution:
    """What of some texts comes from one person, or from several."""

    tokens: int
    revisions: frozenset[int]
    """Those from which tokens are left."""
    pages: frozenset[int]
    first_at: datetime
    last_at: datetime

    def __add__(self, other: "Contribution") -> "Contribution":
        return Contribution(
            self.tokens + other.tokens,
            self.revisions | other.revisions,
            self.pages | other.pages,
            min(self.first_at, other.first_at),
            max(self.last_at, other.last_at),
        )


People = Mapping[Author, Contribution]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger."""

    shown: Shown
    authors: tuple[Author, ...]
    """Who that is: one person, unless several share a department's name or are not named."""
    contribution: Contribution


@dataclass(frozen=True, slots=True)
class CountLine:
    """How often somebody decided, or commented; never part of authorship."""

    shown: Shown
    authors: tuple[Author, ...]
    count: int


def credit_people(page_id: int, origins: Sequence[int], written: Mapping[int, Written]) -> dict[Author, Contribution]:
    """Return who is credited with how many tokens of a page's text, given the revision each token comes from."""
    people: dict[Author, Contribution] = {}
    for revision_id, tokens in Counter(origins).items():
        revision = written[revision_id]
        part = Contribution(tokens, frozenset({revision_id}), frozenset({page_id}), revision.at, revision.at)
        _add(people, revision.author, part)
    return people


def add_up(parts: Iterable[People]) -> dict[Author, Contribution]:
    """Return what people are credited with over several pages."""
    people: dict[Author, Contribution] = {}
    for part in parts:
        for author, contribution in part.items():
            _add(people, author, contribution)
    return people


def ledger_lines(people: People, *, apart: bool = False) -> list[Line]:
    """Return the lines of a ledger, most tokens first; their tokens add up to those of ``people``.

    Who appears by name has a line of their own; those of a department share one, and so do all who are not named.
    With ``apart`` everybody has a line of their own.
    """
    lines = [
        Line(shown, authors, reduce(add, (people[author] for author in authors)))
        for shown, authors in _grouped(people, apart=apart)
    ]
    return sorted(lines, key=_most_tokens_first)


def count_lines(counts: Mapping[Author, int], *, apart: bool = False) -> list[CountLine]:
    """Return how often people did something, in lines like those of the ledger, highest counts first."""
    lines = [
        CountLine(shown, authors, sum(counts[author] for author in authors))
        for shown, authors in _grouped(counts, apart=apart)
    ]
    return sorted(lines, key=lambda line: (-line.count, line.shown.name or "", line.shown.department or ""))


def _grouped(people: Iterable[Author], *, apart: bool) -> Iterator[tuple[Shown, tuple[Author, ...]]]:
    shared: dict[Shown, list[Author]] = {}
    for author in people:
        if apart or author.shown.is_by_name:
            yield author.shown, (author,)
        else:
            shared.setdefault(author.shown, []).append(author)
    for shown, authors in shared.items():
        yield shown, tuple(authors)


def _add(people: dict[Author, Contribution], author: Author, part: Contribution) -> None:
    people[author] = people[author] + part if author in people else part


def _most_tokens_first(line: Line) -> tuple[object, ...]:
    # Nothing here depends on ids, which are others in another database.
    shown, contribution = line.shown, line.contribution
    return -contribution.tokens, shown.name or "", shown.department or "", contribution.first_at, contribution.last_at
