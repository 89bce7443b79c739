"""Fixtures for commands: each runs in this process, on a database of the test's own."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main

Run = Callable[..., "Ended"]

CAMPAIGN = """
slug = "guide"
title = "Guide"
language = "fr"
opens_at = 2020-01-01T00:00:00Z
closes_at = 2999-01-01T00:00:00Z

[[themes]]
slug = "t1"
question = "Une question ?"
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return a function that runs a command line as ``bonsens`` does."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["bonsens", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        written = capsysbinary.readouterr()
        return Ended(code, written.out, written.err.decode())

    return run


@pytest.fixture
def configured(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Point the settings to an empty, migrated database."""
    monkeypatch.setenv("BONSENS_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BONSENS_TOKEN_KEYS", "test:9f86d081884c7d659a2feaa0c55ad015")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def guide(configured: None, run: Run, tmp_path: Path) -> Run:  # noqa: ARG001  The settings are needed, not their value.
    """Return ``run`` after a site admin and an open campaign ``guide`` were made with it."""
    (tmp_path / "guide.toml").write_text(CAMPAIGN, "utf-8")
    assert run("user", "create", "chef", "--name", "La Chef", "--admin").code == 0
    assert run("campaign", "create", "guide.toml").code == 0
    return run
