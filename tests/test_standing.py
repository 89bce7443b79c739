"""A beginning that is given to a database is what making it there would leave, and is made where it cannot be given."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, table, text
from sqlmodel import col, select

from app.clock import database_now, shifted
from app.db import Database
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import create_user
from tests import standing
from tests.postgres import Cluster
from tests.standing import begin

pytestmark = pytest.mark.databases

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def second(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield another empty database on the same kind of server."""
    if database.is_sqlite:
        file = shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "second.sqlite")
        opened = Database(f"sqlite:///{file}")
        yield opened
        opened.dispose()
        return
    server: Cluster = request.getfixturevalue("postgres")
    opened = Database(server.create_database("second", template=request.getfixturevalue("postgresql_template")))
    yield opened
    opened.dispose()
    server.drop_database("second")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_kept", {})


def adds(database: Database, username: str) -> Callable[[], None]:
    def add() -> None:
        with database.writing() as session:
            create_user(session, Actor(None), username, name="Zoé", now=database_now(session))

    return add


def rows(database: Database) -> Rows:
    with database.fetching() as connection:
        whole = {name: select(text("*")).select_from(table(name)) for name in inspect(connection).get_table_names()}
        return {name: sorted(map(tuple, connection.execute(query)), key=repr) for name, query in whole.items()}


def names(database: Database) -> list[tuple[int | None, str]]:
    with database.reading() as session:
        return [(user.id, user.username) for user in session.scalars(select(User).order_by(col(User.id)))]


def test_what_is_given_is_what_was_made(database: Database, second: Database) -> None:
    begin(database, "zoe", adds(database, "zoe"))
    begin(second, "zoe", lambda: pytest.fail("It is made a second time."))
    assert rows(second) == rows(database)
    assert names(second) == [(1, "zoe")]
    # And whatever comes after it has the numbers that it would have had.
    for each in (database, second):
        adds(each, "max")()
    assert names(second) == names(database) == [(1, "zoe"), (2, "max")]


def test_another_beginning_is_made(database: Database, second: Database) -> None:
    begin(database, "zoe", adds(database, "zoe"))
    begin(second, "max", adds(second, "max"))
    assert names(second) == [(1, "max")]


def test_nothing_is_given_to_a_database_in_use(database: Database, second: Database) -> None:
    begin(database, "zoe", adds(database, "zoe"))
    adds(second, "max")()
    begin(second, "zoe", adds(second, "zoe"))
    assert names(second) == [(1, "max"), (2, "zoe")]


def test_nothing_is_given_while_the_clock_is_moved(database: Database, second: Database) -> None:
    begin(database, "zoe", adds(database, "zoe"))
    made = []
    with shifted(timedelta(days=1)):
        begin(second, "zoe", lambda: made.append(True))
    assert made == [True]
    assert names(second) == []


def test_nothing_is_given_to_a_database_of_another_shape(database: Database, second: Database) -> None:
    """What a test has changed about the tables, a trigger that it plants, would be gone on SQLite."""
    begin(database, "zoe", adds(database, "zoe"))
    with second.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE planted (id integer)")
    begin(second, "zoe", adds(second, "zoe"))
    assert rows(second)["planted"] == []
    assert names(second) == [(1, "zoe")]
