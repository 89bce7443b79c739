"""Lists what one side changed of a base, and which changes of two sides touch each other.

Knows places only: what to make of changes that touch is `merge`'s business.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from app.text.align import Match, align


class Change(NamedTuple):
    """One side replaced `[start, end)` of the base by a text that is `growth` longer."""

    start: int
    end: int
    growth: int
    slide: int
    """How much further up the same insertion or deletion can stand, over one equal unit; 0 when it cannot."""
    rewords: bool
    """As many units as before: none came and none went."""

    def slid(self) -> "Change":
        return self._replace(start=self.start - self.slide, end=self.end - self.slide)


def changes_of(base: str, base_cuts: list[int], side: str, side_cuts: list[int]) -> list[Change]:
    """Return what a side changed, in order and never touching, by units.

    The cuts say where the units begin and the last one ends, as places in the whole text.
    """
    base_units = [base[start:end] for start, end in pairwise(base_cuts)]
    side_units = [side[start:end] for start, end in pairwise(side_cuts)]
    changes: list[Change] = []
    base_unit = side_unit = unchanged = 0
    for match in (*align(base_units, side_units).matches, Match(len(base_units), len(side_units), 0)):
        old, new = base_units[base_unit : match.a], side_units[side_unit : match.b]
        if old or new:
            start, end = base_cuts[base_unit], base_cuts[match.a]
            growth = side_cuts[match.b] - side_cuts[side_unit] - (end - start)
            # One unchanged unit stays above, so that it does not run into the change before.
            slides = unchanged > 1 and not (old and new) and (old or new)[-1] == base_units[base_unit - 1]
            slide = start - base_cuts[base_unit - 1] if slides else 0
            changes.append(Change(start, end, growth, slide, len(old) == len(new)))
        unchanged = match.size
        base_unit, side_unit = match.a + match.size, match.b + match.size
    return changes


def slid_apart(changes: list[Change], others: list[Change]) -> list[Change]:
    """Slide insertions and deletions up, off what the other side reworded below them.

    A new paragraph brings a blank line, which may be the one before it or the one after it. Where one reading
    touches the other side's change, the other reading may not.
    """
    reworded = {other.start for other in others if other.rewords}
    return [change.slid() if change.slide and change.end in reworded else change for change in changes]


class Group(NamedTuple):
    """Changes of either side, each of which overlaps or touches another one of the group."""

    start: int
    end: int
    ours_growth: int
    theirs_growth: int


def touching(ours: list[Change], theirs: list[Change]) -> Iterator[Group]:
    """Gather the changes of both sides into the smallest groups which do not touch one another, in order."""
    both = [Group(change.start, change.end, change.growth, 0) for change in ours]
    both += [Group(change.start, change.end, 0, change.growth) for change in theirs]
    open_group: Group | None = None
    for change in sorted(both):
        if open_group is None or change.start > open_group.end:
            if open_group is not None:
                yield open_group
            open_group = change
            continue
        open_group = Group(
            open_group.start,
            max(open_group.end, change.end),
            open_group.ours_growth + change.ours_growth,
            open_group.theirs_growth + change.theirs_growth,
        )
    if open_group is not None:
        yield open_group
