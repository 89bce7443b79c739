"""Moves the counts that tallies are made of with each vote.

Knows no rule of voting, and not who may be told what.
"""

from collections.abc import Mapping

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.db import is_sqlite
from app.digests import text_digest
from app.pages.access import LockedPage
from app.pages.models import Page
from app.reviews.arithmetic import HeldBallots, written
from app.reviews.models import BallotCount, SupportCount

Counted = type[BallotCount] | type[SupportCount]
Key = Mapping[str, object]


def move_ballots(session: Session, page: LockedPage, before: HeldBallots, after: HeldBallots) -> None:
    """Count one person's ballots on a page anew."""
    page_id = page.page_id
    if before == after:
        return
    if before.ballots:
        _take(session, BallotCount, {"page_id": page_id, "digest": text_digest(written(before))})
    if after.ballots:
        text = written(after)
        _add(session, BallotCount, {"page_id": page_id, "digest": text_digest(text)}, {"ballots": text})


def move_support(session: Session, page: LockedPage, before: int | None, after: int | None) -> None:
    """Count one person's support for a page anew, given to a revision or (None) to none."""
    page_id = page.page_id
    if before == after:
        return
    if before is not None:
        _take(session, SupportCount, {"page_id": page_id, "revision_id": before})
    if after is not None:
        _add(session, SupportCount, {"page_id": page_id, "revision_id": after}, {})
    change = (after is not None) - (before is not None)
    counted = update(Page).where(col(Page.id) == page_id).values(support_count=col(Page.support_count) + change)
    session.connection().execute(counted)


def _add(session: Session, table: Counted, key: Key, more: Key) -> None:
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(table).values(**key, **more, persons=1, counted=0)
    one_more = {"persons": col(table.persons) + 1}
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(key), set_=one_more))


def _take(session: Session, table: Counted, key: Key) -> None:
    row = [getattr(table, name) == value for name, value in key.items()]
    connection = session.connection()
    # A row of zero people would be none of a recount, unless somebody is still told to be among them.
    nobody = col(table.persons) <= 1, col(table.counted) == 0
    if not connection.execute(delete(table).where(*row, *nobody)).rowcount:
        connection.execute(update(table).where(*row).values(persons=col(table.persons) - 1))
