"""A database that stands still: 503 in time, and the truth about what was stored."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.connections import close_connections
from tests.contract import Contract
from tests.frozen import Between, Freeze, between
from tests.world import World

pytestmark = [pytest.mark.parametrize("database_url", ["postgresql"], indirect=True), pytest.mark.databases]
UNAVAILABLE, UNKNOWN = "database-unavailable", "outcome-unknown"


@pytest.fixture(autouse=True)
def opened_anew(database_url: str) -> None:
    """Keep no connection: one that is left over might answer for a server that does not, or lead nowhere later."""
    close_connections(str(make_url(database_url).database))


@pytest.fixture
def way(database_url: str) -> Iterator[Between]:
    with between(database_url) as made:
        yield made


@pytest.fixture
def client(world: World, way: Between, contract: Contract) -> Iterator[ApiClient]:
    """Yield somebody whose requests go the way that can be frozen."""
    world.campaign()
    app = create_app(Settings(database_url=way.url, token_keys=TOKEN_KEYS, database_seconds=1))
    with ApiClient(app, contract, token=world.tokens["guide-contributor"]) as made:
        yield made
    # Whatever is connected still would keep the database from being given back.
    app.state.services.database.dispose()


def told(client: ApiClient, method: str, path: str, **more: Any) -> tuple[int, str]:
    answer = client.request(method, path, **more)
    kind = answer.json().get("type", "") if answer.status_code >= 400 else ""
    if answer.status_code == 503:
        assert answer.headers["retry-after"] == "5"
    return answer.status_code, kind.rpartition(":")[2]


PAGE = {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un.\n"}
KEY = {"Idempotency-Key": "once"}


def save(client: ApiClient) -> tuple[int, str]:
    return told(client, "POST", "/v1/campaigns/guide/pages", json=PAGE, headers=KEY)


def count(world: World) -> int:
    pages = world.as_("guide-editor").get("/v1/campaigns/guide/pages?state=latest").json()["items"]
    return len(pages)


@pytest.mark.slow
def test_a_frozen_database_is_told_and_nothing_stored(world: World, way: Between, client: ApiClient) -> None:
    assert told(client, "GET", "/v1/campaigns/guide") == (200, "")
    way.freeze = Freeze.NOW
    asked = (("GET", "/readyz"), ("GET", "/v1/campaigns/guide"), ("GET", "/v1/me"))
    # The first waits, and the others are told what it found out.
    assert [told(client, *each) for each in asked] == [(503, UNAVAILABLE)] * 3
    assert save(client) == (503, UNAVAILABLE)
    assert told(client, "GET", "/healthz") == (200, "")
    way.freeze = Freeze.NEVER
    patience: Any = client._api.state.services.database._patience
    patience._closed_until = 0.0
    assert [told(client, *each) for each in asked] == [(200, "")] * 3
    assert count(world) == 0
    assert save(client) == (201, "")
    assert count(world) == 1


@pytest.mark.parametrize(("freeze", "stored"), [(Freeze.AFTER_COMMIT, 1), (Freeze.BEFORE_COMMIT, 0)])
def test_a_commit_without_an_answer_is_told_as_what_it_is(
    world: World, way: Between, client: ApiClient, freeze: Freeze, stored: int
) -> None:
    way.freeze = freeze
    assert save(client) == (503, UNKNOWN)
    way.freeze = Freeze.NEVER
    client._api.state.services.database._patience._closed_until = 0.0
    assert count(world) == stored
    again = client.post("/v1/campaigns/guide/pages", json=PAGE, headers=KEY)
    assert (again.status_code, "idempotency-replayed" in again.headers) == (201, bool(stored))
    assert count(world) == 1


def test_whoever_only_reads_is_not_told_of_outcomes(way: Between, client: ApiClient) -> None:
    assert told(client, "GET", "/v1/campaigns/guide/pages?state=latest") == (200, "")
    way.freeze = Freeze.AFTER_COMMIT
    assert told(client, "GET", "/v1/campaigns/guide/pages?state=latest") == (200, "")


def test_a_statement_that_takes_too_long_leaves_the_connection(client: ApiClient) -> None:
    database = client._api.state.services.database
    with pytest.raises(Exception, match="statement timeout"), database.fetching() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(2)")
    assert database._patience._closed_until is None


@pytest.mark.slow
def test_a_server_that_stands_still_and_goes_on(database_url: str, contract: Contract) -> None:
    app = create_app(Settings(database_url=database_url, token_keys=TOKEN_KEYS, database_seconds=1))
    database = app.state.services.database
    with ApiClient(app, contract) as client:
        assert told(client, "GET", "/readyz") == (200, "")
        with database.fetching() as connection:
            backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        server = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
        with stopped(server), stopped(backend):
            assert told(client, "GET", "/readyz") == (503, UNAVAILABLE)
            assert told(client, "GET", "/v1/campaigns") == (503, UNAVAILABLE)
            database._patience._closed_until = 0.0
            # Nobody answers a new connection either.
            assert told(client, "GET", "/v1/campaigns") == (503, UNAVAILABLE)
        database._patience._closed_until = 0.0
        assert told(client, "GET", "/readyz") == (200, "")
    database.dispose()


@contextmanager
def stopped(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)
