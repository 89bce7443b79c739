"""Proves the chains of revisions, the contents they name, and that only what a redaction tells of was purged."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Row, func, inspect, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db import Statement
from app.digests import text_digest
from app.identity.models import User
from app.pages.models import Content, Page, Revision
from app.pages.revisions.redactions import BLANK, Redacted, broken_redactions, redacted
from app.pages.rules import Part, RevisionRecord, revision_digest

_base = aliased(Revision)


def count_revisions(session: Session) -> int:
    return session.connection().execute(select(func.count()).select_from(Revision)).scalar_one()


def verify_revisions(session: Session) -> Iterator[str | None]:
    """Yield for each revision None, or a sentence when it is the first broken link of its page.

    Then yield a sentence for each head and each redaction that does not hold.
    """
    query: Statement = (
        select(
            *inspect(Revision).columns,
            col(Page.key).label("page_key"),
            col(Page.head_id).label("head_id"),
            col(User.key).label("author_key"),
            col(_base.digest).label("base_digest"),
            col(Content.text),
            col(Content.redacted_at),
        )
        .join(Page, col(Page.id) == col(Revision.page_id))
        .join(User, col(User.id) == col(Revision.author_id))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .outerjoin(_base, col(_base.id) == func.coalesce(col(Revision.base_id), col(Revision.original_id)))
        .order_by(col(Revision.page_id), col(Revision.number))
        .execution_options(yield_per=200)
    )
    purged = redacted(session)
    last = _Last(0, 0, None, None)
    broken_page: int | None = None
    for row in session.connection().execute(query):
        if row.page_id != last.page_id:
            last = _Last(row.page_id, 0, None, None)
        problem = None if row.page_id == broken_page else _broken(row, last, purged)
        if problem is not None:
            broken_page = row.page_id
        last = _Last(row.page_id, row.number, row.id, row.digest)
        yield problem
    yield from _broken_heads(session)
    yield from broken_redactions(session)


class _Last(NamedTuple):
    page_id: int
    number: int
    id: int | None
    digest: str | None


def _broken(row: Row[Any], last: _Last, purged: Redacted) -> str | None:
    name = f"Page {row.page_id}, revision {row.number}"
    if (row.number, row.parent_id) != (last.number + 1, last.id):
        return f"{name}: it does not follow revision {last.number}."
    wrong = _wrong_text(row, purged)
    if wrong is not None:
        return f"{name}: {wrong}"
    record = RevisionRecord(
        page_key=row.page_key,
        number=row.number,
        author_key=row.author_key,
        title_sha256=_digest_of(row, Part.TITLE, purged),
        text_sha256=row.content_sha256,
        summary_sha256=_digest_of(row, Part.SUMMARY, purged),
        minor=bool(row.minor),
        origin=row.origin,
        base_digest=row.base_digest,
        created_at=row.created_at,
        authored_at=row.authored_at,
    )
    if revision_digest(last.digest, record) != row.digest:
        return f"{name}: its digest does not follow from its record and the revision before."
    return None


def _wrong_text(row: Row[Any], purged: Redacted) -> str | None:
    if row.redacted_at is None:
        return None if text_digest(row.text) == row.content_sha256 else "its text was changed."
    # Otherwise tampering could pass for a redaction.
    if row.content_sha256 not in purged.texts:
        return "its text was purged, and the audit log tells of no redaction of it."
    return None if row.text == "" else "its text was changed."


def _digest_of(row: Row[Any], part: Part, purged: Redacted) -> str:
    """Return the SHA-256 of a title or summary, for one that was redacted that of what stood there."""
    words: str = getattr(row, part.value)
    original = purged.words.get((row.id, part))
    return text_digest(words) if original is None or words != BLANK[part] else original


def _broken_heads(session: Session) -> Iterator[str]:
    last = select(col(Revision.page_id), func.max(col(Revision.number)).label("number")).group_by(col(Revision.page_id))
    heads = last.subquery()
    query = (
        select(col(Page.id))
        .outerjoin(Revision, col(Revision.id) == col(Page.head_id))
        .outerjoin(heads, heads.c.page_id == col(Page.id))
        .where(func.coalesce(col(Revision.number), 0) != func.coalesce(heads.c.number, 0))
    )
    for (page_id,) in session.connection().execute(query):
        yield f"Page {page_id}: its head is not its last revision."
