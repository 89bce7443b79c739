"""Redactions and undone accounts on the wire: ids and numbers, never the words that are purged."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from app.fields import ReasonText, Sent
from app.guides.rules import Audience, EditionKind
from app.identity.schemas import PersonOut
from app.moderation.rules import Fate
from app.pages.revisions.schemas import HunkOut
from app.pages.rules import Part, Verdict


class RedactionIn(BaseModel):
    reason: ReasonText = ""
    """Why; must not repeat the words. A preview needs none."""
    passage: Sent | None = None
    """Purge whatever holds this, to the letter; without it, the whole text of the revision."""


class TouchedOut(BaseModel):
    campaign: str
    page_id: int
    revision_id: int
    number: int
    parts: list[Part]
    head: bool
    accepted: bool


class AppendedOut(BaseModel):
    page_id: int
    revision_id: int
    number: int


class CarrierOut(BaseModel):
    """A sealed edition that carries the words and goes on carrying them."""

    campaign: str
    number: int
    kind: EditionKind
    audience: Audience
    language: str
    sealed_at: datetime
    artefacts: list[str]


class RemainingOut(BaseModel):
    """Words of an editor that hold the passage and stay."""

    page_id: int
    what: Literal["decision", "exclusion", "pin"]
    number: int | None


class RedactionOut(BaseModel):
    """What a redaction touches: purged now, or in a preview, which has no ``id``."""

    id: int | None
    revisions: list[TouchedOut]
    appended: list[AppendedOut]
    """The revisions that took the place of purged heads; empty in a preview."""
    drafts: int
    comments: int
    editions: list[CarrierOut]
    remains: list[RemainingOut]


class RedactionItem(BaseModel):
    id: int
    page_id: int
    revision_id: int
    """Where the words were pointed out."""
    reason: str
    admin: PersonOut
    at: datetime
    texts: int
    titles: int
    summaries: int


class RedactionsOut(BaseModel):
    items: list[RedactionItem]
    next: str | None


class AccountUndoIn(BaseModel):
    hide_created: bool | None = None
    """Hide the pages that the account created; when left out, those on which nobody else wrote."""
    summary: Sent = ""


class TakenOut(BaseModel):
    """What becomes of one revision of the account."""

    revision_id: int
    number: int
    fate: Fate
    hunks: list[HunkOut]
    """Where others changed the same place; ``theirs`` is the page with all newer revisions taken back that can be."""


class UndonePageOut(BaseModel):
    page_id: int
    title: str
    """Of the head, as it was found."""
    head_number: int
    created: bool
    """The account made the page."""
    alone: bool
    """Nobody else wrote on it."""
    hidden: bool
    """It is hidden already."""
    hide: bool
    """It is hidden with this."""
    accepted_number: int | None
    accepted_holds: bool
    """What readers see holds something of the account's still, until an editor accepts another revision."""
    revisions: list[TakenOut]
    appended: AppendedOut | None
    """The revision that takes them back; none in a preview, or where there is nothing to take back."""


class AccountDecisionOut(BaseModel):
    """A decision of the account as an editor, which is listed and stands."""

    page_id: int
    revision_id: int
    number: int
    verdict: Verdict
    decided_at: datetime


class AccountUndoneOut(BaseModel):
    """What undoing an account does: done now, or in a preview."""

    user: PersonOut
    pages: list[UndonePageOut]
    fates: dict[Fate, int]
    """How many of its revisions met each fate."""
    comments: int
    """Those that are hidden with this."""
    decisions: list[AccountDecisionOut]
