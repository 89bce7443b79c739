"""Fixtures for state machines, which take many turns."""

from collections.abc import Iterator

import pytest

from app.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.contract import Contract
from tests.world import World


@pytest.fixture
def small_world(sqlite_url: str, contract: Contract) -> Iterator[World]:
    """Yield a world on SQLite alone: what differs between the databases is tested elsewhere."""
    app = create_app(Settings(database_url=sqlite_url, token_keys=TOKEN_KEYS))
    with ApiClient(app, contract) as client:
        world = World(app, app.state.services.database, client)
        world.campaign()
        yield world
