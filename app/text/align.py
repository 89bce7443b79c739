"""Aligns two sequences of text units: which of them stand in both, in the same order.

Knows nothing of lines, sentences or tokens; it is given any of them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import repeat, takewhile
from operator import eq
from typing import NamedTuple

from rapidfuzz.distance import Indel

# The bit-parallel table takes one bit a cell: 16 MiB here, computed in about 30 ms.
CELLS = 1 << 27
_ALONE = -1


class Match(NamedTuple):
    """`size` equal units from index `a` of the first sequence and `b` of the second."""

    a: int
    b: int
    size: int


class Alignment(NamedTuple):
    """The matches in order, none touching the next in both sequences."""

    matches: tuple[Match, ...]
    coarse: bool
    """Some part was too large to compare and is given as entirely different."""


def align(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """Return a longest common subsequence of two sequences of units, as matches.

    Deterministic. Takes time and memory in proportion to the product of the lengths which remain when common
    ends are taken off, up to `CELLS`. Beyond that the parts between units that stand once in both are aligned
    (the idea of patience diff, Bram Cohen); a part that is still larger counts as different.
    """
    work = _Work(a, b, [])
    coarse = _align(work, (0, len(a), 0, len(b)), may_anchor=True)
    return Alignment(tuple(joined(work.found)), coarse)


def align_anchored(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """Align like `align`, but never at the cost of units that stand once in both and say something.

    Blank and repeated units are many: together they outvote a heading, and a longest common subsequence then takes
    one section for another. Where it does, the units that stand once are matched first and the others between them.
    """
    aligned = align(a, b)
    outvoted = {unit.strip() for unit in _left_out(a, b, aligned.matches) if _says_something(unit)}
    if not outvoted:
        return aligned
    # The last line of a text may lack its end, and is the same line all the same.
    counts_a, counts_b = Counter(map(str.strip, a)), Counter(map(str.strip, b))
    once = {unit for unit, count in counts_a.items() if count == counts_b[unit] == 1}
    if once.isdisjoint(outvoted):
        return aligned
    work = _Work(a, b, [])
    head, tail = _common_ends(a, b)
    window = (head, len(a) - tail, head, len(b) - tail)
    places_b = {b[place]: place for place in range(head, window[3])}
    inner = ((place, a[place]) for place in range(head, window[1]))
    pairs = [
        (place, places_b[unit])
        for place, unit in inner
        if unit in places_b and unit.strip() in once and _says_something(unit)
    ]
    work.found.append(Match(0, 0, head))
    coarse = _align_between(work, window, _rising(pairs), may_anchor=True)
    work.found.append(Match(window[1], window[3], tail))
    return Alignment(tuple(joined(work.found)), coarse)


def _left_out(a: Sequence[str], b: Sequence[str], matches: Sequence[Match]) -> set[str]:
    """Return the units which stand in both sequences, matched in neither place."""
    left: set[str] = set()
    came: set[str] = set()
    place_a = place_b = 0
    for match in (*matches, Match(len(a), len(b), 0)):
        left.update(a[place_a : match.a])
        came.update(b[place_b : match.b])
        place_a, place_b = match.a + match.size, match.b + match.size
    return left & came


def _says_something(unit: str) -> bool:
    """Tell whether a unit has a letter or a digit; blank lines, rules and fences have none."""
    return any(map(str.isalnum, unit))


class _Work(NamedTuple):
    a: Sequence[str]
    b: Sequence[str]
    found: list[Match]


def _align(work: _Work, window: tuple[int, int, int, int], *, may_anchor: bool) -> bool:
    """Append the matches of one window to what was found; tell whether a part of it was too large."""
    low_a, high_a, low_b, high_b = window
    a, b = work.a[low_a:high_a], work.b[low_b:high_b]
    head, tail = _common_ends(a, b)
    work.found.append(Match(low_a, low_b, head))
    inner = (low_a + head, high_a - tail, low_b + head, high_b - tail)
    coarse = False
    if inner[0] < inner[1] and inner[2] < inner[3]:
        cells = (inner[1] - inner[0]) * (inner[3] - inner[2])
        if cells <= CELLS:
            # One unit for one: were they equal, they would be among the common ends.
            if cells > 1:
                _align_exactly(work, inner)
        elif may_anchor:
            coarse = _align_between(work, inner, _anchors(work, inner), may_anchor=False)
        else:
            coarse = True
    work.found.append(Match(high_a - tail, high_b - tail, tail))
    return coarse


def _common_ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """Return how many units are equal from the start, and how many of the others from the end."""
    head = sum(takewhile(bool, map(eq, a, b)))
    return head, sum(takewhile(bool, map(eq, reversed(a[head:]), reversed(b[head:]))))


def _align_exactly(work: _Work, window: tuple[int, int, int, int]) -> None:
    low_a, high_a, low_b, high_b = window
    a, b = work.a[low_a:high_a], work.b[low_b:high_b]
    # Numbers are compared, not texts. A unit of `a` alone is equal to none of `b`, whatever its number.
    ids = dict(zip(b, range(len(b)), strict=True))
    numbers_a, numbers_b = map(ids.get, a, repeat(_ALONE)), map(ids.__getitem__, b)
    for match in Indel.editops(list(numbers_a), list(numbers_b)).as_matching_blocks():
        work.found.append(Match(low_a + match.a, low_b + match.b, match.size))


def _align_between(
    work: _Work, window: tuple[int, int, int, int], anchors: list[tuple[int, int]], *, may_anchor: bool
) -> bool:
    """Match the anchors, and what stands between them; tell whether a part of it was too large."""
    low_a, high_a, low_b, high_b = window
    coarse = False
    for place_a, place_b in [*anchors, (high_a, high_b)]:
        if work.a[low_a:place_a] == work.b[low_b:place_b]:
            work.found.append(Match(low_a, low_b, place_a - low_a))
        elif low_a < place_a and low_b < place_b:
            coarse |= _align(work, (low_a, place_a, low_b, place_b), may_anchor=may_anchor)
        if place_a < high_a:
            work.found.append(Match(place_a, place_b, 1))
        low_a, low_b = place_a + 1, place_b + 1
    return coarse


def _anchors(work: _Work, window: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Return the longest rising run of places whose unit stands once in each window."""
    low_a, high_a, low_b, high_b = window
    once_a = Counter(work.a[low_a:high_a])
    once_b = Counter(work.b[low_b:high_b])
    places_b = {work.b[place]: place for place in range(low_b, high_b)}
    return _rising(
        [
            (place, places_b[work.a[place]])
            for place in range(low_a, high_a)
            if once_a[work.a[place]] == once_b[work.a[place]] == 1
        ]
    )


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs, ordered by their first places, whose second places rise (patience sorting)."""
    tops: list[int] = []
    top_pair: list[int] = []
    before: list[int] = []
    for number, (_, place_b) in enumerate(pairs):
        pile = bisect_left(tops, place_b)
        tops[pile : pile + 1] = [place_b]
        top_pair[pile : pile + 1] = [number]
        before.append(top_pair[pile - 1] if pile else -1)
    run: list[tuple[int, int]] = []
    number = top_pair[-1] if top_pair else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def joined(matches: Sequence[Match]) -> list[Match]:
    """Return ordered matches without empty ones, those that touch in both sequences made one."""
    result: list[Match] = []
    end_a = end_b = -1
    for match in matches:
        a, b, size = match
        if not size:
            continue
        if a == end_a and b == end_b:
            last = result[-1]
            result[-1] = Match(last.a, last.b, last.size + size)
        else:
            result.append(match)
        end_a, end_b = a + size, b + size
    return result
