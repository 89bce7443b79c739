"""Redactions and undone accounts on the wire: ids and numbers, never the words that are purged."""

from datetime import datetime
from typing import Literal

from app.fields import In, ReasonText, Sent, Wire
from app.guides.rules import Audience, EditionKind
from app.identity.schemas import PersonOut
from app.moderation.rules import Fate
from app.pages.revisions.schemas import HunkOut
from app.pages.rules import Part, Verdict


class RedactionIn(In):
    reason: ReasonText = ""
    """Why; must not repeat the words. A preview needs none."""
    passage: Sent | None = None
    """Purge whatever holds this, to the letter; without it, the whole text of the revision."""


class TouchedOut(Wire):
    campaign: str
    """The slug of the campaign."""
    page_id: int
    """The id of the page."""
    revision_id: int
    """The id of the revision."""
    number: int
    """The number of the revision on its page."""
    parts: list[Part]
    """Which parts of it hold the words."""
    head: bool
    """Whether it is the latest revision of its page."""
    accepted: bool
    """Whether it is what readers see."""


class AppendedOut(Wire):
    page_id: int
    """The id of the page."""
    revision_id: int
    """The id of the new revision."""
    number: int
    """The number of the new revision."""


class CarrierOut(Wire):
    """A sealed edition that carries the words and goes on carrying them."""

    campaign: str
    """The slug of the campaign."""
    number: int
    """The number of the edition."""
    kind: EditionKind
    """Whether it is a proof or a release."""
    audience: Audience
    """Whom the edition is for."""
    language: str
    """The language, as a BCP 47 tag."""
    sealed_at: datetime
    """When the edition was sealed; it has not changed since."""
    artefacts: list[str]
    """The names of its files."""


class RemainingOut(Wire):
    """Words of an editor that hold the passage and stay."""

    page_id: int
    """The id of the page."""
    what: Literal["decision", "exclusion", "pin", "rewriting"]
    """What holds the words."""
    number: int | None
    """The number of the decision; null for anything else."""


class RedactionOut(Wire):
    """What a redaction touches: purged now, or in a preview, which has no ``id``."""

    id: int | None
    """The id of the redaction; null in a preview."""
    revisions: list[TouchedOut]
    """The revisions that hold the words."""
    appended: list[AppendedOut]
    """The revisions that took the place of purged heads; empty in a preview."""
    drafts: int
    """How many drafts hold the words."""
    comments: int
    """How many comments hold the words."""
    editions: list[CarrierOut]
    """Sealed editions that hold the words, and keep them."""
    remains: list[RemainingOut]
    """What holds the words and stays as it is."""


class RedactionItem(Wire):
    id: int
    """The id of the redaction."""
    page_id: int
    """The id of the page."""
    revision_id: int
    """Where the words were pointed out."""
    reason: str
    """Why the words were purged."""
    admin: PersonOut
    """Who purged them."""
    at: datetime
    """When they were purged."""
    texts: int
    """How many texts were purged."""
    titles: int
    """How many titles were purged."""
    summaries: int
    """How many summaries were purged."""


class RedactionsOut(Wire):
    items: list[RedactionItem]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class AccountUndoIn(In):
    hide_created: bool | None = None
    """Hide the pages that the account created; when left out, those on which nobody else wrote."""
    summary: Sent = ""
    """What the history says about it."""


class TakenOut(Wire):
    """What becomes of one revision of the account."""

    revision_id: int
    """The id of the revision."""
    number: int
    """The number of the revision on its page."""
    fate: Fate
    """What becomes of it."""
    hunks: list[HunkOut]
    """Where others changed the same place; ``theirs`` is the page with all newer revisions taken back that can be."""


class UndonePageOut(Wire):
    page_id: int
    """The id of the page."""
    title: str
    """Of the head, as it was found."""
    head_number: int
    """The number of the latest revision, as it was found."""
    created: bool
    """The account made the page."""
    alone: bool
    """Nobody else wrote on it."""
    hidden: bool
    """It is hidden already."""
    hide: bool
    """It is hidden with this."""
    accepted_number: int | None
    """The number of the revision that readers see; null where they see none."""
    accepted_holds: bool
    """What readers see holds something of the account's still, until an editor accepts another revision."""
    revisions: list[TakenOut]
    """The revisions of the account, newest first."""
    appended: AppendedOut | None
    """The revision that takes them back; none in a preview, or where there is nothing to take back."""


class AccountDecisionOut(Wire):
    """A decision of the account as an editor, which is listed and stands."""

    page_id: int
    """The id of the page."""
    revision_id: int
    """The id of the revision."""
    number: int
    """The number of the revision on its page."""
    verdict: Verdict
    """What was decided."""
    decided_at: datetime
    """When it was decided."""


class AccountUndoneOut(Wire):
    """What undoing an account does: done now, or in a preview."""

    user: PersonOut
    """The account."""
    pages: list[UndonePageOut]
    """The pages on which it wrote."""
    fates: dict[Fate, int]
    """How many of its revisions met each fate."""
    comments: int
    """Those that are hidden with this."""
    decisions: list[AccountDecisionOut]
    """What it decided as an editor."""
