"""Finds the lines which stand elsewhere in the new text than in the old one, as they were or reworded.

Knows nothing of how that is shown: to a diff the two ends of a move are a deletion and an insertion.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import Indel, Postfix, Prefix

from app.text.align import Match
from app.text.rewording import reworded

_SHORTEST = 12
"""Characters below which an equal line says nothing: list marks, rules, closing fences."""
_SHORTEST_REWORDED, _LONGEST_REWORDED = 30, 8_000
"""Characters of a line that is looked for although it was reworded; comparing longer ones takes too long."""
_ALIKE = 0.6
"""Share of the characters of two lines that one has of the other, from which on they are one line reworded."""
_STAYED = 0.5
"""The same of lines in one place, where less is enough."""
_FEWEST_SHARED = 3
_SPARSE = 20
"""Characters for each word from which on a line has no spaces between words."""


class Gap(NamedTuple):
    """Lines `[old_start, old_end)` of the old text, for which `[new_start, new_end)` stand in the new one."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Moves(NamedTuple):
    """The number of the move, from 1 in the order of the old text, by the number of the line, from 0."""

    old: dict[int, int]
    new: dict[int, int]
    stayed: dict[int, list[Match]]
    """By the number of a move that changed its line: what stayed of it, in characters from the start of each line."""


class _Place(NamedTuple):
    line: int
    gap: Gap


def find_moves(old_lines: Sequence[str], new_lines: Sequence[str], gaps: Sequence[Gap]) -> Moves:
    """Return the lines that left one gap for another; a line counts when it stands once on either side.

    A line that is in no gap as it was may be in one reworded: what shares most of its words with it, and more than
    half of its letters.
    """
    moves = Moves({}, {}, {})
    if len(gaps) < 2:  # noqa: PLR2004  What moved left a gap and came to another.
        return moves
    pairs = dict(_equal(old_lines, new_lines, gaps))
    stayed: dict[int, list[Match]] = {}
    for old_line, new_line, kept in _reworded(old_lines, new_lines, gaps, pairs):
        pairs[old_line], stayed[old_line] = new_line, kept
    for number, old_line in enumerate(sorted(pairs), 1):
        moves.old[old_line] = moves.new[pairs[old_line]] = number
        if old_line in stayed:
            moves.stayed[number] = stayed[old_line]
    return moves


def _equal(old_lines: Sequence[str], new_lines: Sequence[str], gaps: Sequence[Gap]) -> Iterator[tuple[int, int]]:
    left = _once(old_lines, (_Place(line, gap) for gap in gaps for line in range(gap.old_start, gap.old_end)))
    came = _once(new_lines, (_Place(line, gap) for gap in gaps for line in range(gap.new_start, gap.new_end)))
    for text, here in left.items():
        there = came.get(text)
        if here and there and here.gap != there.gap:
            yield here.line, there.line


def _once(text_lines: Sequence[str], places: Iterable[_Place]) -> dict[str, _Place | None]:
    """Return where each line that says something stands, by its text; None for one that stands there twice."""
    found: dict[str, _Place | None] = {}
    for place in places:
        text = text_lines[place.line].strip()
        if len(text) >= _SHORTEST:
            found[text] = None if text in found else place
    return found


def _reworded(
    old_lines: Sequence[str], new_lines: Sequence[str], gaps: Sequence[Gap], pairs: dict[int, int]
) -> Iterator[tuple[int, int, list[Match]]]:
    """Yield the lines that were reworded on their way, and what stayed of them; each is nearest to the other."""
    above = _kept_above(old_lines, gaps)
    if above[gaps[0]] == above[gaps[-1]]:
        return
    gone, here = pairs.keys(), set(pairs.values())
    ends = [
        (gap, _said(old_lines, gap.old_start, gap.old_end, gone), _said(new_lines, gap.new_start, gap.new_end, here))
        for gap in gaps
    ]
    if all(len(old) == len(new) for _, old, new in ends):
        # Most texts are reworded in their places, and those who wait for it pay for no search.
        return
    left, came = dict[int, Gap](), dict[int, Gap]()
    for gap, old, new in ends:
        _leave_alike(old_lines, old, new_lines, new)
        left |= dict.fromkeys(_of_some_length(old_lines, old), gap)
        came |= dict.fromkeys(_of_some_length(new_lines, new), gap)
    for old_line, new_line in _nearest(old_lines, new_lines, left, came):
        # Where only blank lines are between, it was reworded in its place, and something came or went beside it.
        if above[left[old_line]] != above[came[new_line]]:
            kept = _stayed(old_lines[old_line], new_lines[new_line])
            if kept:
                yield old_line, new_line, kept


def _said(text_lines: Sequence[str], start: int, end: int, moved: Container[int]) -> list[int]:
    """Return the lines of a gap that are neither blank nor moved as they are."""
    return [line for line in range(start, end) if line not in moved and not text_lines[line].isspace()]


def _of_some_length(text_lines: Sequence[str], numbers: Iterable[int]) -> Iterator[int]:
    return (line for line in numbers if _SHORTEST_REWORDED <= len(text_lines[line]) <= _LONGEST_REWORDED)


def _stayed(old: str, new: str) -> list[Match]:
    """Return what stayed of a line, nothing where another has hardly more of it than chance."""
    if not Indel.normalized_similarity(old, new, score_cutoff=_ALIKE):
        return []
    kept, _ = reworded(old, new, 0, 0)
    return kept if 2 * sum(match.size for match in kept) > max(len(old), len(new)) else []


def _nearest(
    old_lines: Sequence[str], new_lines: Sequence[str], left: Iterable[int], came: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of lines that share more of the words of one line than either does with another line."""
    words = {line: _words(old_lines[line]) for line in left}
    having = Counter(chain.from_iterable(words.values()))
    telling = {word: line for line, said in words.items() for word in said if having[word] == 1}
    best: dict[int, tuple[int, int]] = {}
    for line in came:
        shared = Counter(map(telling.__getitem__, telling.keys() & _words(new_lines[line])))
        most = max(shared.values(), default=0)
        if most >= _FEWEST_SHARED:
            nearest = min(number for number in shared if shared[number] == most)
            if most > best.get(nearest, (0, 0))[0]:
                best[nearest] = most, line
    return ((old_line, new_line) for old_line, (_, new_line) in best.items())


def _words(line: str) -> set[str]:
    """Return the words of a line; pairs of letters where there are hardly any spaces."""
    words = set(line.split())
    return words if len(line) < _SPARSE * len(words) else {line[at : at + 2] for at in range(len(line) - 1)}


def _kept_above(old_lines: Sequence[str], gaps: Sequence[Gap]) -> dict[Gap, int]:
    """Return how many lines that are not blank stayed above each gap."""
    above: dict[Gap, int] = {}
    blank = list(map(str.isspace, old_lines))
    place = kept = 0
    for gap in gaps:
        kept += gap.old_start - place - sum(blank[place : gap.old_start])
        above[gap] = kept
        place = gap.old_end
    return above


def _leave_alike(old_lines: Sequence[str], old: list[int], new_lines: Sequence[str], new: list[int]) -> None:
    """Take off both ends the lines that were reworded where they stand."""
    for end in (-1, 0):
        while old and new and _is_alike(old_lines[old[end]], new_lines[new[end]]):
            del old[end], new[end]


def _is_alike(old: str, new: str) -> bool:
    longest = max(len(old), len(new))
    if longest > _LONGEST_REWORDED or 2 * (Prefix.similarity(old, new) + Postfix.similarity(old, new)) > longest:
        return True
    return bool(Indel.normalized_similarity(old, new, score_cutoff=_STAYED))
