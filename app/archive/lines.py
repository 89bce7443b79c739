"""The file of revisions: JSON Lines, plain or ``.xz``, one revision a line. Knows no database."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from unicodedata import category, normalize

from app.errors import Invalid, Mistake
from app.pages.rules import TITLE_LENGTH, checked_summary, checked_text, checked_title
from app.text.markdown import first_heading
from app.words.codes import Word
from app.words.saying import Said

ROOT_FOLDER = "general"
SUMMARY_LENGTH = 500
"""Longer comments, such as commit messages, are cut."""

SOURCE_LENGTH = 500
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One revision of a page, as a line of the file tells it."""

    number: int
    """Line number in the file, from 1."""
    page: str
    seq: int
    """Position in the page's history, from 1 without gaps."""
    path: str
    author: str
    authored_at: datetime | None
    summary: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that cannot be imported, and why."""

    number: int
    page: str | None
    reason: str


@dataclass(slots=True)
class Survey:
    """What a file holds: its lines counted, its pages, and what is wrong with it."""

    lines: int = 0
    lines_of: dict[str, int] = field(default_factory=dict)
    """Lines by page."""
    malformed: list[Malformed] = field(default_factory=list)

    @property
    def left_out(self) -> set[str]:
        """Pages with a malformed line; nothing of them is imported."""
        return {line.page for line in self.malformed if line.page is not None}


def survey(path: Path, max_text_bytes: int) -> Survey:
    """Read the whole file once and tell what is in it; raises Invalid when it cannot be read at all."""
    found = Survey()
    for line in read_lines(path, max_text_bytes):
        found.lines += 1
        if isinstance(line, Malformed):
            found.malformed.append(line)
            continue
        expected = found.lines_of.get(line.page, 0) + 1
        found.lines_of[line.page] = expected
        if line.seq != expected and line.page not in found.left_out:
            reason = f"seq is {line.seq}, but {expected} comes next for page {line.page!r}"
            found.malformed.append(Malformed(line.number, line.page, reason))
    return found


def read_lines(path: Path, max_text_bytes: int) -> Iterator[Line | Malformed]:
    """Yield each line of the file; raises Invalid for a file that cannot be opened or unpacked."""
    try:
        with _opened(path) as file:
            # Only a line feed ends a line of bytes: texts hold other line separators.
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield _parsed(number, raw, path, max_text_bytes)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise Mistake("file", Said.of(Word.FILE_UNREADABLE, path=str(path), reason=str(error))) from error


def _opened(path: Path) -> IO[bytes]:
    return lzma.open(path) if path.suffix == ".xz" else path.open("rb")


def _parsed(number: int, raw: bytes, path: Path, max_text_bytes: int) -> Line | Malformed:
    try:
        record = json.loads(raw.decode().rstrip())
    except (ValueError, RecursionError) as error:
        reason = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        return Malformed(number, None, f"not JSON: {reason}")
    if not isinstance(record, dict):
        return Malformed(number, None, "not a JSON object")
    page = record.get("page", _stem(path))
    if not isinstance(page, str):
        return Malformed(number, None, "page is not a string")
    try:
        return _line(number, page, record, max_text_bytes)
    except (Invalid, ValueError, KeyError, TypeError, OverflowError) as error:
        reason = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        return Malformed(number, page, reason)


def _line(number: int, page: str, record: dict[str, Any], max_text_bytes: int) -> Line:
    text = checked_text(_string(record, "text"), max_text_bytes)
    path = _name(record, "path", SOURCE_LENGTH) if "path" in record else page
    if type(record["seq"]) is not int or record["seq"] < 1:
        raise ValueError("seq is not a positive whole number")
    comment = record.get("comment") or ""
    return Line(
        number=number,
        page=_name({"page": page}, "page", SOURCE_LENGTH),
        seq=record["seq"],
        path=path,
        author=_name({"author": normalize("NFC", _string(record, "author")).strip()}, "author", NAME_LENGTH),
        authored_at=_moment(_string(record, "date")) if record.get("date") else None,
        summary=checked_summary(str(comment).strip()[:SUMMARY_LENGTH]),
        title=_title(text, path),
        text=text,
    )


def _moment(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    if moment.tzinfo is None:
        raise ValueError("date has no time zone")
    return moment.astimezone(UTC)


def _title(text: str, path: str) -> str:
    heading = " ".join((first_heading(text) or "").split())
    return checked_title((heading or path)[:TITLE_LENGTH])


def _string(record: dict[str, Any], name: str) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    return value


def _name(record: dict[str, Any], name: str, length: int) -> str:
    value = _string(record, name)
    if not value.strip() or len(value) > length or any(category(character) in ("Cc", "Cs") for character in value):
        raise ValueError(f"{name} is not a line of 1 to {length} characters")
    return value


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def top_folder(path: str) -> str:
    """Return the first folder of a path, ``general`` for a file without one."""
    folder, separator, _ = path.partition("/")
    return folder if separator and folder.strip(" _") else ROOT_FOLDER
