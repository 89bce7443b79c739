"""Keeps the connections to a PostgreSQL database open for the next test that takes the database over.

A new connection costs the server ten times what a test asks of it, most of that to read the catalogue. A database
must be named here first: one that is copied must have nobody connected. Whoever takes a connection gets what it would
have opened: of the same kind, by the same way, with the same options.
"""

from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

# Prepared statements stay: they are asked again, and a database whose tables have changed is not taken over.
AS_NEW = "RESET ALL; UNLISTEN *; CLOSE ALL; DISCARD TEMP; SELECT pg_advisory_unlock_all()"
MOST_PREPARED = 2_000
_open: dict[str, list[psycopg.Connection]] = {}
"""Connections without a user, by the name of their database; absent where none are kept."""
_manners: WeakKeyDictionary[psycopg.Connection, dict[str, object]] = WeakKeyDictionary()
"""What each connection was opened with."""
_taking = Lock()
_open_anew: Any = vars(psycopg.Connection)["connect"].__func__
_close = PGDialect_psycopg.do_close


def keep_connections(database: str) -> None:
    """Keep the connections to this database from now on."""
    _open.setdefault(database, [])


def backends(database: str) -> list[int]:
    """Return the processes of the server that wait for a user."""
    return [connection.info.backend_pid for connection in _open.get(database, []) if not connection.closed]


def close_connections(database: str) -> None:
    """Close what is kept, and keep no more."""
    for connection in _open.pop(database, []):
        connection.close()


def share_connections() -> None:
    """Let every engine take a kept connection before it opens one, and leave it here instead of closing it."""
    driver: Any = psycopg
    # Here and not when an engine is about to connect: which kind it opens, and what it tells it, is for it to say.
    driver.Connection.connect = classmethod(_connect)
    driver.connect = driver.Connection.connect
    patched: Any = PGDialect_psycopg
    patched.do_close = _leave


def _connect(kind: type[psycopg.Connection], *arguments: Any, **parameters: Any) -> psycopg.Connection:
    # The context is how a dialect has values written, and all dialects have it alike.
    manner = {name: value for name, value in parameters.items() if name != "context"}
    while (connection := _take(kind, manner)) is not None:
        if _lives(connection):
            return connection
    opened: psycopg.Connection = _open_anew(kind, *arguments, **parameters)
    if not arguments:
        _manners[opened] = manner
        # It is kept long enough for every statement to come again.
        opened.prepare_threshold, opened.prepared_max = 1, MOST_PREPARED
    return opened


def _take(kind: type[psycopg.Connection], manner: dict[str, object]) -> psycopg.Connection | None:
    with _taking:
        kept = _open.get(str(manner.get("dbname")), [])
        found = next((each for each in kept if type(each) is kind and _manners.get(each) == manner), None)
        if found is not None:
            kept.remove(found)
        return found


def _lives(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1", prepare=False)
        connection.rollback()
    except psycopg.Error:
        # The server has ended it, which shows at the first use alone.
        connection.close()
    return not connection.closed


def _leave(dialect: PGDialect_psycopg, connection: psycopg.Connection) -> None:
    # What it shows of itself cannot be asked of a closed one.
    kept = None if connection.closed else _open.get(connection.info.dbname)
    if kept is None or connection not in _manners or not _is_as_new(connection):
        _close(dialect, connection)  # type: ignore[no-untyped-call]
    else:
        kept.append(connection)


def _is_as_new(connection: psycopg.Connection) -> bool:
    if connection.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
        return False
    try:
        connection.rollback()
        connection.autocommit = True
        connection.execute(AS_NEW, prepare=False)
        connection.autocommit, connection.read_only, connection.isolation_level = False, None, None
    except psycopg.Error:
        return False
    return True
