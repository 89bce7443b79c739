"""Lists what one side changed of a base, and which changes of two sides touch each other.

Knows places only: what to make of changes that touch is `merge`'s business.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.text.align import Match, align_anchored, joined
from app.text.outline import Units


class Change(NamedTuple):
    """One side replaced `[start, end)` of the base by a text that is `growth` longer."""

    start: int
    end: int
    growth: int
    slide: int
    """How much further up the same insertion or deletion can stand, over one equal unit; 0 when it cannot."""
    rewords: bool
    """As many units as before: none came and none went, nor did a paragraph come right below."""

    def slid(self) -> "Change":
        return self._replace(start=self.start - self.slide, end=self.end - self.slide)


def changes_of(base: Units, side: Units) -> list[Change]:
    """Return what a side changed, in order and never touching, by units."""
    changes: list[Change] = []
    base_unit = side_unit = unchanged = 0
    matches = leant_up(base.parts, side.parts, align_anchored(base.parts, side.parts).matches)
    for match in (*matches, Match(len(base.parts), len(side.parts), 0)):
        old, new = base.parts[base_unit : match.a], side.parts[side_unit : match.b]
        if old or new:
            start, end = base.cuts[base_unit], base.cuts[match.a]
            growth = side.cuts[match.b] - side.cuts[side_unit] - (end - start)
            # One unchanged unit stays above, so that it does not run into the change before.
            slides = unchanged > 1 and not (old and new) and (old or new)[-1] == base.parts[base_unit - 1]
            slide = start - base.cuts[base_unit - 1] if slides else 0
            if changes and not old and all(map(str.isspace, base.parts[base_unit - unchanged : base_unit])):
                # Of two paragraphs that stand for one, either may be the reworded one.
                changes[-1] = changes[-1]._replace(rewords=False)
            changes.append(Change(start, end, growth, slide, len(old) == len(new)))
        unchanged = match.size
        base_unit, side_unit = match.a + match.size, match.b + match.size
    return changes


def leant_up(a: Sequence[str], b: Sequence[str], matches: Sequence[Match]) -> Sequence[Match]:
    """Match each unit as near as possible to what stands above it, so that equal changes have one place.

    A new paragraph brings a blank line, which may be the one before it or the one after it: here it is always the
    latter. A blank line between two changes stays, which keeps them apart; so does one below a paragraph that was
    emptied, which is changed where it stood.
    """
    found: list[Match] = []
    place_a = place_b = 0
    last = len(matches) - 1
    for number, match in enumerate(matches):
        start_a, start_b, size = match
        while size:
            unit = a[start_a]
            emptied = place_a < start_a and b[place_b : place_b + 1] == [unit]
            if unit.isspace() and (emptied or (size == 1 and number < last)):
                break
            if unit in b[place_b:start_b]:
                here = Match(start_a, b.index(unit, place_b), 1)
            elif unit in a[place_a:start_a]:
                here = Match(a.index(unit, place_a), start_b, 1)
            else:
                break
            found.append(here)
            start_a, start_b, size = start_a + 1, start_b + 1, size - 1
            place_a, place_b = here.a + 1, here.b + 1
        found.append(Match(start_a, start_b, size))
        place_a, place_b = start_a + size, start_b + size
    return joined(found) if len(found) > len(matches) else matches


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
