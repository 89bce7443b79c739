"""Each test of what the API does runs on one database, each test of what a database does on both."""

from collections import defaultdict

import pytest

from tests.alternating import DATABASES, FIXTURE, is_on_one, name_of, turn_of


def test_half_of_the_tests_run_on_either_database() -> None:
    turns = [turn_of(f"tests/test_any.py::test_{number}[]") for number in range(1000)]
    assert all(400 < turns.count(database) < 600 for database in DATABASES)
    assert turns == [turn_of(f"tests/test_any.py::test_{number}[]") for number in range(1000)]


def test_no_test_is_left_out_and_none_runs_twice(request: pytest.FixtureRequest) -> None:
    """Of what this very run has found; alone, the test finds itself and little to say."""
    found = defaultdict(set)
    for item in request.session.items:
        assert isinstance(item, pytest.Function)
        on = item.callspec.params.get(FIXTURE) if hasattr(item, "callspec") else None
        if on in DATABASES and not is_on_one(item):
            found[name_of(item, on), item.get_closest_marker("databases") is not None].add(on)
    if request.config.getoption("--sqlite-only"):
        assert all(on == {"sqlite"} for on in found.values())
    elif not request.config.getoption("--both"):
        assert all(len(on) == (len(DATABASES) if both else 1) for (_, both), on in found.items())
