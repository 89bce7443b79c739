"""Routes of the themes of a campaign."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.errors import ThemeNotEmpty
from app.campaigns.locking import locked_campaign
from app.campaigns.models import Theme
from app.campaigns.rules import Act
from app.campaigns.schemas import ThemeIn, ThemeOut, ThemePatch
from app.campaigns.service import add_theme, change_theme, delete_theme, get_theme
from app.campaigns.standing import standing_in
from app.digests import etag_of
from app.errors import SlugTaken
from app.identity.actor import Actor
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.web.answers import answer, created
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.parameters import CampaignSlug, ThemeSlug
from app.web.services import CurrentDatabase
from app.web.stating import states
from app.words.codes import Word

router = APIRouter(tags=["campaigns"])


@router.post(
    "/campaigns/{campaign}/themes",
    **states("add_theme", SlugTaken, act=Act.CONFIGURE, tagged=True),
    status_code=201,
    response_model=ThemeOut,
)
def post_theme(campaign: CampaignSlug, body: ThemeIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Add a theme, which is a question (admins)."""
    with once.writing() as session:
        theme = _theme_out(add_theme(session, actor, campaign, body.model_dump()))
        location = f"/v1/campaigns/{campaign}/themes/{theme.slug}"
        return once.keep(session, created(theme, location, {"ETag": etag_of(theme)}))


@router.get("/campaigns/{campaign}/themes/{theme}", **states("get_theme", act=Act.READ), response_model=ThemeOut)
def get_one_theme(
    request: Request, campaign: CampaignSlug, theme: ThemeSlug, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Show one theme."""
    with database.reading() as session:
        shown = _theme_out(get_theme(session, standing_in(session, actor, campaign).campaign_id, theme))
    etag = etag_of(shown)
    return not_modified(request, etag) or answer(shown, headers={"ETag": etag})


@router.patch(
    "/campaigns/{campaign}/themes/{theme}",
    **states("change_theme", act=Act.CONFIGURE, tagged=True),
    response_model=ThemeOut,
)
def patch_theme(
    campaign: CampaignSlug,
    theme: ThemeSlug,
    body: ThemePatch,
    actor: CurrentActor,
    once: OnceOnly,
    if_match: IfMatch = None,
) -> Response:
    """Change a theme (admins); needs ``If-Match``."""
    with once.writing() as session:
        _require_same_theme(session, actor, campaign, theme, if_match)
        shown = _theme_out(change_theme(session, actor, campaign, theme, body.model_dump(exclude_unset=True)))
        return once.keep(session, answer(shown, headers={"ETag": etag_of(shown)}))


@router.delete(
    "/campaigns/{campaign}/themes/{theme}", **states("delete_theme", ThemeNotEmpty, act=Act.CONFIGURE), status_code=204
)
def delete_one_theme(
    campaign: CampaignSlug, theme: ThemeSlug, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Delete an empty theme (admins); needs ``If-Match``."""
    with once.writing() as session:
        _require_same_theme(session, actor, campaign, theme, if_match)
        delete_theme(session, actor, campaign, theme)
        return once.keep(session, Response(status_code=204))


def _require_same_theme(session: Session, actor: Actor, c: str, t: str, if_match: str | None) -> None:
    _, standing = locked_campaign(session, actor, c)
    standing.require(Act.CONFIGURE)
    etag = etag_of(_theme_out(get_theme(session, standing.campaign_id, t)))
    require_match(if_match, etag, Word.THEME_CHANGED)


def _theme_out(theme: Theme) -> ThemeOut:
    return ThemeOut.model_validate(theme.model_dump())
