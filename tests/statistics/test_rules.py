"""What is told of groups: none under five, and none that somebody can work out from the rest."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statistics.rules import LEAST, Group, Parted, every_day, part, told_people

SIZES = st.lists(st.integers(1, 30), max_size=8)


def _groups(sizes: Iterable[int]) -> list[Group]:
    return [Group(f"Group {number}", size, size) for number, size in enumerate(sizes)]


def _small_ones_that_follow(sizes: list[int], parted: Parted) -> list[int]:
    """Return the sizes under five that whoever knows the total, and which groups there are, can work out."""
    hidden = [group for group in _groups(sizes) if group not in parted.told]
    if any(group.people < LEAST for group in parted.told):
        return [group.people for group in parted.told]
    # One hidden group is the total less the told ones; of two and more only the sum is known.
    return [group.people for group in hidden if len(hidden) == 1 and group.people < LEAST and sum(sizes) >= LEAST]


@given(SIZES)
def test_no_group_under_five_is_told_or_follows_from_the_others(sizes: list[int]) -> None:
    parted = part(_groups(sizes))
    assert _small_ones_that_follow(sizes, parted) == []
    assert parted.others is None or parted.others.people >= LEAST
    hidden = len(sizes) - len(parted.told)
    if parted.others is not None:
        assert hidden >= 2
        assert parted.others.people + sum(group.people for group in parted.told) == sum(sizes)
    # What is not told at all are fewer than five people, who are all there are.
    elif hidden:
        assert sum(sizes) < LEAST
        assert parted.told == []


def _all(groups: Iterable[Group]) -> Parted:
    return Parted(list(groups), None)


def _large_alone(groups: Iterable[Group]) -> Parted:
    return Parted([group for group in groups if group.people >= LEAST], None)


@pytest.mark.parametrize("planted", [_all, _large_alone])
def test_a_plain_cut_is_found(planted: Callable[[Iterable[Group]], Parted]) -> None:
    assert _small_ones_that_follow([12, 3], planted(_groups([12, 3]))) == ([12, 3] if planted is _all else [3])


def test_the_smallest_groups_go_to_the_others_first() -> None:
    parted = part(_groups([30, 2, 6, 12]))
    assert [group.people for group in parted.told] == [30, 12]
    assert parted.others == Group(None, 8, 8)
    assert part(_groups([9, 5])) == Parted(_groups([9, 5]), None)


@pytest.mark.parametrize(
    ("people", "everybody", "told"),
    [
        (0, 0, 0),
        (3, 3, None),
        (5, 5, 5),
        (4, 30, None),
        (5, 30, 5),
        (26, 30, None),
        (25, 30, 25),
        (30, 30, 30),
        (0, 9, 0),
    ],
)
def test_a_count_is_told_where_neither_it_nor_the_rest_is_under_five(
    people: int, everybody: int, told: int | None
) -> None:
    assert told_people(people, everybody) == told


def test_days_without_deeds_are_days_too() -> None:
    days = every_day(date(2027, 2, 27), date(2027, 3, 1))
    assert days == [date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1)]
