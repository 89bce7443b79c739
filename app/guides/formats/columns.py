"""Shares the width of the page among the columns of a table. Knows lengths of words, and no typesetter."""

from collections.abc import Sequence

from app.guides.formats.breaking import longest_piece

MOST = 6
"""Columns that can be read beside each other on A5; the rows of a wider table become cards."""

MEASURE = 317
"""Width of the text in points."""
_FEW = 4
"""Columns that still have room for larger type and wider gaps; ``body.typ`` agrees."""
_LONGEST_PIECE = 14
"""Characters that a column makes room for where nothing in them may break."""


def widths(rows: Sequence[Sequence[str]], measure: int = MEASURE) -> list[int]:
    """Return how many of the points of a measure each column is wide: room for its longest syllable, more for more."""
    padding, character = _type(len(rows[0]))
    columns = list(zip(*rows, strict=True))
    needs = [padding + character * min(_LONGEST_PIECE, max(map(longest_piece, column))) for column in columns]
    said = [_said(column) for column in columns]
    return [max(1, round(width)) for width in _shared(needs, said, measure)]


def room(width: int, columns: int) -> int:
    """Return how many characters surely fit on a line of a column this wide."""
    padding, character = _type(columns)
    return max(2, int((width - padding) / character))


def _type(columns: int) -> tuple[float, float]:
    """Return how much of a column is empty, and how wide a character is, in points."""
    return (5, 4.5) if columns > _FEW else (9, 5.1)


def _said(column: Sequence[str]) -> float:
    longest_word = max(len(word) for cell in column for word in (cell.split() or [""]))
    average = sum(map(len, column)) / len(column)
    return max(6, min(30, max(average, longest_word * 1.2)))


def _shared(needs: Sequence[float], said: Sequence[float], measure: int) -> list[float]:
    """Share the measure by what is said, but give no column less than it needs where there is enough for all."""
    if sum(needs) > measure:
        return [need * measure / sum(needs) for need in needs]
    given: dict[int, float] = {}
    while True:
        free = [place for place in range(len(needs)) if place not in given]
        left, parts = measure - sum(given.values()), sum(said[place] for place in free)
        short = [place for place in free if left * said[place] / parts < needs[place]]
        if not short:
            return [given.get(place, left * part / parts if parts else 0) for place, part in enumerate(said)]
        given |= {place: needs[place] for place in short}
