"""Gives each test on PostgreSQL an empty, migrated database without copying one; knows no table.

Copying a database costs fifteen times what emptying one does. Nothing of a test may be left for the next: where
anything but rows has changed, or the server does not let triggers rest, the database is copied anew.
"""

import itertools
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.connections import backends, close_connections, keep_connections
from tests.postgres import Cluster, conninfo

MOST_USES = 40
"""Deleted rows stay in the files, because the test servers do not clean up by themselves."""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
NUMBERS = "SELECT seqrelid, pg_sequence_last_value(seqrelid) FROM pg_sequence"
RESTART = """
SELECT setval(seqrelid, coalesce(used, seqstart), used IS NOT NULL)
FROM pg_sequence JOIN unnest(%s::oid[], %s::bigint[]) AS before (sequence, used) ON sequence = seqrelid
"""
# Whatever is created or dropped changes a count or the newest identifier; what is altered, a text.
SHAPE = """
SELECT (SELECT (count(*), max(oid)::bigint)::text FROM pg_class WHERE relkind <> 't'),
       (SELECT string_agg((tgname, tgenabled, tgfoid, tgrelid)::text, ' ' ORDER BY oid) FROM pg_trigger),
       (SELECT string_agg((conname, conrelid, pg_get_constraintdef(oid))::text, ' ' ORDER BY oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace),
       (SELECT string_agg((attrelid, attname, atttypid, attnotnull, atthasdef)::text, ' ' ORDER BY attrelid, attnum)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg((proname, md5(prosrc))::text, ' ' ORDER BY oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace),
       (SELECT string_agg((setdatabase, setconfig)::text, ' ') FROM pg_db_role_setting
        JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database())
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL (%s)
"""
_numbers = itertools.count(1)


@dataclass(slots=True)
class Emptied:
    """The database that one process' tests take over from each other."""

    cluster: Cluster
    template: str
    url: str = ""
    uses: int = 0
    shape: tuple[object, ...] = ()
    kept: dict[str, bytes] = field(default_factory=dict)
    """What the migrations have put into tables, as COPY writes it."""
    own: psycopg.Connection | None = None
    """What empties it; opening one for each test would cost more than the emptying."""
    numbers: list[tuple[int, int | None]] = field(default_factory=list)
    """The last number that each sequence has given by then."""

    def take(self) -> str:
        """Return the URL of a database as the migrations leave it."""
        if not self.url:
            name = f"{self.template}_{next(_numbers)}"
            self.url = self.cluster.create_database(name, template=self.template)
            self.uses = 0
            own = self._connected()
            self.shape = _shape_of(own)
            self.kept = rows_of(own)
            self.numbers = own.execute(NUMBERS).fetchall()
        keep_connections(self.name)
        self.uses += 1
        return self.url

    def give_back(self) -> None:
        """Empty the database for the next test, or drop it."""
        try:
            own = self._connected()
            own.execute(OTHERS, [backends(self.name)])
            is_clean = self.uses < MOST_USES and _shape_of(own) == self.shape
            if is_clean:
                self._empty(own)
        except psycopg.Error:
            # It is gone, or the role may not switch triggers off: the next test has one of its own.
            is_clean = False
        if not is_clean:
            self.drop()

    def _empty(self, connection: psycopg.Connection) -> None:
        with connection.transaction():
            # No trigger of the schema runs for this transaction, those that keep foreign keys included.
            connection.execute("SET LOCAL session_replication_role = replica")
            deletions = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in self.kept]
            connection.execute(sql.SQL("; ").join(deletions))
            connection.execute(RESTART, [list(column) for column in zip(*self.numbers, strict=True)])
            for table, rows in self.kept.items():
                if rows:
                    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                        copy.write(rows)

    def let_go(self) -> None:
        """Close what is kept open, so that the database can be copied."""
        close_connections(self.name)
        keep_connections(self.name)
        if self.own is not None:
            self.own.close()

    def drop(self) -> None:
        if self.url:
            self.let_go()
            close_connections(self.name)
            self.cluster.drop_database(self.name)
        self.url = ""

    @property
    def name(self) -> str:
        return str(make_url(self.url).database)

    def _connected(self) -> psycopg.Connection:
        if self.own is None or self.own.closed:
            self.own = psycopg.connect(conninfo(make_url(self.url)), autocommit=True)
        return self.own


def _shape_of(connection: psycopg.Connection) -> tuple[object, ...]:
    found = connection.execute(SHAPE).fetchone()
    assert found is not None
    return found


def rows_of(connection: psycopg.Connection) -> dict[str, bytes]:
    """Return what each table holds, as COPY writes it."""
    rows = {}
    for (table,) in connection.execute(TABLES).fetchall():
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
            rows[table] = b"".join(bytes(part) for part in copy)
    return rows
