"""A provider says that somebody has signed out, or that they have left: ends their sessions and disables accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.clock import database_now, process_now
from app.db import Database
from app.identity.actor import Actor
from app.identity.errors import TokenRefused
from app.identity.foreign import Foreign, read_logout_token
from app.identity.models import BrowserSession, User
from app.identity.service import disable_user
from app.identity.sessions import end_sessions_of_provider
from app.identity.sso.issuers import Issuer
from app.identity.sso.links import linked_user, spend
from app.words.codes import Word
from app.words.saying import Said


async def read_logout(issuer: Issuer, token: str) -> Foreign:
    """Return what a logout token says; raises NotAuthenticated for what is none of the issuer."""
    return read_logout_token(token, await issuer.keys_for(token), issuer.trust, now=process_now())


def end_at_provider(database: Database, provider: str, issuer: Issuer, said: Foreign) -> None:
    """End the session that a logout token names, else all that were opened with the provider by whom it names.

    Raises TokenRefused for one that was used already.
    """
    jti, sid = said.text("jti"), said.session()
    assert jti is not None
    with database.writing() as session:
        now = database_now(session)
        until = said.ends_at + timedelta(minutes=5)
        if not spend(session, f"logout at {issuer.trust.issuer}", jti, ends_at=until, now=now):
            raise TokenRefused(Said.of(Word.LOGOUT_REPEATED))
        if sid is not None:
            end_sessions_of_provider(session, provider, sid)
        elif said.subject is not None:
            user = linked_user(session, issuer.trust.issuer, said.subject)
            if user is not None:
                _end_of_provider(session, user, provider)


def _end_of_provider(session: Session, user: User, provider: str) -> None:
    theirs = col(BrowserSession.user_id) == user.id, col(BrowserSession.provider) == provider
    session.exec(delete(BrowserSession).where(*theirs))


@dataclass(slots=True)
class Leavers:
    """What became of a list of people who have left."""

    disabled: list[str] = field(default_factory=list)
    disabled_before: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def disable_leavers(session: Session, actor: Actor, usernames: Iterable[str]) -> Leavers:
    """Disable the accounts of people who have left; may be repeated with the same list."""
    found = Leavers()
    for username in dict.fromkeys(usernames):
        user = session.scalars(select(User).where(col(User.username) == username)).one_or_none()
        if user is None:
            found.unknown.append(username)
        elif user.disabled_at is not None:
            found.disabled_before.append(username)
        else:
            disable_user(session, actor, user, disabled=True, now=database_now(session))
            found.disabled.append(username)
    return found
