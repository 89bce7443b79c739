"""Routes of revisions: history, saving, undo, restore and diffs."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act
from app.digests import etag_of
from app.errors import TextTooLong, Unfit
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.sharing import OwnWork
from app.pages.access import page_in
from app.pages.errors import RevisionRedacted, TextRedacted
from app.pages.lengths import length_of_revision
from app.pages.linking import beside_page, noticed
from app.pages.reading import get_revision_id, list_revisions, read_revision
from app.pages.revisions.comparing import Side, compared
from app.pages.revisions.errors import EditConflict, UndoConflict
from app.pages.revisions.saving import Edit, restore_revision, submit_edit, undo_revision
from app.pages.revisions.schemas import DiffOut, EditIn, EditOut, RevisionOut, RevisionsOut, SummaryIn
from app.pages.revisions.states import PageState, readable_state
from app.pages.revisions.wire import edit_answering, revision_etag, revision_item, revision_out
from app.pages.rules import checked_summary, checked_text, checked_title
from app.web.answers import answer
from app.web.conditional import not_modified
from app.web.errors import HEAVY, HERE
from app.web.hearing import told_in
from app.web.paging import Paged
from app.web.parameters import PageId, RevisionId
from app.web.services import CurrentDatabase, TextLimit
from app.web.stating import states

router = APIRouter(tags=["revisions"])


@router.get("/pages/{page_id}/revisions", **states("list_revisions", act=Act.READ), response_model=RevisionsOut)
def get_revisions(
    page_id: PageId,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
) -> Response:
    """List a page's revisions, newest first."""
    before = paging.number()
    with database.reading() as session:
        page = page_in(session, actor, page_id)
        part = paging.part(list_revisions(session, page, before=before, limit=paging.fetched), lambda row: row.number)
        sees_latest = page.standing.may(Act.READ_LATEST)
        items = [revision_item(row, page.accepted_id, tells_author=sees_latest) for row in part.rows]
    return part.answer(RevisionsOut(items=items, next=part.next))


@router.post(
    "/pages/{page_id}/revisions",
    **states("save_revision", EditConflict, WindowClosed, TextTooLong, TextRedacted, *HERE, act=Act.EDIT, tagged=True),
    status_code=201,
    response_model=EditOut,
    responses={200: {"model": EditOut}},
)
def post_revision(
    request: Request,
    page_id: PageId,
    body: EditIn,
    actor: CurrentActor,
    limit: TextLimit,
    heavy: OwnWork,
    once: OnceOnly,
) -> Response:
    """Save an edit. What others saved meanwhile is merged in; 409 with hunks and a draft where it cannot be."""
    edit = Edit(
        base_id=body.base_revision,
        title=None if body.title is None else checked_title(body.title),
        text=checked_text(body.text, limit),
        summary=checked_summary(body.summary),
        minor=body.minor,
        merging=body.on_conflict == "merge",
    )
    with heavy.here(actor.user_id, len(edit.text)):
        work_out = heavy.parts_for(actor.user_id)
        finish = edit_answering(request, actor, noticed(edit.text, beside_page(once.database, page_id), work_out))
        return submit_edit(once.database, actor, page_id, edit, keeper=once, answer=finish, work_out=work_out)


@router.get("/revisions/{revision_id}", **states("get_revision", act=Act.READ), response_model=RevisionOut)
def get_revision(request: Request, revision_id: RevisionId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show one revision with its text. Its ``ETag`` also tells decisions apart, see accept."""
    with database.reading() as session:
        row, standing = read_revision(session, actor, revision_id)
    sees_latest = standing.may(Act.READ_LATEST)
    tag = revision_etag(row.revision, row.decisions)
    etag = tag if sees_latest else etag_of(tag, "without its author")
    return not_modified(request, etag) or answer(revision_out(row, tells_author=sees_latest), headers={"ETag": etag})


@router.post(
    "/revisions/{revision_id}/undo",
    **states("undo_revision", UndoConflict, WindowClosed, RevisionRedacted, Unfit, *HERE, act=Act.EDIT, tagged=True),
    status_code=201,
    response_model=EditOut,
    responses={200: {"model": EditOut}},
)
def post_undo(
    request: Request,
    revision_id: RevisionId,
    body: SummaryIn,
    actor: CurrentActor,
    heavy: OwnWork,
    once: OnceOnly,
) -> Response:
    """Take back what this revision changed and keep everything later; 409 where later changes stand in the way."""
    summary, finish = checked_summary(body.summary), edit_answering(request, actor)
    with heavy.here(actor.user_id, length_of_revision(once.database, revision_id)):
        work_out = heavy.parts_for(actor.user_id)
        return undo_revision(once.database, actor, revision_id, summary, keeper=once, answer=finish, work_out=work_out)


@router.post(
    "/revisions/{revision_id}/restore",
    **states("restore_revision", WindowClosed, RevisionRedacted, *HERE, act=Act.EDIT, tagged=True),
    status_code=201,
    response_model=EditOut,
    responses={200: {"model": EditOut}},
)
def post_restore(
    request: Request,
    revision_id: RevisionId,
    body: SummaryIn,
    actor: CurrentActor,
    heavy: OwnWork,
    once: OnceOnly,
) -> Response:
    """Make this revision's title and text the page's again, as a new revision."""
    summary, finish = checked_summary(body.summary), edit_answering(request, actor)
    with heavy.here(actor.user_id, length_of_revision(once.database, revision_id)):
        work_out = heavy.parts_for(actor.user_id)
        return restore_revision(
            once.database, actor, revision_id, summary, keeper=once, answer=finish, work_out=work_out
        )


ONE_OF_TWO = "The number of a revision, `accepted` or `latest`."
_MEDIA_TYPES = {
    "json": "application/json",
    "unified": "text/plain",
    "html": "text/html",
    "side": "text/html",
    "rendered": "text/html",
    "delta": "text/plain",
}
Format = Annotated[
    Literal["json", "unified", "html", "side", "rendered", "delta"],
    Query(
        description="JSON, a unified diff, HTML in one column or two, the text as it reads with marks where it"
        " changed, or the delta of diff-match-patch."
    ),
]


@router.get(
    "/pages/{page_id}/diff",
    **states("compare_revisions", WindowClosed, RevisionRedacted, *HEAVY, act=Act.READ_LATEST),
    response_model=DiffOut,
    responses={200: {"content": {"text/plain": {}, "text/html": {}}}},
)
def get_diff(
    request: Request,
    page_id: PageId,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    start: Annotated[str, Query(alias="from", description=ONE_OF_TWO)] = "accepted",
    to: Annotated[str, Query(description=ONE_OF_TWO)] = "latest",
    format: Format = "json",  # noqa: A002  The name on the wire.
) -> Response:
    """Compare two revisions, each given as a number, ``accepted`` or ``latest``.

    ``delta`` is the format of the diff-match-patch libraries.
    """
    with database.reading() as session:
        page = page_in(session, actor, page_id)
        page.standing.require(Act.READ_LATEST)
        old = readable_state(session, page_id, get_revision_id(session, page, start))
        new = readable_state(session, page_id, get_revision_id(session, page, to))
    # Only in HTML something is said around the texts.
    told = told_in(actor.hearing) if _MEDIA_TYPES[format] == "text/html" else {}
    language = page.standing.language
    set_in = [language] if format == "rendered" else []
    etag = etag_of(old.link.digest, old.title, new.link.digest, new.title, format, *set_in, *told.values())
    if (same := not_modified(request, etag, told)) is not None:
        return same
    cost = len(old.text) + len(new.text)
    reader = actor.hearing.language
    body = heavy.work_out(actor.user_id, cost, compared, _side(old), _side(new), format, page_id, reader, language)
    return Response(body, headers={"ETag": etag, **told}, media_type=_MEDIA_TYPES[format])


def _side(state: PageState) -> Side:
    return Side(state.link.number, state.title, state.text)
