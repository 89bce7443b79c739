"""Rows of lists on the wire, as rich as their screen."""

from datetime import datetime

from app.campaigns.schemas import ThemeOut
from app.fields import Wire
from app.lists.rules import Stage
from app.pages.rules import Kind
from app.reviews.decisions.schemas import DecisionOut
from app.reviews.rules import Choice


class MineOut(Wire):
    """What the caller did on a page; nobody else is told."""

    supports: bool
    """Whether the caller supports the page."""
    supported_number: int | None
    """The number of the revision to which they gave their support."""
    choice: Choice | None
    """Their ballot on the revision shown, else their newest one on the page."""
    ballot_number: int | None
    """The number of the revision on which they cast it."""


class AuthorsOut(Wire):
    """Who wrote the text that is shown, as they chose to be named; whoever wrote the most comes first."""

    names: list[str]
    """Three names at most; a department stands for all who appear under its name."""
    others: int
    """How many people wrote besides."""


class StatusOut(Wire):
    """What became of a page; readers are told of what is accepted only."""

    stage: Stage
    """What became of its latest text."""
    open_threads: int | None
    """How many threads of its discussion nobody has resolved; null for a caller who may read accepted text only."""
    last_decision: DecisionOut | None
    """What was decided last about a text of it; null before, and for a caller who may read accepted text only."""


class PageItem(Wire):
    """A page in a list: what a list shows, without its text."""

    id: int
    """The id of the page."""
    theme: str | None
    """The slug of the theme; null for a page of the campaign as a whole."""
    kind: Kind
    """What kind of page it is."""
    slug: str
    """The name of the page in addresses."""
    position: int
    """The place in the order of the guide; lower comes first."""
    number: int
    """The revision that ``title`` and ``updated_at`` are of."""
    title: str
    """The title."""
    pinned: bool
    """Whether it goes into the guide whatever its support."""
    hidden: bool
    """Whether the page is hidden from all but editors."""
    support_count: int | None
    """How many people support the tip; null while tallies are sealed."""
    comment_count: int | None
    """How many comments there are; null for a caller who may read accepted text only."""
    head_number: int | None
    """The number of the latest revision; null for a caller who may read accepted text only."""
    accepted_number: int | None
    """The number of the revision that readers see; null where they see none."""
    updated_at: datetime
    """When that revision was saved."""
    me: MineOut | None
    """With ``include=me``: what the caller did; null for an anonymous caller."""
    authors: AuthorsOut | None
    """With ``include=authors``: who wrote the text; null where that must first be worked out again."""
    excerpt: str | None
    """With ``include=excerpt``: how the text begins, without markup; empty where it has no words or was redacted."""
    status: StatusOut | None
    """With ``include=status``: what became of the page, as it is now."""


class PagesOut(Wire):
    support_used: int | None
    """With ``include=me``: how many tips of the campaign the caller supports, of ``support_budget``."""
    items: list[PageItem]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class ThemeCountsOut(Wire):
    """How far a theme is; pages that are hidden do not count."""

    accepted: int
    """How many tips have a text that readers see."""
    proposed: int | None
    """How many tips have none yet; null for a caller who may read accepted text only."""
    waiting: int | None
    """How many tips have a latest text that waits for a decision, accepted ones among them; null as above."""
    target: int | None
    """How many tips the theme is to have; null for any number."""


class ThemeItem(ThemeOut):
    """A theme in a list."""

    counts: ThemeCountsOut | None
    """With ``include=counts``: how many tips there are."""


class ThemesOut(Wire):
    items: list[ThemeItem]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
