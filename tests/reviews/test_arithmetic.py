"""The arithmetic of tallies: laws for all ballots, and published values of Wilson's interval."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reviews.arithmetic import (
    Ballots,
    Count,
    HeldBallots,
    SupportCounts,
    ballot_for,
    count_ballots,
    count_support,
    parsed,
    wilson,
    written,
)
from app.reviews.rules import Choice

APPROVE, OPPOSE = Choice
REVISIONS = st.integers(1, 5)
BALLOTS = st.lists(st.tuples(REVISIONS, st.sampled_from(Choice)), max_size=5, unique_by=lambda ballot: ballot[0]).map(
    tuple
)
SAME = st.sets(REVISIONS)
PEOPLE = st.lists(BALLOTS, max_size=12)


@given(BALLOTS.filter(bool), st.none() | st.text(min_size=1))
def test_what_is_stored_is_what_was_held(ballots: Ballots, department: str | None) -> None:
    assert parsed(written(HeldBallots(ballots, department))) == HeldBallots(ballots, department)


def test_no_ballots_are_nothing_whatever_the_department() -> None:
    assert written(HeldBallots((), "IT")) == ""
    assert parsed("") == HeldBallots()


@pytest.mark.parametrize(
    ("ballots", "same", "counting"),
    [
        ((), {1, 2}, None),
        (((2, OPPOSE),), set(), None),
        (((2, OPPOSE),), {2}, (2, OPPOSE)),
        (((2, OPPOSE), (3, APPROVE)), {2, 3}, (3, APPROVE)),
        (((3, APPROVE), (2, OPPOSE)), {2, 3}, (2, OPPOSE)),
        (((2, OPPOSE), (3, APPROVE)), {2}, (2, OPPOSE)),
        # Somebody who opposes one word more has not taken back what they approved.
        (((1, APPROVE), (2, OPPOSE)), {2}, (1, APPROVE)),
        (((2, OPPOSE), (1, APPROVE)), {2}, (1, APPROVE)),
    ],
)
def test_which_ballot_counts_for_the_first_revision(
    ballots: Ballots, same: set[int], counting: tuple[int, Choice] | None
) -> None:
    assert ballot_for(1, same, ballots) == counting


@pytest.mark.slow
@given(PEOPLE, REVISIONS, SAME)
def test_each_person_is_counted_once(people: list[Ballots], revision: int, same: set[int]) -> None:
    held = Counter(people)
    counted = count_ballots(revision, same, held.items())
    counting = [ballot for ballots in people if (ballot := ballot_for(revision, same, ballots)) is not None]
    assert counted.all.approve + counted.all.oppose == len(counting) <= len(people)
    for place, count in ((True, counted.here), (False, counted.on_same_text)):
        choices = [choice for on, choice in counting if (on == revision) is place]
        assert (count.approve, count.oppose) == (choices.count(APPROVE), choices.count(OPPOSE))
    # Whether people with the same ballots are taken together, and in which order they come, is all one.
    assert count_ballots(revision, same, ((ballots, 1) for ballots in reversed(people))) == counted


@pytest.mark.slow
@given(PEOPLE, REVISIONS, SAME)
def test_ballots_on_other_texts_change_nothing_here(people: list[Ballots], revision: int, same: set[int]) -> None:
    counted = count_ballots(revision, same, Counter(people).items())
    kept = [tuple(ballot for ballot in ballots if ballot[0] in same | {revision}) for ballots in people]
    assert count_ballots(revision, same, Counter(kept).items()) == counted
    alone = count_ballots(revision, set(), Counter(people).items())
    assert (alone.here, alone.on_same_text) == (counted.here, Count(0, 0))


@pytest.mark.slow
@given(st.dictionaries(REVISIONS, st.integers(1, 9)), SAME)
def test_support_is_split_and_nothing_is_lost(support: dict[int, int], same: set[int]) -> None:
    counted = count_support(same, support)
    assert counted.all == sum(support.values())
    assert counted.on_this_text == sum(support.get(revision, 0) for revision in same)
    assert count_support(set(support), support) == SupportCounts(counted.all, 0)


@pytest.mark.parametrize(
    ("approve", "n", "lower"),
    [
        (0, 0, 0.0),
        (0, 10, 0.0),
        (1, 1, 0.206549),
        # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
        # table I, method 3: 0.2553, 0.0624, 0.0061.
        (81, 263, 0.255289),
        (15, 148, 0.062386),
        (1, 29, 0.006113),
        # For p = 1 the formula is n / (n + z²).
        (10, 10, 0.722467),
        (100_000, 100_000, 0.999962),
    ],
)
def test_wilsons_lower_bound(approve: int, n: int, lower: float) -> None:
    assert wilson(Count(approve, n - approve)) == lower


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_one_more_approval_never_lowers_the_bound(approve: int, oppose: int) -> None:
    here = wilson(Count(approve, oppose))
    assert 0 <= here <= approve / max(1, approve + oppose)
    assert wilson(Count(approve + 1, oppose)) >= here >= wilson(Count(approve, oppose + 1))


def test_few_voices_rank_below_many_of_the_same_mind() -> None:
    counts = [Count(90, 10), Count(9, 1), Count(60, 40), Count(1, 0), Count(0, 0)]
    assert sorted(set(counts), key=wilson, reverse=True) == counts
