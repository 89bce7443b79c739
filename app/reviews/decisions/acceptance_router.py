"""Routes of acceptance: what a revision lacks, and what waits for the editors."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act, Role
from app.campaigns.standing import standing_in
from app.errors import Mistake
from app.identity.asking import CurrentActor
from app.identity.sharing import OwnWork
from app.pages.access import page_of
from app.reviews.decisions.policy import case_of
from app.reviews.decisions.queue import Waiting, list_waiting
from app.reviews.decisions.schemas import AcceptanceOut, QueueOut
from app.reviews.decisions.wire import acceptance_out, waiting_out
from app.web.answers import tagged
from app.web.errors import HERE
from app.web.hearing import told_in
from app.web.links import origin_of
from app.web.paging import Paged, Paging
from app.web.parameters import CampaignSlug, RevisionId
from app.web.services import CurrentDatabase
from app.web.stating import states
from app.words.codes import Word
from app.words.saying import Said

WaitingFor = Annotated[Waiting, Query(description="Those nobody decided about, or all that readers do not see.")]
Include = Annotated[Literal["diff"] | None, Query(description="Add what the latest text changes.")]

router = APIRouter(tags=["reviews"])
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@router.get(
    "/revisions/{revision_id}/acceptance",
    **states("get_acceptance", WindowClosed, act=Act.READ_LATEST),
    response_model=AcceptanceOut,
)
def get_acceptance(
    request: Request, revision_id: RevisionId, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Report each rule of the campaign's policy for a revision: value, threshold, and what is missing."""
    with database.reading() as session:
        page = page_of(session, actor, revision_id)
        page.standing.require(Act.READ_LATEST)
        case = case_of(session, page, revision_id)
    return tagged(request, acceptance_out(case, page.page_id, actor.hearing.language), told_in(actor.hearing))


@router.get(
    "/campaigns/{campaign}/review-queue", **states("get_review_queue", *HERE, act=Role.EDITOR), response_model=QueueOut
)
def get_review_queue(
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    paging: Paged,
    waiting: WaitingFor = "undecided",
    include: Include = None,
) -> Response:
    """List the pages whose latest text readers do not see, the one that waits longest first (editors).

    ``undecided`` leaves out those whose latest text an editor rejected or wants changed.
    """
    start = _decoded(paging)
    compares = heavy.here(actor.user_id) if include else nullcontext()
    with compares, database.reading() as session:
        standing = standing_in(session, actor, campaign)
        found = list_waiting(
            session, standing, waiting=waiting, after=start, limit=paging.fetched, comparing=include == "diff"
        )
        part = paging.part(found, lambda entry: ((entry.row.created_at - EPOCH) // MICROSECOND, entry.row.page_id))
        origin = origin_of(request)
        items = [waiting_out(entry, standing, origin, actor.hearing.language) for entry in part.rows]
    return part.answer(QueueOut(items=items, next=part.next), told_in(actor.hearing))


def _decoded(paging: Paging) -> tuple[datetime, int] | None:
    keys = paging.numbers(2)
    if keys is None:
        return None
    try:
        return EPOCH + keys[0] * MICROSECOND, keys[1]
    except OverflowError as error:
        raise Mistake("after", Said.of(Word.CURSOR_FOREIGN)) from error
