"""Reads who takes part in the discussion, and what is said about a passage; both apart from who wrote the texts.

Visible comments alone count, and only for those who may read the discussion.
"""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.credits.ledger import CHOSEN, PERSON, author_from
from app.credits.lines import Author
from app.credits.models import CreditChoice
from app.db import Statement
from app.discussions.models import Comment
from app.discussions.placing import Places
from app.discussions.reading import VISIBLE, passages_on, with_their_replies
from app.discussions.schemas import CommentOut
from app.discussions.wire import View, comment_out
from app.identity.models import User
from app.pages.models import Page
from app.text.spans import Span

_COMMENTERS: Statement = (
    select(*PERSON, func.count().label("comments"))
    .select_from(Comment)
    .join(Page, col(Page.id) == col(Comment.page_id))
    .join(User, col(User.id) == col(Comment.author_id))
    .outerjoin(CreditChoice, CHOSEN)
    .where(VISIBLE)
    .group_by(*PERSON)
)


def campaign_commenters(session: Session, standing: Standing) -> Mapping[Author, int] | None:
    """Return how many comments people made on the campaign's visible pages, None where the caller may not know."""
    return _count(session, standing, col(Page.campaign_id) == standing.campaign_id, col(Page.hidden_at).is_(None))


def page_commenters(session: Session, standing: Standing, page_id: int) -> Mapping[Author, int] | None:
    """Return how many comments people made on one page, which the caller may read, None where they may not know."""
    return _count(session, standing, col(Page.id) == page_id)


def comments_about(
    session: Session, standing: Standing, page_id: int, revision_id: int, span: Span
) -> list[CommentOut] | None:
    """Return the comments on passages that overlap a span of a revision's text, with their replies, thread by thread.

    Where they stand is told of that text. None where the caller may not read the discussion.
    """
    if not standing.may(Act.READ_LATEST):
        return None
    passages = passages_on(session, page_id)
    places = Places.of(session, passages, revision_id)
    about = [row.id for row in passages if _overlap(places.find(row.revision_id, row.span), span)]
    # The replies to them may be about passages of their own, of which the texts are read already.
    rows = with_their_replies(session, page_id, about) if about else ()
    return [comment_out(row, View(standing, places)) for row in rows]


def _count(session: Session, standing: Standing, *which: ColumnElement[bool]) -> Mapping[Author, int] | None:
    if not standing.may(Act.READ_LATEST):
        return None
    rows = session.connection().execute(_COMMENTERS.where(*which), {"campaign": standing.campaign_id})
    return {author_from(*person): comments for *person, comments in rows}


def _overlap(one: Span | None, other: Span) -> bool:
    return one is not None and one.start < other.end and other.start < one.end
