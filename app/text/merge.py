"""Merges two changes of one text: lines first, sentences where both sides changed the same lines.

Refuses to guess: what two people changed in the same or in adjoining places is a conflict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.text.changes import changes_of, slid_apart, touching
from app.text.doubling import doubled
from app.text.misplacing import misplaced
from app.text.outline import Outline, Units
from app.text.pieces import Piece, Source, Texts, beside_each_other, joined_pieces
from app.text.spans import Span, boundaries
from app.text.written import Written


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
    texts = Texts(base, ours, theirs)
    if "\r" in base or "\r" in ours or "\r" in theirs:
        written = Written.of(texts)
        pieces = tuple(map(written.original, _settled(written.unified)[0]))
        return _result(texts, pieces, written.said(pieces))
    settled, said = _settled(texts)
    return _result(texts, tuple(settled), said)


def _result(texts: Texts, pieces: tuple[Piece, ...], said: Sequence[str | None]) -> Merged | Unmerged:
    if None in said:
        hunks = tuple(_hunk(texts, piece) for piece in pieces if piece.source is Source.CONFLICT)
        return Unmerged(hunks, tuple(said), pieces)
    parts = [part or "" for part in said]
    places = boundaries(parts)
    came_in = [
        Span(places[number], places[number + 1]) for number, piece in enumerate(pieces) if piece.source is Source.THEIRS
    ]
    return Merged("".join(parts), tuple(came_in), pieces)


def resolve(conflicted: Unmerged, decisions: Sequence[str]) -> str:
    """Return the merged text with one decided text a hunk, in the order of the hunks.

    Raises ValueError when there are not as many decisions as hunks.
    """
    if len(decisions) != len(conflicted.hunks):
        raise ValueError(f"{len(conflicted.hunks)} hunks need as many decisions, not {len(decisions)}.")
    decided = iter(decisions)
    return "".join(next(decided) if part is None else part for part in conflicted.parts)


def _hunk(texts: Texts, piece: Piece) -> Hunk:
    return Hunk(
        piece.base.of(texts.base),
        piece.ours.of(texts.ours),
        piece.theirs.of(texts.theirs),
        piece.base,
        piece.ours,
        piece.theirs,
    )


def _settled(texts: Texts) -> tuple[Sequence[Piece], Sequence[str | None]]:
    """Return the pieces of a merge in which nothing stands twice or under a wrong heading, and what each says."""
    outlines = Outline(texts.base), Outline(texts.ours), Outline(texts.theirs)
    pieces = list(_pieces(texts, *outlines))
    while True:
        said = [texts.said(piece) for piece in pieces]
        runs = [*doubled(texts, pieces, said), *misplaced(*outlines, pieces), *beside_each_other(pieces)]
        if not runs:
            return pieces, said
        pieces = list(joined_pieces(texts, pieces, runs))


def _pieces(texts: Texts, base: Outline, ours: Outline, theirs: Outline) -> Iterator[Piece]:
    for piece in _merge(texts, *(Units(outline.lines, outline.cuts) for outline in (base, ours, theirs))):
        if piece.source is Source.CONFLICT:
            yield from _merge(
                texts, base.sentences(piece.base), ours.sentences(piece.ours), theirs.sentences(piece.theirs)
            )
        else:
            yield piece


def _merge(texts: Texts, base_units: Units, ours_units: Units, theirs_units: Units) -> Iterator[Piece]:
    """Tile a stretch of each text with stable pieces and one piece for each group of changes that touch."""
    ours, theirs = changes_of(base_units, ours_units), changes_of(base_units, theirs_units)
    ours, theirs = slid_apart(ours, theirs), slid_apart(theirs, ours)
    tiles = _Tiles(texts, base_units.cuts[0], ours_units.cuts[0], theirs_units.cuts[0])
    for group in touching(ours, theirs):
        if tiles.base < group.start:
            yield tiles.take(group.start - tiles.base, 0, 0)
        yield tiles.take(group.end - group.start, group.ours_growth, group.theirs_growth)
    end = base_units.cuts[-1]
    if tiles.base < end:
        yield tiles.take(end - tiles.base, 0, 0)


@dataclass(slots=True)
class _Tiles:
    """How far the three texts have been tiled."""

    texts: Texts
    base: int
    ours: int
    theirs: int

    def take(self, length: int, ours_growth: int, theirs_growth: int) -> Piece:
        """Return the next piece: `length` of the base, and as much longer in each side as it grew there."""
        base = Span(self.base, self.base + length)
        ours = Span(self.ours, self.ours + length + ours_growth)
        theirs = Span(self.theirs, self.theirs + length + theirs_growth)
        self.base, self.ours, self.theirs = base.end, ours.end, theirs.end
        return self.texts.piece(base, ours, theirs)
