"""The rows of a file that a spreadsheet wrote, whatever its habits: semicolons or tabs in the place of commas.

Knows no column by name.
"""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from app.errors import Mistake
from app.fields import nearest
from app.words.codes import Word
from app.words.saying import Said

MOST_LINES = 100_000


def rows_of(text: str, *, most: int = MOST_LINES) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line that it begins in; raises Mistake of ``file``."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    begins = 1
    try:
        for number, row in enumerate(reader):
            if number > most:
                raise Mistake("file", Said.of(Word.LIST_LONG, most=most))
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Mistake("file", Said.of(Word.LIST_BROKEN, line=begins)) from error


def columns_of(
    header: Sequence[str], line: int, known: Mapping[str, Collection[str]], needed: Sequence[str]
) -> list[str]:
    """Return the columns that a header names, "" for one without a name; raises Mistake of ``file``.

    ``known`` has the names that each column goes by, in small letters without accents.
    """
    columns = []
    for cell in header:
        named = plain(cell)
        found = next((column for column, names in known.items() if named in names), None)
        if found is None and named:
            near = nearest(named, [name for names in known.values() for name in names])
            name, choices = cell.strip()[:64], ", ".join(known)
            unknown = Said.of(Word.COLUMN_UNKNOWN, name=name, known=choices)
            hinted = Said.of(Word.COLUMN_UNKNOWN_NEAR, name=name, near=near or "", known=choices)
            raise Mistake("file", hinted if near else unknown)
        columns.append(found or "")
    for column in needed:
        if column not in columns:
            raise Mistake("file", Said.of(Word.COLUMN_MISSING, name=column, line=line))
    return columns


def plain(cell: str) -> str:
    """Return how a cell reads without capitals and accents."""
    folded = unicodedata.normalize("NFKD", cell.strip().casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))
