"""Routes of the discussion of pages."""

import re
from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act, Role
from app.digests import etag_of
from app.discussions.commenting import (
    NewComment,
    comments_by,
    delete_comment,
    edit_comment,
    hide_comment,
    locked_for,
    resolve_thread,
    unhide_comment,
    write_comment,
)
from app.discussions.errors import ThreadFull
from app.discussions.models import Comment
from app.discussions.placing import UNDER_A_LOCK, Places
from app.discussions.reading import discussion_in, get_comment, list_threads, page_of_comment
from app.discussions.rules import Deed, checked_comment, state_tag
from app.discussions.schemas import CommentIn, CommentOut, CommentPatch, CommentsOut, HideIn
from app.discussions.wire import View, comment_out, thread_out
from app.errors import TextTooLong, Unfit
from app.fields import Flag
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.pages.access import PageAccess
from app.web.answers import answer, created
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.errors import HERE
from app.web.paging import Paged
from app.web.parameters import CommentId, PageId, Render
from app.web.quotas import Quota, QuotaReached, room
from app.web.services import CurrentDatabase, CurrentSettings, HeavyWork
from app.web.stating import states
from app.words.codes import Word

router = APIRouter(tags=["discussions"])

Resolved = Annotated[Flag | None, Query(description="Only threads that are resolved, or only those that are not.")]
_READ = re.compile(r'("\d+\.\d+)\.[0-9a-f]+"')
"""The tag of a comment as somebody reads it: that of its state, and of all that is told with it."""


@router.get(
    "/pages/{page_id}/comments",
    **states("list_comments", WindowClosed, *HERE, act=Act.READ_LATEST),
    response_model=CommentsOut,
)
def get_comments(
    page_id: PageId,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
    heavy: HeavyWork,
    resolved: Resolved = None,
    render: Render = None,
) -> Response:
    """List the threads of a page with their replies, oldest first."""
    after = paging.number()
    renders = heavy.here(actor.user_id) if render else nullcontext()
    with renders, database.reading() as session:
        page = discussion_in(session, actor, page_id)
        found = list_threads(session, page_id, resolved=resolved, after=after, limit=paging.fetched)
        part = paging.part(found, lambda thread: thread.top.comment_id)
        rows = [row for thread in part.rows for row in (thread.top, *thread.replies)]
        view = View(page.standing, Places.of(session, rows, page.head_id), rendering=render is not None)
        items = [thread_out(thread, view) for thread in part.rows]
    return part.answer(CommentsOut(items=items, next=part.next))


@router.post(
    "/pages/{page_id}/comments",
    **states("add_comment", WindowClosed, ThreadFull, TextTooLong, Unfit, QuotaReached, act=Act.COMMENT, tagged=True),
    status_code=201,
    response_model=CommentOut,
)
def post_comment(
    page_id: PageId, body: CommentIn, actor: CurrentActor, settings: CurrentSettings, once: OnceOnly
) -> Response:
    """Comment on a page or a passage of it, or reply to a thread."""
    new = NewComment(checked_comment(body.text), body.parent_id, body.revision_id, body.start, body.end)
    comments = room(Quota.COMMENTS, settings.quota_comments, comments_by(actor.user_id or 0, page_id))
    with once.within(comments).writing() as session:
        page, comment = write_comment(session, actor, page_id, new)
        out = _shown(session, page, comment)
        return once.keep(session, created(out, f"/v1/comments/{out.id}", {"ETag": out.etag}))


@router.get(
    "/comments/{comment_id}", **states("get_comment", WindowClosed, act=Act.READ_LATEST), response_model=CommentOut
)
def get_one_comment(
    request: Request,
    comment_id: CommentId,
    actor: CurrentActor,
    database: CurrentDatabase,
    render: Render = None,
) -> Response:
    """Show one comment."""
    with database.reading() as session:
        page = page_of_comment(session, actor, comment_id)
        row = get_comment(session, comment_id)
        view = View(page.standing, Places.of(session, [row], page.head_id), rendering=render is not None)
        out = comment_out(row, view)
    digest = etag_of(out.model_dump_json()).strip('"')
    etag = f'{out.etag[:-1]}.{digest}"'
    return not_modified(request, etag) or answer(out, headers={"ETag": etag})


@router.patch(
    "/comments/{comment_id}",
    **states("change_comment", WindowClosed, TextTooLong, Unfit, act=Act.COMMENT, tagged=True),
    response_model=CommentOut,
)
def patch_comment(
    comment_id: CommentId, body: CommentPatch, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Replace what a comment says (its author); needs ``If-Match``."""
    text = checked_comment(body.text)
    with once.writing() as session:
        page, comment = locked_for(session, actor, comment_id, Deed.EDIT)
        _require_same(comment, if_match)
        edit_comment(session, page, comment, text)
        return once.keep(session, _answer(session, page, comment))


@router.delete(
    "/comments/{comment_id}", **states("take_back_comment", WindowClosed, Unfit, act=Act.COMMENT), status_code=204
)
def delete_one_comment(
    comment_id: CommentId, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Take a comment back (its author): its words go for good, replies stay. Needs ``If-Match``."""
    with once.writing() as session:
        page, comment = locked_for(session, actor, comment_id, Deed.DELETE)
        _require_same(comment, if_match)
        delete_comment(session, page, comment)
        return once.keep(session, Response(status_code=204))


@router.post(
    "/comments/{comment_id}/resolve",
    **states("resolve_comment", WindowClosed, Unfit, act=Act.COMMENT, tagged=True),
    response_model=CommentOut,
)
def post_resolve(comment_id: CommentId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Say that a thread is settled (who opened it, and editors)."""
    with once.writing() as session:
        page, comment = locked_for(session, actor, comment_id, Deed.RESOLVE)
        resolve_thread(session, page, comment, resolved=True)
        return once.keep(session, _answer(session, page, comment))


@router.post(
    "/comments/{comment_id}/reopen",
    **states("reopen_comment", WindowClosed, Unfit, act=Act.COMMENT, tagged=True),
    response_model=CommentOut,
)
def post_reopen(comment_id: CommentId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Open a resolved thread again (editors; who opened it, where they resolved it themselves)."""
    with once.writing() as session:
        page, comment = locked_for(session, actor, comment_id, Deed.REOPEN)
        resolve_thread(session, page, comment, resolved=False)
        return once.keep(session, _answer(session, page, comment))


@router.post(
    "/comments/{comment_id}/hide",
    **states("hide_comment", WindowClosed, Unfit, act=Role.EDITOR, tagged=True),
    response_model=CommentOut,
)
def post_hide(comment_id: CommentId, body: HideIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Hide what a comment says from all but its author and editors, with a reason (editors)."""
    with once.writing() as session:
        page, comment = locked_for(session, actor, comment_id, Deed.HIDE)
        hide_comment(session, page, comment, body.reason)
        return once.keep(session, _answer(session, page, comment))


@router.post(
    "/comments/{comment_id}/unhide",
    **states("unhide_comment", WindowClosed, Unfit, act=Role.EDITOR, tagged=True),
    response_model=CommentOut,
)
def post_unhide(comment_id: CommentId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Show a hidden comment again (editors)."""
    with once.writing() as session:
        page, comment = locked_for(session, actor, comment_id, Deed.UNHIDE)
        unhide_comment(session, page, comment)
        return once.keep(session, _answer(session, page, comment))


def _require_same(comment: Comment, if_match: str | None) -> None:
    assert comment.id is not None
    seen = if_match and _READ.sub(r'\1"', if_match)
    require_match(seen, state_tag(comment.id, comment.version), Word.COMMENT_CHANGED)


def _answer(session: Session, page: PageAccess, comment: Comment) -> Response:
    out = _shown(session, page, comment)
    return answer(out, headers={"ETag": out.etag})


def _shown(session: Session, page: PageAccess, comment: Comment) -> CommentOut:
    assert comment.id is not None
    row = get_comment(session, comment.id)
    return comment_out(row, View(page.standing, Places.of(session, [row], page.head_id, room=UNDER_A_LOCK)))
