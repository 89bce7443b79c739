"""The one writer of revisions: edit, undo, restore and import all end here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.db import is_sqlite
from app.digests import text_digest
from app.identity.models import User
from app.pages.attribution.finding import Attributed, store_attribution
from app.pages.models import Content, Page, Revision
from app.pages.revisions.redactions import require_unredacted
from app.pages.revisions.states import Link
from app.pages.rules import Origin, RevisionRecord, revision_digest


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it: the account, and the opaque key that stands for it in digests."""

    id: int
    key: str


def author_of(session: Session, user_id: int) -> Author:
    return Author(user_id, session.connection().execute(_KEY_OF, {"user": user_id}).scalar_one())


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is appended; ``base`` is what the author started from, None for a first revision."""

    title: str
    text: str
    attributed: Attributed
    author: Author
    summary: str
    minor: bool
    origin: Origin
    base: Link | None
    authored_at: datetime | None = None
    source: str | None = None


# The count tells whether the text was there already; drivers forget it unless they are asked to keep it.
_CONTENT_ON_SQLITE = sqlite.insert(Content).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_CONTENT_ON_POSTGRESQL = postgresql.insert(Content).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
_REVISION = insert(Revision).returning(col(Revision.id))
_KEY_OF = select(col(User.key)).where(col(User.id) == bindparam("user"))
_MOVE_HEAD = update(Page).where(col(Page.id) == bindparam("page")).values(head_id=bindparam("head"))


_ACTS: Mapping[Origin, type[acts.AppendRevision]] = {
    Origin.CREATE: acts.CreateRevision,
    Origin.EDIT: acts.EditRevision,
    Origin.UNDO: acts.UndoRevision,
    Origin.RESTORE: acts.RestoreRevision,
    Origin.IMPORT: acts.ImportRevision,
}


def append_revision(
    session: Session,
    campaign_id: int,
    page: tuple[int, str],
    parent: Link | None,
    new: NewRevision,
    *,
    actor_id: int | None,
    now: datetime,
) -> Link:
    """Put a revision after ``parent``, make it the page's head, and record the act last.

    ``page`` is id and key. The caller holds the page's row; the database refuses a second child of one parent.
    Raises Conflict ``redacted`` for a text that was redacted before: under its SHA-256 nothing stands any more.
    """
    page_id, page_key = page
    connection = session.connection()
    sha256 = text_digest(new.text)
    content = _CONTENT_ON_SQLITE if is_sqlite(session) else _CONTENT_ON_POSTGRESQL
    if connection.execute(content, {"sha256": sha256, "text": new.text}).rowcount == 0:
        require_unredacted(session, sha256)
    number = 1 if parent is None else parent.number + 1
    digest = revision_digest(
        parent.digest if parent else None,
        RevisionRecord(
            page_key=page_key,
            number=number,
            author_key=new.author.key,
            title_sha256=text_digest(new.title),
            text_sha256=sha256,
            summary_sha256=text_digest(new.summary),
            minor=new.minor,
            origin=new.origin,
            base_digest=new.base.digest if new.base else None,
            created_at=now,
            authored_at=new.authored_at,
        ),
    )
    revision_id: int | None = connection.execute(
        _REVISION,
        {
            "page_id": page_id,
            "number": number,
            "parent_id": parent.id if parent else None,
            "base_id": new.base.id if new.base else None,
            "origin": new.origin.value,
            "title": new.title,
            "content_sha256": sha256,
            "author_id": new.author.id,
            "summary": new.summary,
            "minor": new.minor,
            "created_at": now,
            "authored_at": new.authored_at,
            "source": new.source,
            "digest": digest,
        },
    ).scalar_one()
    assert revision_id is not None
    store_attribution(session, campaign_id, page_id, revision_id, new.attributed)
    connection.execute(_MOVE_HEAD, {"page": page_id, "head": revision_id})
    act = _ACTS[new.origin](page_id, revision_id, number, digest, new.author.id)
    record_act(session, campaign_id, actor_id, act, now=now)
    return Link(revision_id, number, digest)
