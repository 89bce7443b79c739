"""Somebody arrives from a provider: finds or makes their account, and applies what the provider says of them.

Knows no protocol: who arrives has been verified.
"""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.departments import admit_of_department, hold_departments, hold_newcomers
from app.campaigns.errors import LastCampaignAdmin, NoSuchCampaign
from app.campaigns.rules import Role
from app.campaigns.service import place_member
from app.clock import database_now
from app.db import Database
from app.errors import Invalid
from app.identity.actor import Actor
from app.identity.errors import LastSiteAdmin, MailTaken
from app.identity.models import User
from app.identity.service import create_user, disable_user, free_address, require_another_site_admin
from app.identity.sso.links import is_linked, link_account, linked_user
from app.identity.sso.settings import AccountsIn
from app.signon.claims import Arrival, username_of
from app.signon.errors import AccountClosed, AccountMissing, UsernameOfAnother

SYSTEM = Actor(None)


def arrive(database: Database, arrival: Arrival, accounts: AccountsIn) -> int:
    """Return the account of somebody who arrives, with what the provider says of them applied.

    Raises AccountClosed for whoever has left, AccountMissing where nobody made an account for them, and
    UsernameOfAnother where the one with their username is not theirs.
    """
    with database.writing() as session:
        hold_departments(session)
        now = database_now(session)
        user = linked_user(session, arrival.issuer, arrival.subject) or _first(session, arrival, accounts, now)
        assert user.id is not None
        if not user.site_admin:
            # Those are locked all at once, where one of them is to go.
            hold_newcomers(session, [], user.id)
        user_id, may_enter = user.id, _apply(session, user, arrival, now)
        # Where the provider tells the role, its word stands above that of the department.
        admit_of_department(session, SYSTEM, user, but=arrival.roles, now=now)
    # What was said of a leaver is stored before they are sent away.
    if not may_enter:
        raise AccountClosed
    for campaign, role in arrival.roles.items():
        _place(database, user_id, campaign, role)
    return user_id


def _first(session: Session, arrival: Arrival, accounts: AccountsIn, now: datetime) -> User:
    """Return the account of somebody who has none that is linked: by the rule of the configuration, else a new one."""
    username = (arrival.username or "").lower()
    found = session.scalars(select(User).where(col(User.username) == username)).one_or_none()
    if found is not None:
        assert found.id is not None
        if accounts.link_by != "username" or is_linked(session, found.id, arrival.issuer) or not found.is_let_in:
            raise UsernameOfAnother(username)
        if not found.site_admin:
            hold_newcomers(session, [], found.id)
        user = found
    elif accounts.create_accounts and not arrival.has_left:
        username = username_of(arrival)
        user = create_user(session, SYSTEM, username, name=arrival.name or username, now=now)
    else:
        raise AccountMissing
    provider, issuer, subject = arrival.provider, arrival.issuer, arrival.subject
    link_account(session, SYSTEM, user, provider=provider, issuer=issuer, subject=subject, now=now)
    return user


def _apply(session: Session, user: User, arrival: Arrival, now: datetime) -> bool:
    """Store what the provider says, and tell whether the account may be used."""
    if arrival.has_left and user.disabled_at is None:
        disable_user(session, SYSTEM, user, disabled=True, now=now)
    changed = [name for name, value in _wanted(session, user, arrival).items() if _set(user, name, value)]
    if changed:
        session.flush()
        assert user.id is not None
        record_act(session, None, None, acts.ApplyClaims(user.id, arrival.provider, sorted(changed)), now=now)
    return user.is_let_in and not arrival.has_left


def _wanted(session: Session, user: User, arrival: Arrival) -> dict[str, object]:
    """Return the fields on which the provider has something to say; people choose their language themselves."""
    wanted: dict[str, object] = {"name": arrival.name, "department": arrival.department}
    wanted["mail"] = _free_mail(session, user, arrival.mail)
    if user.language is None and arrival.language is not None:
        wanted["language"] = arrival.language.value
    if arrival.site_admin is not None and (arrival.site_admin or not _is_needed(session, user)):
        wanted["site_admin"] = arrival.site_admin
    return {name: value for name, value in wanted.items() if value is not None}


def _free_mail(session: Session, user: User, mail: str | None) -> str | None:
    """Return an address to which letters can go, None for one that is somebody else's or none at all."""
    try:
        return None if mail is None else free_address(session, mail, but=user.id)
    except (MailTaken, Invalid):
        return None


def _is_needed(session: Session, user: User) -> bool:
    """Tell whether this is the only site admin, who stays one whatever a provider says."""
    try:
        if user.site_admin:
            require_another_site_admin(session, user)
    except LastSiteAdmin:
        return True
    return False


def _set(user: User, name: str, value: object) -> bool:
    if getattr(user, name) == value:
        return False
    setattr(user, name, value)
    return True


def _place(database: Database, user_id: int, campaign: str, role: Role | None) -> None:
    # Each in a transaction of its own: no other act holds the ends of two chains.
    try:
        with database.writing() as session:
            user = session.get(User, user_id)
            assert user is not None
            place_member(session, user, campaign, role)
    except (LastCampaignAdmin, NoSuchCampaign) as error:
        structlog.get_logger().warning("role of sign-on not given", campaign=campaign, user=user_id, reason=str(error))
