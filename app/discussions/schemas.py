"""Comments on the wire. What is hidden or taken back is a tombstone, whose words are null."""

from datetime import datetime

from pydantic import BaseModel

from app.discussions.rules import Deed
from app.fields import Sent, ShortReason, SpanOut
from app.identity.schemas import PersonOut


class CommentIn(BaseModel):
    text: Sent
    parent_id: int | None = None
    """The thread that this is a reply to."""
    revision_id: int | None = None
    """The revision that its author looks at; by default the latest."""
    start: int | None = None
    """With ``end``: the passage that it is about, in Unicode code points of that revision's text."""
    end: int | None = None


class CommentPatch(BaseModel):
    text: Sent


class HideIn(BaseModel):
    reason: ShortReason = ""


class PassageOut(BaseModel):
    """What a comment is about, as its author saw it; ``quote`` is empty where the revision was redacted."""

    revision_id: int
    number: int
    start: int
    end: int
    quote: str


class CommentOut(BaseModel):
    """A comment as the caller may see it."""

    id: int
    page_id: int
    parent_id: int | None
    """The thread that it is a reply to; null for a thread itself."""
    revision_id: int
    number: int
    """The revision that its author looked at."""
    author: PersonOut | None
    """Null on a tombstone; so is ``text``."""
    text: str | None
    html: str | None
    """The text as safe HTML, when ``render=html`` asked for it."""
    passage: PassageOut | None
    """Null where it is about the page as a whole."""
    now: SpanOut | None
    """Where the passage stands in the page's latest text, in a trace in the text that is traced; null where nothing
    of it is left, and where the texts are too long to be compared."""
    version: int
    etag: str
    """For the ``If-Match`` of a change."""
    created_at: datetime
    updated_at: datetime
    resolved: bool
    resolved_at: datetime | None
    resolved_by: PersonOut | None
    deleted: bool
    hidden: bool
    hidden_reason: str | None
    """For editors and its author; so is ``hidden_by``."""
    hidden_by: PersonOut | None
    allowed_actions: list[Deed]


class ThreadOut(CommentOut):
    """A comment with its replies, oldest first."""

    replies: list[CommentOut]


class CommentsOut(BaseModel):
    items: list[ThreadOut]
    next: str | None
