"""Brings a database to this release's tables, and tells whether it has them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.db import Database

ROOT = Path(__file__).parents[1]


def upgrade(database: Database) -> None:
    """Run the migrations that are missing."""
    configuration = _configuration()
    configuration.attributes["database"] = database
    command.upgrade(configuration, "head")


def is_current(database: Database) -> bool:
    """Tell whether the database has exactly the tables of this release."""
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_configuration()).get_current_head()


def _configuration() -> Config:
    return Config(ROOT / "alembic.ini")
