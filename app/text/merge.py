"""Merges two changes of one text: lines first, sentences where both sides changed the same lines.

Refuses to guess: what two people changed in the same or in adjoining places is a conflict.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.text.blocks import lines, verbatim
from app.text.changes import changes_of, slid_apart, touching
from app.text.sentences import sentences_of
from app.text.spans import Span, boundaries


class Source(StrEnum):
    """Who wrote a piece of a merge."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the three texts. The pieces of a merge tile each of them, in order.

    BASE: the three agree. OURS, THEIRS: one side changed it, the other two agree. BOTH: the sides made the
    same change. CONFLICT: they made different ones. Between two changed pieces stands one on which all agree.
    """

    source: Source
    base: Span
    ours: Span
    theirs: Span


@dataclass(frozen=True, slots=True)
class Hunk:
    """A conflict: what the three texts say there, and where (Unicode code points)."""

    base: str
    ours: str
    theirs: str
    base_span: Span
    ours_span: Span
    theirs_span: Span


@dataclass(frozen=True, slots=True)
class Merged:
    """The text which holds every change of both sides."""

    text: str
    came_in: tuple[Span, ...]
    """Where `text` differs from ours because of theirs; a span is empty where theirs deleted."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """The places which a person must decide; `resolve` builds the text from the decisions."""

    hunks: tuple[Hunk, ...]
    parts: tuple[str | None, ...]
    """The merged text, with None where each hunk in turn goes."""
    pieces: tuple[Piece, ...]


def three_way(base: str, ours: str, theirs: str) -> Merged | Unmerged:
    """Merge the changes which `ours` and `theirs` made to `base`.

    Deterministic and symmetric: exchanging the sides gives the same text, or the same hunks mirrored. Source
    of the scheme: S. Khanna, K. Kunal, B. Pierce, "A Formal Investigation of Diff3" (2007), with units of two
    sizes and the stricter rule that changes which touch are in conflict.
    """
    texts = _Texts(base, ours, theirs)
    pieces = tuple(_pieces(texts))
    if any(piece.source is Source.CONFLICT for piece in pieces):
        return _conflicted(texts, pieces)
    came_in: list[Span] = []
    parts: list[str] = []
    length = 0
    for piece in pieces:
        part = texts.chosen(piece)
        if piece.source is Source.THEIRS:
            came_in.append(Span(length, length + len(part)))
        length += len(part)
        parts.append(part)
    return Merged("".join(parts), tuple(came_in), pieces)


def resolve(conflicted: Unmerged, decisions: Sequence[str]) -> str:
    """Return the merged text with one decided text a hunk, in the order of the hunks.

    Raises ValueError when there are not as many decisions as hunks.
    """
    if len(decisions) != len(conflicted.hunks):
        raise ValueError(f"{len(conflicted.hunks)} hunks need as many decisions, not {len(decisions)}.")
    decided = iter(decisions)
    return "".join(next(decided) if part is None else part for part in conflicted.parts)


@dataclass(frozen=True, slots=True)
class _Texts:
    base: str
    ours: str
    theirs: str

    def chosen(self, piece: Piece) -> str:
        if piece.source is Source.THEIRS:
            return piece.theirs.of(self.theirs)
        return piece.ours.of(self.ours)

    def hunk(self, piece: Piece) -> Hunk:
        return Hunk(
            piece.base.of(self.base),
            piece.ours.of(self.ours),
            piece.theirs.of(self.theirs),
            piece.base,
            piece.ours,
            piece.theirs,
        )


def _conflicted(texts: _Texts, pieces: tuple[Piece, ...]) -> Unmerged:
    hunks = tuple(texts.hunk(piece) for piece in pieces if piece.source is Source.CONFLICT)
    parts = tuple(None if piece.source is Source.CONFLICT else texts.chosen(piece) for piece in pieces)
    return Unmerged(hunks, parts, pieces)


def _pieces(texts: _Texts) -> Iterator[Piece]:
    whole = Piece(
        Source.CONFLICT,
        Span(0, len(texts.base)),
        Span(0, len(texts.ours)),
        Span(0, len(texts.theirs)),
    )
    base, ours, theirs = _Lines(texts.base), _Lines(texts.ours), _Lines(texts.theirs)
    for piece in _merge(texts, (base.cuts, ours.cuts, theirs.cuts), whole):
        if piece.source is Source.CONFLICT:
            cuts = (
                base.sentence_cuts(piece.base),
                ours.sentence_cuts(piece.ours),
                theirs.sentence_cuts(piece.theirs),
            )
            yield from _merge(texts, cuts, piece)
        else:
            yield piece


class _Lines:
    """A text in lines, any run of which can be cut into sentences."""

    def __init__(self, text: str) -> None:
        self.lines = lines(text)
        self.cuts = boundaries(self.lines)

    @cached_property
    def verbatim(self) -> list[bool]:
        # Whether a line is code or prose shows only in the whole text, not in the changed lines.
        return verbatim(self.lines)

    def sentence_cuts(self, span: Span) -> list[int]:
        """Return where the sentences of some lines begin and end in the whole text."""
        first, last = bisect_left(self.cuts, span.start), bisect_left(self.cuts, span.end)
        inner = boundaries(sentences_of(self.lines[first:last], self.verbatim[first:last]))
        return [span.start + cut for cut in inner]


def _merge(texts: _Texts, cuts: tuple[list[int], list[int], list[int]], region: Piece) -> Iterator[Piece]:
    """Tile one region with stable pieces and one piece for each group of changes that touch.

    `cuts` say where the units of the region begin and end, in base, ours and theirs.
    """
    ours = changes_of(texts.base, cuts[0], texts.ours, cuts[1])
    theirs = changes_of(texts.base, cuts[0], texts.theirs, cuts[2])
    ours, theirs = slid_apart(ours, theirs), slid_apart(theirs, ours)
    tiles = _Tiles(texts, region.base.start, region.ours.start, region.theirs.start)
    for group in touching(ours, theirs):
        if tiles.base < group.start:
            yield tiles.take(group.start - tiles.base, 0, 0)
        yield tiles.take(group.end - group.start, group.ours_growth, group.theirs_growth)
    if tiles.base < region.base.end:
        yield tiles.take(region.base.end - tiles.base, 0, 0)


@dataclass(slots=True)
class _Tiles:
    """How far the three texts have been tiled."""

    texts: _Texts
    base: int
    ours: int
    theirs: int

    def take(self, length: int, ours_growth: int, theirs_growth: int) -> Piece:
        """Return the next piece: `length` of the base, and as much longer in each side as it grew there."""
        base = Span(self.base, self.base + length)
        ours = Span(self.ours, self.ours + length + ours_growth)
        theirs = Span(self.theirs, self.theirs + length + theirs_growth)
        self.base, self.ours, self.theirs = base.end, ours.end, theirs.end
        return Piece(_source(self.texts, base, ours, theirs), base, ours, theirs)


def _source(texts: _Texts, base: Span, ours: Span, theirs: Span) -> Source:
    """Tell who wrote a piece by what it says alone, so that no fault of the alignment can invent text."""
    base_text, ours_text, theirs_text = base.of(texts.base), ours.of(texts.ours), theirs.of(texts.theirs)
    if ours_text == theirs_text:
        return Source.BASE if ours_text == base_text else Source.BOTH
    if theirs_text == base_text:
        return Source.OURS
    return Source.THEIRS if ours_text == base_text else Source.CONFLICT
