"""Proves that a merge holds every change of both sides, knowing nothing of how it was found.

The pieces are a certificate: when they tile the three texts, and each piece of the result says what the side
that changed it says while the other side says what the base says, then no insertion or deletion is lost and
nothing is invented.
"""

import re
from itertools import pairwise

from app.text.merge import Hunk, Merged, Unmerged
from app.text.pieces import Piece, Source
from app.text.spans import Span


def prove(base: str, ours: str, theirs: str, result: Merged | Unmerged) -> None:
    """Raise AssertionError when the result does not follow from the three texts."""
    assert_tiles(base, [piece.base for piece in result.pieces])
    assert_tiles(ours, [piece.ours for piece in result.pieces])
    assert_tiles(theirs, [piece.theirs for piece in result.pieces])
    for before, after in pairwise(result.pieces):
        assert Source.BASE in {before.source, after.source}, "Changes touch."
    end = end_of_head(ours, theirs, result)
    parts = [assert_piece(base, ours, theirs, piece, end) for piece in result.pieces]
    if isinstance(result, Merged):
        assert None not in parts
        assert result.text == "".join(part or "" for part in parts)
        assert_came_in(result, [part or "" for part in parts])
    else:
        assert result.parts == tuple(parts)
        conflicts = [piece for piece in result.pieces if piece.source is Source.CONFLICT]
        assert conflicts
        assert result.hunks == tuple(
            Hunk(
                base[p.base.start : p.base.end],
                ours[p.ours.start : p.ours.end],
                theirs[p.theirs.start : p.theirs.end],
                p.base,
                p.ours,
                p.theirs,
            )
            for p in conflicts
        )


def assert_tiles(text: str, spans: list[Span]) -> None:
    place = 0
    for start, end in spans:
        assert start == place <= end
        place = end
    assert place == len(text)


def assert_piece(base: str, ours: str, theirs: str, piece: Piece, end: str | None) -> str | None:
    """Check one piece and return what the result says there, None for a conflict; line ends do not count."""
    was = unified(base[piece.base.start : piece.base.end])
    our = ours[piece.ours.start : piece.ours.end]
    their = theirs[piece.theirs.start : piece.theirs.end]
    match piece.source:
        case Source.BASE:
            assert was == unified(our) == unified(their)
            assert was
        case Source.OURS:
            assert was == unified(their) != unified(our)
        case Source.THEIRS:
            assert was == unified(our) != unified(their)
        case Source.BOTH:
            assert unified(our) == unified(their) != was
        case Source.CONFLICT:
            assert len({was, unified(our), unified(their)}) == 3
            return None
    if theirs == base:
        return our
    if piece.source is not Source.OURS:
        return their
    return our if end is None else unified(our).replace("\n", end)


def unified(text: str) -> str:
    return re.sub("\r\n?", "\n", text)


def end_of_head(ours: str, theirs: str, result: Merged | Unmerged) -> str | None:
    """Return the line end that ours takes over: that of most lines of theirs, where the two do not agree already."""
    ends: list[str] = re.findall("\r\n|\r|\n", theirs)
    agree = all(
        ours[piece.ours.start : piece.ours.end] == theirs[piece.theirs.start : piece.theirs.end]
        for piece in result.pieces
        if piece.source in {Source.BASE, Source.BOTH}
    )
    if not ends or (agree and set(re.findall("\r\n|\r|\n", ours)) <= set(ends)):
        return None
    return max(ends, key=ends.count)


def assert_came_in(result: Merged, parts: list[str]) -> None:
    place = 0
    expected = []
    for piece, part in zip(result.pieces, parts, strict=True):
        if piece.source is Source.THEIRS:
            expected.append(Span(place, place + len(part)))
        place += len(part)
    assert result.came_in == tuple(expected)
