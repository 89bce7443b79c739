"""Personal tokens: what people make for their scripts, each for some scopes and a time.

Knows no route. A token is shown when it is made and kept as SHA-256; one that was revoked has no row.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.clock import database_clock
from app.db import Database, Statement, fetch
from app.digests import text_digest
from app.identity.errors import NoSuchToken, TooManyTokens
from app.identity.models import PersonalToken
from app.identity.scopes import Scope

BEGINNING = "bns_"
"""Of every personal token, so that whoever finds one knows what it is."""
MOST_TOKENS = 50
"""Of one person."""
USED_EVERY = timedelta(minutes=1)
"""How often it is written down that a token is used."""


class FoundToken(NamedTuple):
    """A token that somebody asks with."""

    id: int
    user_id: int
    scopes: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    now: datetime

    @property
    def is_due(self) -> bool:
        """Whether its use is to be written down."""
        return self.used_at is None or self.now - self.used_at > USED_EVERY


def make_token(
    session: Session, user_id: int, name: str, *, scopes: Collection[Scope], days: int, now: datetime
) -> tuple[PersonalToken, str]:
    """Make a token and return it with its secret, which nobody is shown again; raises TooManyTokens."""
    theirs = col(PersonalToken.user_id) == user_id
    session.exec(delete(PersonalToken).where(theirs, col(PersonalToken.expires_at) <= now))
    if session.scalars(select(func.count()).select_from(PersonalToken).where(theirs)).one() >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)
    secret = BEGINNING + secrets.token_urlsafe(32)
    made = PersonalToken(
        user_id=user_id,
        name=name,
        token_sha256=text_digest(secret),
        scopes=" ".join(scope for scope in Scope if scope in scopes),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    record_act(session, None, user_id, acts.MakeToken(user_id, made.id, made.scopes.split(" ")), now=now)
    return made, secret


def find_token(database: Database, secret: str) -> FoundToken | None:
    """Return the token of a secret, None where it was revoked, has expired, or never was."""
    query: Statement = select(
        *(col(getattr(PersonalToken, name)).label(name) for name in FoundToken._fields[:-1]),
        database_clock().label("now"),
    ).where(col(PersonalToken.token_sha256) == text_digest(secret))
    with database.fetching() as connection:
        found = fetch(connection, FoundToken, query)
    return found[0] if found and found[0].now < found[0].expires_at else None


def use_token(session: Session, found: FoundToken) -> None:
    """Write down that a token is used."""
    session.exec(update(PersonalToken).where(col(PersonalToken.id) == found.id).values(used_at=found.now))


def is_kept(session: Session, token_id: int) -> bool:
    """Tell whether nobody has revoked a token since it was found."""
    return session.scalars(select(col(PersonalToken.id)).where(col(PersonalToken.id) == token_id)).first() is not None


def list_tokens(session: Session, user_id: int, *, before: int | None, limit: int) -> list[PersonalToken]:
    """Return the tokens of a person, the newest first."""
    query = select(PersonalToken).where(col(PersonalToken.user_id) == user_id)
    if before is not None:
        query = query.where(col(PersonalToken.id) < before)
    return list(session.scalars(query.order_by(col(PersonalToken.id).desc()).limit(limit)))


def revoke_token(session: Session, user_id: int, token_id: int, *, now: datetime) -> None:
    """Revoke one of a person's tokens; raises NoSuchToken for any other."""
    own = col(PersonalToken.id) == token_id, col(PersonalToken.user_id) == user_id
    if not session.scalars(delete(PersonalToken).where(*own).returning(col(PersonalToken.id))).all():
        raise NoSuchToken
    record_act(session, None, user_id, acts.RevokeToken(user_id, token_id), now=now)


def revoke_tokens_of(session: Session, user_id: int) -> None:
    """Revoke all tokens of a person."""
    session.exec(delete(PersonalToken).where(col(PersonalToken.user_id) == user_id))
