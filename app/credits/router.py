"""Routes of credit: how people are named, who wrote what, and where a passage comes from."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.credits.choosing import choose_naming, get_naming
from app.credits.comments import campaign_commenters, page_commenters
from app.credits.export import Rows, credits_csv
from app.credits.ledger import campaign_ledger, page_ledger
from app.credits.schemas import CampaignContributorsOut, ContributorsOut, CreditsOut, NamingIn, NamingOut, TraceOut
from app.credits.tracing import trace_passage
from app.credits.wire import (
    commenters_out,
    contributors_out,
    credit_out,
    credits_out,
    reviewers_out,
    trace_out,
    votes_out,
)
from app.digests import etag_of
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.sharing import OwnWork
from app.pages.errors import AttributionMissing, NotAcceptedYet
from app.pages.reading import read_page
from app.web.answers import answer, tagged
from app.web.conditional import not_modified
from app.web.errors import HERE
from app.web.hearing import told_in
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, PageId, StateAsked
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states

router = APIRouter(tags=["credits"])


@router.get("/me/credit/{campaign}", **states("get_naming", act=Caller.SIGNED_IN), response_model=NamingOut)
def get_credit(request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Say how the caller is named in the guide."""
    with database.reading() as session:
        return tagged(request, credit_out(get_naming(session, actor, campaign)))


@router.put("/me/credit/{campaign}", **states("choose_naming", act=Caller.SIGNED_IN), response_model=NamingOut)
def put_credit(campaign: CampaignSlug, body: NamingIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Choose how to be named, in any phase; what is sealed already stays as it is."""
    with once.writing() as session:
        return once.keep(session, answer(credit_out(choose_naming(session, actor, campaign, body.naming))))


@router.get(
    "/pages/{page_id}/contributors",
    **states("list_page_contributors", AttributionMissing, NotAcceptedYet, WindowClosed, *HERE, act=Act.READ),
    response_model=ContributorsOut,
)
def get_page_contributors(
    request: Request,
    page_id: PageId,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    state: StateAsked = "accepted",
) -> Response:
    """List whose words the page's text is made of, most tokens first, named as they chose."""
    with heavy.here(actor.user_id), database.reading() as session:
        _, standing = read_page(session.connection(), actor, page_id, state, text=False)
        ledger = page_ledger(session, standing.campaign_id, page_id, state)
        comments = page_commenters(session, standing, page_id)
    out = ContributorsOut(
        items=contributors_out(ledger.people, standing),
        next=None,
        tokens=ledger.tokens,
        reviewers=reviewers_out(ledger, standing),
        commenters=commenters_out(comments, standing),
    )
    return tagged(request, out)


@router.get(
    "/campaigns/{campaign}/contributors",
    **states("list_campaign_contributors", AttributionMissing, NotAcceptedYet, WindowClosed, *HERE, act=Act.READ),
    response_model=CampaignContributorsOut,
)
def get_campaign_contributors(
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    paging: Paged,
    state: StateAsked = "accepted",
) -> Response:
    """List whose words the campaign's texts are made of, most tokens first, named as they chose."""
    start = max(0, paging.number() or 0)
    with heavy.here(actor.user_id), database.reading() as session:
        standing = standing_in(session, actor, campaign)
        ledger = campaign_ledger(session, standing, state)
        comments = campaign_commenters(session, standing)
    # The list is counted anew for every answer, so a place in it is the only stable key it has.
    people = contributors_out(ledger.people, standing)[start : start + paging.fetched]
    part = paging.part(people, lambda _: start + paging.limit)
    out = CampaignContributorsOut(
        items=list(part.rows),
        next=part.next,
        tokens=ledger.tokens,
        reviewers=reviewers_out(ledger, standing),
        commenters=commenters_out(comments, standing),
        votes=votes_out(ledger.votes),
    )
    return part.answer(out)


@router.get(
    "/campaigns/{campaign}/credits",
    **states("get_credits", AttributionMissing, NotAcceptedYet, WindowClosed, *HERE, act=Act.READ),
    response_model=CreditsOut,
    responses={200: {"content": {"text/csv": {"schema": {}}}}},
)
def get_credits(
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    state: StateAsked = "accepted",
    format: Annotated[Literal["json", "csv"], Query(description="As JSON, or as a spreadsheet.")] = "json",  # noqa: A002  The name on the wire.
    by: Annotated[Rows, Query(description="What the rows of a CSV are.")] = Rows.CONTRIBUTOR,
) -> Response:
    """Take the whole ledger away: overall and page by page, as JSON or CSV; editors also see who people are."""
    with heavy.here(actor.user_id), database.reading() as session:
        standing = standing_in(session, actor, campaign)
        ledger, comments = campaign_ledger(session, standing, state), campaign_commenters(session, standing)
    out = credits_out(ledger, comments, standing, state)
    if format == "json":
        return tagged(request, out)
    body = credits_csv(out, by)
    etag = etag_of(body)
    headers = {"ETag": etag, "Content-Disposition": f'attachment; filename="{campaign}-credits.csv"'}
    return not_modified(request, etag) or Response(body, headers=headers, media_type="text/csv; charset=utf-8")


@router.get(
    "/campaigns/{campaign}/trace",
    **states("trace_passage", AttributionMissing, NotAcceptedYet, WindowClosed, *HERE, act=Act.READ),
    response_model=TraceOut,
)
def get_trace(  # noqa: PLR0913, PLR0917  Each is a parameter of the query.
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    page: Annotated[str, Query(max_length=64, description="The page's slug, or its id.")],
    start: Annotated[int, Query(ge=0, description="In Unicode code points of the text.")] = 0,
    end: Annotated[int | None, Query(ge=0, description="By default the end of the text.")] = None,
    state: StateAsked = "accepted",
) -> Response:
    """Trace a passage back: who wrote it and when, how it was voted on, what was said and decided."""
    with heavy.here(actor.user_id), database.reading() as session:
        traced = trace_passage(session, actor, campaign, page, state, start=start, end=end)
    return tagged(request, trace_out(traced, actor.hearing.language), told_in(actor.hearing))
