"""Routes of invitations: made, listed, sent again, taken back, looked at and accepted.

Those that show a secret know no ``Idempotency-Key``: an answer that is kept would keep the secret with it.
"""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.rules import Role
from app.campaigns.standing import standing_in
from app.clock import database_now
from app.config import site_names
from app.identity.asking import CurrentActor
from app.identity.choosing import choose, chosen
from app.identity.errors import MailTaken, SignInBusy, UsernameTaken
from app.identity.service import require_site_admin
from app.identity.services import CurrentServices, HashingTurn
from app.identity.wire import address_of
from app.invitations.accepting import Newcomer, accept_invitation, find_invitation, open_invitation
from app.invitations.errors import AccountExpected, InvitationOver, NoSuchInvitation, TooManyGuesses
from app.invitations.guessing import count_guess
from app.invitations.inviting import (
    Guest,
    invite_to_campaign,
    invite_to_site,
    list_invitations,
    revoke_invitation,
    send_again,
)
from app.invitations.letters import Reach
from app.invitations.schemas import (
    AcceptedOut,
    CampaignInvitationIn,
    GuestIn,
    InvitationAcceptIn,
    InvitationMadeOut,
    InvitationsOut,
    InvitedOut,
    SiteInvitationIn,
    TokenIn,
)
from app.invitations.wire import accepted_out, invitation_out, invited_out, made_out
from app.web.answers import answer, created
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, InvitationId
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.hearing import find_language
from app.words.saying import Language

router = APIRouter(tags=["invitations"])


@router.post(
    "/invitations", **states("invite", act=Caller.SITE_ADMIN), status_code=201, response_model=InvitationMadeOut
)
def post_invitation(body: SiteInvitationIn, actor: CurrentActor, services: CurrentServices) -> Response:
    """Invite somebody to the site (site admins): by mail where an address is given, else by the link in the answer."""
    with services.database.writing() as session:
        user, now = require_site_admin(session, actor), database_now(session)
        guest = _guest(body, find_language(user.language))
        reach = Reach.of(services.settings)
        made = invite_to_site(session, actor, guest, site_admin=body.site_admin, reach=reach, now=now)
        return created(made_out(made, now), f"/v1/invitations/{made.invitation.id}")


@router.get("/invitations", **states("list_invitations", act=Caller.SITE_ADMIN), response_model=InvitationsOut)
def get_invitations(actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List the invitations to the site, the newest first (site admins)."""
    with database.reading() as session:
        require_site_admin(session, actor)
        now = database_now(session)
        found = list_invitations(session, None, before=paging.number(), limit=paging.fetched)
        part = paging.part(found, lambda invitation: invitation.id or 0)
        items = [invitation_out(invitation, now) for invitation in part.rows]
    return part.answer(InvitationsOut(items=items, next=part.next))


@router.post(
    "/campaigns/{campaign}/invitations",
    **states("invite_to_campaign", act=Role.ADMIN),
    status_code=201,
    response_model=InvitationMadeOut,
)
def post_campaign_invitation(
    campaign: CampaignSlug, body: CampaignInvitationIn, actor: CurrentActor, services: CurrentServices
) -> Response:
    """Invite somebody to a campaign with a role (admins): by mail, or by the link in the answer."""
    with services.database.writing() as session:
        standing = standing_in(session, actor, campaign)
        guest, reach = _guest(body, standing.language), Reach.of(services.settings)
        made = invite_to_campaign(session, actor, campaign, guest, role=body.role, reach=reach, now=standing.now)
        return created(made_out(made, standing.now), f"/v1/invitations/{made.invitation.id}")


@router.get(
    "/campaigns/{campaign}/invitations",
    **states("list_campaign_invitations", act=Role.ADMIN),
    response_model=InvitationsOut,
)
def get_campaign_invitations(
    campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase, paging: Paged
) -> Response:
    """List the invitations to a campaign, the newest first (admins)."""
    before = paging.number()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require_role(Role.ADMIN)
        found = list_invitations(session, standing.campaign_id, before=before, limit=paging.fetched)
        part = paging.part(found, lambda invitation: invitation.id or 0)
        items = [invitation_out(invitation, standing.now) for invitation in part.rows]
    return part.answer(InvitationsOut(items=items, next=part.next))


@router.post(
    "/invitations/{invitation_id}/send-again",
    **states("send_invitation_again", NoSuchInvitation, InvitationOver, act=Role.ADMIN),
    response_model=InvitationMadeOut,
)
def post_send_again(invitation_id: InvitationId, actor: CurrentActor, services: CurrentServices) -> Response:
    """Give an invitation another link and its whole time anew (admins); the link from before is dead."""
    with services.database.writing() as session:
        now = database_now(session)
        made = send_again(session, actor, invitation_id, reach=Reach.of(services.settings), now=now)
        return answer(made_out(made, now))


@router.delete(
    "/invitations/{invitation_id}",
    **states("revoke_invitation", NoSuchInvitation, InvitationOver, act=Role.ADMIN),
    status_code=204,
)
def delete_invitation(invitation_id: InvitationId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Take an invitation back (admins); its link lets nobody in."""
    with database.writing() as session:
        revoke_invitation(session, actor, invitation_id, now=database_now(session))
    return Response(status_code=204)


@router.post(
    "/invitations/look",
    **states("look_at_invitation", NoSuchInvitation, InvitationOver, TooManyGuesses, act=Caller.ANYONE),
    response_model=InvitedOut,
)
def post_look(request: Request, body: TokenIn, services: CurrentServices) -> Response:
    """Tell whoever has its link what an invitation is; nothing is used up by looking."""
    _require_found(request, body.token, services)
    # The row is locked, which a transaction that only reads may not do.
    with services.database.writing() as session:
        invitation = open_invitation(session, body.token, now=database_now(session))
        return answer(invited_out(session, invitation))


@router.post(
    "/invitations/accept",
    **states(
        "accept_invitation",
        *(NoSuchInvitation, InvitationOver, AccountExpected, TooManyGuesses, SignInBusy, UsernameTaken, MailTaken),
        act=Caller.ANYONE,
    ),
    response_model=AcceptedOut,
)
def post_accept(
    request: Request, body: InvitationAcceptIn, actor: CurrentActor, services: CurrentServices, _turn: HashingTurn
) -> Response:
    """Come in, once: with a new account, or by somebody who is signed in, with theirs."""
    _require_found(request, body.token, services)
    newcomer, site = Newcomer(body.username, body.name, chosen(body.password)), site_names(services.settings)

    def accept(session: Session) -> Response:
        now = database_now(session)
        user, invitation = accept_invitation(session, actor, body.token, newcomer, site=site, now=now)
        role = None if invitation.role is None else Role(invitation.role)
        return answer(accepted_out(session, user, invitation.campaign_id, role))

    return choose(services.hashing, services.database.writing, accept)


def _require_found(request: Request, token: str, services: CurrentServices) -> None:
    """Raise NoSuchInvitation for a link that is none, and TooManyGuesses where many came from there."""
    with services.database.writing() as session:
        found = find_invitation(session, token) is not None
        if not found:
            count_guess(session, services.attempts, "invitation", address_of(request), now=database_now(session))
    if not found:
        raise NoSuchInvitation


def _guest(body: GuestIn, otherwise: Language | None) -> Guest:
    return Guest(body.mail, body.name, body.department, body.language or otherwise or Language.ENGLISH)
