"""Revisions, edits and diffs on the wire."""

from datetime import datetime
from typing import Literal

from app.fields import In, Sent, SpanOut, Wire
from app.identity.schemas import PersonOut
from app.pages.rules import Origin


class RevisionFacts(Wire):
    """What is told of a revision wherever it appears."""

    id: int
    """The id of the revision."""
    number: int
    """The number on its page: 1, 2, 3 and so on."""
    parent_id: int | None
    """The id of the revision before it; null for the first."""
    base_id: int | None
    """The id of the revision on which its author wrote; another than the one before where others saved meanwhile."""
    original_id: int | None
    """The id of the revision of another campaign that it was cloned from; null for any other."""
    origin: Origin
    """How the revision came about."""
    title: str
    """The title."""
    summary: str
    """What its author said about the change."""
    minor: bool
    """Whether its author calls the change a small one."""
    author: PersonOut | None
    """Null for a caller who may read accepted text only: who wrote it is told by its contributors."""
    created_at: datetime
    """When it was saved, by the database's clock."""
    authored_at: datetime | None
    """When a text was written that was imported, as its source says, or cloned; null for any other."""
    digest: str
    """The SHA-256 that chains this revision to the one before, in hexadecimal."""
    redacted: bool
    """The text was purged as unlawful; the digest still covers its SHA-256."""
    redacted_at: datetime | None
    """When the text was purged; null where it was not."""


class RevisionOut(RevisionFacts):
    """One state of a page; ``text`` is exactly what was stored, empty where it was redacted."""

    page_id: int
    """The id of the page."""
    text: str
    """The text, exactly as it was sent."""


class RevisionItem(RevisionFacts):
    """A revision in a list: all but its text."""

    accepted: bool
    """Whether it is what readers see."""


class RevisionsOut(Wire):
    items: list[RevisionItem]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class EditIn(In):
    base_revision: int
    """The id of the revision on which the text was written."""
    title: Sent | None = None
    """The title; unchanged where it is left out."""
    text: Sent
    """The whole text, in Markdown."""
    summary: Sent = ""
    """What there is to say about the change."""
    minor: bool = False
    """Whether its author calls the change a small one."""
    on_conflict: Literal["merge", "fail"] = "merge"
    """Whether to merge what others wrote meanwhile, or to refuse at once."""


class SummaryIn(In):
    summary: Sent = ""
    """What there is to say about the change."""


class NoticeOut(Wire):
    """Something in a text that a guide does not show, or shows otherwise than one may expect."""

    line: int
    """The line of the text, from 1."""
    detail: str
    """What it is, in a sentence."""
    code: str
    """Names the sentence, for a front end that words it itself."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""


class MeanwhileOut(Wire):
    """A revision that somebody saved between an author's base and their save."""

    id: int
    """The id of the revision."""
    number: int
    """The number on its page."""
    author: PersonOut
    """Who saved it."""
    summary: str
    """What they said about the change."""
    minor: bool
    """Whether they call the change a small one."""
    created_at: datetime
    """When they saved it."""


class EditOut(Wire):
    """What became of an edit: the page's revision now, and what came in from others."""

    outcome: Literal["saved", "unchanged"]
    """Whether there is a new revision."""
    merged: bool
    """Whether others saved meanwhile and both texts were merged."""
    came_in: list[SpanOut]
    """Places of ``revision.text``, in Unicode code points, that others wrote meanwhile."""
    came_in_from: list[MeanwhileOut]
    """The revisions that were merged in, newest first, twenty at most; none where nothing was."""
    revision: RevisionOut
    """The latest revision, which has the edit."""
    notices: list[NoticeOut] | None
    """What a guide does not show of the text as it was sent; null where the request sent no text."""


class HunkOut(Wire):
    """A place where a person must choose; offsets in Unicode code points."""

    part: Literal["title", "text"]
    """Whether the place is in the title or in the text."""
    base: str
    """What stood there when the author began."""
    ours: str
    """What the author made of it."""
    theirs: str
    """What others made of it meanwhile."""
    ours_html: str | None
    """``ours`` as it reads, as safe HTML with ``ins`` and ``del`` against ``base``; null where the places are long."""
    theirs_html: str | None
    """``theirs`` in the same way."""
    base_span: SpanOut
    """Where ``base`` stands."""
    ours_span: SpanOut
    """Where ``ours`` stands."""
    theirs_span: SpanOut
    """Where ``theirs`` stands."""


class OperationOut(Wire):
    kind: str
    """What happens to the passage."""
    old: SpanOut
    """Where it stood in the older text."""
    new: SpanOut
    """Where it stands in the newer text."""
    old_text: str
    """What stood there."""
    new_text: str
    """What stands there now."""
    moved: int | None
    """The same number for the two ends of a move; null for any other."""
    changed: bool
    """Whether the words went or came while their paragraph moved; the others of a move are the same at both ends."""


class DiffOut(Wire):
    """Operations that turn the older text into the newer one, in order."""

    page_id: int
    """The id of the page."""
    old_number: int
    """The number of the older revision."""
    new_number: int
    """The number of the newer revision."""
    old_title: str
    """The older title."""
    new_title: str
    """The newer title."""
    coarse: bool
    """True where the texts were too far apart to be compared word by word."""
    operations: list[OperationOut]
    """What turns the older text into the newer, in order."""
