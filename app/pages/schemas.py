"""Pages, revisions, drafts and diffs on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from app.campaigns.schemas import Slug
from app.pages.rules import DraftReason, Kind, Origin

NO_NUL = r"^[^\x00]*$"
"""What both databases can store."""
ShortReason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=NO_NUL)]
Sent = Annotated[str, StringConstraints(max_length=4 * 1024 * 1024)]


class PersonOut(BaseModel):
    id: int
    name: str
    department: str | None


class RevisionFacts(BaseModel):
    """What is told of a revision wherever it appears."""

    id: int
    number: int
    parent_id: int | None
    base_id: int | None
    origin: Origin
    title: str
    summary: str
    minor: bool
    author: PersonOut | None
    """None for a caller who may read accepted text only: who wrote it is told by its contributors."""
    created_at: datetime
    authored_at: datetime | None
    digest: str
    redacted: bool
    """The text was purged as unlawful; the digest still covers its SHA-256."""
    redacted_at: datetime | None


class RevisionOut(RevisionFacts):
    """One state of a page; ``text`` is exactly what was stored, empty where it was redacted."""

    page_id: int
    text: str


class RevisionItem(RevisionFacts):
    """A revision in a list: all but its text."""

    accepted: bool


class RevisionsOut(BaseModel):
    items: list[RevisionItem]
    next: str | None


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


class EditIn(BaseModel):
    base_revision: int
    title: Sent | None = None
    text: Sent
    summary: Sent = ""
    minor: bool = False
    on_conflict: Literal["merge", "fail"] = "merge"


class SummaryIn(BaseModel):
    summary: Sent = ""


class SpanOut(BaseModel):
    start: int
    end: int


class EditOut(BaseModel):
    """What became of an edit: the page's revision now, and what came in from others."""

    outcome: Literal["saved", "unchanged"]
    merged: bool
    came_in: list[SpanOut]
    """Places of ``revision.text``, in Unicode code points, that others wrote meanwhile."""
    revision: RevisionOut


class HunkOut(BaseModel):
    """A place where a person must choose; offsets in Unicode code points."""

    part: Literal["title", "text"]
    base: str
    ours: str
    theirs: str
    base_span: SpanOut
    ours_span: SpanOut
    theirs_span: SpanOut


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


class OperationOut(BaseModel):
    kind: str
    old: SpanOut
    new: SpanOut
    old_text: str
    new_text: str
    moved: int | None


class DiffOut(BaseModel):
    """Operations that turn the older text into the newer one, in order."""

    page_id: int
    old_number: int
    new_number: int
    old_title: str
    new_title: str
    coarse: bool
    """True where the texts were too far apart to be compared word by word."""
    operations: list[OperationOut]


class RenderIn(BaseModel):
    text: Sent


class RenderOut(BaseModel):
    html: str
