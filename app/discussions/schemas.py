"""Comments on the wire. What is hidden or taken back is a tombstone, whose words are null."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from app.discussions.rules import Deed
from app.fields import In, Sent, ShortReason, SpanOut, Wire
from app.identity.schemas import PersonOut
from app.words.codes import Word


class CommentIn(In):
    text: Sent
    """What is said, in Markdown."""
    parent_id: int | None = None
    """The thread that this is a reply to."""
    revision_id: int | None = None
    """The revision that its author looks at; by default the latest."""
    start: int | None = None
    """With ``end``: the passage that it is about, in Unicode code points of that revision's text."""
    end: int | None = None
    """The first code point after the passage."""


class CommentPatch(In):
    unchangeable: ClassVar[Mapping[str, Word]] = {
        **dict.fromkeys(("parent_id", "page_id"), Word.FIXED_COMMENT),
        **dict.fromkeys(("revision_id", "number", "passage", "start", "end"), Word.FIXED_COMMENT),
        **dict.fromkeys(("resolved", "resolved_at", "resolved_by"), Word.FIXED_RESOLVED),
        **dict.fromkeys(("hidden", "hidden_reason", "hidden_by"), Word.FIXED_COMMENT_HIDDEN),
        "deleted": Word.FIXED_DELETED,
        **dict.fromkeys(
            ("id", "author", "html", "now", "version", "etag", "created_at", "updated_at", "allowed_actions"),
            Word.FIXED_HERE,
        ),
    }

    text: Sent
    """What is said now, in Markdown."""


class HideIn(In):
    reason: ShortReason = ""
    """Why, for its author and for editors."""


class PassageOut(Wire):
    """What a comment is about, as its author saw it; ``quote`` is empty where the revision was redacted."""

    revision_id: int
    """The id of the revision."""
    number: int
    """The number of that revision."""
    start: int
    """The first code point of the passage."""
    end: int
    """The first code point after the passage."""
    quote: str
    """The words of the passage."""


class CommentOut(Wire):
    """A comment as the caller may see it."""

    id: int
    """The id of the comment."""
    page_id: int
    """The id of the page."""
    parent_id: int | None
    """The thread that it is a reply to; null for a thread itself."""
    revision_id: int
    """The id of the revision that its author looked at."""
    number: int
    """The revision that its author looked at."""
    author: PersonOut | None
    """Null on a tombstone; so is ``text``."""
    text: str | None
    """What is said, in Markdown."""
    html: str | None
    """The text as safe HTML, when ``render=html`` asked for it."""
    passage: PassageOut | None
    """Null where it is about the page as a whole."""
    now: SpanOut | None
    """Where the passage stands in the page's latest text, in a trace in the text that is traced; null where nothing
    of it is left, and where the texts are too long to be compared."""
    version: int
    """How often it was changed, counting from one."""
    etag: str
    """For the ``If-Match`` of a change."""
    created_at: datetime
    """When it was written."""
    updated_at: datetime
    """When it was last changed."""
    resolved: bool
    """Whether the thread is settled."""
    resolved_at: datetime | None
    """When the thread was settled; null while it is open."""
    resolved_by: PersonOut | None
    """Who settled the thread."""
    deleted: bool
    """Whether its author took it back."""
    hidden: bool
    """Whether an editor hid it."""
    hidden_reason: str | None
    """For editors and its author; so is ``hidden_by``."""
    hidden_by: PersonOut | None
    """Who hid it."""
    allowed_actions: list[Deed]
    """What the caller may do with it now."""


class ThreadOut(CommentOut):
    """A comment with its replies, oldest first."""

    replies: list[CommentOut]
    """The replies, oldest first."""


class CommentsOut(Wire):
    items: list[ThreadOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
