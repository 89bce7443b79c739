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


class _Work(NamedTuple):
    a: Sequence[str]
    b: Sequence[str]
    found: list[Match]


def _align(work: _Work, window: tuple[int, int, int, int], *, may_anchor: bool) -> bool:
    """Append the matches of one window to what was found; tell whether a part of it was too large."""
    low_a, high_a, low_b, high_b = window
    a, b = work.a[low_a:high_a], work.b[low_b:high_b]
    head = sum(takewhile(bool, map(eq, a, b)))
    tail = sum(takewhile(bool, map(eq, reversed(a[head:]), reversed(b[head:]))))
    work.found.append(Match(low_a, low_b, head))
    inner = (low_a + head, high_a - tail, low_b + head, high_b - tail)
    coarse = False
    if inner[0] < inner[1] and inner[2] < inner[3]:
        if (inner[1] - inner[0]) * (inner[3] - inner[2]) <= CELLS:
            _align_exactly(work, inner)
        else:
            coarse = _align_between_anchors(work, inner) if may_anchor else True
    work.found.append(Match(high_a - tail, high_b - tail, tail))
    return coarse


def _align_exactly(work: _Work, window: tuple[int, int, int, int]) -> None:
    low_a, high_a, low_b, high_b = window
    a, b = work.a[low_a:high_a], work.b[low_b:high_b]
    # Numbers are compared, not texts. A unit of `a` alone is equal to none of `b`, whatever its number.
    ids = dict(zip(b, range(len(b)), strict=True))
    numbers_a, numbers_b = map(ids.get, a, repeat(_ALONE)), map(ids.__getitem__, b)
    for match in Indel.editops(list(numbers_a), list(numbers_b)).as_matching_blocks():
        work.found.append(Match(low_a + match.a, low_b + match.b, match.size))


def _align_between_anchors(work: _Work, window: tuple[int, int, int, int]) -> bool:
    low_a, high_a, low_b, high_b = window
    coarse = False
    for place_a, place_b in [*_anchors(work, window), (high_a, high_b)]:
        coarse |= _align(work, (low_a, place_a, low_b, place_b), may_anchor=False)
        if place_a < high_a:
            work.found.append(Match(place_a, place_b, 1))
        low_a, low_b = place_a + 1, place_b + 1
    return coarse


def _anchors(work: _Work, window: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Return the longest rising run of places whose unit stands once in each window (patience sorting)."""
    low_a, high_a, low_b, high_b = window
    once_a = Counter(work.a[low_a:high_a])
    once_b = Counter(work.b[low_b:high_b])
    places_b = {work.b[place]: place for place in range(low_b, high_b)}
    pairs = [
        (place, places_b[work.a[place]])
        for place in range(low_a, high_a)
        if once_a[work.a[place]] == once_b[work.a[place]] == 1
    ]
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
