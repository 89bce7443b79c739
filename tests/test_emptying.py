"""A database that a test takes over is empty and as strict as a new one, whatever the test before has done."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from tests import emptying
from tests.emptying import Emptied
from tests.postgres import Cluster, conninfo

SPOILT = (
    "INSERT INTO content (sha256, text) VALUES ('d', 'Un texte.')",
    "INSERT INTO audit_chain (campaign_id, number, digest) VALUES (NULL, 3, 'd')",
    "UPDATE audit_chain SET number = 5",
)
"""Rows of tests, some where nothing may be deleted, and one changed that the migrations have written."""


@pytest.fixture
def own(postgres: Cluster, postgresql_template: str) -> Iterator[Emptied]:
    own = Emptied(postgres, postgresql_template)
    own.take()
    yield own
    own.drop()


def run(own: Emptied, *statements: str) -> None:
    with psycopg.connect(conninfo(make_url(own.url)), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def rows(own: Emptied) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(conninfo(make_url(own.url)), autocommit=True) as connection:
        found = {table: connection.execute(f"TABLE {table}".encode()).fetchall() for table in own.kept}
        found["next"] = connection.execute("SELECT sum(nextval(seqrelid)) FROM pg_sequence").fetchall()
        return found


@pytest.fixture
def fresh(own: Emptied) -> dict[str, list[tuple[object, ...]]]:
    """Return what a new database holds; the one that is looked at has used up its first numbers."""
    found = rows(own)
    own.drop()
    own.take()
    return found


def test_no_row_and_no_number_of_a_test_is_left(own: Emptied, fresh: dict[str, list[tuple[object, ...]]]) -> None:
    used = own.url
    run(own, *SPOILT)
    assert rows(own) != fresh
    own.give_back()
    assert own.take() == used
    assert rows(own) == fresh


def test_what_keeps_history_works_after_emptying(own: Emptied) -> None:
    run(own, *SPOILT)
    own.give_back()
    own.take()
    run(own, *SPOILT)
    for statement in ("DELETE FROM content", "UPDATE content SET text = ''", "TRUNCATE content CASCADE"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            run(own, statement)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE only_here (id INTEGER)",
        "CREATE INDEX only_here ON content (text)",
        "DROP INDEX ix_job_state_id",
        "ALTER TABLE content DISABLE TRIGGER content_no_change",
        "DROP TRIGGER content_no_change ON content",
        "ALTER TABLE revision DROP CONSTRAINT fk_revision_page_id_page",
        "ALTER TABLE revision ALTER COLUMN title DROP NOT NULL",
        "CREATE FUNCTION only_here() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER DATABASE {name} SET lock_timeout = 1",
    ],
    ids=lambda change: change.replace("{", "").replace("}", ""),
)
def test_a_database_of_another_shape_is_not_handed_on(own: Emptied, change: str) -> None:
    used = own.url
    run(own, change.format(name=make_url(used).database))
    own.give_back()
    assert own.url == ""
    assert own.take() != used


def test_one_that_is_gone_is_made_anew(own: Emptied, postgres: Cluster) -> None:
    postgres.drop_database(str(make_url(own.url).database))
    own.give_back()
    own.take()
    assert rows(own)["content"] == []


def test_whoever_is_still_connected_is_thrown_out(own: Emptied) -> None:
    with psycopg.connect(conninfo(make_url(own.url))) as left:
        left.execute(SPOILT[0].encode())
        own.give_back()
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")


def test_a_database_is_not_used_for_ever(own: Emptied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptying, "MOST_USES", 1)
    own.give_back()
    assert own.url == ""
