"""Pages and drafts on the wire."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.campaigns.schemas import Slug
from app.fields import Sent, ShortReason
from app.pages.revisions.schemas import RevisionOut
from app.pages.rules import DraftReason, Kind


class PageOut(BaseModel):
    """A page with the text of one of its revisions."""

    id: int
    campaign: str
    theme: str | None
    kind: Kind
    slug: str
    position: int
    pinned: bool
    pinned_reason: str | None
    excluded_reason: str | None
    hidden: bool
    state: Literal["accepted", "latest", "as-of"]
    support_count: int | None
    """None while tallies are sealed."""
    comment_count: int | None
    """None for a caller who may read accepted text only; so is ``head_number``."""
    head_number: int | None
    accepted_number: int | None
    revision: RevisionOut
    html: str | None
    """The text as safe HTML, when ``render=html`` asked for it."""
    allowed_actions: list[str]


class PageItem(BaseModel):
    """A page in a list: what a list shows, without its text."""

    id: int
    theme: str | None
    kind: Kind
    slug: str
    position: int
    number: int
    """The revision that ``title`` and ``updated_at`` are of."""
    title: str
    pinned: bool
    hidden: bool
    support_count: int | None
    comment_count: int | None
    head_number: int | None
    accepted_number: int | None
    updated_at: datetime


class PagesOut(BaseModel):
    items: list[PageItem]
    next: str | None


class PageIn(BaseModel):
    kind: Kind
    theme: Slug | None = None
    slug: Slug | None = None
    title: Sent
    text: Sent
    summary: Sent = ""


class PagePatch(BaseModel):
    """Only the fields that are sent change."""

    theme: Slug | None = None
    slug: Slug | None = None
    position: int | None = Field(default=None, ge=1, le=1_000_000)
    pinned: bool | None = None
    pinned_reason: ShortReason | None = None
    excluded_reason: ShortReason | None = None


class DraftIn(BaseModel):
    base_revision: int | None = None
    title: Sent
    text: Sent
    summary: Sent = ""
    minor: bool = False


class DraftOut(BaseModel):
    id: int
    campaign: str
    page_id: int | None
    theme: str | None
    kind: Kind | None
    base_revision: int | None
    reason: DraftReason
    title: str
    text: str
    summary: str
    minor: bool
    version: int
    created_at: datetime
    updated_at: datetime


class DraftsOut(BaseModel):
    items: list[DraftOut]
    next: str | None


class SubmitIn(BaseModel):
    """What changes on the way: the base after resolving a conflict, and the summary."""

    base_revision: int | None = None
    summary: Sent | None = None
    on_conflict: Literal["merge", "fail"] = "merge"


class RenderIn(BaseModel):
    text: Sent


class RenderOut(BaseModel):
    html: str
