"""Tells how one text became another: lines first, then tokens, as a person would read it.

Knows nothing of pages or revisions, and nothing of HTML: showing a difference is `diff_views`' business.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from app.text.align import Match, align, joined
from app.text.blocks import lines
from app.text.moves import Gap, Moves, find_moves
from app.text.rewording import reworded
from app.text.spans import Span, boundaries


class OperationKind(StrEnum):
    """What an operation does to its stretch of the old text."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"


class Operation(NamedTuple):
    """A stretch of the old text and what stands there in the new one."""

    kind: OperationKind
    old_span: Span
    new_span: Span
    old: str
    new: str
    moved: int | None
    """A number which all deletions and insertions of one moved paragraph share, from 1; else None."""
    changed: bool
    """These words went or came while their paragraph moved; the others of a move are the same at both ends."""


@dataclass(frozen=True, slots=True)
class Diff:
    """How one text became another; the operations tile both texts, in order."""

    operations: tuple[Operation, ...]
    coarse: bool
    """Some part was too large to compare and is given as replaced, although words stayed."""


def diff(old: str, new: str) -> Diff:
    """Compare two texts by lines, and changed lines by tokens.

    Deterministic, whatever the machine and its load. Unchanged words are never cut. A paragraph which stands
    elsewhere is a deletion and an insertion with the same `moved`, or several of each where it was reworded too.
    """
    texts = _Texts.cut(old, new)
    aligned = align(texts.old_lines, texts.new_lines)
    moves = find_moves(texts.old_lines, texts.new_lines, _gaps(texts, aligned.matches))
    stayed = _telling(texts, aligned.matches, moves)
    found = [
        Match(texts.old_cuts[a], texts.new_cuts[b], texts.old_cuts[a + size] - texts.old_cuts[a])
        for a, b, size in stayed
    ]
    coarse = aligned.coarse
    for gap in _gaps(texts, stayed):
        matches, gap_coarse = _inside(texts, gap, moves)
        found += matches
        coarse |= gap_coarse
    return Diff(tuple(_operations(texts, joined(sorted(found)), moves)), coarse)


def apply(difference: Diff, old: str) -> str:
    """Return the new text, given the old one; raises ValueError when `old` is not what was compared."""
    parts: list[str] = []
    place = 0
    for operation in difference.operations:
        if operation.old_span.start != place or operation.old_span.of(old) != operation.old:
            raise ValueError(f"The text differs from the one that was compared, at character {place}.")
        place = operation.old_span.end
        parts.append(operation.new)
    if place != len(old):
        raise ValueError("The text is longer than the one that was compared.")
    return "".join(parts)


def delta(difference: Diff) -> str:
    """Return the diff in diff-match-patch's delta format, which its `diff_fromDelta` reads in every language.

    Its lengths count UTF-16 units, unlike the spans. Raises UnicodeEncodeError for a lone surrogate.
    """
    parts: list[str] = []
    for operation in difference.operations:
        length = len(operation.old.encode("utf-16-le")) // 2
        if operation.kind is OperationKind.EQUAL:
            parts.append(f"={length}")
            continue
        if length:
            parts.append(f"-{length}")
        if operation.new:
            parts.append("+" + quote(operation.new, safe="!~*'();/?:@&=+$,# "))
    return "\t".join(parts)


@dataclass(frozen=True, slots=True)
class _Texts:
    old: str
    new: str
    old_lines: list[str]
    new_lines: list[str]
    old_cuts: list[int]
    new_cuts: list[int]

    @classmethod
    def cut(cls, old: str, new: str) -> "_Texts":
        old_lines, new_lines = lines(old), lines(new)
        return cls(old, new, old_lines, new_lines, boundaries(old_lines), boundaries(new_lines))


def _gaps(texts: _Texts, matches: Sequence[Match]) -> list[Gap]:
    gaps: list[Gap] = []
    old_line = new_line = 0
    for a, b, size in (*matches, Match(len(texts.old_lines), len(texts.new_lines), 0)):
        if old_line < a or new_line < b:
            gaps.append(Gap(old_line, a, new_line, b))
        old_line, new_line = a + size, b + size
    return gaps


def _telling(texts: _Texts, matches: Sequence[Match], moves: Moves) -> list[Match]:
    """Leave out blank lines that stayed beside a paragraph which came, went or moved.

    They hold nothing in place: a new paragraph before a reworded one would be compared with the old wording.
    """
    ends = (Match(0, 0, 0), *matches, Match(len(texts.old_lines), len(texts.new_lines), 0))
    return [
        match
        for before, match, after in zip(ends, matches, ends[2:], strict=False)
        if not all(map(str.isspace, texts.old_lines[match.a : match.a + match.size]))
        or _lean_alike(_lean(before, match, moves), _lean(match, after, moves))
    ]


def _lean_alike(left: int | None, right: int | None) -> bool:
    return left is None or right is None or left == right


def _lean(before: Match, after: Match, moves: Moves) -> int | None:
    """Tell what a gap between two matches has, moved lines aside: 1 new lines, -1 old ones, 0 both.

    None when there is no gap.
    """
    old_start, new_start = before.a + before.size, before.b + before.size
    if (old_start, new_start) == (after.a, after.b):
        return None
    has_old = any(line not in moves.old for line in range(old_start, after.a))
    has_new = any(line not in moves.new for line in range(new_start, after.b))
    return int(has_new) - int(has_old)


class _Kept(NamedTuple):
    """The lines of a gap but those that moved, joined, and where each stands in the whole text."""

    text: str
    cuts: list[int]
    starts: list[int]

    @classmethod
    def of(cls, text_lines: Sequence[str], cuts: Sequence[int], numbers: Sequence[int]) -> "_Kept":
        parts = [text_lines[number] for number in numbers]
        return cls("".join(parts), boundaries(parts), [cuts[number] for number in numbers])

    def locate(self, place: int) -> tuple[int, int]:
        """Return where a character stands in the whole text, and how many of its line follow from there."""
        line = bisect_right(self.cuts, place) - 1
        return self.starts[line] + place - self.cuts[line], self.cuts[line + 1] - place


def _inside(texts: _Texts, gap: Gap, moves: Moves) -> tuple[list[Match], bool]:
    """Return the matches of characters within changed lines."""
    old_numbers: Sequence[int] = range(gap.old_start, gap.old_end)
    new_numbers: Sequence[int] = range(gap.new_start, gap.new_end)
    if moves.old:
        old_numbers = [line for line in old_numbers if line not in moves.old]
        new_numbers = [line for line in new_numbers if line not in moves.new]
    if not old_numbers or not new_numbers:
        return [], False
    if len(old_numbers) == len(new_numbers) == 1:
        # Most gaps are one line for one line, whose places need no looking up.
        old_line, new_line = old_numbers[0], new_numbers[0]
        return reworded(
            texts.old_lines[old_line],
            texts.new_lines[new_line],
            texts.old_cuts[old_line],
            texts.new_cuts[new_line],
        )
    old = _Kept.of(texts.old_lines, texts.old_cuts, old_numbers)
    new = _Kept.of(texts.new_lines, texts.new_cuts, new_numbers)
    matches, coarse = reworded(old.text, new.text, 0, 0)
    return [part for match in matches for part in _located(match, old, new)], coarse


def _located(match: Match, old: _Kept, new: _Kept) -> Iterator[Match]:
    done = 0
    while done < match.size:
        old_place, old_room = old.locate(match.a + done)
        new_place, new_room = new.locate(match.b + done)
        step = min(match.size - done, old_room, new_room)
        yield Match(old_place, new_place, step)
        done += step


class _Run(NamedTuple):
    span: Span
    moved: int | None
    changed: bool


def _operations(texts: _Texts, matches: Sequence[Match], moves: Moves) -> Iterator[Operation]:
    left = list(_moved_runs(moves.old, texts.old_cuts, _stayed(moves, 0)))
    came = list(_moved_runs(moves.new, texts.new_cuts, _stayed(moves, 1)))
    old_place = new_place = 0
    for a, b, size in (*matches, Match(len(texts.old), len(texts.new), 0)):
        if old_place < a or new_place < b:
            old_gap, new_gap = Span(old_place, a), Span(new_place, b)
            if left:
                yield from _changed(texts, old_gap, new_gap, left, came)
            else:
                yield _operation(texts, old_gap, new_gap)
        old_place, new_place = a + size, b + size
        if size:
            kept = texts.old[a:old_place]
            yield Operation(OperationKind.EQUAL, Span(a, old_place), Span(b, new_place), kept, kept, None, False)


def _changed(
    texts: _Texts, old_gap: Span, new_gap: Span, left: Sequence[_Run], came: Sequence[_Run]
) -> Iterator[Operation]:
    left_here = list(_runs(old_gap, left))
    came_here = list(_runs(new_gap, came))
    if not any(run.moved for run in (*left_here, *came_here)):
        yield _operation(texts, old_gap, new_gap)
        return
    for run in left_here:
        yield _operation(texts, run.span, Span(new_gap.start, new_gap.start), run.moved, changed=run.changed)
    for run in came_here:
        yield _operation(texts, Span(old_gap.end, old_gap.end), run.span, run.moved, changed=run.changed)


def _operation(
    texts: _Texts, old_span: Span, new_span: Span, moved: int | None = None, *, changed: bool = False
) -> Operation:
    old, new = old_span.of(texts.old), new_span.of(texts.new)
    kind = OperationKind.REPLACE if old and new else OperationKind.DELETE if old else OperationKind.INSERT
    return Operation(kind, old_span, new_span, old, new, moved, changed)


def _stayed(moves: Moves, side: int) -> dict[int, list[Span]]:
    """Return what stayed of each line that was reworded on its way, on one side, from the start of the line."""
    stayed: dict[int, list[Span]] = {}
    for number, matches in moves.stayed.items():
        spans = stayed[number] = []
        for match in matches:
            start, end = match[side], match[side] + match.size
            # What came between on the other side parts nothing here.
            if spans and spans[-1].end == start:
                start = spans.pop().start
            spans.append(Span(start, end))
    return stayed


def _moved_runs(moved: dict[int, int], cuts: Sequence[int], stayed: dict[int, list[Span]]) -> Iterator[_Run]:
    for line in sorted(moved):
        number, place, end = moved[line], cuts[line], cuts[line + 1]
        for span in stayed.get(number, [Span(0, end - place)]):
            start = cuts[line] + span.start
            if place < start:
                yield _Run(Span(place, start), number, True)
            place = cuts[line] + span.end
            yield _Run(Span(start, place), number, False)
        if place < end:
            yield _Run(Span(place, end), number, True)


def _runs(gap: Span, moved: Sequence[_Run]) -> Iterator[_Run]:
    """Cut a changed stretch into what moved and the rest."""
    place = gap.start
    for run in moved[bisect_left(moved, gap.start, key=lambda run: run.span.start) :]:
        if run.span.start >= gap.end:
            break
        if place < run.span.start:
            yield _Run(Span(place, run.span.start), None, False)
        yield run
        place = run.span.end
    if place < gap.end:
        yield _Run(Span(place, gap.end), None, False)
