"""Ballots and support on the wire: only tallies and the caller's own choice."""

from typing import Literal

from pydantic import BaseModel

from app.campaigns.rules import Ranking
from app.reviews.rules import Choice


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
