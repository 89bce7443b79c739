"""Routes on campaigns as a whole: cloning one, and deleting one that was a mistake."""

from dataclasses import asdict

from fastapi import APIRouter
from starlette.responses import Response

from app.archive.cloning import Wanted, clone_campaign
from app.archive.deleting import delete_campaign
from app.archive.schemas import ClonedOut, CloneIn
from app.campaigns.errors import CampaignNotEmpty
from app.campaigns.locking import alone_in
from app.campaigns.standing import standing_in
from app.campaigns.wire import campaign_etag, told_of_campaign
from app.errors import SlugTaken
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.service import require_site_admin
from app.pages.errors import AttributionMissing
from app.web.answers import created
from app.web.conditional import IfMatch, require_match
from app.web.parameters import CampaignSlug
from app.web.stating import Caller, states
from app.words.codes import Word

router = APIRouter(tags=["campaigns"])


@router.post(
    "/campaigns/{campaign}/clone",
    **states("clone_campaign", SlugTaken, AttributionMissing, act=Caller.SITE_ADMIN, tagged=True),
    status_code=201,
    response_model=ClonedOut,
)
def post_clone(campaign: CampaignSlug, body: CloneIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Set up another campaign with these settings and themes, and if wanted members and texts (site admins)."""
    with once.writing() as session:
        cloned = clone_campaign(session, actor, campaign, Wanted(**body.model_dump()))
        standing = standing_in(session, actor, cloned.campaign.slug)
        told = told_of_campaign(cloned.campaign, standing)
        out = ClonedOut.model_validate({**told, "taken": asdict(cloned.taken)})
        headers = {"ETag": campaign_etag(cloned.campaign, standing)}
        return once.keep(session, created(out, f"/v1/campaigns/{cloned.campaign.slug}", headers))


@router.delete(
    "/campaigns/{campaign}",
    **states("delete_campaign", CampaignNotEmpty, act=Caller.SITE_ADMIN),
    status_code=204,
)
def delete_one_campaign(
    campaign: CampaignSlug, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Delete a campaign without texts, and free its name (site admins); needs ``If-Match``."""
    with once.writing() as session:
        require_site_admin(session, actor)
        alone = alone_in(session, actor, campaign)
        require_match(if_match, campaign_etag(alone.campaign, alone.standing), Word.CAMPAIGN_CHANGED)
        delete_campaign(session, actor, alone)
        return once.keep(session, Response(status_code=204))
