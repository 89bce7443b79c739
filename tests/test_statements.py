"""What one database of a test process has compiled, no other of its kind compiles again."""

import pytest
from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import col, select

from app.db import Database
from app.identity.models import User


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what has been compiled since, by the name of its dialect."""
    found: list[str] = []
    whole = SQLCompiler.__init__

    def counted(self: SQLCompiler, dialect: Dialect, *args: object, **more: object) -> None:
        found.append(dialect.name)
        whole(self, dialect, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(SQLCompiler, "__init__", counted)
    return found


def test_a_statement_is_compiled_once_for_each_kind(sqlite_url: str, postgresql_url: str, compiled: list[str]) -> None:
    for url in (sqlite_url, postgresql_url, sqlite_url, postgresql_url):
        database = Database(url)
        with database.fetching() as connection:
            found = connection.execute(select(User.id, col(User.name).label("statement_of_this_test")))
            assert list(found.keys()) == ["id", "statement_of_this_test"]
        database.dispose()
    assert sorted(compiled) == ["postgresql", "sqlite"]
