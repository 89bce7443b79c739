"""Deletes a campaign that was a mistake, as long as nothing in it would be lost.

Its row stays, found by nobody: the campaign's audit chain hangs on it, and goes on to verify.
"""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.errors import CampaignNotEmpty
from app.campaigns.locking import Alone
from app.identity.actor import Actor
from app.identity.service import require_site_admin
from app.pages.models import Draft, Page


def delete_campaign(session: Session, actor: Actor, alone: Alone) -> None:
    """Delete a campaign and free its slug (site admins); raises Conflict, counting what stands in the way."""
    require_site_admin(session, actor)
    campaign, now = alone.campaign, alone.standing.now
    assert campaign.id is not None
    _require_empty(session, campaign.id)
    # No slug has a colon, so nobody can want this one.
    campaign.slug, campaign.deleted_at = f"deleted:{campaign.id}", now
    session.flush()
    record_act(session, None, actor.user_id, acts.DeleteCampaign(campaign.id), now=now)


def _require_empty(session: Session, campaign_id: int) -> None:
    # Everything else that people made hangs on a page, and pages are never deleted.
    pages, drafts = (
        session.connection().execute(select(func.count()).where(campaign == campaign_id)).scalar_one()
        for campaign in (col(Page.campaign_id), col(Draft.campaign_id))
    )
    if pages or drafts:
        raise CampaignNotEmpty(pages, drafts)
