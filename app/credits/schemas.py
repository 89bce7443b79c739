"""Credit on the wire: people as they chose to be named; who they are is for editors."""

from datetime import datetime

from app.credits.rules import Naming
from app.discussions.schemas import CommentOut
from app.fields import In, OneOf, Wire
from app.identity.schemas import PersonOut
from app.pages.rules import Kind, TextState, Verdict
from app.reviews.rules import Choice


class NamingIn(In):
    naming: OneOf[Naming]
    """How the caller wants to be named in the guide."""


class ShownOut(Wire):
    """How somebody appears: by name, under a department, or not at all; ``naming`` says which."""

    naming: Naming
    """How the person chose to be named."""
    name: str | None
    """The name; null where it is not shown."""
    department: str | None
    """The department; null where it is not shown."""


class NamingOut(Wire):
    """What the caller chose, and what the next edition makes of it."""

    campaign: str
    """The slug of the campaign."""
    naming: Naming
    """What the caller chose."""
    shown_as: ShownOut
    """How the next edition names the caller."""
    note: str | None
    """Why ``shown_as`` is not what was chosen."""
    chosen_at: datetime | None
    """Null for who has chosen nothing and so is named in full."""


class NamedOut(ShownOut):
    person: PersonOut | None
    """Who it is; null for callers who are not editors."""


class ContributorOut(NamedOut):
    """A line of the ledger: one person, or several who share a department's name or are not named."""

    people: int
    """How many people the line stands for."""
    tokens: int
    """How many words and signs are theirs."""
    share: float
    """Part of all tokens, between 0 and 1."""
    revisions: int
    """Those from which tokens are left."""
    pages: int
    """On how many pages they are."""
    first_at: datetime
    """When they first wrote what is left."""
    last_at: datetime
    """When they last wrote what is left."""


class ReviewerOut(NamedOut):
    people: int
    """How many people the line stands for."""
    reviews: int
    """How many decisions they took."""


class CommenterOut(NamedOut):
    people: int
    """How many people the line stands for."""
    comments: int
    """Those that are visible to everybody who reads the discussion."""


class VotesOut(Wire):
    """Totals are null while the campaign keeps its tallies sealed."""

    ballots: int | None
    """How many ballots were cast."""
    support: int | None
    """How often tips are supported."""
    my_ballots: int
    """How many ballots the caller cast."""
    my_support: int
    """How many tips the caller supports."""


class ContributorsOut(Wire):
    items: list[ContributorOut]
    """Who wrote the text, those who wrote most first."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
    tokens: int
    """How many words and signs the text has."""
    reviewers: list[ReviewerOut]
    """Editors who decided, those who decided most first."""
    commenters: list[CommenterOut] | None
    """Null for a caller who may read accepted text only."""


class CampaignContributorsOut(ContributorsOut):
    votes: VotesOut | None
    """Null for a caller who may read accepted text only."""


class PageCreditsOut(Wire):
    page_id: int
    """The id of the page."""
    slug: str
    """The name of the page in addresses."""
    kind: Kind
    """What kind of page it is."""
    theme: str | None
    """The slug of the theme; null for a page of the campaign as a whole."""
    title: str
    """The title."""
    tokens: int
    """How many words and signs there are."""
    contributors: list[ContributorOut]
    """Who wrote it, those who wrote most first."""


class CreditsOut(Wire):
    """The whole ledger: page by page in the order of the guide, and overall."""

    campaign: str
    """The slug of the campaign."""
    state: TextState
    """Whether accepted or latest texts were counted."""
    tokens: int
    """How many words and signs there are."""
    contributors: list[ContributorOut]
    """Who wrote it, those who wrote most first."""
    pages: list[PageCreditsOut]
    """The ledger page by page."""
    reviewers: list[ReviewerOut]
    """Editors who decided, those who decided most first."""
    commenters: list[CommenterOut] | None
    """People who commented, those who commented most first."""
    votes: VotesOut | None
    """How much was voted; null for a caller who may read accepted text only."""


class PlaceOut(Wire):
    """A page as it is named elsewhere."""

    id: int
    """The id of the page."""
    slug: str
    """The name of the page in addresses."""


class CreditOut(Wire):
    """A passage of a text and where it comes from; ``end`` is the first code point behind it."""

    start: int
    """The first code point of the passage."""
    end: int
    """The first code point after the passage."""
    origin: int
    """The revision that has it first."""
    campaign: str | None
    """The slug of the campaign in which it was written; null for one that the caller may not see."""
    number: int | None
    """The number of the revision on its page."""
    page: PlaceOut | None
    """Number and page of the origin; null where it is on another page that the caller may not see."""
    summary: str | None
    """What its author said about it; null for a caller who may not read that revision."""
    contributor: NamedOut
    """Who wrote the passage."""
    at: datetime
    """When the origin was written; of an imported one as its source says."""


class AttributionOut(Wire):
    """Who wrote what in a revision; the spans tile its title and its text, in Unicode code points of each."""

    revision_id: int
    """The id of the revision."""
    page_id: int
    """The id of the page."""
    tokens: int
    """Of title and text."""
    title_spans: list[CreditOut]
    """Null for a title that was redacted: it is nobody's."""
    spans: list[CreditOut]
    """The passages of the text, in order."""
    contributors: list[ContributorOut]
    """Those who wrote most come first."""


class BallotsOut(Wire):
    """Ballots on this revision; counts are null while the campaign keeps its tallies sealed."""

    approve: int | None
    """Ballots that approve."""
    oppose: int | None
    """Ballots that oppose."""
    my_choice: Choice | None
    """How the caller voted; null without a ballot."""


class TracedDecisionOut(Wire):
    verdict: Verdict
    """What was decided."""
    reason: str | None
    """Null for a caller who may read accepted text only."""
    reason_code: str | None
    """Names that sentence where the campaign's policy gave the reason; null for an editor's words."""
    reason_parameters: dict[str, str | int] | None
    """What that sentence is said of."""
    editor: NamedOut | None
    """Null where the campaign's policy decided."""
    at: datetime
    """When it was decided."""


class TraceOut(Wire):
    """Where a passage comes from, and what was said to the revision whose text it is."""

    campaign: str
    """The slug of the campaign."""
    page_id: int
    """The id of the page."""
    page: str
    """The slug of the page."""
    title: str
    """The title of the revision."""
    revision_id: int
    """The id of the revision."""
    number: int
    """The number of the revision on its page."""
    start: int
    """The first code point of the passage."""
    end: int
    """The first code point after the passage."""
    text: str
    """The words of the passage."""
    spans: list[CreditOut]
    """Where the words come from, in order."""
    ballots: BallotsOut
    """The ballots on the revision."""
    support: int | None
    """Null while the campaign keeps its tallies sealed."""
    comments: list[CommentOut] | None
    """Those on passages that stand in this one now, with their replies; null for a caller who may read accepted text
    only."""
    decision: TracedDecisionOut | None
    """The last decision about the revision; null where there is none."""
