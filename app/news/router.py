"""Routes of what happened in a campaign."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.identity.asking import CurrentActor
from app.news.reading import list_changes
from app.news.rules import NewsKind
from app.news.schemas import ChangesOut
from app.news.wire import change_out
from app.web.hearing import told_in
from app.web.paging import Paged
from app.web.parameters import CampaignSlug
from app.web.services import CurrentDatabase
from app.web.stating import states

router = APIRouter(tags=["news"])


@router.get("/campaigns/{campaign}/changes", **states("list_changes", act=Act.READ), response_model=ChangesOut)
def get_changes(
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
    kind: Annotated[NewsKind | None, Query(description="Only what is about this.")] = None,
) -> Response:
    """List what happened in the campaign, newest first, as far as the caller may know it."""
    before = paging.number()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        changes = list_changes(session, standing, kind=kind, before=before, limit=paging.fetched)
    part = paging.part(changes, lambda change: change.entry)
    items = [change_out(change, standing, actor.hearing.language) for change in part.rows]
    return part.answer(ChangesOut(items=items, next=part.next), told_in(actor.hearing))
