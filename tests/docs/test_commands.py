"""Every command that the documentation shows runs, and prints what the page says."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.examples import SECONDS, Example, difference, examples_in, run, started
from tests.docs.forking import bonsens_at_hand

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ON_THE_DEMO = ["docs/tour.md", "docs/api.md"]
ON_THEIR_OWN = ["docs/quickstart.md", "docs/administration.md"]
PORT = "8000"
READY = "Stop with Ctrl-C."


@pytest.fixture
def port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return what a newcomer's shell has: a home without settings, and ``bonsens`` on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8", "COLUMNS": "120"}


@contextmanager
def demo(folder: Path, environment: Mapping[str, str], port: str) -> Iterator[None]:
    """Play the sample campaign and serve it while the context lasts."""
    told, deadline = folder / "demo.log", time.monotonic() + SECONDS
    with started(["bonsens", "demo", "--port", port], folder, environment, told) as process:
        while READY not in told.read_text():
            lasts = process.poll() is None and time.monotonic() < deadline
            assert lasts, f"The demo does not play:\n{told.read_text()}"
            time.sleep(0.2)
        yield


def check(page: str, port: str, folder: Path, environment: Mapping[str, str]) -> None:
    examples = [at_port(example, port) for example in examples_in(ROOT / page) if example.is_run]
    assert examples, page
    printed = run(examples, folder=folder, environment=environment)
    found = [wrong for example, text in zip(examples, printed, strict=True) if (wrong := difference(example, text))]
    assert not found, "\n\n".join(found)


def at_port(example: Example, port: str) -> Example:
    return replace(example, commands=example.commands.replace(PORT, port))


@pytest.mark.slow
def test_tour_and_api_guide(tmp_path: Path, environment: dict[str, str], port: str) -> None:
    # One test, so that the demo is played once.
    with demo(tmp_path, environment, port):
        for page in ON_THE_DEMO:
            check(page, port, tmp_path, environment)
    for guide in ("guide.pdf", "bicycle.pdf"):
        assert (tmp_path / "var" / "tour" / guide).read_bytes().startswith(b"%PDF-"), guide


@pytest.mark.slow
@pytest.mark.parametrize("page", ON_THEIR_OWN)
def test_page_on_its_own(page: str, tmp_path: Path, environment: dict[str, str], port: str) -> None:
    with bonsens_at_hand(tmp_path, environment) as quick:
        check(page, port, tmp_path, quick)
    assert (tmp_path / "travel.pdf").read_bytes().startswith(b"%PDF-")


def test_every_page_with_commands_is_run() -> None:
    with_commands = {str(page.relative_to(ROOT)) for page in PAGES if any(e.is_run for e in examples_in(page))}
    assert with_commands == {*ON_THE_DEMO, *ON_THEIR_OWN}
