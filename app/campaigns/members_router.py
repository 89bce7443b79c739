"""Routes of the members of a campaign."""

from fastapi import APIRouter
from starlette.responses import Response

from app.campaigns.errors import ByInvitation, LastCampaignAdmin
from app.campaigns.models import Membership
from app.campaigns.rules import Role
from app.campaigns.schemas import MemberIn, MemberOut, MembersOut
from app.campaigns.service import join_campaign, list_members, remove_member, set_member
from app.campaigns.standing import standing_in
from app.identity.asking import CurrentActor
from app.identity.models import User
from app.identity.once import OnceOnly
from app.identity.service import require_user
from app.web.answers import answer
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, Username
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states

router = APIRouter(tags=["campaigns"])


@router.post(
    "/campaigns/{campaign}/join",
    **states("join_campaign", ByInvitation, act=Caller.SIGNED_IN),
    response_model=MemberOut,
)
def post_join(campaign: CampaignSlug, actor: CurrentActor, once: OnceOnly) -> Response:
    """Become a contributor, where everyone may; joining twice changes nothing."""
    with once.writing() as session:
        member = join_campaign(session, actor, campaign)
        return once.keep(session, answer(_member_out(member, require_user(session, actor))))


@router.get("/campaigns/{campaign}/members", **states("list_members", act=Role.EDITOR), response_model=MembersOut)
def get_members(
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
) -> Response:
    """List who takes part, by username (editors)."""
    after = paging.name()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require_role(Role.EDITOR)
        members = list_members(session, standing.campaign_id, after=after, limit=paging.fetched)
        part = paging.part(members, lambda row: row[1].username)
        items = [_member_out(member, user) for member, user in part.rows]
    return part.answer(MembersOut(items=items, next=part.next))


@router.put(
    "/campaigns/{campaign}/members/{user}",
    **states("set_member", LastCampaignAdmin, act=Role.ADMIN),
    response_model=MemberOut,
)
def put_member(campaign: CampaignSlug, user: Username, body: MemberIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Give a user a role (admins)."""
    with once.writing() as session:
        member, account = set_member(session, actor, campaign, user, body.role)
        return once.keep(session, answer(_member_out(member, account)))


@router.delete(
    "/campaigns/{campaign}/members/{user}",
    **states("remove_member", LastCampaignAdmin, act=Role.ADMIN),
    status_code=204,
)
def delete_member(campaign: CampaignSlug, user: Username, actor: CurrentActor, once: OnceOnly) -> Response:
    """Take a user's role away (admins); what they wrote stays theirs."""
    with once.writing() as session:
        remove_member(session, actor, campaign, user)
        return once.keep(session, Response(status_code=204))


def _member_out(member: Membership, user: User) -> MemberOut:
    return MemberOut(
        username=user.username,
        name=user.name,
        department=user.department,
        role=Role(member.role),
        joined_at=member.joined_at,
    )
