"""Decisions, acceptance and the review queue on the wire."""

from datetime import datetime

from pydantic import BaseModel

from app.campaigns.rules import Acceptance
from app.fields import ReasonText
from app.identity.schemas import PersonOut
from app.pages.revisions.schemas import OperationOut, RevisionFacts
from app.pages.rules import Kind, Verdict
from app.reviews.decisions.rules import RuleName


class DecisionIn(BaseModel):
    reason: ReasonText = ""


class AcceptIn(DecisionIn):
    """``older`` says that the revision is meant although there is a later one."""

    older: bool = False


class DecisionOut(BaseModel):
    number: int
    revision_id: int
    verdict: Verdict
    reason: str
    editor: PersonOut | None
    """None where the campaign's policy decided."""
    decided_at: datetime


class DecidedOut(DecisionOut):
    """A decision that was just taken, and what became of the revision."""

    accepted: bool
    """Whether readers see the revision now."""
    missing: str | None
    """What an acceptance lacks that another editor must complete."""


class DecisionsOut(BaseModel):
    items: list[DecisionOut]
    next: str | None


class NotificationOut(BaseModel):
    """What somebody else decided about one of the caller's revisions."""

    id: int
    verdict: Verdict
    reason: str
    campaign: str
    page_id: int
    page: str
    revision_id: int
    revision_number: int
    title: str
    editor: PersonOut | None
    at: datetime
    draft_id: int | None
    """The draft that a rejection left, as long as there is one."""


class NotificationsOut(BaseModel):
    items: list[NotificationOut]
    next: str | None


class RuleOut(BaseModel):
    """One rule of the policy; value, passed and missing are null while the tally that they tell of is sealed."""

    name: RuleName
    value: int | None
    threshold: int
    passed: bool | None
    missing: str | None


class ReportOut(BaseModel):
    """What the campaign's policy says of a revision now."""

    policy: Acceptance
    fulfilled: bool | None
    """Whether the policy would accept the revision now; null while it depends on a sealed tally."""
    sealed: bool
    rules: list[RuleOut]
    override: RuleOut | None
    """What editors need to accept it whatever ``rules`` say; null where they cannot, or where they are the rule."""


class AcceptanceOut(ReportOut):
    page_id: int
    revision_id: int
    number: int
    accepted: bool
    """Whether readers see this revision."""
    decisions: list[DecisionOut]


class TallyOut(BaseModel):
    approve: int
    oppose: int


class ChangeOut(BaseModel):
    """Operations that turn the text that readers see, empty where there is none, into the latest."""

    old_title: str | None
    new_title: str
    coarse: bool
    operations: list[OperationOut]


class WaitingOut(BaseModel):
    """A page whose latest text is not what readers see."""

    page_id: int
    kind: Kind
    theme: str | None
    slug: str
    accepted_number: int | None
    head: RevisionFacts
    etag: str
    """For the ``If-Match`` of a decision on the head."""
    authors: list[PersonOut]
    """Who wrote since the accepted revision, in the order in which they began."""
    tally: TallyOut | None
    """The ballots on the head; null while tallies are sealed."""
    acceptance: ReportOut
    barred: str | None
    """Why the caller cannot accept the head; null where they can."""
    decisions: list[DecisionOut]
    """What was decided about the head, newest first."""
    diff_url: str | None
    """The whole difference to what readers see; null where they see nothing."""
    diff: ChangeOut | None
    """With ``include=diff``; null where the texts are too long for this list."""


class QueueOut(BaseModel):
    items: list[WaitingOut]
    next: str | None
