"""The worker outlives its database, and the demo's refusals are sentences."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.cli import playing, serving, working
from app.demo.player import StoryBroken
from app.demo.stage import HOST
from tests.cli.conftest import Run


class Enough(Exception):
    """Ends the worker's loop."""


@pytest.mark.usefixtures("configured")
def test_a_worker_outlives_a_restart_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def next_job(*_: object) -> bool:
        calls.append("job")
        if len(calls) == 1:
            raise OperationalError("SELECT", {}, Exception("server closed the connection"))
        if len(calls) == 3:
            raise Enough
        return True

    monkeypatch.setattr(serving, "run_next_job", next_job)
    monkeypatch.setattr(serving, "UNAVAILABLE_SECONDS", 0)
    with pytest.raises(Enough):
        serving.worker()
    assert len(calls) == 3


@pytest.mark.usefixtures("configured")
def test_a_worker_beside_a_server_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def is_alive(self) -> bool:
            return False

    monkeypatch.setattr(multiprocessing, "parent_process", Dead)
    with pytest.raises(SystemExit):
        serving.worker()


@pytest.mark.slow
def test_a_worker_that_dies_is_started_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(working, "RESTART_SECONDS", 0)
    told = multiprocessing.get_context("spawn").SimpleQueue()
    keeper = working.Keeper(partial(dying_worker, told))
    keeper.start()
    assert {told.get(), told.get()} == {1}
    keeper.close()
    keeper.join()
    assert "worker ended, started again" in capsys.readouterr().out


def dying_worker(told: "multiprocessing.SimpleQueue[int]") -> None:
    told.put(1)
    os._exit(9)


@pytest.mark.slow
def test_a_slow_client_does_not_keep_a_server_from_ending(sqlite_url: str, tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    settings = {"DATABASE_URL": sqlite_url, "TOKEN_KEY_FILE": str(tmp_path / "keys"), "SHUTDOWN_SECONDS": "1"}
    environment = {**os.environ, **{f"BONSENS_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port)]
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server,
        connected(port) as client,
    ):
        head = b"POST /v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        client.sendall(head + b'Content-Length: 99\r\n\r\n{"username":')
        time.sleep(0.2)
        server.terminate()
        server.wait(30)
    # Not killed: it ended by itself, with the process of the jobs.
    assert server.returncode is not None
    assert server.returncode != -9


def connected(port: int) -> socket.socket:
    """Connect to a server as soon as it listens."""
    for _ in range(600):
        try:
            return socket.create_connection((HOST, port))
        except ConnectionRefusedError:
            time.sleep(0.1)
    return pytest.fail("The server does not start.")


@pytest.mark.usefixtures("configured")
def test_the_demo_refuses_a_port_in_use_before_it_clears_anything(run: Run, tmp_path: Path) -> None:
    earlier = tmp_path / "var" / "demo" / "guide.pdf"
    earlier.parent.mkdir(parents=True)
    earlier.touch()
    with socket.create_server((HOST, 0)) as foreign:
        port = foreign.getsockname()[1]
        refused = run("demo", "--port", str(port))
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert refused.err.startswith(f"Refused: Port {port} cannot be used: ")
    assert earlier.exists()


@pytest.mark.usefixtures("configured")
def test_a_story_that_goes_another_way_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoryBroken("step 3 (edit of [page] by zoe): the story says saved.")

    monkeypatch.setattr(playing, "play_demo", broken)
    ended = run("demo", "--no-serve")
    assert (ended.code, ended.err) == (1, "Refused: step 3 (edit of [page] by zoe): the story says saved.\n")
