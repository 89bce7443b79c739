"""Routes of decisions, and of what authors are told about them."""

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act
from app.identity.actor import Actor
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.pages.access import PageAccess, page_in
from app.pages.errors import RevisionRedacted
from app.pages.reading import read_page
from app.pages.revisions.wire import revision_etag
from app.pages.rules import Verdict
from app.reviews.decisions.deciding import decide, locked_for_decision
from app.reviews.decisions.errors import DecidedMeanwhile
from app.reviews.decisions.records import list_decisions, list_notifications
from app.reviews.decisions.schemas import AcceptIn, DecidedOut, DecisionIn, DecisionsOut, NotificationsOut
from app.reviews.decisions.wire import decided_out, decision_out, notification_out
from app.reviews.errors import AnotherEditor, OlderRevision, VerdictUnfit, VotesDecide
from app.web.answers import answer
from app.web.conditional import IfMatch, matches, require_match
from app.web.hearing import told_in
from app.web.paging import Paged
from app.web.parameters import PageId, RevisionId
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.codes import Word

router = APIRouter(tags=["reviews"])


@router.post(
    "/revisions/{revision_id}/accept",
    **states(
        "accept_revision",
        WindowClosed,
        AnotherEditor,
        OlderRevision,
        VerdictUnfit,
        VotesDecide,
        RevisionRedacted,
        act=Act.REVIEW,
        tagged=True,
    ),
    response_model=DecidedOut,
)
def post_accept(
    revision_id: RevisionId, body: AcceptIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Make exactly this revision what readers see (editors); needs ``If-Match`` with the revision's tag.

    Where it takes two editors, the first acceptance is recorded and ``missing`` says so.
    """
    return _decide(once, actor, revision_id, Verdict.ACCEPT, body, if_match, older=body.older)


@router.post(
    "/revisions/{revision_id}/reject",
    **states("reject_revision", WindowClosed, VerdictUnfit, VotesDecide, act=Act.REVIEW, tagged=True),
    response_model=DecidedOut,
)
def post_reject(
    revision_id: RevisionId, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Refuse this revision with a reason (editors); its author keeps the text as a draft. Needs ``If-Match``."""
    return _decide(once, actor, revision_id, Verdict.REJECT, body, if_match)


@router.post(
    "/revisions/{revision_id}/request-changes",
    **states("request_changes", WindowClosed, VerdictUnfit, VotesDecide, act=Act.REVIEW, tagged=True),
    response_model=DecidedOut,
)
def post_request_changes(
    revision_id: RevisionId, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Ask for changes, with a reason (editors); needs ``If-Match``."""
    return _decide(once, actor, revision_id, Verdict.REQUEST_CHANGES, body, if_match)


@router.post(
    "/revisions/{revision_id}/unaccept",
    **states("unaccept_revision", WindowClosed, VerdictUnfit, VotesDecide, act=Act.REVIEW, tagged=True),
    response_model=DecidedOut,
)
def post_unaccept(
    revision_id: RevisionId, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Take the acceptance back, with a reason (editors); readers then see no text. Needs ``If-Match``."""
    return _decide(once, actor, revision_id, Verdict.UNACCEPT, body, if_match)


@router.get(
    "/pages/{page_id}/decisions",
    **states("list_decisions", WindowClosed, act=Act.READ_LATEST),
    response_model=DecisionsOut,
)
def get_decisions(
    page_id: PageId,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
) -> Response:
    """List what was decided about a page and why, newest first."""
    before = paging.number()
    with database.reading() as session:
        page_in(session, actor, page_id).standing.require(Act.READ_LATEST)
        found = list_decisions(session, page_id, before=before, limit=paging.fetched)
    part = paging.part(found, lambda row: row.number)
    items = [decision_out(row, actor.hearing.language) for row in part.rows]
    return part.answer(DecisionsOut(items=items, next=part.next), told_in(actor.hearing))


@router.get("/me/notifications", **states("list_notifications", act=Caller.SIGNED_IN), response_model=NotificationsOut)
def get_notifications(actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List what others decided about the caller's own revisions and why, newest first."""
    before = paging.number()
    actor.hearing.learn()
    with database.reading() as session:
        found = list_notifications(session, actor, before=before, limit=paging.fetched)
    part = paging.part(found, lambda row: row.decision_id)
    items = [notification_out(row, actor.hearing.language) for row in part.rows]
    return part.answer(NotificationsOut(items=items, next=part.next), told_in(actor.hearing))


def _decide(
    once: OnceOnly,
    actor: CurrentActor,
    revision_id: int,
    verdict: Verdict,
    body: DecisionIn,
    if_match: str | None,
    *,
    older: bool = False,
) -> Response:
    with once.writing() as session:
        page = locked_for_decision(session, actor, revision_id)
        _require_same_decisions(session, actor, page, revision_id, if_match)
        decided = decide(session, page, revision_id, verdict, body.reason, older=older)
        last = list_decisions(session, page.page_id, before=None, limit=1)[0]
        out = decided_out(last, decided, actor.hearing.language)
        etag = _revision_etag(session, actor, page, revision_id)
        return once.keep(session, answer(out, headers={"ETag": etag, **told_in(actor.hearing)}))


def _require_same_decisions(
    session: Session, actor: Actor, page: PageAccess, revision_id: int, if_match: str | None
) -> None:
    last = list_decisions(session, page.page_id, before=None, limit=1)
    etag = _revision_etag(session, actor, page, revision_id)
    if last and not matches(if_match, etag):
        raise DecidedMeanwhile(etag, decision_out(last[0], actor.hearing.language))
    require_match(if_match, etag, Word.DECIDED_MEANWHILE)


def _revision_etag(session: Session, actor: Actor, page: PageAccess, revision_id: int) -> str:
    connection = session.connection()
    row, _ = read_page(connection, actor, page.page_id, "revision", text=False, revision_id=revision_id)
    return revision_etag(row.revision, row.decisions)
