"""Keeps what a database holds once a common beginning stands, and gives it to the next test that begins so.

Knows no table. Made once in a process by the calls that it spares the others; a test that has moved the clock or
stored something before makes its own.
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from app.clock import process_now
from app.db import Database
from tests.emptying import NUMBERS, RESTART, rows_of

USED = "SELECT EXISTS (SELECT 1 FROM audit_entry) OR EXISTS (SELECT 1 FROM user_account)"
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _OnSqlite:
    """A database in memory; the whole is copied."""

    kept: sqlite3.Connection

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> "_OnSqlite":
        # Closed with the process.
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        connection.backup(kept)
        return cls(kept)

    def give(self, connection: sqlite3.Connection) -> None:
        self.kept.backup(connection)


@dataclass(frozen=True, slots=True)
class _OnPostgresql:
    """The tables with rows, as COPY writes them, and the last number of each sequence."""

    rows: dict[str, bytes]
    numbers: list[tuple[int, int | None]]

    @classmethod
    def of(cls, connection: psycopg.Connection) -> "_OnPostgresql":
        return cls(rows_of(connection), connection.execute(NUMBERS).fetchall())

    def give(self, connection: psycopg.Connection) -> None:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for table, rows in self.rows.items():
                if rows:
                    name = sql.Identifier(table)
                    connection.execute(sql.SQL("DELETE FROM {}").format(name))
                    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
                        copy.write(rows)
            connection.execute(RESTART, [list(column) for column in zip(*self.numbers, strict=True)])


_Kept = _OnSqlite | _OnPostgresql
_kept: dict[tuple[str, Hashable], _Kept] = {}


def begin(database: Database, beginning: Hashable, make: Callable[[], None]) -> None:
    """Leave in the database what ``make`` does; ``beginning`` names it, with everything that it depends on."""
    moved = abs(process_now() - datetime.now(UTC)) > A_MOMENT
    with database.fetching() as connection:
        used = connection.exec_driver_sql(USED).scalar_one()
        shape = connection.exec_driver_sql("PRAGMA schema_version").scalar_one() if database.is_sqlite else 0
    if used or moved:
        make()
        return
    key = (f"{database.engine.name} {shape}", beginning)
    if key in _kept:
        _give(database, _kept[key])
    else:
        make()
        _kept[key] = _taken(database)


def _taken(database: Database) -> _Kept:
    with _driver_connection(database) as connection:
        if isinstance(connection, sqlite3.Connection):
            return _OnSqlite.of(connection)
        return _OnPostgresql.of(connection)


def _give(database: Database, kept: _Kept) -> None:
    with _driver_connection(database) as connection:
        if isinstance(kept, _OnSqlite):
            assert isinstance(connection, sqlite3.Connection)
            kept.give(connection)
        else:
            assert isinstance(connection, psycopg.Connection)
            kept.give(connection)


@contextmanager
def _driver_connection(database: Database) -> Iterator[sqlite3.Connection | psycopg.Connection]:
    pooled = database.engine.raw_connection()
    try:
        driver = pooled.driver_connection
        assert isinstance(driver, sqlite3.Connection | psycopg.Connection)
        yield driver
        pooled.commit()
    finally:
        pooled.close()
