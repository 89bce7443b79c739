"""The one door through which time enters.

Knows how to ask the database and the process what time it is; decides nothing by it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Dialect, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

_shift = timedelta(0)


class _Shifted(UTCDateTime):
    """A database time moved by the shift that a test set."""

    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        moment = super().process_result_value(value, dialect)
        return None if moment is None else moment + _shift


def database_clock() -> ColumnElement[datetime]:
    """Return the SQL expression for the database's own clock, read when the statement runs.

    ``now()`` of PostgreSQL would be the start of the transaction, which lies before a lock
    that was waited for. SQLite gets a function of the same name (see ``app.db``).
    """
    return func.clock_timestamp(type_=_Shifted())


def database_now(session: Session) -> datetime:
    """Return the database's clock in UTC, read now: after any lock taken before this call."""
    return session.scalars(select(database_clock())).one()


def process_now() -> datetime:
    """Return this process's clock in UTC; for token lifetimes, never for the window."""
    return datetime.now(UTC) + _shift


def in_zone(moment: datetime, zone: str) -> datetime:
    """Return the moment on the wall clock of a time zone, for display only."""
    return moment.astimezone(get_zone(zone))


def get_zone(name: str) -> tzinfo:
    """Return the IANA time zone; raises ValueError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Paris.") from error


@contextmanager
def shifted(delta: timedelta) -> Iterator[None]:
    """Move every clock of this process by ``delta`` (tests only)."""
    global _shift  # noqa: PLW0603  One process, one clock: the shift is the clock's own state.
    before = _shift
    _shift = before + delta
    try:
        yield
    finally:
        _shift = before
