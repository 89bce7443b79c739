"""Ballots and support on the wire: only tallies and the caller's own choice."""

from typing import Literal

from app.campaigns.rules import Ranking
from app.fields import In, OneOf, Wire
from app.reviews.rules import Choice


class BallotIn(In):
    choice: OneOf[Choice]
    """How the caller votes."""


class BallotCountOut(Wire):
    """How many people approve and how many oppose."""

    approve: int
    """How many people approve."""
    oppose: int
    """How many people oppose."""


class BallotTallyOut(Wire):
    """The ballots on a revision; the counts are null while tallies are sealed."""

    revision_id: int
    """The id of the revision."""
    sealed: bool
    """Whether tallies are kept closed while people vote."""
    batch: int | None
    """Figures move when this many people have voted since; fewer may not be counted yet. Null once voting has ended."""
    approve: int | None
    """Ballots on exactly this revision."""
    oppose: int | None
    """Ballots against exactly this revision."""
    on_same_text: BallotCountOut | None
    """People without a ballot on this revision whose newest one on materially the same text of the page counts."""
    my_choice: Choice | None
    """The caller's ballot that counts here, else their newest on the page."""
    my_revision_id: int | None
    """The revision on which the caller cast it."""
    mine_is_same_text: bool | None
    """False where the caller's ballot was cast on an older text and does not count here."""


class SupportIn(In):
    revision_id: int | None = None
    """The text that the caller saw; by default the one that readers see now."""


class SupportTallyOut(Wire):
    """The support for a tip; the counts are null while tallies are sealed."""

    page_id: int
    """The id of the page."""
    sealed: bool
    """Whether tallies are kept closed while people vote."""
    batch: int | None
    """Figures move when this many people have voted since; fewer may not be counted yet. Null once voting has ended."""
    shown_revision_id: int
    """The text that support counts for: what readers see now or saw when voting ended, else the latest."""
    support: int | None
    """Everybody who supports the tip: ``on_this_text`` and ``on_other_texts`` together."""
    on_this_text: int | None
    """Support that was given to the text shown now, or to materially the same."""
    on_other_texts: int | None
    """Support given to texts that differ from the one shown now."""
    supported_by_me: bool
    """Whether the caller supports it."""
    my_revision_id: int | None
    """The revision to which the caller gave their support."""
    mine_is_same_text: bool | None
    """False where the caller's support was given to another text than the one shown now."""


class RankedTipOut(Wire):
    """A tip in the ranking; rank and counts are null while tallies are sealed."""

    rank: int | None
    """The place in the ranking."""
    page_id: int
    """The id of the page."""
    theme: str
    """The slug of the theme."""
    slug: str
    """The name of the page in addresses."""
    title: str
    """The title."""
    support: int | None
    """How many people support it."""
    on_this_text: int | None
    """Support given to the text shown now, or to materially the same."""
    ballots: BallotCountOut | None
    """The ballots for the text shown now and for materially the same ones, where tips are ranked by them."""
    score: float | None
    """Wilson's lower bound for the share of approvals among ``ballots``."""
    supported_by_me: bool
    """Whether the caller supports it."""
    accepted: bool
    """Whether readers see a text of it."""


class RankingOut(Wire):
    ordered_by: Ranking | Literal["position"]
    """``position``, the order of the guide, while tallies are sealed."""
    sealed: bool
    """Whether tallies are kept closed while people vote."""
    batch: int | None
    """Figures move when this many people have voted since; fewer may not be counted yet. Null once voting has ended."""
    support_budget: int | None
    """How many tips one person may support; null for any number."""
    support_used: int
    """How many tips the caller supports."""
    items: list[RankedTipOut]
    """The tips, the leading one first."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
