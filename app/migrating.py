"""Brings a database to this release's tables, one migration at a time, and tells whether it has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.db import BUSY_MILLISECONDS, Database
from app.errors import OperatorError

ROOT = Path(__file__).parents[1]
MIGRATION_LOCK = 0
"""The advisory lock of migrations; campaigns have the negative numbers, hashed names the positive ones."""


class MigrationRefused(OperatorError):
    """Nothing was changed; the message says why and what to do."""


def upgrade(database: Database) -> None:
    """Run the migrations that are missing; raises MigrationRefused where somebody stands in the way for too long."""
    configuration = _configuration()
    configuration.attributes["database"] = database
    command.upgrade(configuration, "head")


def is_current(database: Database) -> bool:
    """Tell whether the database has exactly the tables of this release."""
    with database.fetching() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == _newest()


@cache
def _newest() -> str | None:
    """Return the newest migration of this release; whoever asks whether it is ready asks often."""
    return ScriptDirectory.from_config(_configuration()).get_current_head()


@contextmanager
def refused_in_words(settings: Settings) -> Iterator[None]:
    """Raise MigrationRefused in place of what the drivers raise when a wait or a statement takes too long."""
    try:
        yield
    except OperationalError as error:
        sentence = _sentence(error.orig, settings)
        if sentence is None:
            raise
        raise MigrationRefused(sentence) from error


def wait_for_other_migrations(connection: Connection, settings: Settings) -> None:
    """Keep other migrations of this PostgreSQL database out until the transaction ends, and limit every wait in it."""
    seconds = settings.migration_statement_seconds
    connection.execute(text(f"SET LOCAL statement_timeout = '{seconds}s'"))
    # The server may have a limit of its own, made for the requests of people.
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    try:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        raise MigrationRefused(
            f"Another migration has been at work on this database for {seconds} seconds, so nothing was changed. "
            "Wait until it has ended, then run bonsens migrate again."
        ) from error
    connection.execute(text(f"SET LOCAL lock_timeout = '{settings.migration_lock_seconds}s'"))


def _sentence(error: BaseException | None, settings: Settings) -> str | None:
    if isinstance(error, LockNotAvailable | DeadlockDetected):
        return (
            f"A table that has to change was in use for more than {settings.migration_lock_seconds} seconds, so "
            "nothing was changed. Run bonsens migrate again when less is going on or the servers are stopped, or give "
            "it more time with BONSENS_MIGRATION_LOCK_SECONDS."
        )
    if isinstance(error, QueryCanceled):
        return (
            f"A step took longer than {settings.migration_statement_seconds} seconds, so nothing was changed. Run "
            "bonsens migrate again with a larger BONSENS_MIGRATION_STATEMENT_SECONDS; 0 sets no limit."
        )
    if "database is locked" in str(error):
        return (
            f"The file was being written to for more than {BUSY_MILLISECONDS // 1000} seconds, so nothing was "
            "changed. Stop the servers, or wait until another migration has ended, then run bonsens migrate again."
        )
    return None


def _configuration() -> Config:
    return Config(ROOT / "alembic.ini")
