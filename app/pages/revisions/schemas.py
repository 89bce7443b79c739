"""Revisions, edits and diffs on the wire."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from app.fields import Sent, SpanOut
from app.identity.schemas import PersonOut
from app.pages.rules import Origin


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


class EditIn(BaseModel):
    base_revision: int
    title: Sent | None = None
    text: Sent
    summary: Sent = ""
    minor: bool = False
    on_conflict: Literal["merge", "fail"] = "merge"


class SummaryIn(BaseModel):
    summary: Sent = ""


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
