"""The route of participation."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.locking import get_campaign
from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.digests import etag_of
from app.identity.asking import CurrentActor
from app.identity.sharing import OwnWork
from app.statistics.charts import statistics_svg
from app.statistics.rules import By
from app.statistics.schemas import StatisticsOut
from app.statistics.sheet import statistics_csv
from app.statistics.telling import tell_statistics
from app.web.answers import tagged, tagged_body
from app.web.conditional import not_modified
from app.web.errors import HERE
from app.web.hearing import told_in
from app.web.parameters import CampaignSlug
from app.web.services import CurrentDatabase
from app.web.stating import states

router = APIRouter(tags=["statistics"])


@router.get(
    "/campaigns/{campaign}/statistics",
    **states("get_statistics", WindowClosed, *HERE, act=Act.READ_LATEST),
    response_model=StatisticsOut,
    responses={200: {"content": {"text/csv": {"schema": {}}, "image/svg+xml": {"schema": {}}}}},
)
def get_statistics(
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    format: Annotated[  # noqa: A002  The name on the wire.
        Literal["json", "csv", "svg"], Query(description="As JSON, as a spreadsheet, or as a picture to embed.")
    ] = "json",
    by: Annotated[By, Query(description="What the rows of a CSV and the bars of a picture are.")] = By.DAY,
) -> Response:
    """Tell how many people took part and what they did; never of a group under five, and of votes in batches."""
    with heavy.here(actor.user_id), database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require(Act.READ_LATEST)
        told = tell_statistics(session, standing)
        colour = get_campaign(session, standing.campaign_slug).colour
    if format == "json":
        return tagged(request, told)
    if format == "svg":
        picture = statistics_svg(told, by, colour, actor.hearing.language)
        return tagged_body(request, picture, "image/svg+xml", told_in(actor.hearing))
    body = statistics_csv(told, by)
    etag = etag_of(body)
    headers = {"ETag": etag, "Content-Disposition": f'attachment; filename="{campaign}-{by}s.csv"'}
    return not_modified(request, etag) or Response(body, headers=headers, media_type="text/csv; charset=utf-8")
