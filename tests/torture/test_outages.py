"""The judges of a database that is away, held against each lie and each silence they are there for."""

import pytest

from tests.torture.outages import UNSTORED, Heard, Outage, judge, judge_told
from tests.torture.writers import Sent

AWAY = Outage("stopped", 10.0, 20.0)
GOOD = [
    Heard("read", 1.0, 0.1, 200),
    Heard("save", 12.0, 4.0, 503, UNSTORED),
    Heard("read", 26.0, 0.1, 200),
    Heard("save", 26.0, 0.1, 201),
]


def test_an_outage_that_is_told_of_and_ends_has_no_fault() -> None:
    assert judge(GOOD, [AWAY]) == []
    assert judge_told([Sent(1, "a", "", 503, UNSTORED), Sent(1, "b", "", 201)], {"b"}) == []


@pytest.mark.parametrize(
    "more",
    [
        Heard("save", 12.0, 1.0, 0),
        Heard("save", 12.0, 1.0, 500, "internal-error"),
        Heard("read", 12.0, 5.1, 503, UNSTORED),
        Heard("read", 12.0, 9.0, 200),
        Heard("read", 26.0, 0.1, 503, UNSTORED),
    ],
    ids=str,
)
def test_silence_and_unclear_answers_are_faults(more: Heard) -> None:
    assert len(judge([*GOOD, more], [AWAY])) == 1


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_an_outage_that_nobody_felt_and_one_that_never_ends_are_faults(missing: int) -> None:
    assert len(judge([one for one in GOOD if one is not GOOD[missing]], [AWAY])) == 1


def test_what_was_said_not_to_be_stored_is_looked_for() -> None:
    assert len(judge_told([Sent(1, "a", "", 503, UNSTORED)], {"a"})) == 1
