"""Engines, transactions, locks and what differs between SQLite and PostgreSQL.

Knows no table and no rule.

A transaction that takes several locks takes them in one order, or two of them wait for each other: campaigns; that of
departments; pages; accounts, all that it needs in one statement by id; and last the audit chains, the site's first,
then those of campaigns by id, and of votes at the very end. Whoever has a chain waits for no account.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Dialect,
    Engine,
    Integer,
    Select,
    TypeDecorator,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Mapped
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel

from app.deadlines import CONNECT_SECONDS, Patience


class _BigId(TypeDecorator[int]):
    """A 64-bit id; SQLite hands out row ids only for a column declared INTEGER."""

    impl = BigInteger().with_variant(Integer(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's signature.
        # A number beyond 64 bits names nothing, as 0 does; the drivers would raise instead.
        return 0 if value is not None and not -(2**63) <= value < 2**63 else value


BigId = _BigId()


class CommitUnanswered(Exception):
    """The connection was lost between a commit and its answer: whether anything was stored, nobody knows."""


UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout, CommitUnanswered)
"""What is raised when the database is away, full, or too busy to answer."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

BUSY_MILLISECONDS = 30_000
KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""What finds out that a server has gone without a word, where nobody waits for an answer."""
_PROCESS_WRITERS: dict[str, threading.Lock] = {}


Statement = Select[*tuple[Any, ...]]
"""A query of any columns. Its rows leave the module that wrote it as values with named fields: see ``fetch``."""
Columns = tuple[ColumnElement[Any], ...]


_Fields = TypeVar("_Fields", bound=NamedTuple)


def fetch(
    connection: Connection, kind: type[_Fields], query: Statement, parameters: Mapping[str, object] | None = None
) -> list[_Fields]:
    """Return the rows of a query as values of a kind, whose fields are the columns by name and in their order."""
    result = connection.execute(query, parameters)
    if tuple(result.keys()) != kind._fields:
        raise TypeError(f"{kind.__name__} has not the fields of this query: {', '.join(result.keys())}.")
    return [*map(kind._make, result)]


class Database:
    """One database, three ways in: writing, reading (a consistent snapshot), fetching (one statement)."""

    def __init__(self, url: str, *, seconds: float | None = None) -> None:
        """``seconds`` is how long PostgreSQL may take to answer, None for as long as it likes."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._patience = None if self.is_sqlite or seconds is None else Patience(seconds)
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url, self._patience)
        self._writer: AbstractContextManager[object] = nullcontext()
        if self.is_sqlite:
            self._writer = _PROCESS_WRITERS.setdefault(str(self.url.database), threading.Lock())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session in a writing transaction; commit on leaving, roll back on an exception.

        Raises CommitUnanswered where the connection was lost once the commit was sent.
        """
        committing = False
        try:
            # SQLite lets waiters for its file lock starve; a lock per process queues the local ones.
            with (
                self._writer,
                self._connect(bonsens_begin="BEGIN IMMEDIATE") as connection,
                connection.begin(),
                Session(connection) as session,
            ):
                yield session
                session.flush()
                committing = True
        except DBAPIError as error:
            if committing and error.connection_invalidated:
                raise CommitUnanswered from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session in which every statement sees the same state."""
        options: dict[str, object] = {"bonsens_begin": "BEGIN"}
        if not self.is_sqlite:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            self._connect(**options) as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            yield session

    @contextmanager
    def fetching(self) -> Iterator[Connection]:
        """Yield a connection without a transaction, for hot reads of a single statement."""
        options = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self._connect(**options) as connection:
            yield connection

    def _connect(self, **options: object) -> Connection:
        if self._patience is not None:
            self._patience.require_answering()
        return self.engine.connect().execution_options(**options)

    def dispose(self) -> None:
        self.engine.dispose()


def lock_campaign(session: Session, campaign_id: int) -> None:
    """Wait for the campaign's shared lock: what is admitted under it, the close waits for.

    SQLite's single writer is that lock already.
    """
    if not is_sqlite(session):
        session.scalars(select(shared_campaign_lock(literal(campaign_id))))


def shared_campaign_lock(campaign_id: ColumnElement[int] | Mapped[int]) -> ColumnElement[None]:
    """Return the PostgreSQL expression that waits for a campaign's shared lock."""
    # Negative keys are campaigns, positive ones are hashed names: they never meet.
    return func.pg_advisory_xact_lock_shared(-campaign_id)


def lock_campaign_exclusively(session: Session, campaign_id: int) -> None:
    """Wait until nobody holds the campaign's shared lock, and keep all others out until the commit."""
    if not is_sqlite(session):
        session.scalars(select(func.pg_advisory_xact_lock(-campaign_id)))


def lock_name(session: Session, name_hash: int) -> None:
    """Wait for the lock of a 63-bit hash, so that equal requests queue behind each other."""
    if not is_sqlite(session):
        session.scalars(select(func.pg_advisory_xact_lock(name_hash)))


def lock_name_shared(session: Session, name_hash: int) -> None:
    """Wait while somebody else has the lock of a hash to themselves, and keep them out until the commit."""
    if not is_sqlite(session):
        session.scalars(select(func.pg_advisory_xact_lock_shared(name_hash)))


def holds(session: Session, column: Mapped[str] | Mapped[str | None], words: str) -> ColumnElement[bool]:
    """Return the condition that a column holds these words, to the letter; ``LIKE`` folds case on SQLite."""
    find = func.instr if is_sqlite(session) else func.strpos
    return find(column, words) > 0


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _postgresql_engine(url: URL, patience: Patience | None) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    options = "-c timezone=UTC" if patience is None else f"-c timezone=UTC {patience.options}"
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_timeout=20 if patience is None else patience.seconds,
        pool_pre_ping=False,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": CONNECT_SECONDS, **KEPT_ALIVE},
    )
    if patience is not None:
        patience.listen(engine)
    return engine


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=20,
        max_overflow=30,
        # An error ends up in the log, and the parameters of a statement are texts and ballots.
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(
    _dialect: Dialect, _entry: ConnectionPoolEntry, arguments: list[Any], _options: dict[str, Any]
) -> None:
    """Let nobody but the owner read a database that is new; its log and index take their rights from it."""
    path = str(arguments[0])
    if path == ":memory:" or path.startswith("file:"):
        return
    # What else stands in the way, SQLite says in its own words when it opens the file.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver must not open transactions by itself: BEGIN IMMEDIATE is what prevents lost updates.
    connection.isolation_level = None
    connection.create_function("clock_timestamp", 0, _sqlite_clock)
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        # What is deleted or purged is overwritten, not only given free.
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_clock() -> str:
    # SQLite runs in this process, so the process's clock is the database's; strftime would cut it to milliseconds.
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("bonsens_begin")
    if begin is not None:
        connection.exec_driver_sql(str(begin))


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that a column holds one of the values of an enumeration."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
