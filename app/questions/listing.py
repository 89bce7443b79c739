"""A list of questions as a spreadsheet writes it: each line read, or told with its number and what to do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.digests import canonical, sha256
from app.errors import Mistake, TextTooLong
from app.questions.rules import checked_question
from app.sheets import columns_of, rows_of
from app.words.codes import Word
from app.words.saying import Said

MOST_LINES = 5_000
COLUMNS: Mapping[str, frozenset[str]] = {
    "place": frozenset({"place", "lieu", "ville", "city"}),
    "date": frozenset({"date", "jour", "day"}),
    "text": frozenset({"text", "texte", "question"}),
    "theme": frozenset({"theme"}),
}
"""The columns with the names that they go by, in small letters without accents."""
NEEDED = ("place", "date", "text")
_PLACE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a question, and where and when it was asked."""

    line: int
    place: str
    held_on: date
    text: str
    theme: str | None

    @property
    def digest(self) -> str:
        """What stands for the line in the campaign, so that the same file brings nothing twice."""
        told = {"place": self.place.casefold(), "date": self.held_on.isoformat(), "text": self.text.casefold()}
        return sha256(canonical(told))


class BadLine(NamedTuple):
    """A line that cannot be used."""

    line: int
    field: str
    reason: Said


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file says."""

    lines: Sequence[Line]
    bad: Sequence[BadLine]


def read_listing(text: str, themes: Mapping[str, int]) -> Listing:
    """Return the questions of a file and its bad lines; raises Mistake where the file as a whole cannot be read."""
    rows = rows_of(text.removeprefix("\ufeff"), most=MOST_LINES)
    line, header = next(rows, (1, []))
    columns = columns_of(header, line, COLUMNS, NEEDED)
    lines: list[Line] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            read = _line(line, dict(zip(columns, cells, strict=False)), themes)
        except (Mistake, TextTooLong) as mistake:
            bad += [BadLine(line, field, reason) for field, reason in mistake.mistakes()]
            continue
        first = seen.setdefault(read.digest, line)
        if first == line:
            lines.append(read)
        else:
            bad.append(BadLine(line, "text", Said.of(Word.LINE_REPEATED, line=first)))
    return Listing(lines, bad)


def _line(line: int, cells: Mapping[str, str], themes: Mapping[str, int]) -> Line:
    given = {column: cell.strip() for column, cell in cells.items() if column and cell.strip()}
    for needed in NEEDED:
        if needed not in given:
            raise Mistake(needed, Said.of(Word.FIELD_MISSING))
    if len(given["place"]) > _PLACE_LENGTH:
        raise Mistake("place", Said.of(Word.LINE_PLACE_LONG, most=_PLACE_LENGTH))
    theme = given.get("theme")
    if theme is not None and theme not in themes:
        raise Mistake("theme", Said.of(Word.NO_SUCH_THEME, theme=theme[:64]))
    return Line(line, given["place"], _day(given["date"]), checked_question(given["text"]), theme)


def _day(cell: str) -> date:
    """Return a day, as ISO 8601 writes it or as people in France do."""
    day, _, rest = cell.partition("/")
    month, _, year = rest.partition("/")
    try:
        if rest:
            return date(int(year), int(month), int(day))
        return date.fromisoformat(cell)
    except ValueError:
        raise Mistake("date", Said.of(Word.LINE_DATE)) from None
