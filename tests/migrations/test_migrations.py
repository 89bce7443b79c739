"""The migrations build what the models say, on both databases, under the names of the convention."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Field, SQLModel

from app.db import Database
from app.migrating import is_current, upgrade
from app.pages.attribution.rebuilding import campaigns_to_rebuild
from app.reviews.votes.recount import verify_tallies
from app.tables import metadata
from tests.migrations.conftest import upgrade_to
from tests.test_constraints import APPEND_ONLY, COLUMNS, NOW, fill

pytestmark = pytest.mark.databases

ROOT = Path(__file__).parents[2]
NAMES = {"pk": r"pk_{}", "fk": r"fk_{}_\w+", "uq": r"uq_{}_\w+", "ck": r"ck_{}_\w+", "ix": r"(ix|uq)_{}_\w+"}


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


@pytest.mark.slow
def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    assert differences(database) == []


@pytest.mark.slow
def test_a_difference_would_be_found(database: Database) -> None:
    with database.writing() as session:
        session.connection().execute(text("DROP INDEX ix_page_head_id"))
        session.connection().execute(text("ALTER TABLE theme ADD COLUMN forgotten INTEGER"))
    found = str(differences(database))
    assert "ix_page_head_id" in found
    assert "forgotten" in found


def test_check_constraints_are_those_of_the_models(database: Database) -> None:
    """Alembic compares no check constraints."""
    inspector = inspect(database.engine)
    for table in metadata.sorted_tables:
        modelled = {str(part.name) for part in table.constraints if isinstance(part, CheckConstraint)}
        assert {str(check["name"]) for check in inspector.get_check_constraints(table.name)} == modelled, table.name


def test_ids_are_not_given_twice_where_the_models_say_so(sqlite_url: str) -> None:
    """A table that a migration rebuilds on SQLite loses its AUTOINCREMENT unless it is asked for again."""
    database = Database(sqlite_url)
    with database.reading() as session:
        rows = session.connection().execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    database.dispose()
    found = {name for name, sql in rows if "AUTOINCREMENT" in sql}
    wanted = {name for name, table in metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]}
    assert found == wanted


def test_constraints_are_named_by_convention(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in metadata.tables:
        named = [("pk", inspector.get_pk_constraint(table)["name"])]
        if database.is_sqlite and metadata.tables[table].dialect_options["sqlite"]["autoincrement"]:
            # SQLite takes AUTOINCREMENT only in the column itself, where a key has no name.
            named = []
        named += [("fk", key["name"]) for key in inspector.get_foreign_keys(table)]
        named += [("uq", unique["name"]) for unique in inspector.get_unique_constraints(table)]
        named += [("ck", check["name"]) for check in inspector.get_check_constraints(table)]
        named += [("ix", index["name"]) for index in inspector.get_indexes(table)]
        for kind, name in named:
            assert name is not None, (table, kind)
            assert re.fullmatch(NAMES[kind].format(table), name), (table, kind, name)
            # PostgreSQL cuts longer names.
            assert len(name) <= 63


def test_each_append_only_table_has_its_triggers(database: Database) -> None:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    suffixes = ("update", "delete") if database.is_sqlite else ("change", "truncate")
    with database.reading() as session:
        found = set(session.connection().scalars(text(query)))
    assert found == {f"{table}_no_{suffix}" for table in APPEND_ONLY for suffix in suffixes}


@pytest.mark.slow
def test_from_nothing_to_the_newest_and_again(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    upgrade(empty)
    assert differences(empty) == []
    with empty.reading() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM audit_chain")) == 1


@pytest.mark.slow
def test_what_the_first_tables_held_is_kept(empty: Database) -> None:
    upgrade_to(empty, "0001")
    with empty.writing() as session:
        fill(session.connection())
        for statement in (DRAFT, DRAFT, "DELETE FROM draft WHERE id = 2", *VOTES):
            session.connection().execute(text(statement))
    before = rows_of_first_columns(empty)
    upgrade(empty)
    assert {table: rows for table, rows in rows_of_first_columns(empty).items() if table in before} == before
    assert all(before.values())
    with empty.reading() as session:
        assert list(verify_tallies(session)) == []
        counted = session.connection().execute(text("SELECT ballots, persons FROM ballot_count")).all()
        assert sorted(map(tuple, counted)) == [("11+", 1), ("12- 11+", 1)]
    with empty.writing() as session:
        session.connection().execute(text("DELETE FROM draft"))
        session.connection().execute(text(DRAFT))
        assert session.connection().scalar(text("SELECT id FROM draft")) == 3
    with empty.writing() as session, pytest.raises(DatabaseError, match="append-only"):
        session.connection().execute(text("DELETE FROM decision"))


DRAFT = f"""
INSERT INTO draft (user_id, campaign_id, reason, title, text, summary, minor, version, created_at, updated_at)
VALUES (1, 1, 'late', 'T', 'x', '', false, 1, {NOW}, {NOW})
"""  # noqa: S608


_BALLOT = "INSERT INTO ballot (user_id, revision_id, choice, cast_at) VALUES"
VOTES = [
    f"INSERT INTO user_account ({COLUMNS['user_account']}) VALUES (2, 'k2', 'bob', 'Bob', false, false, {NOW}, {NOW})",  # noqa: S608
    f"{_BALLOT} (1, 11, 'approve', {NOW}), (2, 11, 'approve', {NOW})",
    f"{_BALLOT} (2, 12, 'oppose', '2025-01-01 12:00:00.000000')",
    f"INSERT INTO support (user_id, page_id, revision_id, cast_at) VALUES (1, 1, 11, {NOW}), (2, 1, 12, {NOW})",  # noqa: S608
    "UPDATE page SET support_count = 2 WHERE id = 1",
]


def rows_of_first_columns(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        connection = session.connection()
        there = set(inspect(connection).get_table_names())
        return {
            table: sorted(tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {table}")))  # noqa: S608
            for table, columns in {**COLUMNS, "draft": "id, reason, text"}.items()
            if table in there
        }


CREDIT_BEFORE_TITLES = [
    "INSERT INTO attribution (revision_id, seen, origins) VALUES (11, 0, :one), (12, 1, :one), (21, 2, :one)",
    """
    INSERT INTO passage (campaign_id, key, page_id, revision_id, origins)
    VALUES (1, :key, 1, 11, :one), (1, :key, 2, 21, :one)
    """,
    "INSERT INTO redacted_part (id, redaction_id, part, revision_id, sha256) VALUES (2, 1, 'title', 11, 'd')",
]
"""Page 1 lost the title of its first revision; the second has another one."""


@pytest.mark.slow
def test_titles_of_what_cannot_be_compared_again_are_credited(empty: Database) -> None:
    values = {"one": b"\x01\x00\x00\x01", "key": bytes(16)}
    upgrade_to(empty, "0006")
    with empty.writing() as session:
        fill(session.connection())
        for statement in (*CREDIT_BEFORE_TITLES, "UPDATE revision SET title = '…' WHERE id = 11"):
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            session.connection().execute(text(statement), used)
    upgrade(empty)
    with empty.reading() as session:
        rows = session.connection().execute(text("SELECT revision_id, title_origins, origins FROM attribution"))
        nothing, itself = b"\x00", b"\x01\x00\x00\x01"
        assert sorted(map(tuple, rows)) == [(11, nothing, itself), (12, itself, itself)]
        assert session.connection().scalars(text("SELECT page_id FROM passage")).all() == [1]
        assert [slug for _, slug in campaigns_to_rebuild(session)] == ["g"]


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_names_of_new_tables_follow_the_convention() -> None:
    """The convention stands in the metadata, so that nobody has to remember it."""

    class Passing(SQLModel, table=True):
        __tablename__ = "passing"
        id: int | None = Field(default=None, primary_key=True)
        theme_id: int = Field(foreign_key="theme.id", index=True, unique=True)

    table = Passing.__table__  # type: ignore[attr-defined]
    try:
        names = {str(part.name) for part in [*table.constraints, *table.indexes]}
        assert names == {"pk_passing", "fk_passing_theme_id_theme", "ix_passing_theme_id"}
    finally:
        metadata.remove(table)
