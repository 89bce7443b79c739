"""The judge of the samples for proxies, held against what each of them is there for; no proxy is needed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.torture.proxies import PATIENCE, PROGRAMS, Seen, _changed, judge

GOOD = Seen("nginx", 10.0, 10.0, 400, 0, 200, 100, {"HEAD": 1}, {"HEAD": 1})


def test_a_sample_that_does_what_it_is_there_for_has_no_fault() -> None:
    assert judge(GOOD) == []
    assert judge(replace(GOOD, program="caddy", refused=0)) == []


@pytest.mark.parametrize(
    "defect",
    [
        {"slow_head": PATIENCE},
        {"slow_body": PATIENCE},
        {"large_head": 200},
        {"reached": 1},
        {"person": 429},
        {"refused": 0},
        {"through": {}},
    ],
    ids=str,
)
def test_each_defect_is_a_fault(defect: dict[str, object]) -> None:
    assert len(judge(replace(GOOD, **defect))) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_sample_without_its_marks_is_not_run(program: str) -> None:
    with pytest.raises(AssertionError, match="any more"):
        _changed(program, "worker_processes 1;", 1, 2, Path())
