"""What becomes of a text that somebody sends: outcomes, all of them committed."""

from dataclasses import dataclass

from app.campaigns.standing import Standing
from app.pages.access import Link
from app.pages.revisions.proposals import Dispute
from app.text.spans import Span


@dataclass(frozen=True, slots=True)
class Saved:
    """A revision was appended; ``came_in`` are the places of its text that others wrote meanwhile."""

    page_id: int
    revision: Link
    merged: bool
    came_in: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Created:
    """A page was made, with its first revision."""

    page_id: int
    revision: Link


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The text is the head's already; nothing was appended."""

    page_id: int
    revision: Link


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Both sides changed the same place; the author's text is their draft."""

    page_id: int
    dispute: Dispute
    draft_id: int | None
    """None for an undo, which has no text of its own to lose."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The window does not admit it; the author's text is their draft."""

    standing: Standing
    draft_id: int | None


Outcome = Saved | Unchanged | Conflicted | TooLate
