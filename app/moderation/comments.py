"""What a redaction and the undoing of an account do to the discussion.

Both hold the exclusive lock of each campaign that they touch, so nobody comments meanwhile.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlmodel import Session, col

from app.campaigns.standing import Standing
from app.db import holds
from app.discussions.counting import move_count
from app.discussions.models import Comment
from app.discussions.reading import VISIBLE
from app.discussions.rules import REDACTED_COMMENT
from app.moderation.rules import without
from app.moderation.traces import Words
from app.pages.access import LockedPage
from app.pages.models import Page


class FoundComment(NamedTuple):
    """A comment in one state, so that two states of a discussion are quickly compared."""

    campaign_id: int
    page_id: int
    comment_id: int
    version: int


def comments_with(session: Session, words: Words) -> tuple[FoundComment, ...]:
    """Return the comments that hold the words, in their text or in the reason for which they are hidden."""
    return _said(session, _holding(session, words))


def comments_of(session: Session, campaign_id: int, user_id: int) -> tuple[FoundComment, ...]:
    """Return the visible comments of one account in a campaign."""
    return _said(session, _visible_of(campaign_id, user_id))


def clean_comments(session: Session, words: Words, *, now: datetime) -> None:
    """Take the words out of the comments that hold them; ``…`` stays where nothing else is left."""
    query = select(Comment).where(_holding(session, words)).order_by(col(Comment.id))
    for comment in session.scalars(query.execution_options(populate_existing=True)).all():
        if words.passage is None:
            comment.text = REDACTED_COMMENT
        else:
            rest = without(comment.text, words.passage)
            # A deleted comment is empty and stays so: only the reason for which it was hidden held the words.
            comment.text = rest if rest.strip() or comment.deleted_at is not None else REDACTED_COMMENT
            comment.hidden_reason = comment.hidden_reason and without(comment.hidden_reason, words.passage)
        # A window that still shows the words must read the comment again before it writes.
        comment.version += 1
        comment.updated_at = now
    session.flush()


def hide_comments(
    session: Session,
    standing: Standing,
    author_id: int,
    comments: Collection[FoundComment],
    pages: Mapping[int, LockedPage],
    *,
    reason: str,
) -> None:
    """Hide comments of one account that ``comments_of`` told; not by a list of ids, of which there may be too many."""
    changes = {
        "hidden_at": standing.now,
        "hidden_by": standing.user_id,
        "hidden_reason": reason,
        "version": col(Comment.version) + 1,
    }
    if comments:
        hidden = update(Comment).where(_visible_of(standing.campaign_id, author_id)).values(changes)
        session.connection().execute(hidden)
    for page_id, count in sorted(Counter(said.page_id for said in comments).items()):
        move_count(session, pages[page_id], -count)


def _holding(session: Session, words: Words) -> ColumnElement[bool]:
    where = _in_campaigns(words.campaigns)
    if words.passage is None:
        return and_(where, col(Comment.text) == words.text)
    columns = (col(Comment.text), col(Comment.hidden_reason))
    return and_(where, or_(*(holds(session, column, words.passage) for column in columns)))


def _visible_of(campaign_id: int, user_id: int) -> ColumnElement[bool]:
    return and_(_in_campaigns({campaign_id}), col(Comment.author_id) == user_id, VISIBLE)


def _in_campaigns(campaigns: Collection[int]) -> ColumnElement[bool]:
    return col(Comment.page_id).in_(select(col(Page.id)).where(col(Page.campaign_id).in_(campaigns)))


def _said(session: Session, which: ColumnElement[bool]) -> tuple[FoundComment, ...]:
    query = (
        select(col(Page.campaign_id), col(Comment.page_id), col(Comment.id), col(Comment.version))
        .join(Page, col(Page.id) == col(Comment.page_id))
        .where(which)
        .order_by(col(Comment.id))
    )
    return tuple(FoundComment._make(row) for row in session.connection().execute(query))
