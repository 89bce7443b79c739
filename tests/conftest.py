"""Fixtures for every test: a database built by the migrations, on SQLite and on PostgreSQL."""

import gc
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from fastapi import FastAPI

from app.config import Settings
from app.db import Database
from app.logs import configure_logs
from app.main import create_app, equip
from app.reviews import batches
from tests.alternating import leave_out, plays_on_the_other
from tests.client import ApiClient
from tests.connections import share_connections
from tests.contract import Contract, contract_of
from tests.emptying import Emptied
from tests.memory import in_memory
from tests.naming import case_name
from tests.postgres import Cluster, PostgresMissing, cluster, require_server
from tests.profiles import leave_constants_out, register_profiles
from tests.sockets import forbid_remote_sockets
from tests.statements import share_compiled_statements
from tests.transport import answer_in_the_calling_thread
from tests.world import World

ROOT = Path(__file__).parents[1]
REALDATA_TESTS = ROOT / "tests" / "realdata"

# SQLite waits for the disk at each commit, and nothing here outlives a power cut. pytest reads this variable.
if (memory := in_memory()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)

# Before the modules of tests are imported: their properties take these settings.
register_profiles()

TOKEN_KEYS = "test:9f86d081884c7d659a2feaa0c55ad015"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sqlite-only", action="store_true", help="leave out what needs PostgreSQL")
    parser.addoption("--both", action="store_true", help="run every test of a database on both, not on one in turn")


# After hypothesis has loaded the profile that the command line names.
@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    leave_constants_out()
    # A rendered traceback with all local variables takes seconds; a line of JSON does not.
    configure_logs("json")
    if not config.getoption("--sqlite-only"):
        try:
            require_server()
        except PostgresMissing as missing:
            raise pytest.UsageError(str(missing)) from None
    forbid_remote_sockets()
    answer_in_the_calling_thread()
    share_compiled_statements()
    share_connections()


def pytest_make_parametrize_id(val: object) -> str | None:
    return case_name(val)


def pytest_collection_finish() -> None:
    """Leave what has been imported out of every later collection of garbage, of which there are fewer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(REALDATA_TESTS):
            item.add_marker(pytest.mark.realdata)
    if config.getoption("--sqlite-only"):
        leave_out(config, items, _needs_postgresql)
    elif not config.getoption("--both"):
        leave_out(config, items, plays_on_the_other)


def _needs_postgresql(item: pytest.Item) -> bool:
    assert isinstance(item, pytest.Function)
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "postgres" in item.fixturenames or "postgresql" in given


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Return the folder of real histories; fail, never skip, where it is absent."""
    folder = Path(os.environ.get("BONSENS_REALDATA", ROOT / ".." / "shared" / "data"))
    if not folder.is_dir():
        pytest.fail(f"No real data in {folder}; BONSENS_REALDATA names the folder.")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Yield this process's PostgreSQL server, started when the first test asks for it."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_template(postgres: Cluster) -> Iterator[str]:
    """Yield the name of a migrated database to copy from."""
    # A server named by the environment may serve several runs at once.
    name = f"bonsens_{uuid.uuid4().hex[:12]}"
    migrate(postgres.create_database(name))
    yield name
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "bonsens.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    copy = tmp_path / "bonsens.sqlite"
    shutil.copyfile(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture(scope="session")
def emptied(postgres: Cluster, postgresql_template: str) -> Iterator[Emptied]:
    """Yield the database that this process' tests take over from each other."""
    database = Emptied(postgres, postgresql_template)
    yield database
    database.drop()


@pytest.fixture
def postgresql_url(emptied: Emptied) -> Iterator[str]:
    yield emptied.take()
    emptied.give_back()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty, migrated database of this test's own."""
    # Asked for by name, so that a test on SQLite starts no server.
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Yield ``database_url`` opened."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def application() -> FastAPI:
    """Return an application that is equipped anew for each test: the first request to one costs as much as forty."""
    return made_application()


@pytest.fixture(scope="session")
def second_application() -> FastAPI:
    """Return another one, for tests in which two play at once."""
    return made_application()


def made_application() -> FastAPI:
    app = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS))
    # As committed, which takes a hundredth of the time; that it is the generated one is a test of its own.
    app.openapi_schema = json.loads((ROOT / "docs" / "openapi.json").read_bytes())
    return app


def equip_anew(application: FastAPI, settings: Settings) -> None:
    """Give an application other settings and an unused database, as if it had just been made."""
    equip(application, settings)
    # The middleware keeps its log, which may be what another test captured.
    application.middleware_stack = None


@pytest.fixture(scope="session")
def contract(application: FastAPI) -> Contract:
    """Return the promises of the API, read once."""
    return contract_of(application)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, token_keys=TOKEN_KEYS)


@pytest.fixture
def world(application: FastAPI, settings: Settings, contract: Contract) -> Iterator[World]:
    """Yield an application on an empty database of its own, on SQLite and on PostgreSQL."""
    equip_anew(application, settings)
    with ApiClient(application, contract) as client:
        yield World(application, application.state.services.database, client)


def migrate(url: str) -> None:
    """Bring a database to the newest schema, the way ``alembic upgrade head`` does."""
    config = Config(ROOT / "alembic.ini")
    database = Database(url)
    config.attributes["database"] = database
    command.upgrade(config, "head")
    database.dispose()


@pytest.fixture
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every vote move the figures: for tests of how votes add up, not of when they are told."""
    monkeypatch.setattr(batches, "BATCH", 1)
