"""Reads comments with their people, as the list of a page and one by one.

Knows not what of a comment a caller is told.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.db import Columns, Statement, fetch
from app.discussions.errors import NoDiscussion, NoSuchComment
from app.discussions.models import Comment
from app.discussions.rules import Condition
from app.errors import NotFound
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.access import Access, LockedPage, PageAccess, locked_page_in, page_in
from app.pages.models import Revision
from app.text.spans import Span

_author, _hider, _resolver = aliased(User), aliased(User), aliased(User)
_reply = aliased(Comment)


class CommentRow(NamedTuple):
    """A comment with its people."""

    comment_id: int
    page_id: int
    parent_id: int | None
    revision_id: int
    number: int
    passage_start: int | None
    passage_end: int | None
    text: str
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    resolved_at: datetime | None
    resolved_by: int | None
    hidden_at: datetime | None
    hidden_reason: str | None
    author_id: int
    author_name: str
    author_department: str | None
    hider_id: int | None
    hider_name: str | None
    hider_department: str | None
    resolver_id: int | None
    resolver_name: str | None
    resolver_department: str | None

    @property
    def span(self) -> Span | None:
        """The passage that it is about, None where it is about the page as a whole."""
        if self.passage_start is None or self.passage_end is None:
            return None
        return Span(self.passage_start, self.passage_end)


class PlaceRow(NamedTuple):
    """The passage of a comment that is about one."""

    id: int
    revision_id: int
    passage_start: int
    passage_end: int

    @property
    def span(self) -> Span:
        return Span(self.passage_start, self.passage_end)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its replies, oldest first."""

    top: CommentRow
    replies: tuple[CommentRow, ...]


VISIBLE = and_(col(Comment.hidden_at).is_(None), col(Comment.deleted_at).is_(None))
"""The condition on a comment that everybody who reads the discussion sees what it says."""
_OF_PAGE = col(Comment.page_id) == bindparam("page")
_PASSAGES: Statement = select(
    *(col(Comment.id), col(Comment.revision_id), col(Comment.passage_start), col(Comment.passage_end))
).where(_OF_PAGE, VISIBLE, col(Comment.passage_start).is_not(None))
_PAGE_OF = select(col(Comment.page_id)).where(col(Comment.id) == bindparam("comment"))


def _told(person: type[User], name: str) -> Columns:
    return (
        col(person.id).label(f"{name}_id"),
        col(person.name).label(f"{name}_name"),
        col(person.department).label(f"{name}_department"),
    )


COMMENTS: Statement = (
    select(
        col(Comment.id).label("comment_id"),
        *(col(Comment.page_id), col(Comment.parent_id), col(Comment.revision_id), col(Revision.number)),
        *(col(Comment.passage_start), col(Comment.passage_end), col(Comment.text), col(Comment.version)),
        *(col(Comment.created_at), col(Comment.updated_at), col(Comment.deleted_at)),
        *(col(Comment.resolved_at), col(Comment.resolved_by), col(Comment.hidden_at), col(Comment.hidden_reason)),
        *_told(_author, "author"),
        *_told(_hider, "hider"),
        *_told(_resolver, "resolver"),
    )
    .select_from(Comment)
    .join(Revision, col(Revision.id) == col(Comment.revision_id))
    .join(_author, col(_author.id) == col(Comment.author_id))
    .outerjoin(_hider, col(_hider.id) == col(Comment.hidden_by))
    .outerjoin(_resolver, col(_resolver.id) == col(Comment.resolved_by))
)
# What its author took back is left out, unless somebody's words stand under it.
_SHOWN = or_(
    col(Comment.deleted_at).is_(None),
    exists().where(
        col(_reply.page_id) == col(Comment.page_id),
        col(_reply.parent_id) == col(Comment.id),
        col(_reply.deleted_at).is_(None),
    ),
)
_THREADS = (
    COMMENTS.where(_OF_PAGE, col(Comment.parent_id).is_(None), col(Comment.id) > bindparam("after"), _SHOWN)
    .order_by(col(Comment.id))
    .limit(bindparam("limit"))
)
_REPLIES = COMMENTS.where(
    _OF_PAGE,
    col(Comment.parent_id).in_(bindparam("threads", expanding=True)),
    col(Comment.deleted_at).is_(None),
).order_by(col(Comment.id))
_ABOUT = COMMENTS.where(
    _OF_PAGE,
    VISIBLE,
    or_(*(column.in_(bindparam("comments", expanding=True)) for column in (col(Comment.id), col(Comment.parent_id)))),
).order_by(func.coalesce(col(Comment.parent_id), col(Comment.id)), col(Comment.id))
_ONE = COMMENTS.where(col(Comment.id) == bindparam("comment"))


def discussion_in(session: Session, actor: Actor, page_id: int) -> PageAccess:
    """Return a page whose discussion the caller may read; raises NotFound for others."""
    page = page_in(session, actor, page_id)
    if not page.standing.may(Act.READ_LATEST):
        raise NoDiscussion
    return page


def page_of_comment(session: Session, actor: Actor, comment_id: int) -> PageAccess:
    """Return the page of a comment that the caller may read; raises NotFound for others."""
    return _page_of_comment(session, actor, comment_id, page_in)


def locked_page_of_comment(session: Session, actor: Actor, comment_id: int) -> LockedPage:
    """Return what ``page_of_comment`` does, read by the clock after the campaign's shared lock and the page's row."""
    return _page_of_comment(session, actor, comment_id, locked_page_in)


def _page_of_comment(
    session: Session, actor: Actor, comment_id: int, load: Callable[[Session, Actor, int], Access]
) -> Access:
    page_id = session.connection().execute(_PAGE_OF, {"comment": comment_id}).scalar_one_or_none()
    nothing = NoSuchComment()
    if page_id is None:
        raise nothing
    try:
        page = load(session, actor, page_id)
    except NotFound:
        # A hidden page would be told by another sentence.
        raise nothing from None
    if not page.standing.may(Act.READ_LATEST):
        raise nothing
    return page


def get_comment(session: Session, comment_id: int) -> CommentRow:
    """Return a comment that is there."""
    [row] = fetch(session.connection(), CommentRow, _ONE, {"comment": comment_id})
    return row


def list_threads(
    session: Session, page_id: int, *, resolved: bool | None, after: int | None, limit: int
) -> list[Thread]:
    """Return threads of a page with their replies, oldest first; all, or only those that are resolved or are not."""
    query = _THREADS
    if resolved is not None:
        query = query.where(col(Comment.resolved_at).is_not(None) if resolved else col(Comment.resolved_at).is_(None))
    parameters = {"page": page_id, "after": after or 0, "limit": limit}
    return with_replies(session, page_id, fetch(session.connection(), CommentRow, query, parameters))


def with_replies(session: Session, page_id: int, tops: Sequence[CommentRow]) -> list[Thread]:
    """Return threads of a page, given their first comments."""
    parameters = {"page": page_id, "threads": [top.comment_id for top in tops]}
    replies: dict[int | None, list[CommentRow]] = {top.comment_id: [] for top in tops}
    for reply in fetch(session.connection(), CommentRow, _REPLIES, parameters) if tops else ():
        replies[reply.parent_id].append(reply)
    return [Thread(top, tuple(replies[top.comment_id])) for top in tops]


def condition_of(comment: Comment | CommentRow, standing: Standing) -> Condition:
    """Return what a comment is to the caller."""
    return Condition(
        is_thread=comment.parent_id is None,
        is_mine=comment.author_id == standing.user_id,
        is_hidden=comment.hidden_at is not None,
        is_deleted=comment.deleted_at is not None,
        is_resolved=comment.resolved_at is not None,
        resolved_by_me=comment.resolved_by == standing.user_id,
    )


def passages_on(session: Session, page_id: int) -> list[PlaceRow]:
    """Return ids, revisions and places of the visible comments on passages of a page."""
    return fetch(session.connection(), PlaceRow, _PASSAGES, {"page": page_id})


def with_their_replies(session: Session, page_id: int, comment_ids: Collection[int]) -> list[CommentRow]:
    """Return these comments of a page and the replies to them, as far as they are visible, thread by thread."""
    parameters = {"page": page_id, "comments": list(comment_ids)}
    return fetch(session.connection(), CommentRow, _ABOUT, parameters)
