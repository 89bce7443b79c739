"""What a comment may be, and what its reader may do with it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.errors import Mistake, PassageOutside
from app.pages.rules import checked_text
from app.text.spans import Span
from app.words.codes import Word
from app.words.saying import Said

TEXT_LENGTH = 5_000
_BYTES = 4 * TEXT_LENGTH
"""More than this many bytes of UTF-8 no comment can have: its characters are the limit."""
MOST_REPLIES = 100
"""In one thread: a list answers each thread whole."""
REDACTED_COMMENT = "…"
"""Stands where a comment was redacted altogether; only a deleted one is empty."""


class Deed(StrEnum):
    """What somebody may do with a comment; the names appear in ``allowed_actions``."""

    REPLY = "reply"
    EDIT = "edit"
    DELETE = "delete"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    HIDE = "hide"
    UNHIDE = "unhide"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a comment is, to somebody who looks at it."""

    is_thread: bool
    is_mine: bool
    is_hidden: bool
    is_deleted: bool
    is_resolved: bool
    resolved_by_me: bool


def state_tag(comment_id: int, version: int) -> str:
    """Return the entity tag of a comment's own state, which neither its readers nor its page change."""
    return f'"{comment_id}.{version}"'


def checked_comment(text: str) -> str:
    """Return the text exactly as given; raises Invalid where it says nothing, is too long or cannot be stored."""
    if not text.strip():
        raise Mistake("text", Said.of(Word.COMMENT_EMPTY))
    if len(text) > TEXT_LENGTH:
        raise Mistake("text", Said.of(Word.COMMENT_LONG, length=len(text), most=TEXT_LENGTH))
    return checked_text(text, _BYTES)


def checked_passage(length: int, start: int | None, end: int | None) -> Span | None:
    """Return a passage of a text of this many code points; raises Invalid where it is not one."""
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Mistake("end" if end is None else "start", Said.of(Word.PASSAGE_HALF))
    if not 0 <= start < end:
        raise PassageOutside("start", Said.of(Word.PASSAGE_BACKWARDS, start=start, end=end), length)
    if end > length:
        raise PassageOutside("end", Said.of(Word.PASSAGE_BEYOND, length=length, end=end), length)
    return Span(start, end)


def deeds(condition: Condition, *, may_comment: bool, is_editor: bool) -> list[Deed]:
    """Return what somebody may do with a comment of a page that they read.

    Editors hide and resolve in every phase in which there is a discussion; who opened a thread resolves it, and opens
    again what they resolved themselves.
    """
    says = not condition.is_deleted
    writes = may_comment and condition.is_mine and says
    may = {
        Deed.REPLY: may_comment and condition.is_thread and not condition.is_hidden,
        Deed.EDIT: writes,
        Deed.DELETE: writes,
        Deed.RESOLVE: condition.is_thread
        and not condition.is_resolved
        and may_comment
        and (is_editor or condition.is_mine),
        Deed.REOPEN: condition.is_thread
        and condition.is_resolved
        and may_comment
        and (is_editor or (condition.is_mine and condition.resolved_by_me)),
        Deed.HIDE: is_editor and says and not condition.is_hidden,
        Deed.UNHIDE: is_editor and condition.is_hidden,
    }
    return [deed for deed in Deed if may[deed]]
