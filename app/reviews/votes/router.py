"""Routes of ballots and support."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.campaigns.errors import VotingClosed, WindowClosed
from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.errors import Unfit
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.pages.access import page_in, page_of
from app.reviews.arithmetic import Count
from app.reviews.batches import batch_told
from app.reviews.errors import SupportBudget
from app.reviews.votes.ranking import RankedTip, rank_tips
from app.reviews.votes.schemas import (
    BallotCountOut,
    BallotIn,
    BallotTallyOut,
    RankedTipOut,
    RankingOut,
    SupportIn,
    SupportTallyOut,
)
from app.reviews.votes.tally import BallotTally, SupportTally, ballot_tally, support_tally
from app.reviews.votes.voting import cast_ballot, count_used, give_support, reconfirm_support, withdraw_support
from app.web.answers import answer, tagged
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, OfTheme, PageId, RevisionId
from app.web.services import CurrentDatabase
from app.web.stating import states

router = APIRouter(tags=["reviews"])

# Beside whatever else tells who was there, the path of a request would tell on what somebody voted.
UNLOGGED = frozenset({"ballot", "support"})


@router.put(
    "/revisions/{revision_id}/ballot",
    **states("cast_ballot", WindowClosed, VotingClosed, act=Act.VOTE),
    response_model=BallotTallyOut,
)
def put_ballot(revision_id: RevisionId, body: BallotIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Approve or oppose a revision; one ballot per person, changeable, secret."""
    with once.writing() as session:
        return once.keep(session, answer(_ballots(cast_ballot(session, actor, revision_id, body.choice))))


@router.delete(
    "/revisions/{revision_id}/ballot",
    **states("withdraw_ballot", WindowClosed, VotingClosed, act=Act.VOTE),
    response_model=BallotTallyOut,
)
def delete_ballot(revision_id: RevisionId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Withdraw the caller's ballot."""
    with once.writing() as session:
        return once.keep(session, answer(_ballots(cast_ballot(session, actor, revision_id, None))))


@router.get(
    "/revisions/{revision_id}/tally",
    **states("get_ballot_tally", WindowClosed, act=Act.READ_LATEST),
    response_model=BallotTallyOut,
)
def get_ballot_tally(
    request: Request, revision_id: RevisionId, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Count the ballots on a revision, and those on materially the same text."""
    with database.reading() as session:
        page = page_of(session, actor, revision_id)
        page.standing.require(Act.READ_LATEST)
        return tagged(request, _ballots(ballot_tally(session, page.standing, page.page_id, revision_id)))


@router.put(
    "/pages/{page_id}/support",
    **states("support_page", WindowClosed, VotingClosed, SupportBudget, act=Act.VOTE),
    response_model=SupportTallyOut,
)
def put_support(page_id: PageId, actor: CurrentActor, once: OnceOnly, body: SupportIn | None = None) -> Response:
    """Support a tip, on the text that the caller saw; one support per person and tip, secret."""
    seen_id = body.revision_id if body else None
    with once.writing() as session:
        return once.keep(session, answer(_support(give_support(session, actor, page_id, seen_id=seen_id))))


@router.post(
    "/pages/{page_id}/support/reconfirm",
    **states("reconfirm_support", WindowClosed, VotingClosed, Unfit, act=Act.VOTE),
    response_model=SupportTallyOut,
)
def post_reconfirm(page_id: PageId, actor: CurrentActor, once: OnceOnly, body: SupportIn | None = None) -> Response:
    """Move the caller's support to the text that they see now."""
    seen_id = body.revision_id if body else None
    with once.writing() as session:
        return once.keep(session, answer(_support(reconfirm_support(session, actor, page_id, seen_id=seen_id))))


@router.delete(
    "/pages/{page_id}/support",
    **states("withdraw_support", WindowClosed, VotingClosed, act=Act.VOTE),
    response_model=SupportTallyOut,
)
def delete_support(page_id: PageId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Withdraw the caller's support."""
    with once.writing() as session:
        return once.keep(session, answer(_support(withdraw_support(session, actor, page_id))))


@router.get(
    "/pages/{page_id}/tally",
    **states("get_support_tally", WindowClosed, act=Act.READ_LATEST),
    response_model=SupportTallyOut,
)
def get_support_tally(request: Request, page_id: PageId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Count the support for a tip, by the text that it was given to."""
    with database.reading() as session:
        page = page_in(session, actor, page_id)
        page.standing.require(Act.READ_LATEST)
        return tagged(request, _support(support_tally(session, page.standing, page_id)))


@router.get(
    "/campaigns/{campaign}/ranking",
    **states("get_ranking", WindowClosed, act=Act.READ_LATEST),
    response_model=RankingOut,
)
def get_ranking(
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
    theme: OfTheme = None,
) -> Response:
    """Rank the tips by support or by Wilson's bound, as the campaign says."""
    start = paging.number() or 0
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        ranked = rank_tips(session, standing, theme=theme)
        used = count_used(session, standing.user_id or 0, standing.campaign_id)
    # Votes move tips up and down between two answers, so a rank is the only stable key there is.
    part = paging.part(ranked.tips[start : start + paging.fetched], lambda _: start + paging.limit)
    out = RankingOut(
        ordered_by=ranked.ordered_by or "position",
        sealed=ranked.ordered_by is None,
        batch=batch_told(standing),
        support_budget=ranked.support_budget,
        support_used=used,
        items=[_ranked(rank if ranked.ordered_by else None, tip) for rank, tip in enumerate(part.rows, start + 1)],
        next=part.next,
    )
    return part.answer(out)


def _ballots(tally: BallotTally) -> BallotTallyOut:
    counts, own = tally.counts, tally.own
    return BallotTallyOut(
        revision_id=tally.revision_id,
        sealed=counts is None,
        batch=tally.batch,
        approve=counts.here.approve if counts else None,
        oppose=counts.here.oppose if counts else None,
        on_same_text=_count(counts.on_same_text) if counts else None,
        my_choice=own.choice if own else None,
        my_revision_id=own.revision_id if own else None,
        mine_is_same_text=own.is_same_text if own else None,
    )


def _support(tally: SupportTally) -> SupportTallyOut:
    counts, own = tally.counts, tally.own
    return SupportTallyOut(
        page_id=tally.page_id,
        sealed=counts is None,
        batch=tally.batch,
        shown_revision_id=tally.shown_id,
        support=counts.all if counts else None,
        on_this_text=counts.on_this_text if counts else None,
        on_other_texts=counts.on_other_texts if counts else None,
        supported_by_me=own is not None,
        my_revision_id=own.revision_id if own else None,
        mine_is_same_text=own.is_same_text if own else None,
    )


def _ranked(rank: int | None, tip: RankedTip) -> RankedTipOut:
    return RankedTipOut(
        rank=rank,
        page_id=tip.page_id,
        theme=tip.theme,
        slug=tip.slug,
        title=tip.title,
        support=tip.support.all if tip.support else None,
        on_this_text=tip.support.on_this_text if tip.support else None,
        ballots=_count(tip.ballots) if tip.ballots else None,
        score=tip.score,
        supported_by_me=tip.supported_by_me,
        accepted=tip.accepted,
    )


def _count(count: Count) -> BallotCountOut:
    return BallotCountOut(approve=count.approve, oppose=count.oppose)
