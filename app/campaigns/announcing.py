"""Lets the members of a campaign know of it before it opens: until then only those who prepare it do."""

from sqlmodel import Session

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.locking import locked_campaign
from app.campaigns.models import Campaign
from app.campaigns.rules import Act
from app.identity.actor import Actor


def announce_campaign(session: Session, actor: Actor, slug: str) -> Campaign:
    """Show the draft to everybody whom the campaign is for (admins); raises Conflict the second time, and once open."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.ANNOUNCE)
    assert campaign.id is not None
    campaign.announced_at = standing.now
    session.flush()
    record_act(session, campaign.id, actor.user_id, acts.AnnounceCampaign(campaign.id), now=standing.now)
    return campaign
