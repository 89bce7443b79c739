"""When the database is away, full or read-only: 503 with Retry-After, and nothing half stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from app.clock import shifted
from app.config import Settings
from app.jobs.presence import MISSED_AFTER, note_worker
from app.main import create_app
from tests.client import ApiClient
from tests.contract import Contract
from tests.postgres import Cluster
from tests.world import World

UNAVAILABLE = (503, "urn:bonsens:problem:database-unavailable", "5")


def answered(client: ApiClient, method: str, path: str, **more: object) -> tuple[int, str, str | None]:
    answer = client.request(method, path, **more)  # type: ignore[arg-type]
    return answer.status_code, answer.json()["type"], answer.headers.get("retry-after")


def app_with(url: str, contract: Contract) -> ApiClient:
    keys = "test:9f86d081884c7d659a2feaa0c55ad015"
    return ApiClient(create_app(Settings(database_url=url, token_keys=keys)), contract)


@pytest.mark.slow
def test_no_server_at_the_address(contract: Contract) -> None:
    # Port 1 is reserved and never listened to.
    with app_with("postgresql://nobody@127.0.0.1:1/nothing", contract) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert answered(client, "GET", "/readyz") == UNAVAILABLE
        assert answered(client, "GET", "/v1/campaigns") == UNAVAILABLE
        assert answered(client, "POST", "/v1/auth/token", json={"username": "a", "password": "b"}) == UNAVAILABLE


def test_a_folder_is_no_database(tmp_path: Path, contract: Contract) -> None:
    with app_with(f"sqlite:///{tmp_path}", contract) as client:
        assert answered(client, "GET", "/v1/campaigns") == UNAVAILABLE


@pytest.mark.slow
def test_a_database_without_tables_is_not_ready(tmp_path: Path, contract: Contract) -> None:
    with app_with(f"sqlite:///{tmp_path / 'new.sqlite'}", contract) as client:
        problem = client.get("/readyz")
        assert problem.status_code == 503
        assert "bonsens migrate" in problem.json()["detail"]


def test_a_migrated_database_is_ready(world: World) -> None:
    assert world.client.get("/readyz").json() == {"status": "ready", "jobs": "waiting"}
    with world.database.writing() as session:
        note_worker(session, "worker")
    assert world.client.get("/readyz").json() == {"status": "ready", "jobs": "running"}
    with shifted(MISSED_AFTER):
        assert world.client.get("/readyz").json() == {"status": "ready", "jobs": "waiting"}


def test_postgresql_that_went_away_comes_back(
    postgres: Cluster, postgresql_url: str, contract: Contract, postgresql_template: str
) -> None:
    name = make_url(postgresql_url).database
    assert name is not None
    with app_with(postgresql_url, contract) as client:
        assert client.get("/v1/campaigns").status_code == 200
        # The connections in the pool die with the database.
        postgres.drop_database(name)
        assert answered(client, "GET", "/v1/campaigns") == UNAVAILABLE
        postgres.create_database(name, template=postgresql_template)
        assert client.get("/v1/campaigns").status_code == 200


@contextmanager
def limited(world: World, pragma: str) -> Iterator[None]:
    """Run a pragma on every connection, as a full disk or a read-only mount would act."""

    def run(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.cursor().execute(pragma)

    world.database.engine.dispose()
    event.listen(world.database.engine, "connect", run)
    yield
    event.remove(world.database.engine, "connect", run)
    world.database.engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pragma", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"])
def test_nothing_is_half_stored_where_nothing_can_be(world: World, pragma: str) -> None:
    world.campaign()
    page = world.page()
    client = world.as_("guide-contributor")
    history = f"/v1/pages/{page['id']}/revisions"
    body = {"base_revision": page["revision"]["id"], "text": "Long enough.\n" * 10_000}
    before = world.as_("guide-admin").get("/v1/campaigns/guide/audit").json()
    with limited(world, pragma):
        assert answered(client, "POST", history, json=body, headers={"Idempotency-Key": "k"}) == UNAVAILABLE
        assert len(client.get(history).json()["items"]) == 1
    assert world.as_("guide-admin").get("/v1/campaigns/guide/audit").json() == before
    assert client.get("/v1/me/drafts").json()["items"] == []
    with world.database.reading() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM kept_answer")) == 0
    assert client.post(history, json=body, headers={"Idempotency-Key": "k"}).status_code == 201
