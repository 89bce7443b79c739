"""Fixtures for real histories: commands that must succeed, and a database with an open campaign."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.db import Database

Bonsens = Callable[..., float]


@pytest.fixture
def bonsens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bonsens:
    """Return a function that runs a command, which must succeed, and tells the seconds it took."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> float:
        monkeypatch.setattr(sys, "argv", ["bonsens", *arguments])
        started = time.perf_counter()
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0, arguments
        return time.perf_counter() - started

    return run


@pytest.fixture
def database(
    request: pytest.FixtureRequest, backend: str, bonsens: Bonsens, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """Yield a database of the backend, in which a site admin and an open campaign ``guide`` were made."""
    url = str(request.getfixturevalue(f"{backend}_url"))
    monkeypatch.setenv("BONSENS_DATABASE_URL", url)
    Path("guide.toml").write_text('slug = "guide"\ntitle = "Les guides"\nlanguage = "fr"\n', "utf-8")
    bonsens("user", "create", "chef", "--name", "La Chef", "--admin")
    bonsens("campaign", "create", "guide.toml")
    bonsens("campaign", "open", "guide", "--until", "2999-01-01")
    opened = Database(url)
    yield opened
    opened.dispose()
