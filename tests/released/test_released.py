"""What a release left is brought to today's tables, holds, and is served as it was."""

import pytest
from sqlalchemy import inspect, text

from app.db import Database
from app.demo.stage import PASSWORD
from app.text.tokens import TOKEN_RULE
from tests.cli.conftest import Ended, Run
from tests.released import scripts
from tests.released.conftest import Sample
from tests.released.telling import Json, told_of
from tests.world import World

pytestmark = pytest.mark.databases

Rows = dict[str, tuple[str, list[str]]]
"""By table: its columns, and its rows as they print."""

NOT_KEPT = {
    "alembic_version": "says which migrations ran",
    "audit_chain": "moves with every act; `bonsens verify` proves it",
    "ballot_count": "is counted anew, with the departments of the voters; `bonsens verify` proves it",
    "attribution": "is found out anew; `bonsens verify` proves it",
    "passage": "is found out anew; `bonsens verify` proves it",
}
"""Tables whose rows may change; every other row that a release left stays, in each of its columns."""


def rows_of(database: Database, columns: Rows | None = None) -> Rows:
    """Return what stands in every table, or in the columns of an earlier answer."""
    with database.reading() as session:
        connection = session.connection()
        if columns is None:
            inspector = inspect(connection)
            tables = [table for table in inspector.get_table_names() if table not in NOT_KEPT]
            wanted = {table: ", ".join(column["name"] for column in inspector.get_columns(table)) for table in tables}
        else:
            wanted = {table: names for table, (names, _) in columns.items()}
        return {
            table: (names, sorted(map(repr, connection.execute(text(f"SELECT {names} FROM {table}")))))  # noqa: S608
            for table, names in wanted.items()
        }


def lost(before: Rows, after: Rows) -> list[str]:
    """Name the rows that are gone or changed, one for each table."""
    gone = {table: sorted(set(rows) - set(after[table][1])) for table, (_, rows) in before.items()}
    return [
        f"{table}: {len(rows)} rows were lost or changed, first {rows[0][:300]}" for table, rows in gone.items() if rows
    ]


def rules_of(database: Database) -> set[int]:
    """Return the rules by which stored texts are cut; the releases before the second rule stored none."""
    with database.reading() as session:
        connection = session.connection()
        if "token_rule" not in {column["name"] for column in inspect(connection).get_columns("attribution")}:
            return {1}
        return set(connection.scalars(text("SELECT token_rule FROM attribution")))


def assert_done(ended: Ended, command: str) -> None:
    assert ended.code == 0, f"`bonsens {command}` on the database of a release:\n{ended.err}"


def told_today(world: World, campaign: str) -> Json:
    credentials = {"username": scripts.ADMIN, "password": PASSWORD}
    client = world.client.as_(world.client.post("/v1/auth/token", json=credentials).json()["access_token"])

    def ask(path: str) -> Json:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        told: Json = answer.json()
        return told

    return told_of(campaign, ask)


@pytest.mark.slow
def test_what_a_release_left_is_migrated_verified_and_served(sample: Sample, world: World, run: Run) -> None:
    before = rows_of(world.database)
    assert all(rows for _, rows in before.values()), "a table of the sample is empty: play more of it"
    assert rules_of(world.database) == {1}
    migrated = run("migrate")
    assert_done(migrated, "migrate")
    # No vote counts for another text because the texts are cut otherwise.
    assert "votes count" not in migrated.err
    assert rules_of(world.database) == {TOKEN_RULE}
    assert lost(before, rows_of(world.database, before)) == []
    assert_done(run("verify"), "verify")
    assert set(sample.told) > {scripts.SLUG}
    for campaign, told in sample.told.items():
        assert told_today(world, campaign) == told
    clone = f"campaign clone {scripts.SLUG} next-year --members --texts --as {scripts.ADMIN}"
    assert_done(run(*clone.split()), clone)
    assert_done(run("verify"), "verify")


DAMAGED = """
SELECT content.sha256, content.text FROM page
JOIN revision ON revision.page_id = page.id AND revision.number = 1
JOIN content ON content.sha256 = revision.content_sha256 WHERE page.slug = 'scripts'
"""


@pytest.mark.slow
def test_one_changed_byte_is_found(sample: Sample, run: Run) -> None:
    assert_done(run("migrate"), "migrate")
    database = Database(sample.url)
    with database.writing() as session:
        connection = session.connection()
        trigger = "content_no_update" if database.is_sqlite else "content_no_change ON content"
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        digest, words = connection.execute(text(DAMAGED)).one()
        changed = {"words": words.replace("bonjour", "bonjouR"), "digest": digest}
        connection.execute(text("UPDATE content SET text = :words WHERE sha256 = :digest"), changed)
    database.dispose()
    ended = run("verify")
    assert ended.code == 1
    assert "revision 1: its text was changed." in ended.err


def test_a_lost_row_is_found(sample: Sample) -> None:
    database = Database(sample.url)
    before = rows_of(database)
    with database.writing() as session:
        session.connection().execute(text("UPDATE ballot SET choice = 'oppose' WHERE choice = 'approve'"))
        session.connection().execute(text("DELETE FROM support"))
    found = lost(before, rows_of(database, before))
    database.dispose()
    assert [sentence.partition(":")[0] for sentence in found] == ["ballot", "support"]
