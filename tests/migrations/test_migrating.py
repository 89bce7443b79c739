"""Migrations that meet each other, or people at work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from app import db
from app.db import Database
from app.migrating import MIGRATION_LOCK, MigrationRefused, is_current, upgrade
from tests.migrations.conftest import upgrade_to

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
SAY_WHEN = """
import sys
from app.cli import main
sys.argv = ["bonsens", "migrate"]
print("ready", flush=True)
sys.stdin.readline()
main()
"""
"""Starts the command and waits before its first word to the database, so that several begin at once."""


@contextmanager
def migrations_at_the_start(url: str, *, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Yield processes that migrate a database when they are told to."""
    environment = {**os.environ, "BONSENS_DATABASE_URL": url}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SAY_WHEN],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(count)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def go(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


def endings(processes: list[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """Return the status and last line of each; the first admin's way in may stand before it."""
    return [(process.wait(), process.communicate()[1].splitlines(keepends=True)[-1]) for process in processes]


DONE = (0, "The database has the tables of this release.\n")


@pytest.mark.slow
@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_of_two_migrations_at_once_one_finds_nothing_to_do(empty_url: str) -> None:
    with migrations_at_the_start(empty_url, count=2) as processes:
        go(processes)
        assert endings(processes) == [DONE, DONE]
    database = Database(empty_url)
    assert is_current(database)
    with database.reading() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM audit_chain")) == 1
    database.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_migrations_wait_for_each_other(empty: Database, empty_url: str) -> None:
    """No luck is needed here: all are seen waiting before the first may begin."""
    with migrations_at_the_start(empty_url, count=2) as processes:
        with empty.writing() as session:
            session.connection().execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            go(processes)
            while session.connection().scalar(text(WAITING)) != 2:
                assert [process.poll() for process in processes] == [None, None], endings(processes)
        assert endings(processes) == [DONE, DONE]
    assert is_current(empty)


@pytest.mark.slow
@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("held", "limits", "refusal"),
    [
        (
            "LOCK TABLE page IN ACCESS SHARE MODE",
            {"LOCK": "1"},
            "A table that has to change was in use for more than 1 seconds, so nothing was changed.",
        ),
        (
            "LOCK TABLE page IN ACCESS SHARE MODE",
            {"LOCK": "60", "STATEMENT": "1"},
            "A step took longer than 1 seconds, so nothing was changed.",
        ),
        (
            f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})",
            {"STATEMENT": "1"},
            "Another migration has been at work on this database for 1 seconds, so nothing was changed.",
        ),
    ],
    ids=["table in use", "long step", "other migration"],
)
def test_a_migration_gives_up_in_one_sentence(
    empty: Database, monkeypatch: pytest.MonkeyPatch, held: str, limits: dict[str, str], refusal: str
) -> None:
    upgrade_to(empty, "0007")
    for limit, seconds in limits.items():
        monkeypatch.setenv(f"BONSENS_MIGRATION_{limit}_SECONDS", seconds)
    with empty.writing() as session:
        session.connection().execute(text(held))
        with pytest.raises(MigrationRefused) as refused:
            upgrade(empty)
    assert str(refused.value).startswith(refusal)
    with empty.reading() as session:
        assert session.connection().scalar(text("SELECT version_num FROM alembic_version")) == "0007"
    upgrade(empty)
    assert is_current(empty)


@pytest.mark.slow
@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_file_that_is_being_written_to_is_named(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_MILLISECONDS", 1)
    database = Database(empty_url)
    with database.writing(), pytest.raises(MigrationRefused, match=r"^The file was being written to"):
        upgrade(database)
    upgrade(database)
    assert is_current(database)
    database.dispose()
