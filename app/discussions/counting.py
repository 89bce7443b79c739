"""Counts the visible comments of pages, compares with what is stored, and puts right what is not.

Knows no rule of discussion, and not who may be told what.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.clock import database_now
from app.db import Statement, fetch, lock_campaign_exclusively
from app.discussions.models import Comment
from app.discussions.reading import VISIBLE
from app.identity.actor import Actor
from app.pages.access import LockedPage
from app.pages.models import Page

_COUNTED = (
    select(func.count())
    .select_from(Comment)
    .where(col(Comment.page_id) == col(Page.id), VISIBLE)
    .correlate(Page)
    .scalar_subquery()
)
_WRONG: Statement = (
    select(col(Page.id).label("page_id"), _COUNTED.label("counted"))
    .where(col(Page.comment_count) != _COUNTED)
    .order_by(col(Page.id))
)


class WrongRow(NamedTuple):
    """A page that says another number of comments than are counted."""

    page_id: int
    counted: int


def move_count(session: Session, page: LockedPage, by: int) -> None:
    """Count that so many comments of a page became visible."""
    counted = update(Page).where(col(Page.id) == page.page_id).values(comment_count=col(Page.comment_count) + by)
    session.connection().execute(counted)


def verify_comments(session: Session) -> Iterator[str]:
    """Yield a sentence for each page of which the comments are not as many as it says."""
    for row in fetch(session.connection(), WrongRow, _WRONG):
        yield f"Page {row.page_id}: the count of its comments is not what a recount gives. Run: bonsens recount"


def recount_comments(session: Session, actor: Actor, campaign_id: int) -> list[str]:
    """Put the counts of a campaign right and return a sentence for each page of which it was wrong.

    Nobody comments meanwhile: the campaign's exclusive lock waits for everybody who does.
    """
    lock_campaign_exclusively(session, campaign_id)
    wrong = fetch(session.connection(), WrongRow, _WRONG.where(col(Page.campaign_id) == campaign_id))
    for page_id, counted in wrong:
        session.connection().execute(update(Page).where(col(Page.id) == page_id).values(comment_count=counted))
    if wrong:
        act = acts.RecountComments([page_id for page_id, _ in wrong])
        record_act(session, campaign_id, actor.user_id, act, now=database_now(session))
    return [f"Page {page_id}: counted anew: comments." for page_id, _ in wrong]
