"""Fixtures for state machines, which take many turns."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.config import Settings
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS, equip_anew
from tests.contract import Contract
from tests.world import World


@pytest.fixture
def small_world(application: FastAPI, sqlite_url: str, contract: Contract) -> Iterator[World]:
    """Yield a world on SQLite alone: what differs between the databases is tested elsewhere."""
    equip_anew(application, Settings(database_url=sqlite_url, token_keys=TOKEN_KEYS))
    with ApiClient(application, contract) as client:
        world = World(application, application.state.services.database, client)
        world.campaign()
        yield world
