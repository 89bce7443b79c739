"""Finds the paragraphs which left one place of a text and stand in another.

Knows nothing of words: a paragraph that was moved and rewritten is a deletion and an insertion.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_SHORTEST = 12
"""Characters below which an equal line says nothing: list marks, rules, closing fences."""


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


def find_moves(old_lines: Sequence[str], new_lines: Sequence[str], gaps: Sequence[Gap]) -> Moves:
    """Return the lines that left one gap for another; a line counts when it stands once on either side."""
    left = [(line, gap) for gap in gaps for line in range(gap.old_start, gap.old_end)]
    came = [(line, gap) for gap in gaps for line in range(gap.new_start, gap.new_end)]
    left_once = Counter(old_lines[line].strip() for line, _ in left)
    came_once = Counter(new_lines[line].strip() for line, _ in came)
    target = {new_lines[line].strip(): (line, gap) for line, gap in came}
    moves = Moves({}, {})
    for line, gap in left:
        text = old_lines[line].strip()
        if len(text) < _SHORTEST or left_once[text] != 1 or came_once[text] != 1:
            continue
        new_line, new_gap = target[text]
        if new_gap != gap:
            moves.old[line] = moves.new[new_line] = len(moves.old) + 1
    return moves
