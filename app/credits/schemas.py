"""Credit on the wire: people as they chose to be named; who they are is for editors."""

from datetime import datetime

from pydantic import BaseModel

from app.credits.rules import Naming, State
from app.discussions.schemas import CommentOut
from app.identity.schemas import PersonOut
from app.pages.rules import Kind, Verdict
from app.reviews.rules import Choice


class NamingIn(BaseModel):
    naming: Naming


class ShownOut(BaseModel):
    """How somebody appears: by name, under a department, or not at all; ``naming`` says which."""

    naming: Naming
    name: str | None
    department: str | None


class NamingOut(BaseModel):
    """What the caller chose, and what the next edition makes of it."""

    campaign: str
    naming: Naming
    shown_as: ShownOut
    note: str | None
    """Why ``shown_as`` is not what was chosen."""
    chosen_at: datetime | None
    """None for who has chosen nothing and so is named in full."""


class NamedOut(ShownOut):
    person: PersonOut | None
    """Who it is; None for callers who are not editors."""


class ContributorOut(NamedOut):
    """A line of the ledger: one person, or several who share a department's name or are not named."""

    people: int
    tokens: int
    share: float
    """Part of all tokens, between 0 and 1."""
    revisions: int
    """Those from which tokens are left."""
    pages: int
    first_at: datetime
    last_at: datetime


class ReviewerOut(NamedOut):
    people: int
    reviews: int


class CommenterOut(NamedOut):
    people: int
    comments: int
    """Those that are visible to everybody who reads the discussion."""


class VotesOut(BaseModel):
    """Totals are None while the campaign keeps its tallies sealed."""

    ballots: int | None
    support: int | None
    my_ballots: int
    my_support: int


class ContributorsOut(BaseModel):
    items: list[ContributorOut]
    next: str | None
    tokens: int
    reviewers: list[ReviewerOut]
    commenters: list[CommenterOut] | None
    """None for a caller who may read accepted text only."""


class CampaignContributorsOut(ContributorsOut):
    votes: VotesOut | None
    """None for a caller who may read accepted text only."""


class PageCreditsOut(BaseModel):
    page_id: int
    slug: str
    kind: Kind
    theme: str | None
    title: str
    tokens: int
    contributors: list[ContributorOut]


class CreditsOut(BaseModel):
    """The whole ledger: page by page in the order of the guide, and overall."""

    campaign: str
    state: State
    tokens: int
    contributors: list[ContributorOut]
    pages: list[PageCreditsOut]
    reviewers: list[ReviewerOut]
    commenters: list[CommenterOut] | None
    votes: VotesOut | None


class PlaceOut(BaseModel):
    """A page as it is named elsewhere."""

    id: int
    slug: str


class CreditOut(BaseModel):
    """A passage of a text and where it comes from; ``end`` is the first code point behind it."""

    start: int
    end: int
    origin: int
    """The revision that has it first."""
    number: int | None
    page: PlaceOut | None
    """Number and page of the origin; None where it is on another page that the caller may not see."""
    summary: str | None
    """What its author said about it; None for a caller who may not read that revision."""
    contributor: NamedOut
    at: datetime
    """When the origin was written; of an imported one as its source says."""


class AttributionOut(BaseModel):
    """Who wrote what in a revision; the spans tile its title and its text, in Unicode code points of each."""

    revision_id: int
    page_id: int
    tokens: int
    """Of title and text."""
    title_spans: list[CreditOut]
    """None for a title that was redacted: it is nobody's."""
    spans: list[CreditOut]
    contributors: list[ContributorOut]
    """Those who wrote most come first."""


class BallotsOut(BaseModel):
    """Ballots on this revision; counts are None while the campaign keeps its tallies sealed."""

    approve: int | None
    oppose: int | None
    my_choice: Choice | None


class TracedDecisionOut(BaseModel):
    verdict: Verdict
    reason: str | None
    """None for a caller who may read accepted text only."""
    editor: NamedOut | None
    """None where the campaign's policy decided."""
    at: datetime


class TraceOut(BaseModel):
    """Where a passage comes from, and what was said to the revision whose text it is."""

    campaign: str
    page_id: int
    page: str
    title: str
    revision_id: int
    number: int
    start: int
    end: int
    text: str
    spans: list[CreditOut]
    ballots: BallotsOut
    support: int | None
    """None while the campaign keeps its tallies sealed."""
    comments: list[CommentOut] | None
    """Those on passages that stand in this one now, with their replies; None for a caller who may read accepted text
    only."""
    decision: TracedDecisionOut | None
