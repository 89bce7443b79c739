"""Routes of decisions."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.rules import Act
from app.identity.actor import Actor, CurrentActor, CurrentDatabase, OnceOnly
from app.pages.access import PageAccess, page_in
from app.pages.reading import read_page
from app.pages.revision_router import revision_etag
from app.pages.schemas import PersonOut
from app.reviews.deciding import decide, list_decisions, locked_for_decision
from app.reviews.rules import Verdict
from app.reviews.schemas import DecisionIn, DecisionOut, DecisionsOut
from app.web.answers import answer, tagged
from app.web.conditional import IfMatch, require_match
from app.web.paging import After, Limit, cut, decode_cursor, encode_cursor, link_header

router = APIRouter(tags=["reviews"])


@router.post("/revisions/{revision_id}/accept", response_model=DecisionOut)
def post_accept(
    revision_id: int, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Make exactly this revision what readers see (editors); needs ``If-Match`` with the revision's tag."""
    return _decide(once, actor, revision_id, Verdict.ACCEPT, body, if_match)


@router.post("/revisions/{revision_id}/reject", response_model=DecisionOut)
def post_reject(
    revision_id: int, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Refuse this revision with a reason (editors); needs ``If-Match``."""
    return _decide(once, actor, revision_id, Verdict.REJECT, body, if_match)


@router.post("/revisions/{revision_id}/request-changes", response_model=DecisionOut)
def post_request_changes(
    revision_id: int, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Ask for changes, with a reason (editors); needs ``If-Match``."""
    return _decide(once, actor, revision_id, Verdict.REQUEST_CHANGES, body, if_match)


@router.post("/revisions/{revision_id}/unaccept", response_model=DecisionOut)
def post_unaccept(
    revision_id: int, body: DecisionIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Take the acceptance back, with a reason (editors); readers then see no text. Needs ``If-Match``."""
    return _decide(once, actor, revision_id, Verdict.UNACCEPT, body, if_match)


@router.get("/pages/{page_id}/decisions", response_model=DecisionsOut)
def get_decisions(
    request: Request,
    page_id: int,
    actor: CurrentActor,
    database: CurrentDatabase,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what was decided about a page and why, newest first."""
    keys = decode_cursor(after, int)
    with database.reading() as session:
        page_in(session, actor, page_id).standing.require(Act.READ_LATEST)
        before = int(keys[0]) if keys else None
        rows, more = cut(list_decisions(session, page_id, before=before, limit=limit + 1), limit)
    items = [_decision_out(row) for row in rows]
    cursor = encode_cursor(items[-1].number) if more else None
    return tagged(request, DecisionsOut(items=items, next=cursor), link_header(request, cursor))


def _decide(
    once: OnceOnly,
    actor: CurrentActor,
    revision_id: int,
    verdict: Verdict,
    body: DecisionIn,
    if_match: str | None,
) -> Response:
    with once.writing() as session:
        page = locked_for_decision(session, actor, revision_id)
        _require_same_decisions(session, actor, page, revision_id, if_match)
        decide(session, actor, page, revision_id, verdict, body.reason)
        out = _decision_out(list_decisions(session, page.page_id, before=None, limit=1)[0])
        etag = _revision_etag(session, actor, page, revision_id)
        return once.keep(session, answer(out, headers={"ETag": etag}))


def _require_same_decisions(
    session: Session, actor: Actor, page: PageAccess, revision_id: int, if_match: str | None
) -> None:
    last = list_decisions(session, page.page_id, before=None, limit=1)
    happened = {"last_decision": _decision_out(last[0])} if last else {}
    require_match(
        if_match,
        _revision_etag(session, actor, page, revision_id),
        "Somebody decided about this page since you read the revision. Read it again.",
        **happened,
    )


def _revision_etag(session: Session, actor: Actor, page: PageAccess, revision_id: int) -> str:
    connection = session.connection()
    row, _ = read_page(connection, actor, page.page_id, "revision", text=False, revision_id=revision_id)
    return revision_etag(row)


def _decision_out(row: Row[Any]) -> DecisionOut:
    return DecisionOut(
        number=row.number,
        revision_id=row.revision_id,
        verdict=row.verdict,
        reason=row.reason,
        editor=PersonOut(id=row.editor_id, name=row.editor_name, department=row.editor_department),
        decided_at=row.decided_at,
    )
