"""Each judge finds the fault that it is there for in a falsified log, and none in a true one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.torture.evidence import Act, Kept, Link, Ruled
from tests.torture.judging import (
    Contested,
    Counted,
    Raced,
    judge_acceptance,
    judge_cast_times,
    judge_chain,
    judge_decisions,
    judge_edits,
    judge_once,
    judge_races,
    judge_release,
    judge_window,
)
from tests.torture.writers import Sent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ANN, BOB = 1, 2
LINKS = [
    Link(10, 1, None, ANN, NOON, frozenset()),
    Link(11, 2, 10, ANN, NOON, frozenset({"a"})),
    Link(13, 3, 11, BOB, NOON, frozenset({"b"})),
]
SENT = [
    Sent(ANN, "a", "text a", 201, revision_id=11),
    Sent(BOB, "b", "text b", 0),
    Sent(BOB, "c", "text c", 409, "edit-conflict", draft_id=5),
    Sent(ANN, "d", "text d", 503),
]
DRAFTS = {5: Kept(BOB, "text c")}


def test_a_true_log_has_no_faults() -> None:
    assert judge_chain(LINKS) == []
    assert judge_edits(SENT, LINKS, DRAFTS) == []


@pytest.mark.parametrize(
    "falsified",
    [
        LINKS[:1] + LINKS[2:],
        [*LINKS, replace(LINKS[2], id=14)],
        [*LINKS[:2], replace(LINKS[2], parent_id=10)],
        [*LINKS[:2], replace(LINKS[2], number=4)],
    ],
    ids=["lost", "forked", "wrong parent", "gap"],
)
def test_a_broken_chain_is_found(falsified: Sequence[Link]) -> None:
    assert judge_chain(falsified)


@pytest.mark.parametrize(
    ("sent", "links", "drafts"),
    [
        (SENT, [LINKS[0], replace(LINKS[1], brought=frozenset()), LINKS[2]], DRAFTS),
        (SENT, [*LINKS, Link(14, 4, 13, ANN, NOON, frozenset({"a"}))], DRAFTS),
        (SENT, [*LINKS, Link(14, 4, 13, BOB, NOON, frozenset({"b"}))], DRAFTS),
        (SENT, [*LINKS, Link(14, 4, 13, BOB, NOON, frozenset({"c"}))], DRAFTS),
        (SENT, [*LINKS, Link(14, 4, 13, BOB, NOON, frozenset({"z"}))], DRAFTS),
        (SENT, [LINKS[0], replace(LINKS[1], author_id=BOB), LINKS[2]], DRAFTS),
        (SENT, LINKS, {}),
        (SENT, LINKS, {5: Kept(ANN, "text c")}),
        (SENT, LINKS, {5: Kept(BOB, "text")}),
        ([*SENT, Sent(ANN, "e", "text e", 404, "not-found")], LINKS, DRAFTS),
    ],
    ids=[
        "acknowledged and lost",
        "acknowledged and twice there",
        "unanswered and twice there",
        "refused and there",
        "never sent and there",
        "another's",
        "draft lost",
        "another's draft",
        "draft cut",
        "unexpected answer",
    ],
)
def test_a_falsified_log_is_found(sent: Sequence[Sent], links: Sequence[Link], drafts: dict[int, Kept]) -> None:
    assert len(judge_edits(sent, links, drafts)) >= 1


ACTS = [
    Act(1, "revision.edit", NOON),
    Act(2, "revision.accept", NOON + SECOND),
    Act(3, "window.closed", NOON + 2 * SECOND, NOON + 2 * SECOND),
    Act(4, "draft.kept", NOON + 2 * SECOND),
    Act(5, "revision.unaccept", NOON + 3 * SECOND),
    Act(6, "window.reopened", NOON + 4 * SECOND, NOON + 99 * SECOND),
    Act(7, "ballot.changed", NOON + 5 * SECOND),
    Act(8, "edition.sealed", NOON + 99 * SECOND),
]


def test_a_true_window_has_no_faults() -> None:
    assert judge_window(ACTS, ends_at=NOON + 9 * SECOND) == []
    assert judge_release(ACTS, {"tip": 3}, {"tip": 3}) == []


@pytest.mark.parametrize(
    ("place", "kind", "after_noon"),
    [
        (4, "revision.edit", 1),
        (4, "ballot.changed", 3),
        (4, "revision.accept", 1),
        (2, "revision.edit", 2),
        (7, "revision.edit", 9),
    ],
    ids=["edit after the close", "ballot after the close", "older decision", "time at the end", "after the timed end"],
)
def test_an_act_beyond_the_window_is_found(place: int, kind: str, after_noon: int) -> None:
    acts = [*ACTS[:place], Act(0, kind, NOON + after_noon * SECOND), *ACTS[place:]]
    assert len(judge_window(acts, ends_at=NOON + 9 * SECOND)) == 1


@pytest.mark.parametrize(
    ("acts", "manifest"),
    [
        (ACTS, {"tip": 2}),
        ([*ACTS, Act(9, "revision.edit", NOON)], {"tip": 3}),
        (ACTS[:-1], {"tip": 3}),
    ],
    ids=["accepted and not in it", "written after it", "none"],
)
def test_a_release_that_misses_something_is_found(acts: Sequence[Act], manifest: dict[str, int]) -> None:
    assert judge_release(acts, manifest, {"tip": 3})


@pytest.mark.parametrize(
    "judged",
    [
        lambda: judge_races([Raced("edit", 201, sent=2.0, close_answered=1.0)], []),
        lambda: judge_races([Raced("ballot", 500, sent=0.0, close_answered=1.0)], []),
        lambda: judge_races([Raced("decision", 409, sent=0.0, close_answered=1.0)], []),
        lambda: judge_races([], [Counted(at_close=1, at_end=2)]),
        lambda: judge_cast_times([NOON], ACTS),
        lambda: judge_decisions([(200, 200)], [7], [7]),
        lambda: judge_decisions([(412, 412)], [7], [7]),
        lambda: judge_decisions([(200, 412)], [7], [8]),
        lambda: judge_once({"a": 2}, ["a"], {}),
        lambda: judge_once({}, ["a"], {}),
        lambda: judge_once({"a": 1, "b": 1}, ["a"], {}),
        lambda: judge_once({"a": 1}, ["a"], {"a": {(201, "/1"), (201, "/2")}}),
    ],
)
def test_each_fault_is_found(judged: Callable[[], list[str]]) -> None:
    assert len(judged()) == 1


def test_true_races_have_no_faults() -> None:
    races = [
        Raced("edit", 409, sent=2.0, close_answered=1.0),
        Raced("ballot", 200, sent=0.0, close_answered=1.0),
        Raced("decision", 200, sent=2.0, close_answered=1.0),
    ]
    assert judge_races(races, [Counted(3, 3)]) == []
    assert judge_cast_times([NOON + 5 * SECOND], ACTS) == []
    assert judge_decisions([(412, 200)], [7], [7]) == []
    assert judge_once({"a": 1}, ["a"], {"a": {(201, "/1")}}) == []


ACCEPTS, REJECTS = Ruled(7, "accept", ANN), Ruled(7, "reject", BOB)
BY_VOTES = Ruled(7, "accept", None)
WON = Contested([(ACCEPTS, 200), (REJECTS, 412)], [200, 200], [ACCEPTS], 6, 7)
LOST = Contested([(ACCEPTS, 412), (REJECTS, 412)], [200, 200], [BY_VOTES], 6, 7)
VETOED = Contested([(ACCEPTS, 412), (REJECTS, 200)], [200, 200], [REJECTS], 6, 6)
HALF = replace(WON, accepted_after=6, is_decisive=False)


@pytest.mark.parametrize("race", [WON, LOST, VETOED, HALF])
def test_a_true_acceptance_has_no_faults(race: Contested) -> None:
    assert judge_acceptance(race) == []


@pytest.mark.parametrize(
    "race",
    [
        replace(WON, decisions=[]),
        replace(WON, decisions=[ACCEPTS, REJECTS]),
        replace(WON, accepted_after=6),
        replace(VETOED, accepted_after=7),
        replace(HALF, accepted_after=7),
        replace(WON, decisions=[BY_VOTES]),
        replace(LOST, decisions=[ACCEPTS]),
        replace(LOST, decisions=[Ruled(8, "accept", None)]),
        replace(WON, answers=[(ACCEPTS, 200), (REJECTS, 200)]),
        replace(WON, answers=[(ACCEPTS, 200), (REJECTS, 409)]),
        replace(WON, ballots=[200, 500]),
    ],
    ids=[
        "nobody decided",
        "two decided",
        "not seen",
        "vetoed and seen",
        "half and seen",
        "done by another",
        "done and not told",
        "another text accepted",
        "two told that it is done",
        "refused otherwise",
        "ballot lost",
    ],
)
def test_a_falsified_acceptance_is_found(race: Contested) -> None:
    assert len(judge_acceptance(race)) == 1
