"""Databases that no migration, or not every one, has seen."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from app.db import Database
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database that no migration has seen; on SQLite the file is not there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
        return
    # Asked for by name, so that a test on SQLite starts no server.
    cluster: Cluster = request.getfixturevalue("postgres")
    name = f"empty_{uuid.uuid4().hex[:12]}"
    yield cluster.create_database(name)
    cluster.drop_database(name)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """Yield ``empty_url`` opened."""
    opened = Database(empty_url)
    yield opened
    opened.dispose()


def upgrade_to(database: Database, revision: str) -> None:
    """Bring a database to the tables of an older release."""
    old = Config(ROOT / "alembic.ini")
    old.attributes["database"] = database
    command.upgrade(old, revision)
