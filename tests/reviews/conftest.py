"""A campaign that is played again from the same start: what differs then comes from the votes alone."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.config import Settings
from tests.client import ApiClient
from tests.conftest import equip_anew
from tests.contract import Contract
from tests.postgres import Cluster
from tests.world import World

Fork = Callable[[World], AbstractContextManager[World]]
"""Yields an application on a copy of a world's database, with the same people and tokens."""
_numbers = count(1)


@pytest.fixture
def fork(
    request: pytest.FixtureRequest,
    second_application: FastAPI,
    settings: Settings,
    contract: Contract,
    tmp_path: Path,
) -> Fork:
    @contextmanager
    def forked(world: World) -> Iterator[World]:
        # PostgreSQL copies no database that somebody is connected to.
        world.database.dispose()
        if not world.database.is_sqlite:
            request.getfixturevalue("emptied").let_go()
        with _copied(world, request, tmp_path) as url:
            equip_anew(second_application, settings.model_copy(update={"database_url": url}))
            with ApiClient(second_application, contract) as client:
                database = second_application.state.services.database
                yield World(second_application, database, client, dict(world.tokens))

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
