"""Turns campaigns into what goes over the wire."""

from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.models import Campaign
from app.campaigns.schemas import CampaignOut
from app.campaigns.standing import Standing, standing_in
from app.digests import etag_of
from app.identity.actor import Actor
from app.text.colours import shades
from app.web.answers import answer
from app.web.idempotency import Once


def campaign_out(campaign: Campaign, standing: Standing) -> CampaignOut:
    return CampaignOut.model_validate(told_of_campaign(campaign, standing))


def told_of_campaign(campaign: Campaign, standing: Standing) -> dict[str, Any]:
    """Return what is told of a campaign wherever it is shown, as the caller stands to it."""
    colour, accent = shades(campaign.colour), shades(campaign.accent)
    return {
        **campaign.model_dump(exclude={"id", "deleted_at", "voting_round"}),
        "colour_text": colour.on_light,
        "colour_text_dark": colour.on_dark,
        "accent_text": accent.on_light,
        "accent_text_dark": accent.on_dark,
        "phase": standing.phase,
        "voting_closes_at": standing.voting_closes_at,
        "role": standing.role,
        "allowed_actions": [*standing.allowed_actions(), *(["join"] if standing.may_join else [])],
    }


def campaign_etag(campaign: Campaign, standing: Standing) -> str:
    # Of the wire form: the order of a row's own fields differs from process to process.
    return etag_of(campaign_out(campaign, standing).model_dump_json())


def shown(session: Session, actor: Actor, once: Once, campaign: Campaign) -> Response:
    """Return a campaign as it is now, and keep the answer for whoever asks again."""
    standing = standing_in(session, actor, campaign.slug)
    out = campaign_out(campaign, standing)
    return once.keep(session, answer(out, headers={"ETag": campaign_etag(campaign, standing)}))
