"""The worker outlives its database, and the demo's refusals are sentences."""

import multiprocessing
import socket
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.cli import playing, serving
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
    serving.worker()


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
