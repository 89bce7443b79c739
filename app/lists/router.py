"""Routes of the lists of pages and themes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act
from app.campaigns.service import list_themes
from app.campaigns.standing import standing_in
from app.identity.asking import CurrentActor
from app.lists.beside import tell_beside
from app.lists.counting import NONE_YET, count_tips
from app.lists.rules import Beside, asked
from app.lists.schemas import PagesOut, ThemesOut
from app.lists.wire import page_item, theme_item
from app.pages.reading import PageFilter, list_pages
from app.pages.rules import Kind
from app.web.answers import tagged
from app.web.hearing import told_in
from app.web.paging import Paged
from app.web.parameters import AsOf, CampaignSlug, OfTheme, StateAsked
from app.web.services import CurrentDatabase
from app.web.stating import states

router = APIRouter(tags=["pages"])
themes = APIRouter(tags=["campaigns"])

NOBODY = 0
"""The id of no account: who is not signed in has written nothing."""
_NAME = "|".join(Beside)
Included = Annotated[
    str | None,
    Query(
        pattern=f"^({_NAME})(,({_NAME}))*$",
        description="What rows tell besides, with commas between: what the caller did, who wrote, how the text begins,"
        " what became of it.",
        examples=["me,authors,excerpt,status"],
    ),
]


@router.get("/campaigns/{campaign}/pages", **states("list_pages", WindowClosed, act=Act.READ), response_model=PagesOut)
def get_pages(  # noqa: PLR0913, PLR0917  Each is a parameter of the query.
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
    theme: OfTheme = None,
    kind: Annotated[Kind | None, Query(description="Only pages of this kind.")] = None,
    slug: Annotated[str | None, Query(max_length=64, description="Only the page with this slug.")] = None,
    author: Annotated[
        Literal["me"] | None, Query(description="Only pages that the caller has written on, whoever wrote since.")
    ] = None,
    state: StateAsked = "accepted",
    as_of: AsOf = None,
    sort: Annotated[
        Literal["position", "newest"], Query(description="By the order of the guide, or newest first.")
    ] = "position",
    include: Included = None,
) -> Response:
    """List the pages of a campaign or theme, now or as they were, in the order of the guide or newest first."""
    newest = sort == "newest"
    after = paging.numbers(1 if newest else 3)
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        listed = PageFilter(theme, kind, slug, state, as_of, author=(actor.user_id or NOBODY) if author else None)
        rows = list_pages(session, standing, listed, newest_first=newest, after=after, limit=paging.fetched)
        part = paging.part(
            rows, lambda row: row.revision_id if newest else (row.theme_position, row.position, row.page_id)
        )
        told = tell_beside(session, standing, part.rows, asked(include))
    items = [page_item(row, standing, told, actor.hearing.language) for row in part.rows]
    out = PagesOut(support_used=told.support_used, items=items, next=part.next)
    return part.answer(out, told_in(actor.hearing) if Beside.STATUS in told.asked else None)


@themes.get("/campaigns/{campaign}/themes", **states("list_themes", act=Act.READ), response_model=ThemesOut)
def get_themes(
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    include: Annotated[Literal["counts"] | None, Query(description="Add how many tips there are.")] = None,
) -> Response:
    """List the themes in the order of the guide; a campaign has few, so this list has one page."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        listed = list_themes(session, standing.campaign_id)
        counted = count_tips(session, standing.campaign_id) if include else None
    items = [
        theme_item(theme, standing, None if counted is None else counted.get(theme.id or 0, NONE_YET))
        for theme in listed
    ]
    return tagged(request, ThemesOut(items=items, next=None))
