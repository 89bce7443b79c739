"""What people do in a discussion: comment, reply, mend, take back, resolve, hide.

Whoever may do what with a comment is said by ``rules.deeds``; a refusal says why not.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.errors import RightMissing
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.db import Statement
from app.discussions.counting import move_count
from app.discussions.errors import ThreadFull
from app.discussions.models import Comment
from app.discussions.reading import condition_of, locked_page_of_comment
from app.discussions.rules import MOST_REPLIES, Deed, checked_passage, deeds
from app.errors import Mistake, Unfit
from app.identity.actor import Actor
from app.pages.access import LockedPage, PageAccess, locked_page_in
from app.pages.errors import ForeignRevision
from app.pages.models import Content, Page, Revision
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class NewComment:
    """What somebody says, and what about."""

    text: str
    parent_id: int | None
    """The thread that it replies to."""
    revision_id: int | None
    """The revision that its author looked at; None for the latest."""
    start: int | None
    end: int | None


def write_comment(session: Session, actor: Actor, page_id: int, new: NewComment) -> tuple[LockedPage, Comment]:
    """Add a comment or a reply to a page; ids follow the order in which they are told.

    Raises Invalid for a passage that is not in the text, and for a revision or a thread of another page; Conflict
    for a reply to a hidden comment, or to a thread that has as many as one may have.
    """
    page = locked_page_in(session, actor, page_id)
    standing = page.standing
    standing.require(Act.COMMENT)
    if new.parent_id is not None:
        _require_thread(session, page, new.parent_id)
    revision_id = page.head_id if new.revision_id is None else new.revision_id
    assert revision_id is not None
    passage = checked_passage(_length_of(session, page_id, revision_id), new.start, new.end)
    comment = Comment(
        page_id=page_id,
        revision_id=revision_id,
        parent_id=new.parent_id,
        passage_start=passage.start if passage else None,
        passage_end=passage.end if passage else None,
        author_id=actor.signed_in(),
        text=new.text,
        version=1,
        created_at=standing.now,
        updated_at=standing.now,
    )
    session.add(comment)
    session.flush()
    move_count(session, page, 1)
    _record(session, page, comment, acts.WriteComment)
    return page, comment


def comments_by(user_id: int, page_id: int) -> Statement:
    """Return the query of the comments that somebody has written in the campaign of a page."""
    campaign = select(col(Page.campaign_id)).where(col(Page.id) == page_id).scalar_subquery()
    there = select(col(Comment.id)).join(Page, col(Page.id) == col(Comment.page_id))
    return there.where(col(Page.campaign_id) == campaign, col(Comment.author_id) == user_id)


def locked_for(session: Session, actor: Actor, comment_id: int, deed: Deed) -> tuple[LockedPage, Comment]:
    """Return a comment with its page, locked, and with the right to do this checked after the locks.

    Raises NotFound for one that the caller may not read.
    """
    page = locked_page_of_comment(session, actor, comment_id)
    comment = session.get_one(Comment, comment_id, populate_existing=True)
    _require(page.standing, comment, deed)
    return page, comment


def edit_comment(session: Session, page: LockedPage, comment: Comment, text: str) -> None:
    """Replace what a comment says."""
    comment.text = text
    comment.updated_at = page.standing.now
    _changed(session, page, comment, acts.EditComment)


def delete_comment(session: Session, page: LockedPage, comment: Comment) -> None:
    """Take the words of a comment away for good; the row stays for its replies."""
    if comment.hidden_at is None:
        move_count(session, page, -1)
    comment.text = ""
    comment.deleted_at = page.standing.now
    _changed(session, page, comment, acts.DeleteComment)


def resolve_thread(session: Session, page: LockedPage, comment: Comment, *, resolved: bool) -> None:
    """Say that a thread is settled, or that it is not."""
    comment.resolved_at = page.standing.now if resolved else None
    comment.resolved_by = page.standing.user_id if resolved else None
    _changed(session, page, comment, acts.ResolveThread if resolved else acts.ReopenThread)


def hide_comment(session: Session, page: LockedPage, comment: Comment, reason: str) -> None:
    """Show what a comment says to its author and editors only; raises Invalid without a reason."""
    if not reason:
        raise Mistake("reason", Said.of(Word.REASON_MISSING))
    comment.hidden_at, comment.hidden_by, comment.hidden_reason = page.standing.now, page.standing.user_id, reason
    move_count(session, page, -1)
    _changed(session, page, comment, acts.HideComment)


def unhide_comment(session: Session, page: LockedPage, comment: Comment) -> None:
    """Show a hidden comment to everybody again."""
    comment.hidden_at, comment.hidden_by, comment.hidden_reason = None, None, None
    if comment.deleted_at is None:
        move_count(session, page, 1)
    _changed(session, page, comment, acts.ShowComment)


def _require(standing: Standing, comment: Comment, deed: Deed) -> None:
    """Raise NotAuthenticated, Forbidden or Conflict unless the caller may do this with the comment now."""
    condition = condition_of(comment, standing)
    is_editor = is_at_least(standing.role, Role.EDITOR)
    if deed in deeds(condition, may_comment=standing.may(Act.COMMENT), is_editor=is_editor):
        return
    if deed in _OF_EDITORS:
        standing.require_role(Role.EDITOR)
    standing.require(Act.COMMENT)
    if deed in _OF_AUTHORS and not condition.is_mine:
        raise RightMissing(standing.role, Said.of(Word.COMMENT_OF_ITS_AUTHOR))
    if deed in _OF_BOTH and not (is_editor or condition.is_mine):
        raise RightMissing(standing.role, Said.of(Word.THREAD_OF_ITS_AUTHOR))
    raise Unfit(Said.of(_UNFIT[deed]))


_OF_EDITORS = frozenset({Deed.HIDE, Deed.UNHIDE})
_OF_AUTHORS = frozenset({Deed.EDIT, Deed.DELETE})
_OF_BOTH = frozenset({Deed.RESOLVE, Deed.REOPEN})
_UNFIT = {
    Deed.REPLY: Word.COMMENT_HIDDEN,
    Deed.EDIT: Word.COMMENT_DELETED,
    Deed.DELETE: Word.COMMENT_DELETED_ALREADY,
    Deed.RESOLVE: Word.THREAD_UNRESOLVABLE,
    Deed.REOPEN: Word.THREAD_NOT_REOPENED,
    Deed.HIDE: Word.COMMENT_UNHIDEABLE,
    Deed.UNHIDE: Word.COMMENT_NOT_HIDDEN,
}


def _require_thread(session: Session, page: PageAccess, parent_id: int) -> None:
    parent = session.get(Comment, parent_id, populate_existing=True)
    if parent is None or parent.page_id != page.page_id:
        raise Mistake("parent_id", Said.of(Word.PARENT_ABSENT, comment=parent_id))
    if parent.parent_id is not None:
        raise Mistake("parent_id", Said.of(Word.PARENT_IS_REPLY, comment=parent_id, thread=parent.parent_id))
    _require(page.standing, parent, Deed.REPLY)
    replies = select(func.count()).where(col(Comment.page_id) == page.page_id, col(Comment.parent_id) == parent_id)
    if session.connection().execute(replies).scalar_one() >= MOST_REPLIES:
        raise ThreadFull(MOST_REPLIES)


def _length_of(session: Session, page_id: int, revision_id: int) -> int:
    """Return the length of a revision's text, in code points."""
    query = (
        select(func.length(col(Content.text)))
        .join(Revision, col(Revision.content_sha256) == col(Content.sha256))
        .where(col(Revision.id) == revision_id, col(Revision.page_id) == page_id)
    )
    length = session.connection().execute(query).scalar_one_or_none()
    if length is None:
        raise ForeignRevision("revision_id", Said.of(Word.REVISION_FOREIGN, revision=revision_id), page_id)
    return int(length)


def _changed(session: Session, page: LockedPage, comment: Comment, act: type[acts.ActOnComment]) -> None:
    comment.version += 1
    session.flush()
    _record(session, page, comment, act)


def _record(session: Session, page: LockedPage, comment: Comment, act: type[acts.ActOnComment]) -> None:
    assert comment.id is not None
    done, standing = act(page.page_id, comment.id), page.standing
    record_act(session, standing.campaign_id, standing.user_id, done, now=standing.now)
