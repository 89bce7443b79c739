"""Decisions, acceptance and the review queue on the wire."""

from datetime import datetime

from app.campaigns.rules import AcceptancePolicy
from app.fields import In, ReasonText, Wire
from app.identity.schemas import PersonOut
from app.pages.revisions.schemas import OperationOut, RevisionFacts
from app.pages.rules import Kind, Verdict
from app.reviews.decisions.rules import RuleName


class DecisionIn(In):
    reason: ReasonText = ""
    """Why; the author and the history are told."""


class AcceptIn(DecisionIn):
    """``older`` says that the revision is meant although there is a later one."""

    older: bool = False
    """Whether the revision is meant although there is a later one."""


class DecisionOut(Wire):
    number: int
    """The number of the revision decided about."""
    revision_id: int
    """The id of the revision."""
    verdict: Verdict
    """What was decided."""
    reason: str
    """Why it was decided."""
    reason_code: str | None
    """Names that sentence where the campaign's policy gave the reason; null for an editor's words."""
    reason_parameters: dict[str, str | int] | None
    """What that sentence is said of."""
    editor: PersonOut | None
    """Null where the campaign's policy decided."""
    decided_at: datetime
    """When it was decided."""
    correction: bool
    """Whether it corrects what is published."""


class DecidedOut(DecisionOut):
    """A decision that was just taken, and what became of the revision."""

    accepted: bool
    """Whether readers see the revision now."""
    missing: str | None
    """What an acceptance lacks that another editor must complete."""
    missing_code: str | None
    """Names that sentence, for a front end that words it itself."""
    missing_parameters: dict[str, str | int] | None
    """What that sentence is said of."""


class DecisionsOut(Wire):
    items: list[DecisionOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class NotificationOut(Wire):
    """What somebody else decided about one of the caller's revisions or pages, or a tip that they supported."""

    id: int
    """The id of the notification."""
    verdict: Verdict
    """What was decided."""
    reason: str
    """Why it was decided."""
    reason_code: str | None
    """Names that sentence where the campaign's policy gave the reason; null for an editor's words."""
    reason_parameters: dict[str, str | int] | None
    """What that sentence is said of."""
    campaign: str
    """The slug of the campaign."""
    page_id: int
    """The id of the page."""
    page: str
    """The slug of the page."""
    revision_id: int
    """The id of the revision."""
    revision_number: int
    """The number of the revision decided about."""
    title: str
    """The title of that revision."""
    editor: PersonOut | None
    """The editor who decided; null where the policy did."""
    at: datetime
    """When it was decided."""
    draft_id: int | None
    """The draft that a rejection or the hiding of the page left, as long as there is one."""
    merged_into: int | None
    """The tip that the page has gone into, which whoever supported the page may want to support; else null."""
    supports: bool | None
    """Whether the caller supports that tip: nobody's support goes there by itself."""


class NotificationsOut(Wire):
    items: list[NotificationOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class RuleOut(Wire):
    """One rule of the policy; value, passed and missing are null while the tally that they tell of is sealed."""

    name: RuleName
    """What the rule asks for."""
    value: int | None
    """What there is now."""
    threshold: int
    """What is needed."""
    passed: bool | None
    """Whether the rule is met."""
    missing: str | None
    """What is still missing, in a sentence."""
    missing_code: str | None
    """Names that sentence, for a front end that words it itself."""
    missing_parameters: dict[str, str | int] | None
    """What that sentence is said of."""


class ReportOut(Wire):
    """What the campaign's policy says of a revision now."""

    policy: AcceptancePolicy
    """Who makes a revision the one that readers see."""
    fulfilled: bool | None
    """Whether the policy would accept the revision now; null while it depends on a sealed tally."""
    sealed: bool
    """Whether tallies are kept closed while people vote."""
    rules: list[RuleOut]
    """Each rule of the policy."""
    override: RuleOut | None
    """What editors need to accept it whatever ``rules`` say; null where they cannot, or where they are the rule."""


class AcceptanceOut(ReportOut):
    page_id: int
    """The id of the page."""
    revision_id: int
    """The id of the revision."""
    number: int
    """The number of the revision on its page."""
    accepted: bool
    """Whether readers see this revision."""
    decisions: list[DecisionOut]
    """What was decided about the revision, newest first."""


class TallyOut(Wire):
    approve: int
    """How many people approve."""
    oppose: int
    """How many people oppose."""


class ChangeOut(Wire):
    """Operations that turn the text that readers see, empty where there is none, into the latest."""

    old_title: str | None
    """The title that readers see; null where they see nothing."""
    new_title: str
    """The latest title."""
    coarse: bool
    """True where the texts were too far apart to be compared word by word."""
    operations: list[OperationOut]
    """What turns the older text into the newer, in order."""


class WaitingOut(Wire):
    """A page whose latest text is not what readers see."""

    page_id: int
    """The id of the page."""
    kind: Kind
    """What kind of page it is."""
    theme: str | None
    """The slug of the theme; null for a page of the campaign as a whole."""
    slug: str
    """The name of the page in addresses."""
    accepted_number: int | None
    """The number of the revision that readers see; null where they see none."""
    head: RevisionFacts
    """The latest revision."""
    etag: str
    """For the ``If-Match`` of a decision on the head."""
    authors: list[PersonOut]
    """Who wrote since the accepted revision, in the order in which they began."""
    tally: TallyOut | None
    """The ballots on the head; null while tallies are sealed."""
    acceptance: ReportOut
    """What the policy says of the latest revision."""
    barred: str | None
    """Why the caller cannot accept the head; null where they can."""
    barred_code: str | None
    """Names that sentence, for a front end that words it itself."""
    barred_parameters: dict[str, str | int] | None
    """What that sentence is said of."""
    allowed_actions: list[Verdict]
    """What the caller may decide about the head now; a conflict that arises meanwhile is told by the decision."""
    decisions: list[DecisionOut]
    """What was decided about the head, newest first."""
    diff_url: str | None
    """The whole difference to what readers see; null where they see nothing."""
    diff: ChangeOut | None
    """With ``include=diff``; null where the texts are too long for this list."""


class QueueOut(Wire):
    items: list[WaitingOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
