"""The one writer of revisions: edit, undo, restore, import and clone all end here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.db import is_sqlite
from app.digests import text_digest
from app.pages.accepted import accept_if_open
from app.pages.access import Link, LockedPage
from app.pages.attribution.finding import Attributed, store_attribution
from app.pages.models import Content, Page, Revision
from app.pages.revisions.redactions import require_unredacted
from app.pages.rules import Origin, RevisionRecord, revision_digest


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it: the account, and the opaque key that stands for it in digests."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is appended.

    ``base`` is what its author started from, None for a first revision; ``original`` is what it was cloned from.
    """

    title: str
    text: str
    attributed: Attributed
    summary: str
    minor: bool
    origin: Origin
    base: Link | None
    author: Author | None = None
    """None: the caller."""
    authored_at: datetime | None = None
    source: str | None = None
    original: Link | None = None


# The count tells whether the text was there already; drivers forget it unless they are asked to keep it.
_CONTENT_ON_SQLITE = sqlite.insert(Content).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_CONTENT_ON_POSTGRESQL = postgresql.insert(Content).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_REVISION = insert(Revision).returning(col(Revision.id))
_MOVE_HEAD = update(Page).where(col(Page.id) == bindparam("page")).values(head_id=bindparam("head"))


_ACTS: Mapping[Origin, type[acts.AppendRevision]] = {
    Origin.CREATE: acts.CreateRevision,
    Origin.EDIT: acts.EditRevision,
    Origin.UNDO: acts.UndoRevision,
    Origin.RESTORE: acts.RestoreRevision,
    Origin.IMPORT: acts.ImportRevision,
}


_FROM_ELSEWHERE = frozenset({Origin.IMPORT, Origin.CLONE})


@dataclass(frozen=True, slots=True)
class Derived:
    """What is worked out from a revision and stored with it; whatever it is, a command works it out anew."""

    store: Callable[[Session, LockedPage, int, NewRevision], None]
    rebuilt_by: str


def _store_attribution(session: Session, page: LockedPage, revision_id: int, new: NewRevision) -> None:
    store_attribution(session, page, revision_id, new.attributed)


DERIVED = (Derived(_store_attribution, "bonsens attribution rebuild"),)


def append_revision(session: Session, page: LockedPage, new: NewRevision) -> Link:
    """Put a revision after the page's head, make it the head, record the act, and accept it where each one is.

    Raises Conflict ``redacted`` for a text that was redacted before: under its SHA-256 nothing stands any more; and
    Outdated where what was thought of it does not hold any more.
    """
    author = new.author or _caller(page)
    sha256 = _store_text(session, new.text)
    number = 1 if page.head is None else page.head.number + 1
    digest = _digest(page, new, author, number, sha256)
    link = Link(_insert(session, page, new, author, sha256, number, digest), number, digest)
    for derived in DERIVED:
        derived.store(session, page, link.id, new)
    session.connection().execute(_MOVE_HEAD, {"page": page.page_id, "head": link.id})
    told = (page.page_id, link.id, number, digest, author.id)
    act = acts.CloneRevision(*told, new.original.id) if new.original else _ACTS[new.origin](*told)
    record_act(session, page.standing.campaign_id, page.standing.user_id, act, now=page.standing.now)
    if new.origin not in _FROM_ELSEWHERE:
        # Of what is imported, accepting its whole history would decide on each step of it; who clones accepts.
        accept_if_open(session, page, link.id)
    return link


def _caller(page: LockedPage) -> Author:
    assert page.standing.user_id is not None
    assert page.caller_key is not None
    return Author(page.standing.user_id, page.caller_key)


def _store_text(session: Session, text: str) -> str:
    """Store a text where it is not there yet, and return its SHA-256."""
    sha256 = text_digest(text)
    content = _CONTENT_ON_SQLITE if is_sqlite(session) else _CONTENT_ON_POSTGRESQL
    if session.connection().execute(content, {"sha256": sha256, "text": text}).rowcount == 0:
        require_unredacted(session, sha256)
    return sha256


def _digest(page: LockedPage, new: NewRevision, author: Author, number: int, sha256: str) -> str:
    started_from = new.base or new.original
    record = RevisionRecord(
        page_key=page.key,
        number=number,
        author_key=author.key,
        title_sha256=text_digest(new.title),
        text_sha256=sha256,
        summary_sha256=text_digest(new.summary),
        minor=new.minor,
        origin=new.origin,
        base_digest=started_from.digest if started_from else None,
        created_at=page.standing.now,
        authored_at=new.authored_at,
    )
    return revision_digest(page.head.digest if page.head else None, record)


def _insert(
    session: Session, page: LockedPage, new: NewRevision, author: Author, sha256: str, number: int, digest: str
) -> int:
    row = {
        "page_id": page.page_id,
        "number": number,
        "parent_id": page.head.id if page.head else None,
        "base_id": new.base.id if new.base else None,
        "original_id": new.original.id if new.original else None,
        "origin": new.origin.value,
        "title": new.title,
        "content_sha256": sha256,
        "author_id": author.id,
        "summary": new.summary,
        "minor": new.minor,
        "created_at": page.standing.now,
        "authored_at": new.authored_at,
        "source": new.source,
        "digest": digest,
    }
    revision_id: int | None = session.connection().execute(_REVISION, row).scalar_one()
    assert revision_id is not None
    return revision_id
