"""Says which stretches of three texts belong together in a merge, and who wrote each.

Knows nothing of how the stretches were found.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.text.spans import Span


class Source(StrEnum):
    """Who wrote a piece of a merge."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    CONFLICT = "conflict"


class Piece(NamedTuple):
    """A stretch of the three texts. The pieces of a merge tile each of them, in order.

    BASE: the three agree. OURS, THEIRS: one side changed it, the other two agree. BOTH: the sides made the
    same change. CONFLICT: they made different ones. Between two changed pieces stands one on which all agree.
    Line ends do not count: texts agree which differ in nothing else.
    """

    source: Source
    base: Span
    ours: Span
    theirs: Span


@dataclass(frozen=True, slots=True)
class Texts:
    """A base and what two sides made of it, all with the same line ends."""

    base: str
    ours: str
    theirs: str

    def piece(self, base: Span, ours: Span, theirs: Span) -> Piece:
        """Return these spans as a piece.

        Who wrote it is told by what it says alone, so that no fault of the alignment can invent text.
        """
        was = self.base[base.start : base.end]
        our = self.ours[ours.start : ours.end]
        their = self.theirs[theirs.start : theirs.end]
        if our == their:
            source = Source.BASE if our == was else Source.BOTH
        elif their == was:
            source = Source.OURS
        else:
            source = Source.THEIRS if our == was else Source.CONFLICT
        return Piece(source, base, ours, theirs)

    def said(self, piece: Piece) -> str | None:
        """Return what the merged text says at a piece, None for a conflict."""
        if piece.source is Source.THEIRS:
            return piece.theirs.of(self.theirs)
        return None if piece.source is Source.CONFLICT else piece.ours.of(self.ours)


def joined_pieces(texts: Texts, pieces: Sequence[Piece], runs: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Make each run of pieces one; runs are the numbers of their first and last piece, in any order."""
    following = 0
    for first, last in _apart(runs):
        yield from pieces[following:first]
        start, end = pieces[first], pieces[last]
        yield texts.piece(
            Span(start.base.start, end.base.end),
            Span(start.ours.start, end.ours.end),
            Span(start.theirs.start, end.theirs.end),
        )
        following = last + 1
    yield from pieces[following:]


def beside_each_other(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of each two changed pieces between which nothing stands on which all agree."""
    for number, (before, after) in enumerate(pairwise(pieces)):
        if Source.BASE not in {before.source, after.source}:
            yield number, number + 1


def _apart(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the runs that share a piece."""
    apart: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if apart and first <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(last, apart[-1][1])
        else:
            apart.append((first, last))
    return apart
