"""How ballots and support add up, and what tips are ranked by. Pure."""

import math
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.reviews.rules import Choice

Ballots = tuple[tuple[int, Choice], ...]
"""One person's ballots on a page, each a revision and a choice, in the order in which they were cast."""


class HeldBallots(NamedTuple):
    """One person's ballots on a page, and the department that the person was in on casting the newest."""

    ballots: Ballots = ()
    department: str | None = None


Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: 95 % lie between it and its negative."""
_SIGNS = {"+": Choice.APPROVE, "-": Choice.OPPOSE}
_SIGN_OF = {choice: sign for sign, choice in _SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Count:
    """How many people approve and how many oppose."""

    approve: int
    oppose: int


@dataclass(frozen=True, slots=True)
class BallotCounts:
    """The ballots on a revision, and those of further people on materially the same text."""

    here: Count
    on_same_text: Count

    @property
    def all(self) -> Count:
        return Count(
            self.here.approve + self.on_same_text.approve,
            self.here.oppose + self.on_same_text.oppose,
        )


@dataclass(frozen=True, slots=True)
class SupportCounts:
    """The support for a tip, by the text that it was given to: the one that readers see now, or another one."""

    on_this_text: int
    on_other_texts: int

    @property
    def all(self) -> int:
        return self.on_this_text + self.on_other_texts


NO_SUPPORT = SupportCounts(0, 0)


def written(held: HeldBallots) -> str:
    """Return one person's ballots on a page as they are stored: ``12+ 15-``, or with a department ``12+ 15- @IT``."""
    ballots = " ".join(f"{revision_id}{_SIGN_OF[choice]}" for revision_id, choice in held.ballots)
    return f"{ballots} @{held.department}" if ballots and held.department else ballots


def parsed(text: str) -> HeldBallots:
    """Return the ballots that ``written`` wrote."""
    ballots, _, department = text.partition(" @")
    signed = tuple((int(part[:-1]), _SIGNS[part[-1]]) for part in ballots.split())
    return HeldBallots(signed, department or None)


def ballot_for(revision_id: int, same: Container[int], ballots: Ballots) -> tuple[int, Choice] | None:
    """Return the one ballot of a person that counts for a revision, None where none does.

    A ballot on the revision itself goes before all others: it was cast on exactly this text, and a word less may
    turn its sense round. Without one, the newest on a revision with materially the ``same`` text counts.
    """
    counting = None
    for ballot in ballots:
        if ballot[0] == revision_id:
            return ballot
        if ballot[0] in same:
            counting = ballot
    return counting


def count_ballots(revision_id: int, same: Container[int], held: Iterable[tuple[Ballots, int]]) -> BallotCounts:
    """Count the ballots for a revision, each person once.

    ``same`` holds the revisions of its page with materially the same text; ``held`` says of each combination of
    ballots on that page how many people hold it.
    """
    sums = {(is_here, choice): 0 for is_here in (True, False) for choice in Choice}
    for ballots, persons in held:
        ballot = ballot_for(revision_id, same, ballots)
        if ballot is not None:
            sums[ballot[0] == revision_id, ballot[1]] += persons
    here, elsewhere = (Count(sums[place, Choice.APPROVE], sums[place, Choice.OPPOSE]) for place in (True, False))
    return BallotCounts(here, elsewhere)


def count_support(same: Container[int], given: Mapping[int, int]) -> SupportCounts:
    """Count the support for a tip.

    ``same`` holds the revisions whose text is materially the one that readers see, that one among them; ``given``
    says how many people gave their support to which revision.
    """
    on_this = sum(persons for revision_id, persons in given.items() if revision_id in same)
    return SupportCounts(on_this, sum(given.values()) - on_this)


def wilson(count: Count) -> float:
    """Return the lower end of the 95 % score interval for the share of approvals, rounded to six decimals.

    ``(p + z²/2n - z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n)`` with p approvals among n ballots (E. B. Wilson,
    "Probable inference, the law of succession, and statistical inference", JASA 22, 1927). No ballots give 0. The
    operations are those that IEEE 754 rounds correctly, so every machine gets the same digits.
    """
    n = count.approve + count.oppose
    if n == 0:
        return 0.0
    p, z2 = count.approve / n, Z * Z
    spread = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, round((p + z2 / (2 * n) - spread) / (1 + z2 / n), 6))
