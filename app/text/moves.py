"""Finds the paragraphs which left one place of a text and stand in another.

Knows nothing of words: a paragraph that was moved and rewritten is a deletion and an insertion.
"""

from collections.abc import Iterable, Sequence
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
    left = _once(old_lines, ((line, gap) for gap in gaps for line in range(gap.old_start, gap.old_end)))
    came = _once(new_lines, ((line, gap) for gap in gaps for line in range(gap.new_start, gap.new_end)))
    moves = Moves({}, {})
    for text, here in left.items():
        there = came.get(text)
        if here and there and here[1] != there[1]:
            moves.old[here[0]] = moves.new[there[0]] = len(moves.old) + 1
    return moves


def _once(text_lines: Sequence[str], places: Iterable[tuple[int, Gap]]) -> dict[str, tuple[int, Gap] | None]:
    """Return where each line that says something stands, by its text; None for one that stands there twice."""
    found: dict[str, tuple[int, Gap] | None] = {}
    for line, gap in places:
        text = text_lines[line].strip()
        if len(text) >= _SHORTEST:
            found[text] = None if text in found else (line, gap)
    return found
