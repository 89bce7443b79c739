"""A kept connection is as a new one for the next test that takes it."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from app.db import Database
from tests.connections import backends, close_connections, keep_connections
from tests.frozen import between
from tests.postgres import Cluster, conninfo

OWN = "SELECT pg_backend_pid()"


@pytest.fixture
def url(postgres: Cluster, postgresql_template: str) -> Iterator[str]:
    """Yield the URL of a database whose connections are kept."""
    made = postgres.create_database("kept_connections", template=postgresql_template)
    keep_connections("kept_connections")
    yield made
    close_connections("kept_connections")
    postgres.drop_database("kept_connections")


def asked(url: str, *statements: str, seconds: float | None = None) -> list[object]:
    """Return the first value of each statement's answer, on one connection of an engine of its own."""
    database = Database(url, seconds=seconds)
    with database.engine.connect() as connection:
        answers = [connection.execute(text(statement)) for statement in statements]
        found = [answer.scalar() if answer.returns_rows else None for answer in answers]
        connection.commit()
    database.dispose()
    return found


def test_the_next_engine_takes_the_connection_that_was_left(url: str) -> None:
    first = asked(url, OWN)
    assert backends("kept_connections") == first
    assert asked(url, OWN) == first


def test_who_waits_so_long_takes_what_waits_as_long(url: str) -> None:
    limit = "SHOW statement_timeout"
    patient, short, endless = (asked(url, OWN, limit, seconds=seconds) for seconds in (30, 1, None))
    assert (patient[1], short[1], endless[1]) == ("29500ms", "500ms", "0")
    assert len({patient[0], short[0], endless[0]}) == 3
    for seconds, left in ((1, short), (None, endless), (30, patient)):
        assert asked(url, OWN, limit, seconds=seconds) == left


def test_a_taken_connection_waits_for_whoever_took_it(url: str) -> None:
    asked(url, OWN, seconds=1)
    database = Database(url, seconds=1)
    with database.fetching() as connection:
        taken = connection.connection.driver_connection
        assert isinstance(taken, psycopg.Connection)
        assert vars(taken)["patience"] is database._patience
    database.dispose()


def test_whoever_comes_another_way_takes_nothing(url: str) -> None:
    [first] = asked(url, OWN)
    with between(url) as way:
        assert asked(way.url, OWN) != [first]
    assert asked(url, OWN) == [first]


@pytest.mark.parametrize(
    ("left", "asks", "new"),
    [
        ("SET statement_timeout = 77", "SHOW statement_timeout", "0"),
        ("SET session_replication_role = replica", "SHOW session_replication_role", "origin"),
        ("SET TIME ZONE 'Asia/Tokyo'", "SHOW TimeZone", "UTC"),
        ("SELECT pg_advisory_lock(77)", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", 0),
        ("CREATE TEMP TABLE left_behind (id integer)", "SELECT to_regclass('left_behind')", None),
    ],
)
def test_nothing_of_a_session_is_left(url: str, left: str, asks: str, new: object) -> None:
    pid = asked(url, left, OWN)[-1]
    assert asked(url, OWN, asks) == [pid, new]


def test_a_connection_that_the_server_has_ended_is_not_taken(url: str, postgres: Cluster) -> None:
    [pid] = asked(url, OWN)
    with psycopg.connect(conninfo(postgres.url), autocommit=True) as another:
        another.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert asked(url, OWN) != [pid]


def test_an_open_transaction_is_rolled_back(url: str) -> None:
    database = Database(url)
    unfinished = database.engine.raw_connection()
    unfinished.cursor().execute("CREATE TABLE half_done (id integer)")
    unfinished.detach()
    unfinished.close()
    database.dispose()
    [pid] = backends("kept_connections")
    assert asked(url, OWN, "SELECT to_regclass('half_done')") == [pid, None]
