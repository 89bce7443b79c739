"""Routes of campaigns, their window and their audit log."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.audit.schemas import AuditOut, audit_entry_out
from app.audit.service import list_entries
from app.campaigns.announcing import announce_campaign
from app.campaigns.archiving import archive_campaign, unarchive_campaign
from app.campaigns.errors import TimesUnfit, WindowClosed, WindowOpen
from app.campaigns.locking import get_campaign, locked_campaign
from app.campaigns.models import Campaign
from app.campaigns.rules import Act, Role
from app.campaigns.schemas import (
    CampaignIn,
    CampaignOut,
    CampaignPatch,
    CampaignsOut,
    OpenIn,
    ReasonIn,
    UntilIn,
    VotingUntilIn,
    WindowActOut,
    WindowActsOut,
)
from app.campaigns.service import (
    configure_campaign,
    create_campaign,
    list_campaigns,
)
from app.campaigns.standing import standing_in
from app.campaigns.window import (
    close_corrections,
    close_window,
    extend_window,
    list_window_acts,
    open_corrections,
    open_window,
    reopen_voting,
    reopen_window,
)
from app.campaigns.wire import campaign_etag, campaign_out, shown
from app.errors import SlugTaken, Unfit
from app.fields import Flag
from app.identity.actor import Actor
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.web.answers import answer, created, tagged
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.idempotency import Once
from app.web.paging import Paged
from app.web.parameters import CampaignSlug
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.codes import Word

router = APIRouter(tags=["campaigns"])

Archived = Annotated[Flag, Query(description="Whether to list archived campaigns too.")]


@router.get("/campaigns", **states("list_campaigns", act=Act.READ), response_model=CampaignsOut)
def get_campaigns(
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
    archived: Archived = False,  # noqa: FBT002  A parameter of the query.
) -> Response:
    """List the campaigns that the caller can see, by slug; archived ones where they are asked for."""
    after = paging.name()
    with database.reading() as session:
        found = list_campaigns(session, actor, after=after, limit=paging.fetched, archived=archived)
        part = paging.part(found, lambda row: row[0].slug)
        items = [campaign_out(campaign, standing) for campaign, standing in part.rows]
    return part.answer(CampaignsOut(items=items, next=part.next))


@router.post(
    "/campaigns",
    **states("create_campaign", SlugTaken, act=Caller.SITE_ADMIN, tagged=True),
    status_code=201,
    response_model=CampaignOut,
)
def post_campaign(body: CampaignIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Set up a campaign (site admins)."""
    with once.writing() as session:
        campaign = create_campaign(session, actor, body.model_dump())
        return _made(session, actor, once, campaign)


@router.get("/campaigns/{campaign}", **states("get_campaign", act=Act.READ), response_model=CampaignOut)
def get_one_campaign(
    request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Show a campaign, its phase and what the caller may do in it."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        found = get_campaign(session, campaign)
    etag = campaign_etag(found, standing)
    return not_modified(request, etag) or answer(campaign_out(found, standing), headers={"ETag": etag})


@router.patch(
    "/campaigns/{campaign}",
    **states("configure_campaign", WindowOpen, TimesUnfit, act=Act.CONFIGURE, tagged=True),
    response_model=CampaignOut,
)
def patch_campaign(
    campaign: CampaignSlug, body: CampaignPatch, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Change settings (admins); needs ``If-Match``."""
    with once.writing() as session:
        # The state is compared under the lock: of two callers with one ETag, only one may write.
        found, standing = locked_campaign(session, actor, campaign)
        standing.require(Act.CONFIGURE)
        etag = campaign_etag(found, standing)
        require_match(if_match, etag, Word.CAMPAIGN_CHANGED)
        found = configure_campaign(session, actor, campaign, body.model_dump(exclude_unset=True))
        return shown(session, actor, once, found)


@router.post(
    "/campaigns/{campaign}/announce",
    **states("announce_campaign", WindowClosed, Unfit, act=Act.ANNOUNCE, tagged=True),
    response_model=CampaignOut,
)
def post_announce(campaign: CampaignSlug, actor: CurrentActor, once: OnceOnly) -> Response:
    """Show a draft to everybody whom the campaign is for, before its window opens (admins)."""
    with once.writing() as session:
        return shown(session, actor, once, announce_campaign(session, actor, campaign))


@router.put(
    "/campaigns/{campaign}/archived",
    **states("archive_campaign", WindowClosed, act=Act.ARCHIVE, tagged=True),
    response_model=CampaignOut,
)
def put_archived(campaign: CampaignSlug, actor: CurrentActor, once: OnceOnly) -> Response:
    """Take a campaign out of everybody's list (admins); it can be read by its address all the same."""
    with once.writing() as session:
        return shown(session, actor, once, archive_campaign(session, actor, campaign))


@router.delete(
    "/campaigns/{campaign}/archived",
    **states("unarchive_campaign", act=Act.CONFIGURE, tagged=True),
    response_model=CampaignOut,
)
def delete_archived(campaign: CampaignSlug, actor: CurrentActor, once: OnceOnly) -> Response:
    """Bring a campaign back into the list (admins)."""
    with once.writing() as session:
        return shown(session, actor, once, unarchive_campaign(session, actor, campaign))


@router.post(
    "/campaigns/{campaign}/open",
    **states("open_window", WindowClosed, act=Act.OPEN, tagged=True),
    response_model=CampaignOut,
)
def post_open(campaign: CampaignSlug, body: OpenIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Open the window now (admins)."""
    with once.writing() as session:
        found = open_window(session, actor, campaign, reason=body.reason, closes_at=body.closes_at)
        return shown(session, actor, once, found)


@router.post(
    "/campaigns/{campaign}/extend",
    **states("extend_window", WindowClosed, TimesUnfit, act=Act.EXTEND, tagged=True),
    response_model=CampaignOut,
)
def post_extend(campaign: CampaignSlug, body: UntilIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Let the open window close later (admins)."""
    with once.writing() as session:
        found = extend_window(session, actor, campaign, reason=body.reason, closes_at=body.closes_at)
        return shown(session, actor, once, found)


@router.post(
    "/campaigns/{campaign}/close",
    **states("close_window", WindowClosed, act=Act.CLOSE, tagged=True),
    response_model=CampaignOut,
)
def post_close(campaign: CampaignSlug, body: ReasonIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Close the window now (admins); every edit admitted before is committed when this answers."""
    with once.writing() as session:
        return shown(session, actor, once, close_window(session, actor, campaign, reason=body.reason))


@router.post(
    "/campaigns/{campaign}/reopen",
    **states("reopen_window", WindowClosed, TimesUnfit, act=Act.REOPEN, tagged=True),
    response_model=CampaignOut,
)
def post_reopen(campaign: CampaignSlug, body: UntilIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Open a closed window again (admins)."""
    with once.writing() as session:
        found = reopen_window(session, actor, campaign, reason=body.reason, closes_at=body.closes_at)
        return shown(session, actor, once, found)


@router.post(
    "/campaigns/{campaign}/reopen-voting",
    **states("reopen_voting", WindowClosed, TimesUnfit, act=Act.REOPEN_VOTING, tagged=True),
    response_model=CampaignOut,
)
def post_reopen_voting(campaign: CampaignSlug, body: VotingUntilIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Let people vote again, or longer, while the window stays closed (admins)."""
    with once.writing() as session:
        found = reopen_voting(session, actor, campaign, reason=body.reason, voting_closes_at=body.voting_closes_at)
        return shown(session, actor, once, found)


@router.post(
    "/campaigns/{campaign}/open-corrections",
    **states("open_corrections", WindowClosed, act=Act.OPEN_CORRECTIONS, tagged=True),
    response_model=CampaignOut,
)
def post_open_corrections(campaign: CampaignSlug, body: ReasonIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Let editors correct what is published (admins); the next release lists what they changed."""
    with once.writing() as session:
        return shown(session, actor, once, open_corrections(session, actor, campaign, reason=body.reason))


@router.post(
    "/campaigns/{campaign}/close-corrections",
    **states("close_corrections", WindowClosed, act=Act.CLOSE_CORRECTIONS, tagged=True),
    response_model=CampaignOut,
)
def post_close_corrections(campaign: CampaignSlug, body: ReasonIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Let what is published rest again (admins)."""
    with once.writing() as session:
        return shown(session, actor, once, close_corrections(session, actor, campaign, reason=body.reason))


@router.get("/campaigns/{campaign}/window", **states("list_window_acts", act=Act.READ), response_model=WindowActsOut)
def get_window(request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """List when and why the window was opened, extended, closed and reopened, and corrections, oldest first."""
    with database.reading() as session:
        acts = list_window_acts(session, standing_in(session, actor, campaign).campaign_id)
        items = [WindowActOut.model_validate(act.model_dump()) for act in acts]
    return tagged(request, WindowActsOut(items=items, next=None))


@router.get("/campaigns/{campaign}/audit", **states("list_audit_entries", act=Role.ADMIN), response_model=AuditOut)
def get_audit(
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
) -> Response:
    """List the campaign's acts, newest first (admins)."""
    before = paging.number()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require_role(Role.ADMIN)
        entries = list_entries(session, standing.campaign_id, before=before, limit=paging.fetched)
        part = paging.part(entries, lambda entry: entry.number)
        items = [audit_entry_out(entry) for entry in part.rows]
    return part.answer(AuditOut(items=items, next=part.next))


def _made(session: Session, actor: Actor, once: Once, campaign: Campaign) -> Response:
    standing = standing_in(session, actor, campaign.slug)
    out = campaign_out(campaign, standing)
    headers = {"ETag": campaign_etag(campaign, standing)}
    return once.keep(session, created(out, f"/v1/campaigns/{campaign.slug}", headers))
