"""What an edit or an undo meets: somebody else's change at the same place."""

from dataclasses import dataclass

from app.errors import Conflict
from app.pages.revisions.schemas import HunkOut, MeanwhileOut
from app.words.codes import Word


@dataclass(eq=False)
class UndoConflict(Conflict):
    """What a revision changed was changed again afterwards."""

    problem = "undo-conflict"
    word = Word.UNDO_CONFLICT
    head_revision: int
    """The id of the latest revision."""
    hunks: list[HunkOut]
    """The places where somebody must choose."""


@dataclass(eq=False, kw_only=True)
class EditConflict(Conflict):
    """A text contradicts one that was saved after its base; it is kept as a draft.

    What both sides changed elsewhere is in the merged title and parts: a resolution of the author's text alone would
    take it back.
    """

    problem = "edit-conflict"
    word = Word.EDIT_CONFLICT
    draft_id: int
    """The id of the draft that keeps the text."""
    base_revision: int
    """The id of the revision on which the text was written."""
    head_revision: int
    """The id of the latest revision."""
    head_number: int
    """The number of the latest revision."""
    theirs: list[MeanwhileOut]
    """Who saved what since the base, newest first, twenty at most."""
    hunks: list[HunkOut]
    """The places where somebody must choose."""
    merged_title: str | None
    """Null where the title is in dispute."""
    merged_parts: list[str | None]
    """The text, with null where each hunk of it goes."""
