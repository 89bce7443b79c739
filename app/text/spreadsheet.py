"""Tables as CSV (RFC 4180) for people who open them in a spreadsheet. Pure.

UTF-8 with a byte order mark: without it, spreadsheets take the accents of French names for something else.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"

_FORMULA = re.compile("\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n\0]")
"""How a cell begins that a spreadsheet may take for a formula (OWASP, CSV Injection), full-width signs included."""

Cell = str | int | float | None


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as CSV; words are quoted, numbers are not, None is an empty cell.

    Words that would begin a formula get an apostrophe in front, so that nobody's name is ever calculated.
    """
    written = io.StringIO(newline="")
    # Unquoted: whoever does not know the mark in front would take a quotation mark after it for part of the name.
    csv.writer(written, lineterminator="\r\n").writerow(header)
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([_neutral(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def _neutral(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
