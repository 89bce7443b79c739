"""Lets a merge take no notice of line ends, and gives the result those of the head.

Knows nothing of how pieces are found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.text.line_ends import Unified, ends, with_ends
from app.text.pieces import Piece, Source, Texts


@dataclass(frozen=True, slots=True)
class Written:
    """Three texts as they were written, and with equal line ends. Theirs is the head."""

    texts: Texts
    unified: Texts
    base: Unified
    ours: Unified
    theirs: Unified

    @classmethod
    def of(cls, texts: Texts) -> "Written":
        base, ours, theirs = Unified.of(texts.base), Unified.of(texts.ours), Unified.of(texts.theirs)
        return cls(texts, Texts(base.text, ours.text, theirs.text), base, ours, theirs)

    def original(self, piece: Piece) -> Piece:
        """Return a piece of the texts with equal line ends as one of the texts as they were written."""
        return Piece(
            piece.source,
            self.base.original(piece.base),
            self.ours.original(piece.ours),
            self.theirs.original(piece.theirs),
        )

    def said(self, pieces: Sequence[Piece]) -> list[str | None]:
        """Return what the merged text says at each piece as it was written, None for a conflict.

        It is what the head says there, and what ours alone says with the head's line ends. Where the head is the text
        that ours began with, ours stays as it is.
        """
        if self.texts.theirs == self.texts.base:
            return [piece.ours.of(self.texts.ours) for piece in pieces]
        end = self._end_of_head(pieces)
        return [self._said(piece, end) for piece in pieces]

    def _said(self, piece: Piece, end: str | None) -> str | None:
        if piece.source is Source.CONFLICT:
            return None
        if piece.source is not Source.OURS:
            return piece.theirs.of(self.texts.theirs)
        part = piece.ours.of(self.texts.ours)
        return part if end is None else with_ends(part, end)

    def _end_of_head(self, pieces: Sequence[Piece]) -> str | None:
        """Return how most lines of the head end; None where ours ends its lines as the head does."""
        of_head = ends(self.texts.theirs)
        agree = all(
            piece.ours.of(self.texts.ours) == piece.theirs.of(self.texts.theirs)
            for piece in pieces
            if piece.source in {Source.BASE, Source.BOTH}
        )
        if not of_head or (agree and ends(self.texts.ours).keys() <= of_head.keys()):
            return None
        return of_head.most_common(1)[0][0]
