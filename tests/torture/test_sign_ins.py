"""The judges of many sign-ins, held against a person who is sent away and a guess too many."""

import pytest

from tests.torture.sign_ins import Guessed, Tried, allowed, judge_guesses, judge_morning

CAME, MISTYPED, REFUSED = Tried(200, 0.1), Tried(401, 0.1), Tried(429, 0.1)


def test_a_morning_on_which_all_come_in_has_no_fault() -> None:
    assert judge_morning([CAME, MISTYPED, CAME], 2) == []
    assert len(judge_morning([CAME, REFUSED], 2)) == 2
    assert len(judge_morning([CAME, MISTYPED], 2)) == 1


@pytest.mark.parametrize(
    ("guesses", "owner", "faults"),
    [
        ([MISTYPED, REFUSED], [CAME], 0),
        ([MISTYPED, MISTYPED], [CAME], 1),
        ([CAME], [CAME], 1),
        ([REFUSED], [REFUSED], 1),
        ([REFUSED], [], 1),
    ],
)
def test_a_guess_too_many_and_an_owner_kept_out_are_faults(
    guesses: list[Tried], owner: list[Tried], faults: int
) -> None:
    assert len(judge_guesses(Guessed(guesses, owner, 1.0), most=1)) == faults


@pytest.mark.parametrize(("seconds", "guesses"), [(0, 5), (0.9, 5), (1, 6), (2.9, 6), (3, 7), (60, 10)])
def test_each_further_guess_of_a_place_waits_twice_as_long(seconds: float, guesses: int) -> None:
    assert allowed(seconds) == guesses
