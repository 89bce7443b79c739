"""The command that finds out anew who wrote what, and the migration that calls it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from app.pages.revisions.appending import DERIVED, Derived
from tests.archive.files import row, written
from tests.cli.conftest import Run

PUT_RIGHT = "guide: who wrote what in 3 revisions; {} stored rows put right.\n"


@pytest.fixture
def history(guide: Run, tmp_path: Path) -> Run:
    """Return ``run`` after three revisions were imported."""
    rows = [row("a.md", 1), row("b.md", 1), row("a.md", 2)]
    written(tmp_path / "history.jsonl", *rows)
    assert guide("import", "revisions", "history.jsonl", "--campaign", "guide").code == 0
    return guide


def execute(url: str, statement: str) -> None:
    database = Database(url)
    with database.writing() as session:
        session.connection().execute(text(statement))
    database.dispose()


@pytest.mark.slow
def test_a_rebuild_says_what_it_put_right(history: Run, sqlite_url: str) -> None:
    for arguments in ((), ("--campaign", "guide")):
        assert history("attribution", "rebuild", *arguments).err.endswith(PUT_RIGHT.format(0))
    execute(sqlite_url, "UPDATE attribution SET origins = x'80' WHERE revision_id = 2")
    broken = history("verify")
    assert broken.code == 1
    assert "Page 2, revision 1: what is stored of who wrote it cannot be read." in broken.err
    assert history("attribution", "rebuild").err.endswith(PUT_RIGHT.format(1))
    assert history("verify").code == 0
    unknown = history("attribution", "rebuild", "--campaign", "none")
    assert (unknown.code, unknown.err.splitlines()[-1]) == (1, "Refused: There is no such campaign.")


def test_a_migration_finds_out_what_is_missing(history: Run, sqlite_url: str) -> None:
    for table in ("attribution", "passage"):
        execute(sqlite_url, f"DELETE FROM {table}")  # noqa: S608  One of two names.
    assert "who wrote what in 3 revisions" in history("migrate").err
    assert "who wrote what" not in history("migrate").err
    assert history("attribution", "rebuild").err.endswith(PUT_RIGHT.format(0))


def test_a_redacted_page_is_said_to_stay(history: Run, sqlite_url: str) -> None:
    execute(sqlite_url, "DROP TRIGGER content_no_update")
    execute(
        sqlite_url, "UPDATE content SET text = '' WHERE sha256 = (SELECT content_sha256 FROM revision WHERE id = 1)"
    )
    ended = history("attribution", "rebuild")
    assert ended.code == 0
    assert ended.err.endswith("guide: pages left as they are, because a text or title of theirs was redacted: 1.\n")


@pytest.mark.parametrize("derived", DERIVED, ids=lambda derived: derived.rebuilt_by)
def test_what_is_derived_from_a_revision_has_a_command_that_rebuilds_it(history: Run, derived: Derived) -> None:
    assert history(*derived.rebuilt_by.split()[1:]).code == 0
