"""Ballots, support and decisions on the wire. Only tallies and the caller's own choice."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from app.campaigns.rules import Acceptance, Ranking
from app.pages.rules import Kind, Verdict
from app.pages.schemas import NO_NUL, OperationOut, PersonOut, RevisionFacts
from app.reviews.rules import Choice, RuleName

ReasonText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_NUL)]


class BallotIn(BaseModel):
    choice: Choice


class BallotCountOut(BaseModel):
    """How many people approve and how many oppose."""

    approve: int
    oppose: int


class BallotTallyOut(BaseModel):
    """The ballots on a revision; the counts are null while tallies are sealed."""

    revision_id: int
    sealed: bool
    approve: int | None
    """Ballots on exactly this revision."""
    oppose: int | None
    on_same_text: BallotCountOut | None
    """People without a ballot on this revision whose newest one on materially the same text of the page counts."""
    my_choice: Choice | None
    """The caller's ballot that counts here, else their newest on the page."""
    my_revision_id: int | None
    """The revision on which the caller cast it."""
    mine_is_same_text: bool | None
    """False where the caller's ballot was cast on an older text and does not count here."""


class SupportIn(BaseModel):
    revision_id: int | None = None
    """The text that the caller saw; by default the one that readers see now."""


class SupportTallyOut(BaseModel):
    """The support for a tip; the counts are null while tallies are sealed."""

    page_id: int
    sealed: bool
    shown_revision_id: int
    """The text that readers see now, the latest where nothing is accepted."""
    support: int | None
    """Everybody who supports the tip: ``on_this_text`` and ``on_other_texts`` together."""
    on_this_text: int | None
    """Support that was given to the text shown now, or to materially the same."""
    on_other_texts: int | None
    supported_by_me: bool
    my_revision_id: int | None
    """The revision to which the caller gave their support."""
    mine_is_same_text: bool | None
    """False where the caller's support was given to another text than the one shown now."""


class RankedTipOut(BaseModel):
    """A tip in the ranking; rank and counts are null while tallies are sealed."""

    rank: int | None
    page_id: int
    theme: str
    slug: str
    title: str
    support: int | None
    on_this_text: int | None
    ballots: BallotCountOut | None
    """The ballots for the text shown now and for materially the same ones, where tips are ranked by them."""
    score: float | None
    """Wilson's lower bound for the share of approvals among ``ballots``."""
    supported_by_me: bool
    accepted: bool


class RankingOut(BaseModel):
    ordered_by: Ranking | Literal["position"]
    """``position``, the order of the guide, while tallies are sealed."""
    sealed: bool
    support_budget: int | None
    support_used: int
    """How many tips the caller supports."""
    items: list[RankedTipOut]
    next: str | None


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
