"""Says on which of the two databases a test runs where one is enough; knows no test.

What the API does is the same on both: tests of it take turns, half on SQLite and half on PostgreSQL, each always on the
same. What a database does of itself (locks, clocks, order, constraints) is asked of both: such tests carry the mark
``databases``. With ``--both`` every test runs on both, as before a release.
"""

from collections.abc import Callable
from zlib import crc32

import pytest

DATABASES = ("sqlite", "postgresql")
FIXTURE = "database_url"


def leave_out(config: pytest.Config, items: list[pytest.Item], is_out: Callable[[pytest.Item], bool]) -> None:
    """Take these out of the run, so that pytest counts them."""
    left_out = [item for item in items if is_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not is_out(item)]


def plays_on_the_other(item: pytest.Item) -> bool:
    """Tell whether this is a test whose turn is on the other database."""
    assert isinstance(item, pytest.Function)
    on = item.callspec.params.get(FIXTURE) if hasattr(item, "callspec") else None
    if on not in DATABASES or item.get_closest_marker("databases") or is_on_one(item):
        return False
    return bool(on != turn_of(name_of(item, on)))


def turn_of(name: str) -> str:
    """Return the database on which the test of this name runs."""
    return DATABASES[crc32(name.encode()) % len(DATABASES)]


def name_of(item: pytest.Function, database: str) -> str:
    """Return what both of a pair are called."""
    folder, _, case = item.nodeid.rpartition("::")
    return f"{folder}::{case.replace(database, '')}"


def is_on_one(item: pytest.Function) -> bool:
    """Tell whether a mark names the databases, and not the fixture."""
    return any(FIXTURE in str(mark.args[:1]) for mark in item.iter_markers("parametrize"))
