"""Routes of ballots and support."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.identity.actor import CurrentActor, CurrentDatabase, OnceOnly
from app.pages.access import page_in, page_of_revision
from app.reviews.schemas import BallotIn, BallotTallyOut, RankedTipOut, RankingOut, SupportTallyOut
from app.reviews.voting import (
    BallotTally,
    SupportTally,
    ballot_tally,
    cast_ballot,
    give_support,
    ranking,
    support_tally,
)
from app.web.answers import answer, tagged
from app.web.paging import After, Limit, cut, decode_cursor, encode_cursor, link_header

router = APIRouter(tags=["reviews"])


@router.put("/revisions/{revision_id}/ballot", response_model=BallotTallyOut)
def put_ballot(revision_id: int, body: BallotIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Approve or oppose a revision; one ballot per person, changeable, secret."""
    with once.writing() as session:
        return once.keep(session, answer(_ballots(cast_ballot(session, actor, revision_id, body.choice))))


@router.delete("/revisions/{revision_id}/ballot", response_model=BallotTallyOut)
def delete_ballot(revision_id: int, actor: CurrentActor, once: OnceOnly) -> Response:
    """Withdraw the caller's ballot."""
    with once.writing() as session:
        return once.keep(session, answer(_ballots(cast_ballot(session, actor, revision_id, None))))


@router.get("/revisions/{revision_id}/tally", response_model=BallotTallyOut)
def get_ballot_tally(request: Request, revision_id: int, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Count the ballots on a revision."""
    with database.reading() as session:
        page_in(session, actor, page_of_revision(session, revision_id)).standing.require(Act.READ_LATEST)
        return tagged(request, _ballots(ballot_tally(session, actor, revision_id)))


@router.put("/pages/{page_id}/support", response_model=SupportTallyOut)
def put_support(page_id: int, actor: CurrentActor, once: OnceOnly) -> Response:
    """Support a tip; one support per person, secret."""
    with once.writing() as session:
        return once.keep(session, answer(_support(give_support(session, actor, page_id, supports=True))))


@router.delete("/pages/{page_id}/support", response_model=SupportTallyOut)
def delete_support(page_id: int, actor: CurrentActor, once: OnceOnly) -> Response:
    """Withdraw the caller's support."""
    with once.writing() as session:
        return once.keep(session, answer(_support(give_support(session, actor, page_id, supports=False))))


@router.get("/pages/{page_id}/tally", response_model=SupportTallyOut)
def get_support_tally(request: Request, page_id: int, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Count the support for a tip."""
    with database.reading() as session:
        page_in(session, actor, page_id).standing.require(Act.READ_LATEST)
        return tagged(request, _support(support_tally(session, actor, page_id)))


@router.get("/campaigns/{c}/ranking", response_model=RankingOut)
def get_ranking(
    request: Request,
    c: str,
    actor: CurrentActor,
    database: CurrentDatabase,
    theme: str | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Rank the tips by support."""
    keys = decode_cursor(after, int)
    start = int(keys[0]) if keys else 0
    with database.reading() as session:
        tips = ranking(session, standing_in(session, actor, c), theme=theme)
    # Support moves tips up and down between two answers, so a rank is the only stable key there is.
    rows, more = cut(tips[start : start + limit + 1], limit)
    items = [
        RankedTipOut(rank=start + place, **{**row._mapping, "accepted": bool(row.accepted)})  # noqa: SLF001  SQLAlchemy's public name.
        for place, row in enumerate(rows, 1)
    ]
    cursor = encode_cursor(start + limit) if more else None
    return tagged(request, RankingOut(ordered_by="support", items=items, next=cursor), link_header(request, cursor))


def _ballots(tally: BallotTally) -> BallotTallyOut:
    return BallotTallyOut(
        revision_id=tally.revision_id,
        approve=tally.approve,
        oppose=tally.oppose,
        my_choice=tally.my_choice,
    )


def _support(tally: SupportTally) -> SupportTallyOut:
    return SupportTallyOut(
        page_id=tally.page_id,
        support=tally.support,
        supported_by_me=tally.my_revision_id is not None,
        my_revision_id=tally.my_revision_id,
    )
