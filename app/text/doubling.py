"""Finds where a merge would say a paragraph twice because both sides brought it.

Knows nothing of headings, nor of how the pieces were found.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.text.pieces import Piece, Source, Texts
from app.text.spans import Span, boundaries


class _Line(NamedTuple):
    """Where a line of the merged text begins, and the number of a piece that writes in it."""

    start: int
    piece: int


def doubled(texts: Texts, pieces: Sequence[Piece], said: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of the pieces between which a paragraph comes from either side.

    A paragraph that stands in ours or theirs may stand in the result as often as in the one that has it more often.
    Two of them more are meant where a line of the base that says something stands between them still.
    What has no letter and no digit may repeat: rules, fences, separators.
    """
    ours = [number for number, piece in enumerate(pieces) if piece.source is Source.OURS]
    theirs = [number for number, piece in enumerate(pieces) if piece.source is Source.THEIRS]
    if not ours or not theirs:
        return
    parts = [part or "" for part in said]
    result, cuts = "".join(parts), boundaries(parts)
    of_ours, of_theirs = _written(result, cuts, ours), _written(result, cuts, theirs)
    for line in of_ours.keys() & of_theirs.keys():
        if _is_too_often(texts, result, line):
            for one, other in pairwise(sorted(of_ours[line] + of_theirs[line])):
                if one.start == other.start or pieces[one.piece].source is pieces[other.piece].source:
                    continue
                if not _is_parted(texts.base, pieces[one.piece + 1 : other.piece]):
                    yield one.piece, other.piece


def _written(result: str, cuts: Sequence[int], numbers: Sequence[int]) -> dict[str, list[_Line]]:
    """Return the lines in which some pieces write, by what they say without the white space around it."""
    written: dict[str, list[_Line]] = {}
    for number in numbers:
        for start, end in _lines_at(result, cuts[number], cuts[number + 1]):
            line = result[start:end].strip()
            if line:
                written.setdefault(line, []).append(_Line(start, number))
    return written


def _lines_at(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the lines begin and end that a stretch of a text writes in."""
    place = text.rfind("\n", 0, start) + 1
    # A stretch that ends a line writes nothing in the next one.
    while place < end or place < start:
        stop = text.find("\n", place) + 1 or len(text)
        yield place, stop
        place = stop


def _is_too_often(texts: Texts, result: str, line: str) -> bool:
    if not any(map(str.isalnum, line)) or result.find(line) == result.rfind(line):
        return False
    return _count(result, line) > max(_count(texts.ours, line), _count(texts.theirs, line)) > 0


def _count(text: str, line: str) -> int:
    return sum(other.strip() == line for other in text.split("\n"))


def _is_parted(base: str, between: Sequence[Piece]) -> bool:
    """Tell whether a whole line of the base that says something is left in some pieces."""
    return any(piece.source is Source.BASE and _has_whole_line(base, piece.base) for piece in between)


def _has_whole_line(base: str, span: Span) -> bool:
    start, end = span
    if start and base[start - 1] != "\n":
        start = base.find("\n", start, end) + 1 or end
    if end < len(base):
        end = base.rfind("\n", start, end) + 1
    return bool(base[start:end].strip())
