"""Loads a campaign, alone or under one of its two locks: shared by those who are admitted, or to itself."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.campaigns.errors import NoSuchCampaign
from app.campaigns.models import Campaign
from app.campaigns.standing import EXISTS, Standing, standing_in
from app.db import lock_campaign, lock_campaign_exclusively
from app.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Alone:
    """A campaign under its exclusive lock: made by ``alone_in`` alone.

    Everything admitted before is committed, and nothing is admitted until this transaction ends.
    """

    campaign: Campaign
    standing: Standing


def get_campaign(session: Session, slug: str) -> Campaign:
    campaign = session.scalars(select(Campaign).where(col(Campaign.slug) == slug, EXISTS)).one_or_none()
    if campaign is None:
        raise NoSuchCampaign
    return campaign


def locked_campaign(session: Session, actor: Actor, slug: str) -> tuple[Campaign, Standing]:
    """Return the campaign and the caller's standing, read by the clock after the shared lock."""
    campaign = get_campaign(session, slug)
    assert campaign.id is not None
    lock_campaign(session, campaign.id)
    return _locked_row(session, campaign.id), standing_in(session, actor, slug)


def alone_in(session: Session, actor: Actor, slug: str) -> Alone:
    """Return the campaign and the caller's standing, read by the clock after the exclusive lock."""
    campaign = get_campaign(session, slug)
    assert campaign.id is not None
    lock_campaign_exclusively(session, campaign.id)
    return Alone(_locked_row(session, campaign.id), standing_in(session, actor, slug))


def _locked_row(session: Session, campaign_id: int) -> Campaign:
    return session.scalars(
        select(Campaign)
        .where(col(Campaign.id) == campaign_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
