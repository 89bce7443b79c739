"""Credit on the wire: people as they chose to be named; who they are is for editors."""

from datetime import datetime

from pydantic import BaseModel

from app.credits.rules import Naming, State
from app.pages.rules import Kind
from app.pages.schemas import PersonOut
from app.reviews.rules import Choice, Verdict


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
    votes: VotesOut | None


class OriginOut(BaseModel):
    revision_id: int
    page_id: int
    page: str
    number: int
    summary: str


class TracedOut(BaseModel):
    """A part of the passage; places in Unicode code points of the page's text."""

    start: int
    end: int
    origin: OriginOut | None
    """None for a caller who may not read that revision."""
    author: NamedOut
    at: datetime


class BallotsOut(BaseModel):
    approve: int
    oppose: int
    my_choice: Choice | None


class DecidedOut(BaseModel):
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
    spans: list[TracedOut]
    ballots: BallotsOut | None
    """None while the campaign keeps its tallies sealed; so is ``support``."""
    support: int | None
    decision: DecidedOut | None
