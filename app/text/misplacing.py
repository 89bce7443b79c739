"""Finds where a merge would put what one side wrote under another heading than it was written under.

Knows nothing of how the pieces were found.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.text.headings import Heading, is_reworded, may_hold_heading
from app.text.outline import Outline
from app.text.pieces import Piece, Source
from app.text.spans import Span


def misplaced(base: Outline, ours: Outline, theirs: Outline, pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of the pieces from a changed heading to a change that it leaves without its own.

    The heading over a change of one side must still be there, or be reworded. A heading which the other side put in
    between is taken for one over the changed line only when that line stands once, so that it cannot be another one.
    """
    for side in (_Side(Source.OURS, base, ours, theirs, pieces), _Side(Source.THEIRS, base, theirs, ours, pieces)):
        first = side.first_heading_of_other()
        if first is None:
            continue
        for number in range(first + 1, len(pieces)):
            if pieces[number].source is side.source:
                changed = side.changed_heading(number)
                if changed is not None:
                    yield changed, number


@dataclass(frozen=True)
class _Side:
    """One side's changes beside the headings of the base and of the other side."""

    source: Source
    base: Outline
    own: Outline
    other: Outline
    pieces: Sequence[Piece]

    def own_span(self, piece: Piece) -> Span:
        return piece.ours if self.source is Source.OURS else piece.theirs

    def other_span(self, piece: Piece) -> Span:
        return piece.theirs if self.source is Source.OURS else piece.ours

    @cached_property
    def base_starts(self) -> list[int]:
        return [piece.base.start for piece in self.pieces]

    @cached_property
    def own_starts(self) -> list[int]:
        return [self.own_span(piece).start for piece in self.pieces]

    @cached_property
    def other_starts(self) -> list[int]:
        return [self.other_span(piece).start for piece in self.pieces]

    def first_heading_of_other(self) -> int | None:
        """Return the first piece in which the other side alone may have changed a heading."""
        others = Source.THEIRS if self.source is Source.OURS else Source.OURS
        return next(
            (
                number
                for number, piece in enumerate(self.pieces)
                if piece.source is others and self._may_hold_heading(piece)
            ),
            None,
        )

    def _may_hold_heading(self, piece: Piece) -> bool:
        # An underline makes a heading of the line above it, which alone may have changed.
        return (
            self.base.text[piece.base.end : piece.base.end + 1] in {"-", "="}
            or may_hold_heading(piece.base.of(self.base.text))
            or may_hold_heading(self.other_span(piece).of(self.other.text))
        )

    def changed_heading(self, number: int) -> int | None:
        """Return the piece with the other side's change of headings that misplaces this piece; None when none does."""
        piece = self.pieces[number]
        own_span = self.own_span(piece)
        if not (self.base.writes_under_heading_above(piece.base) or self.own.writes_under_heading_above(own_span)):
            return None
        changed = self._change_above(number)
        if changed is None or self.pieces[changed].source in {self.source, Source.BOTH, Source.CONFLICT}:
            # Both sides know of it, or a person will decide.
            return None
        own = self.own.heading_above(own_span.start)
        between = -1 if own is None else bisect_right(self.own_starts, own.start) - 1
        # This side has put a heading of its own in between.
        return None if between > changed and self.pieces[between].source is not Source.BASE else changed

    def _change_above(self, number: int) -> int | None:
        piece = self.pieces[number]
        was, now = self.base.heading_above(piece.base.start), self.other.heading_above(self.other_span(piece).start)
        if was is None:
            return None if now is None else self._unless_certain(number, now)
        at = bisect_right(self.base_starts, was.start) - 1
        over = self.pieces[at]
        place = self.other_span(over)
        if over.source in {Source.BASE, self.source}:
            kept = place.start + was.start - over.base.start
            return None if now is None or now.start == kept else self._unless_certain(number, now)
        if not any(is_reworded(was.line, line) for line in place.of(self.other.text).split("\n")):
            return at
        if now is None or now.start < place.start or (now.start < place.end and is_reworded(was.line, now.line)):
            return None
        return self._unless_certain(number, now)

    def _unless_certain(self, number: int, now: Heading) -> int | None:
        """Return the piece with a heading put in between, unless the changed line surely stands under it."""
        start, line = self.base.line_of(self.pieces[number].base)
        at = bisect_right(self.other_starts, now.start) - 1
        stands_below = start >= self.pieces[at].base.end
        return None if stands_below and line and self.base.counts[line] == self.other.counts[line] == 1 else at
