"""Letting people in: an invitation is made, sent again, and taken back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.campaigns.rules import Role
from app.campaigns.standing import standing_in
from app.errors import Forbidden, Mistake, NotFound
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.rules import checked_name
from app.identity.service import require_site_admin, require_user
from app.invitations.errors import InvitationOver, NoSuchInvitation
from app.invitations.letters import Invited, Reach, invitation_letter
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, digest_of, state_of
from app.mail.addresses import checked_address
from app.mail.outbox import Addressed, enqueue
from app.words.codes import Word
from app.words.saying import Language, Said


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited, as far as it is known."""

    mail: str | None
    name: str | None
    department: str | None
    language: Language


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation with its secret, which is told once and kept by nobody."""

    invitation: Invitation
    secret: str
    link: str | None


def invite_to_campaign(
    session: Session, actor: Actor, slug: str, guest: Guest, *, role: Role, reach: Reach, now: datetime
) -> Made:
    """Invite somebody to a campaign with a role (admins of the campaign)."""
    standing = standing_in(session, actor, slug)
    standing.require_role(Role.ADMIN)
    wanted = _new(actor, guest, reach, now)
    wanted.campaign_id, wanted.role = standing.campaign_id, role.value
    return _made(session, actor, wanted, reach, now)


def invite_to_site(
    session: Session, actor: Actor, guest: Guest, *, site_admin: bool, reach: Reach, now: datetime
) -> Made:
    """Invite somebody to the site (site admins, and a shell)."""
    if actor.user_id is not None:
        require_site_admin(session, actor)
    wanted = _new(actor, guest, reach, now)
    wanted.site_admin = site_admin
    return _made(session, actor, wanted, reach, now)


def send_again(session: Session, actor: Actor, invitation_id: int, *, reach: Reach, now: datetime) -> Made:
    """Give an invitation another secret and its whole time anew, and send it; the link from before is dead."""
    invitation = _open_invitation(session, actor, invitation_id, now)
    secret = secrets.token_urlsafe(32)
    invitation.token_sha256, invitation.expires_at = digest_of(secret), now + timedelta(days=reach.days)
    session.flush()
    made = _sent(session, invitation, secret, reach, now)
    assert invitation.id is not None
    record_act(session, invitation.campaign_id, actor.user_id, acts.InviteAgain(invitation.id), now=now)
    return made


def revoke_invitation(session: Session, actor: Actor, invitation_id: int, *, now: datetime) -> None:
    """Take an invitation back, so that its link lets nobody in."""
    invitation = _open_invitation(session, actor, invitation_id, now)
    invitation.revoked_at = now
    session.flush()
    assert invitation.id is not None
    record_act(session, invitation.campaign_id, actor.user_id, acts.RevokeInvitation(invitation.id), now=now)


def list_invitations(
    session: Session, campaign_id: int | None, *, before: int | None, limit: int
) -> Sequence[Invitation]:
    """Return the invitations to a campaign, or to the site for None, the newest first."""
    column = col(Invitation.campaign_id)
    query = select(Invitation).where(column.is_(None) if campaign_id is None else column == campaign_id)
    if before is not None:
        query = query.where(col(Invitation.id) < before)
    return session.scalars(query.order_by(col(Invitation.id).desc()).limit(limit)).all()


def _new(actor: Actor, guest: Guest, reach: Reach, now: datetime) -> Invitation:
    return Invitation(
        token_sha256="",
        mail=None if guest.mail is None else checked_address(guest.mail),
        name=None if guest.name is None else checked_name(guest.name, "name"),
        department=None if guest.department is None else checked_name(guest.department, "department"),
        language=guest.language.value,
        invited_by=actor.user_id,
        created_at=now,
        expires_at=now + timedelta(days=reach.days),
    )


def _made(session: Session, actor: Actor, invitation: Invitation, reach: Reach, now: datetime) -> Made:
    if invitation.mail is not None and not reach.sends_mail:
        raise Mistake("mail", Said.of(Word.MAIL_OFF))
    secret = secrets.token_urlsafe(32)
    invitation.token_sha256 = digest_of(secret)
    session.add(invitation)
    session.flush()
    made = _sent(session, invitation, secret, reach, now)
    assert invitation.id is not None
    act = acts.Invite(invitation.id, invitation.role, invitation.user_id, invitation.site_admin)
    record_act(session, invitation.campaign_id, actor.user_id, act, now=now)
    return made


def _sent(session: Session, invitation: Invitation, secret: str, reach: Reach, now: datetime) -> Made:
    link = reach.link(secret)
    if invitation.mail is not None and link is not None and reach.sends_mail:
        letter = invitation_letter(_invited(session, invitation), reach, link)
        enqueue(session, Addressed(invitation.mail, Language(invitation.language), letter), now=now)
    return Made(invitation, secret, link)


def _invited(session: Session, invitation: Invitation) -> Invited:
    inviter = None if invitation.invited_by is None else session.get_one(User, invitation.invited_by).name
    campaign = None if invitation.campaign_id is None else session.get_one(Campaign, invitation.campaign_id).title
    role = None if invitation.role is None else Role(invitation.role)
    return Invited(invitation.name, inviter, campaign, role)


def _open_invitation(session: Session, actor: Actor, invitation_id: int, now: datetime) -> Invitation:
    """Return an invitation that nobody has answered, locked, to whoever looks after what it leads to."""
    user = require_user(session, actor)
    query = select(Invitation).where(col(Invitation.id) == invitation_id)
    invitation = session.scalars(query.with_for_update()).one_or_none()
    if invitation is None or not _looks_after(session, actor, user, invitation.campaign_id):
        raise NoSuchInvitation
    if state_of(now, invitation.expires_at, invitation.accepted_at, invitation.revoked_at) in (
        InvitationState.ACCEPTED,
        InvitationState.REVOKED,
    ):
        raise InvitationOver(Said.of(Word.INVITATION_ANSWERED))
    return invitation


def _looks_after(session: Session, actor: Actor, user: User, campaign_id: int | None) -> bool:
    if campaign_id is None:
        return user.site_admin and user.blocked_at is None
    try:
        standing_in(session, actor, campaign_id).require_role(Role.ADMIN)
    except (NotFound, Forbidden):
        # Whose invitation it is, is told to nobody else.
        return False
    return True
