"""The test databases and the guard around them do what the other tests rely on."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.db import Database
from app.tables import metadata
from tests import postgres
from tests.postgres import PostgresMissing, find_binaries, require_server
from tests.sockets import RemoteSocketRefused

pytestmark = pytest.mark.databases

ROOT = Path(__file__).parents[1]


def test_database_is_migrated(database: Database) -> None:
    with database.reading() as session:
        for table in metadata.sorted_tables:
            session.connection().execute(table.select().limit(1))


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_has_its_own_database(database: Database, run: int) -> None:
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE only_here (run INTEGER)"))
        session.connection().execute(text("INSERT INTO only_here VALUES (:run)"), {"run": run})


def test_backends_are_what_they_say(database_url: str, request: pytest.FixtureRequest) -> None:
    assert make_url(database_url).get_backend_name() in request.node.name


def test_remote_sockets_are_refused() -> None:
    with socket.socket() as remote:
        with pytest.raises(RemoteSocketRefused):
            remote.connect(("192.0.2.1", 80))
        with pytest.raises(RemoteSocketRefused):
            socket.getaddrinfo("example.org", 80)


def test_local_sockets_are_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_missing_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(postgres.SERVER_VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "Path", lambda _: Path("/nonexistent"))
    with pytest.raises(PostgresMissing, match="apt install postgresql"):
        require_server()


@pytest.mark.slow
def test_the_server_dies_with_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.SERVER_VARIABLE, raising=False)
    find_binaries()
    owner = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    with owner.stdout:
        url = make_url(owner.stdout.readline().strip())
    folder = Path(str(url.query["host"]))
    assert folder.is_dir()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
