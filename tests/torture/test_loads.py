"""The judges of many people at once, held against a text that is not where it was said to be, and a refusal."""

import pytest

from tests.torture.browsing import Asked
from tests.torture.evidence import Held
from tests.torture.judging import judge_held
from tests.torture.measuring import Spent, figures_of, judge_refusals

MINE, LATE = Held(1, "a.1", ""), Held(1, "Texte.", "late")
TOLD = {("revision", 7): MINE, ("draft", 3): LATE}


def test_texts_that_are_where_they_were_said_to_be_are_no_fault() -> None:
    assert judge_held(TOLD, {**TOLD, ("draft", 4): Held(2, "Autre.", "autosaved")}) == []


@pytest.mark.parametrize(
    "there",
    [
        {("revision", 7): MINE},
        {("draft", 3): LATE},
        {**TOLD, ("draft", 3): Held(1, "Texte.", "autosaved")},
        {**TOLD, ("draft", 3): Held(1, "Tex", "late")},
        {**TOLD, ("draft", 3): Held(2, "Texte.", "late")},
        {**TOLD, ("revision", 8): MINE},
    ],
    ids=str,
)
def test_a_text_that_is_lost_changed_or_there_twice_is_a_fault(there: dict[tuple[str, int], Held]) -> None:
    assert len(judge_held(TOLD, there)) == 1


@pytest.mark.parametrize(
    ("status", "problem", "faults"),
    [
        (200, "", 0),
        (0, "", 0),
        (409, "window-closed", 0),
        (412, "draft-stale", 1),
        (429, "too-frequent", 1),
        (500, "", 1),
    ],
)
def test_a_limit_an_error_and_an_unexpected_refusal_are_faults(status: int, problem: str, faults: int) -> None:
    assert len(judge_refusals([Asked("save", 0.1, status, problem)], frozenset({"window-closed"}))) == faults


def test_figures_leave_out_answers_that_got_lost() -> None:
    asked = [Asked("save", 0.1, 201), Asked("save", 0.3, 201), Asked("save", 0.0, 0)]
    told = figures_of(asked, 2.0, Spent(1.0, 90.0), Spent(1.3, 100.0))
    assert told["requests"] == "3, 1.5 a second"
    assert told["save: p50, p95, p99 of 2"] == "200 ms, 290 ms, 298 ms"
    assert told["the server computed"] == "100.0 ms a request, 0.15 cores"
