"""Sessions: browsers that are signed in, each with a row that ends when its person, or somebody else, says so.

Knows neither cookies nor how people prove who they are. What is given out is drawn at random and kept as SHA-256, so
whoever reads the database has no session.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from sqlalchemy import ColumnElement, and_, case, delete, or_, select, update
from sqlmodel import Session, col

from app.clock import database_clock
from app.config import Settings
from app.db import Database, Statement, fetch
from app.digests import text_digest
from app.identity.errors import NoSuchSession, SessionEnded
from app.identity.models import BrowserSession, OpenedBy, User

MOST_SESSIONS = 50
"""Of one person; the one that was used longest ago gives way."""
SEEN_EVERY = timedelta(minutes=5)
"""How often it is written down that a session is used."""
_AGENT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts."""

    idle: timedelta
    absolute: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days))

    def ends_at(self, opened_at: datetime, seen_at: datetime) -> datetime:
        """Return when a session ends that is not used any more."""
        return min(opened_at + self.absolute, seen_at + self.idle)

    def outlived(self, now: datetime) -> ColumnElement[bool]:
        """Return the condition that a session has ended by itself."""
        opened, seen = col(BrowserSession.opened_at), col(BrowserSession.seen_at)
        return or_(opened <= now - self.absolute, seen <= now - self.idle)


class OpenSession(NamedTuple):
    """A session that is asked in."""

    id: int
    user_id: int
    opened_at: datetime
    seen_at: datetime
    now: datetime
    named_by_proxy: str | None = None
    """The name by which a proxy let them in, None for other ways."""


def open_session(
    session: Session,
    user: User,
    *,
    how: OpenedBy,
    now: datetime,
    provider: str | None = None,
    provider_sid: str | None = None,
    agent: str | None = None,
) -> str:
    """Let a browser be signed in, and return the token that it is known by: a new one each time."""
    assert user.id is not None
    _make_room(session, user.id)
    token = secrets.token_urlsafe(32)
    opened = BrowserSession(
        token_sha256=text_digest(token),
        user_id=user.id,
        opened_by=how.value,
        provider=provider,
        provider_sid=provider_sid,
        agent=_told(agent),
        opened_at=now,
        seen_at=now,
    )
    session.add(opened)
    session.flush()
    return token


def find_session(database: Database, token: str, limits: Limits) -> OpenSession | None:
    """Return the session that a token belongs to, None where there is none any more; says that it is used."""
    by_proxy = col(BrowserSession.opened_by) == OpenedBy.PROXY
    query: Statement = select(
        col(BrowserSession.id).label("id"),
        col(BrowserSession.user_id).label("user_id"),
        col(BrowserSession.opened_at).label("opened_at"),
        col(BrowserSession.seen_at).label("seen_at"),
        database_clock().label("now"),
        case((by_proxy, col(BrowserSession.provider_sid))).label("named_by_proxy"),
    ).where(col(BrowserSession.token_sha256) == text_digest(token))
    with database.fetching() as connection:
        found = fetch(connection, OpenSession, query)
    if not found or limits.ends_at(found[0].opened_at, found[0].seen_at) <= found[0].now:
        return None
    return found[0]


def get_session(session: Session, token: str) -> BrowserSession:
    """Return the session that a token belongs to; raises SessionEnded where there is none."""
    query = select(BrowserSession).where(col(BrowserSession.token_sha256) == text_digest(token))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise SessionEnded
    return found


def see_session(session: Session, found: OpenSession) -> None:
    """Write down that a session is used."""
    before = col(BrowserSession.id) == found.id, col(BrowserSession.seen_at) < found.now
    session.exec(update(BrowserSession).where(*before).values(seen_at=found.now))


def is_open(session: Session, session_id: int) -> bool:
    """Tell whether nobody has ended a session since it was found."""
    query = select(col(BrowserSession.id)).where(col(BrowserSession.id) == session_id)
    return session.scalars(query).first() is not None


def list_sessions(
    session: Session, user_id: int, limits: Limits, *, before: int | None, limit: int, now: datetime
) -> list[BrowserSession]:
    """Return the sessions of a person, the one that was opened last first."""
    query = select(BrowserSession).where(col(BrowserSession.user_id) == user_id, ~limits.outlived(now))
    if before is not None:
        query = query.where(col(BrowserSession.id) < before)
    return list(session.scalars(query.order_by(col(BrowserSession.id).desc()).limit(limit)))


class Ended(NamedTuple):
    """A session that has just ended."""

    user_id: int
    provider: str | None
    provider_sid: str | None


def end_session(session: Session, token: str) -> Ended | None:
    """End the session of a token, and return what it was; None where there is none."""
    ended = delete(BrowserSession).where(col(BrowserSession.token_sha256) == text_digest(token))
    told = col(BrowserSession.user_id), col(BrowserSession.provider), col(BrowserSession.provider_sid)
    found = session.execute(ended.returning(*told)).first()
    return None if found is None else Ended(*found)


def end_own_session(session: Session, user_id: int, session_id: int) -> None:
    """End one of a person's sessions; raises NoSuchSession for any other."""
    own = col(BrowserSession.id) == session_id, col(BrowserSession.user_id) == user_id
    ended = session.scalars(delete(BrowserSession).where(*own).returning(col(BrowserSession.id))).all()
    if not ended:
        raise NoSuchSession


def end_sessions_of(session: Session, user_id: int, *, but: int | None = None) -> None:
    """End all sessions of a person, or all but one."""
    theirs = col(BrowserSession.user_id) == user_id
    session.exec(delete(BrowserSession).where(theirs if but is None else and_(theirs, col(BrowserSession.id) != but)))


def end_sessions_of_provider(session: Session, provider: str, sid: str) -> None:
    """End what was opened in one session of a provider."""
    theirs = col(BrowserSession.provider) == provider, col(BrowserSession.provider_sid) == sid
    session.exec(delete(BrowserSession).where(*theirs))


def forget_outlived(session: Session, limits: Limits, *, now: datetime) -> None:
    """Delete what has ended by itself."""
    session.exec(delete(BrowserSession).where(limits.outlived(now)))


def _make_room(session: Session, user_id: int) -> None:
    query = select(col(BrowserSession.id)).where(col(BrowserSession.user_id) == user_id)
    newest = query.order_by(col(BrowserSession.seen_at).desc(), col(BrowserSession.id).desc())
    too_many = session.scalars(newest.offset(MOST_SESSIONS - 1)).all()
    if too_many:
        session.exec(delete(BrowserSession).where(col(BrowserSession.id).in_(too_many)))


def _told(agent: str | None) -> str | None:
    """Return what a browser says of itself, short and printable; None where it says nothing."""
    printable = "".join(sign for sign in agent or "" if unicodedata.category(sign)[0] != "C")
    return printable.strip()[:_AGENT_LENGTH] or None
