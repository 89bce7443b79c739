"""Time enters by one door: the database's clock, in UTC, read when asked, and moved by tests only."""

import ast
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import database_now, get_zone, in_zone, process_now, shifted
from app.db import Database

pytestmark = pytest.mark.databases

APP = Path(__file__).parents[1] / "app"
DAY = timedelta(days=1)


def test_the_database_clock_is_read_anew_within_a_transaction(database: Database) -> None:
    with database.writing() as session:
        first = database_now(session)
        time.sleep(0.002)
        second = database_now(session)
    assert first.utcoffset() == timedelta(0)
    assert second - first >= timedelta(milliseconds=1)
    assert abs(second - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_shift_moves_both_clocks_and_ends(database: Database) -> None:
    with database.reading() as session:
        before = database_now(session)
        with shifted(DAY), shifted(DAY):
            assert database_now(session) - before >= 2 * DAY
            assert process_now() - before >= 2 * DAY - timedelta(minutes=1)
        with pytest.raises(LookupError), shifted(DAY):
            raise LookupError
        assert database_now(session) - before < DAY


def test_zones_are_for_display(database: Database) -> None:
    with database.reading() as session:
        now = database_now(session)
    assert in_zone(now, "Asia/Tokyo") == now
    assert in_zone(datetime(2026, 7, 1, 16, tzinfo=UTC), "Europe/Paris").isoformat() == "2026-07-01T18:00:00+02:00"


@pytest.mark.parametrize("name", ["", "Paris", "../UTC", "/etc/passwd", "Europe", "a\0b", "x" * 300, "é"])
def test_unknown_zones(name: str) -> None:
    with pytest.raises(ValueError, match="IANA"):
        get_zone(name)


@pytest.mark.slow
def test_nothing_else_asks_for_the_time() -> None:
    asked = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called.endswith(("datetime.now", "utcnow", "date.today", "datetime.today", "func.now")):
                asked.add(str(path.relative_to(APP)))
    # SQLite's own clock is a function of this process.
    assert asked == {"clock.py", "db.py"}
