"""Coming in by an invitation: with a new account, with the one that waits, or with one's own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.departments import admit_of_department, hold_departments, hold_newcomers
from app.campaigns.rules import Role
from app.campaigns.service import admit_member
from app.errors import Mistake
from app.identity.actor import Actor
from app.identity.choosing import Chosen
from app.identity.errors import SignedOut
from app.identity.models import User
from app.identity.resetting import may_choose
from app.identity.rules import USERNAME
from app.identity.service import create_user, find_by_mail, require_user, set_password
from app.invitations.errors import AccountExpected, InvitationOver, NoSuchInvitation
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState, digest_of, state_of
from app.words.codes import Word
from app.words.saying import Said

_OVER = {
    InvitationState.ACCEPTED: Said.of(Word.INVITATION_ACCEPTED),
    InvitationState.REVOKED: Said.of(Word.INVITATION_REVOKED),
    InvitationState.EXPIRED: Said.of(Word.INVITATION_EXPIRED),
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says of themselves who accepts an invitation."""

    username: str | None = None
    name: str | None = None
    password: str | Chosen | None = None


def find_invitation(session: Session, secret: str) -> Invitation | None:
    """Return the invitation of a link, whatever became of it, locked in a transaction that writes."""
    query = select(Invitation).where(col(Invitation.token_sha256) == digest_of(secret))
    return session.scalars(query.with_for_update()).one_or_none()


def open_invitation(session: Session, secret: str, *, now: datetime) -> Invitation:
    """Return the invitation of a link that still lets somebody in; raises NoSuchInvitation and InvitationOver."""
    invitation = find_invitation(session, secret)
    if invitation is None:
        raise NoSuchInvitation
    state = state_of(now, invitation.expires_at, invitation.accepted_at, invitation.revoked_at)
    if state is not InvitationState.PENDING:
        raise InvitationOver(_OVER[state])
    return invitation


def suggested_username(invitation: Invitation) -> str | None:
    """Return the mail address as a username, where it can be one: nobody forgets it."""
    return invitation.mail if invitation.mail is not None and USERNAME.fullmatch(invitation.mail) else None


def accept_invitation(
    session: Session, actor: Actor, secret: str, newcomer: Newcomer, *, site: Iterable[str] = (), now: datetime
) -> tuple[User, Invitation]:
    """Let somebody in, once, and return the account with the invitation; ``site`` has the names of this site."""
    hold_departments(session)
    invitation = open_invitation(session, secret, now=now)
    if actor.user_id is not None:
        user = bring_along(session, actor, newcomer)
        hold_newcomers(session, [], actor.user_id)
        if invitation.user_id not in (None, user.id):
            raise AccountExpected(Said.of(Word.INVITATION_FOR_ANOTHER))
    elif invitation.user_id is not None:
        user = _waiting(session, invitation, newcomer, site, now)
    else:
        user = _made(session, invitation, newcomer, site, now)
    assert user.id is not None
    invitation.accepted_at, invitation.accepted_by = now, user.id
    user.site_admin = user.site_admin or invitation.site_admin
    session.flush()
    if invitation.campaign_id is not None and invitation.role is not None:
        admit_member(session, invitation.campaign_id, user.id, Role(invitation.role), now=now)
    assert invitation.id is not None
    act = acts.AcceptInvitation(invitation.id, user.id)
    record_act(session, invitation.campaign_id, user.id, act, now=now)
    admit_of_department(session, Actor(None), user, now=now)
    return user, invitation


def bring_along(session: Session, actor: Actor, newcomer: Newcomer) -> User:
    """Return the account of whoever is signed in, who needs to say nothing more."""
    user = require_user(session, actor)
    for field in ("username", "name", "password"):
        if getattr(newcomer, field) is not None:
            raise Mistake(field, Said.of(Word.INVITATION_BRING_NOTHING))
    return user


def make_account(session: Session, newcomer: Newcomer, *, site: Iterable[str], now: datetime, **more: Any) -> User:  # noqa: ANN401
    """Make the account of somebody who says who they are; raises Mistake naming what is missing."""
    return create_user(
        session,
        Actor(None),
        _given("username", newcomer.username),
        name=_given("name", newcomer.name),
        password=_password(newcomer),
        site=site,
        now=now,
        **more,
    )


def _waiting(session: Session, invitation: Invitation, newcomer: Newcomer, site: Iterable[str], now: datetime) -> User:
    """Return the account that was made for this person, with the password that they chose."""
    user = session.get_one(User, invitation.user_id)
    if newcomer.username not in (None, user.username):
        raise Mistake("username", Said.of(Word.FIXED_HERE))
    if not may_choose(user):
        raise SignedOut
    set_password(session, Actor(user.id), user, _password(newcomer), site=site, now=now)
    return user


def _made(session: Session, invitation: Invitation, newcomer: Newcomer, site: Iterable[str], now: datetime) -> User:
    if invitation.mail is not None and find_by_mail(session, invitation.mail) is not None:
        raise AccountExpected(Said.of(Word.INVITATION_MAIL_HAS_ACCOUNT))
    whole = replace(
        newcomer,
        username=newcomer.username or suggested_username(invitation),
        name=newcomer.name or invitation.name,
    )
    known = {"department": invitation.department, "mail": invitation.mail, "site_admin": invitation.site_admin}
    user = make_account(session, whole, site=site, now=now, **known)
    user.language = invitation.language
    return user


def _password(newcomer: Newcomer) -> str | Chosen:
    if newcomer.password is None:
        raise Mistake("password", Said.of(Word.FIELD_MISSING))
    return newcomer.password


def _given(field: str, value: str | None) -> str:
    if value is None:
        raise Mistake(field, Said.of(Word.FIELD_MISSING))
    return value
