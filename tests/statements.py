"""Lets all databases of a test process share the statements that SQLAlchemy has compiled; knows no table.

An engine compiles each statement once, and almost every test has an engine of its own: a third of what the database
costs a test was compiling what the test before had compiled.
"""

from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache, immutabledict

MOST_STATEMENTS = 4_000


def share_compiled_statements() -> None:
    """Give every engine one cache, in which two dialects of a class are one: each is made with the same options."""
    # SQLAlchemy has no setting for it: what it keeps is kept for the very dialect that compiled it.
    patched: Any
    for patched in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        patched.__eq__ = _is_of_the_class
        patched.__hash__ = _class_hash
    patched = Engine
    shared: LRUCache[object, object] = LRUCache(MOST_STATEMENTS)
    patched._execution_options = immutabledict({"compiled_cache": shared})


def _is_of_the_class(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other)


def _class_hash(dialect: Dialect) -> int:
    return hash(type(dialect))
