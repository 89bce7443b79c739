"""Takes old campaigns out of everybody's list, and brings them back; they can be read by their address all the same."""

from sqlmodel import Session

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.locking import locked_campaign
from app.campaigns.models import Campaign
from app.campaigns.rules import Act
from app.identity.actor import Actor


def archive_campaign(session: Session, actor: Actor, slug: str) -> Campaign:
    """Take a campaign out of the list (admins); raises Conflict while its window is open. Twice changes nothing."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.ARCHIVE)
    assert campaign.id is not None
    if campaign.archived_at is None:
        campaign.archived_at = standing.now
        session.flush()
        record_act(session, campaign.id, actor.user_id, acts.ArchiveCampaign(campaign.id), now=standing.now)
    return campaign


def unarchive_campaign(session: Session, actor: Actor, slug: str) -> Campaign:
    """Bring a campaign back into the list (admins), whatever its phase has become. Twice changes nothing."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.CONFIGURE)
    assert campaign.id is not None
    if campaign.archived_at is not None:
        campaign.archived_at = None
        session.flush()
        record_act(session, campaign.id, actor.user_id, acts.UnarchiveCampaign(campaign.id), now=standing.now)
    return campaign
