"""The torture scaled down, on both databases; and each defect, planted into a real server, is found by its judge."""

from functools import partial
from pathlib import Path

import pytest

from tests.torture import acceptances, closing, ending, evening, kills, launch, one_page, retries, reviews
from tests.torture.defects import (
    Defect,
    answer_early,
    count_at_once,
    drop_text,
    forget_keys,
    forget_keystrokes,
    forget_vetoes,
    keep_no_draft,
    let_nobody_wait,
    lock_nothing,
    match_anything,
    read_the_clock_early,
)
from tests.torture.measuring import Load
from tests.torture.scenarios import Play, Scenario, loads, play_crashes, scenarios

ONE_PAGE = partial(one_page.play, size=one_page.Size(writers=4, edits=5, sharing=2, servers=2, clients=1))
CLOSES = partial(closing.play, rounds=8)
ACCEPTANCES = partial(acceptances.play, size=acceptances.Size(editors=1, pairs=1, votes=30))
EVENING = partial(evening.play, size=evening.SHORT)
VOTES = partial(acceptances.play, size=acceptances.Size(editors=0, pairs=0, votes=4))
ENDS = partial(ending.play, windows=10)
"""As many as it takes: on a busy machine the release begins too late to meet the defect."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario", [*scenarios(), *loads()], ids=lambda scenario: f"{scenario.name}-{scenario.backend}"
)
def test_nothing_is_lost(scenario: Scenario, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue(f"{scenario.backend}_url")
    assert scenario.short(url, tmp_path).faults == []


@pytest.mark.slow
def test_nothing_is_lost_when_postgresql_is_killed(tmp_path: Path) -> None:
    assert play_crashes(tmp_path, crashes=2).faults == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("play", "defect", "backend", "found"),
    [
        (ONE_PAGE, drop_text, "sqlite", "acknowledged as revision"),
        (ONE_PAGE, keep_no_draft, "sqlite", "does not hold it for its author"),
        (EVENING, keep_no_draft, "sqlite", "Draft 1 should hold"),
        (EVENING, forget_keystrokes, "sqlite", "reason='autosaved'), and holds"),
        (partial(launch.play, size=Load(12, 0.1, forked=True)), let_nobody_wait, "sqlite", "were answered 429"),
        (partial(kills.play, kills=6), answer_early, "sqlite", "acknowledged as revision"),
        (CLOSES, lock_nothing, "postgresql", "appeared after"),
        (CLOSES, read_the_clock_early, "postgresql", "Entry "),
        (CLOSES, read_the_clock_early, "sqlite", "Entry "),
        (ENDS, lock_nothing, "postgresql", "appeared after"),
        (partial(retries.play, requests=32), forget_keys, "sqlite", "was done 3 times"),
        (partial(reviews.play, rounds=2), match_anything, "sqlite", "were answered [200, 200]"),
        (ACCEPTANCES, match_anything, "sqlite", "3 decisions were written in one race"),
        (VOTES, count_at_once, "postgresql", "0 decisions were written in one race"),
        (ACCEPTANCES, forget_vetoes, "sqlite", "2 decisions were written in one race"),
    ],
)
def test_a_planted_defect_is_found(
    play: Play, defect: Defect, backend: str, found: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue(f"{backend}_url")
    report = play(url, tmp_path, defect=defect)
    assert any(found in fault for fault in report.faults), report
