"""Whose account belongs to whom at a provider, and what of a provider was used already. Commits nothing."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.db import Database, Statement, fetch, lock_name
from app.digests import text_digest
from app.identity.actor import Actor
from app.identity.errors import LinkedAlready
from app.identity.models import User
from app.identity.sso.models import AccountLink, SpentOnce


class Linked(NamedTuple):
    """The account of somebody at a provider."""

    user_id: int


def find_linked(database: Database, issuer: str, subject: str) -> int | None:
    """Return the account of somebody at a provider, None where there is none yet."""
    query: Statement = select(col(AccountLink.user_id).label("user_id")).where(*_of(issuer, subject))
    with database.fetching() as connection:
        found = fetch(connection, Linked, query)
    return found[0].user_id if found else None


def linked_user(session: Session, issuer: str, subject: str) -> User | None:
    """Return the account of somebody at a provider; of two who ask for the same one, the second waits for the first."""
    lock_name(session, int(text_digest(f"{issuer}\0{subject}")[:15], 16))
    query = select(User).join(AccountLink, col(AccountLink.user_id) == col(User.id)).where(*_of(issuer, subject))
    return session.scalars(query).one_or_none()


def is_linked(session: Session, user_id: int, issuer: str) -> bool:
    """Tell whether an account is somebody's of a provider already."""
    query = select(col(AccountLink.id)).where(col(AccountLink.user_id) == user_id, col(AccountLink.issuer) == issuer)
    return session.scalars(query).first() is not None


def link_account(
    session: Session, actor: Actor, user: User, *, provider: str, issuer: str, subject: str, now: datetime
) -> None:
    """Let an account be somebody's at a provider; raises LinkedAlready where either has another."""
    assert user.id is not None
    username = user.username
    session.add(AccountLink(issuer=issuer, subject=subject, user_id=user.id, linked_at=now))
    try:
        session.flush()
    except IntegrityError as error:
        raise LinkedAlready(username) from error
    record_act(session, None, actor.user_id, acts.LinkAccount(user.id, provider), now=now)


def spend(session: Session, purpose: str, value: str, *, ends_at: datetime, now: datetime) -> bool:
    """Use up what works once; tells whether this is the first time."""
    digest = text_digest(f"{purpose}\0{value}")
    lock_name(session, int(digest[:15], 16))
    session.exec(delete(SpentOnce).where(col(SpentOnce.ends_at) < now))
    if session.get(SpentOnce, digest) is not None:
        return False
    session.add(SpentOnce(digest=digest, ends_at=ends_at))
    session.flush()
    return True


def _of(issuer: str, subject: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(AccountLink.issuer) == issuer, col(AccountLink.subject) == subject
