"""The judges of races of votes find a falsified result, and a real server with a planted defect is found out."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.torture import ballots
from tests.torture.ballots import Cast, Left, judge_budget, judge_race
from tests.torture.defects import Defect, count_every_ballot, count_without_the_lock, spend_freely

APPROVED, OPPOSED, WITHDRAWN = Cast("approve", 200, "approve"), Cast("oppose", 200, "oppose"), Cast(None, 200, None)
ONE = Counter({"oppose": 1})
SMALL = partial(ballots.play, size=ballots.Size(parallel=8, ballot_races=6, budget_races=3))


def test_a_true_race_has_no_faults() -> None:
    assert judge_race([APPROVED, OPPOSED, WITHDRAWN], Left(["oppose"], ONE, ONE)) == []
    assert judge_race([APPROVED, WITHDRAWN], Left([], ONE, ONE)) == []
    assert judge_budget([(200, ""), (409, "support-budget"), (409, "support-budget")], 1, 1) == []


@pytest.mark.parametrize(
    ("casts", "left"),
    [
        ([Cast("approve", 500, None)], Left(["approve"], Counter(), Counter())),
        ([Cast("approve", 200, "oppose")], Left(["approve"], Counter(), Counter())),
        ([APPROVED], Left(["approve", "approve"], Counter(), Counter())),
        ([APPROVED], Left(["oppose"], ONE, ONE)),
        ([OPPOSED], Left(["oppose"], ONE, Counter({"oppose": 2}))),
        ([OPPOSED], Left(["oppose"], ONE, Counter({"approve": 1}))),
    ],
    ids=["refused", "another's", "two left", "never sent", "counted twice", "counted as another"],
)
def test_a_falsified_race_is_found(casts: list[Cast], left: Left) -> None:
    assert len(judge_race(casts, left)) == 1


@pytest.mark.parametrize(
    ("answers", "stored"),
    [([(200, ""), (200, "")], 1), ([(200, ""), (409, "conflict")], 1), ([(200, ""), (409, "support-budget")], 2)],
    ids=["too many", "refused for something else", "too many are stored"],
)
def test_a_falsified_budget_is_found(answers: list[tuple[int, str]], stored: int) -> None:
    assert len(judge_budget(answers, stored, 1)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("defect", "backend", "found"),
    [
        (count_every_ballot, "sqlite", "Counted are"),
        (count_every_ballot, "postgresql", "the count of its ballots is not what a recount gives"),
        (count_without_the_lock, "postgresql", "the count of its ballots is not what a recount gives"),
        (spend_freely, "postgresql", "With a budget of"),
    ],
)
def test_a_planted_defect_is_found(
    defect: Defect, backend: str, found: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    report = SMALL(request.getfixturevalue(f"{backend}_url"), tmp_path, defect=defect)
    assert any(found in fault for fault in report.faults), report
