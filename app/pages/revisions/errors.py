"""What an edit or an undo meets: somebody else's change at the same place."""

from dataclasses import dataclass

from app.errors import Conflict
from app.pages.revisions.schemas import HunkOut
from app.words.codes import Word


@dataclass(eq=False)
class UndoConflict(Conflict):
    """What a revision changed was changed again afterwards."""

    problem = "undo-conflict"
    word = Word.UNDO_CONFLICT
    head_revision: int
    hunks: list[HunkOut]


@dataclass(eq=False, kw_only=True)
class EditConflict(Conflict):
    """A text contradicts one that was saved after its base; it is kept as a draft.

    What both sides changed elsewhere is in the merged title and parts: a resolution of the author's text alone would
    take it back.
    """

    problem = "edit-conflict"
    word = Word.EDIT_CONFLICT
    draft_id: int
    base_revision: int
    head_revision: int
    head_number: int
    hunks: list[HunkOut]
    merged_title: str | None
    """None where the title is in dispute."""
    merged_parts: list[str | None]
    """The text, with None where each hunk of it goes."""
