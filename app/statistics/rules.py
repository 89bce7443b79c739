"""Which groups of people are told: none under five, and none that follows from what else is told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST = 5
"""How many people a group has at least of which anything is told."""


class By(StrEnum):
    """What is counted apart."""

    DAY = "day"
    THEME = "theme"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Group:
    """People who share something, each of them in one such group: how many, and how many texts they saved."""

    name: str | None
    people: int
    revisions: int


@dataclass(frozen=True, slots=True)
class Parted:
    """Groups that are told, largest first, and all others as one; None where there are no others to be told."""

    told: Sequence[Group]
    others: Group | None


def told_people(people: int, everybody: int) -> int | None:
    """Return how many of all are in a group, None where it or the rest is a group under five.

    Of nobody and of everybody it is told: neither says who.
    """
    rest = everybody - people
    return people if all(count == 0 or count >= LEAST for count in (people, rest)) else None


def part(groups: Iterable[Group]) -> Parted:
    """Return which groups are told.

    Whoever knows the total and all groups but one knows that one too. So the smallest groups that could be told go to
    the others until these are two groups at least and five people at least (complementary cell suppression: Willenborg
    and de Waal, Elements of Statistical Disclosure Control, 2001, 4.2).
    """
    smallest_first = sorted(groups, key=lambda group: (group.people, group.name or ""))
    hidden = [group for group in smallest_first if group.people < LEAST]
    told = smallest_first[len(hidden) :]
    while hidden and told and (len(hidden) == 1 or sum(group.people for group in hidden) < LEAST):
        hidden.append(told.pop(0))
    people = sum(group.people for group in hidden)
    others = Group(None, people, sum(group.revisions for group in hidden)) if people >= LEAST else None
    return Parted(sorted(told, key=lambda group: (-group.people, group.name or "")), others)


def every_day(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both of them too."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
