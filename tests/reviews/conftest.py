"""A campaign that is played again from the same start: what differs then comes from the votes alone."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path

import pytest

from app.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.contract import Contract
from tests.postgres import Cluster
from tests.world import World

Fork = Callable[[World], AbstractContextManager[World]]
"""Yields an application on a copy of a world's database, with the same people and tokens."""
_numbers = count(1)


@pytest.fixture
def fork(request: pytest.FixtureRequest, settings: Settings, contract: Contract, tmp_path: Path) -> Fork:
    @contextmanager
    def forked(world: World) -> Iterator[World]:
        # PostgreSQL copies no database that somebody is connected to.
        world.database.dispose()
        with _copied(world, request, tmp_path) as url:
            app = create_app(settings.model_copy(update={"database_url": url}))
            with ApiClient(app, contract) as client:
                yield World(app, app.state.services.database, client, dict(world.tokens))

    return forked


@contextmanager
def _copied(world: World, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    source, number = str(world.database.url.database), next(_numbers)
    if world.database.is_sqlite:
        copy = folder / f"fork-{number}.sqlite"
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(copy)) as target:
            original.backup(target)
        yield f"sqlite:///{copy}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    name = f"{source}_fork_{number}"
    yield cluster.create_database(name, template=source)
    cluster.drop_database(name)
