"""The migrations up to a release make the tables that the release had, however they are written by now."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from app.db import Database
from tests.migrations.conftest import upgrade_to
from tests.postgres import Cluster
from tests.released.samples import RELEASES, load_postgresql, load_sqlite

SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
POSTGRESQL = """
SELECT 'column ' || attrelid::regclass || ' ' || attnum, attname || ' ' || format_type(atttypid, atttypmod)
    || ' ' || attnotnull || ' ' || COALESCE(pg_get_expr(adbin, adrelid), '') || ' ' || CAST(attidentity AS text)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || proname, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
CASTS = re.compile(r"::[a-z ]+(\[\])?|[()]")
"""PostgreSQL sets casts and brackets in another way when it reads what it has written."""


def schema_of(database: Database) -> dict[str, list[str]]:
    """Return the definition of each thing in a database, as sorted lines where nobody fixed their order."""
    with database.reading() as session:
        if database.is_sqlite:
            rows = session.connection().execute(text(SQLITE)).all()
            return {name: sorted(line.strip().rstrip(",") for line in sql.splitlines()) for name, sql in rows}
        rows = session.connection().execute(text(POSTGRESQL)).all()
        return {name: CASTS.sub("", definition).splitlines() for name, definition in rows}


@pytest.fixture(params=RELEASES)
def released(request: pytest.FixtureRequest, empty: Database, tmp_path: Path) -> Iterator[Database]:
    """Yield what a release left, on the kind of database that ``empty`` is."""
    if empty.is_sqlite:
        opened = Database(load_sqlite(request.param, tmp_path))
        yield opened
        opened.dispose()
        return
    # Asked for by name, so that a test on SQLite starts no server.
    cluster: Cluster = request.getfixturevalue("postgres")
    name = f"{empty.url.database}_released"
    opened = Database(load_postgresql(request.param, cluster, name))
    yield opened
    opened.dispose()
    cluster.drop_database(name)


@pytest.mark.slow
def test_the_tables_of_a_release_are_made_as_ever(empty: Database, released: Database) -> None:
    with released.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    assert revision is not None
    upgrade_to(empty, revision)
    made = schema_of(empty)
    assert made == schema_of(released)
    assert len(made) > 80
