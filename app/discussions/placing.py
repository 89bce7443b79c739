"""Finds what the passages of comments say, and where they stand in a text of their page.

Each text is read once and compared once, however many comments are about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.discussions.reading import CommentRow, PlaceRow
from app.pages.models import Content, Revision
from app.text.following import Comparison, follow_at_once
from app.text.spans import Span

AT_MOST = 1 << 20
"""Characters that are compared for one answer: two pairs of texts of the largest size, hundreds of usual ones."""
UNDER_A_LOCK = 1 << 16
"""The same for the answer to a write, for which others wait."""

_TEXTS = (
    select(col(Revision.id), col(Content.text))
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .where(col(Revision.id).in_(bindparam("revisions", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the passage of a comment says in its revision, and where it stands in another text of the page."""

    span: Span
    quote: str
    """Empty where the revision was redacted."""
    now: Span | None


class Places:
    """The texts that some comments are about, and the one in which their passages are looked for."""

    def __init__(self, texts: dict[int, str], target: str, room: int) -> None:
        self._texts = texts
        self._target = target
        self._room = room
        self._compared: dict[int, Comparison] = {}

    @classmethod
    def of(
        cls, session: Session, rows: Iterable[CommentRow | PlaceRow], target_id: int | None, *, room: int = AT_MOST
    ) -> "Places":
        """Read the texts of the revisions that the rows have passages of, and that of the revision ``target_id``."""
        wanted = {row.revision_id for row in rows if row.passage_start is not None}
        if not wanted or target_id is None:
            return cls({}, "", 0)
        texts = session.connection().execute(_TEXTS, {"revisions": sorted({*wanted, target_id})})
        found = {row.id: row.text for row in texts}
        return cls(found, found[target_id], room)

    def place(self, row: CommentRow | PlaceRow) -> Place | None:
        """Return the place of a comment, None for one that is about the page as a whole."""
        span = row.span
        if span is None:
            return None
        return Place(span, span.of(self._texts[row.revision_id]), self.find(row.revision_id, span))

    def find(self, revision_id: int, span: Span) -> Span | None:
        """Return where a passage of a revision stands in the target, None where nothing of it is left.

        So it is where more would have to be compared than there is room for.
        """
        text = self._texts[revision_id]
        found = follow_at_once(text, self._target, span)
        if found is not None:
            return found
        if revision_id not in self._compared:
            self._room -= len(text) + len(self._target)
            if self._room < 0:
                return None
            self._compared[revision_id] = Comparison.of(text, self._target)
        return self._compared[revision_id].follow(span)
