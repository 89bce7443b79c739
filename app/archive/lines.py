"""The file of revisions: JSON Lines, plain or ``.xz``, one revision a line. Knows no database."""

import json
import lzma
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from unicodedata import category

from app.archive.authors import author_name
from app.archive.titles import Titled, title_of
from app.errors import Invalid, Mistake
from app.pages.rules import checked_summary, checked_title, storable_text
from app.words.codes import Word
from app.words.saying import Said

ROOT_FOLDER = "general"
SUMMARY_LENGTH = 500
"""Longer comments, such as commit messages, are cut."""

SOURCE_LENGTH = 500
NAME_LENGTH = 200

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_REPLACED = {
    **dict.fromkeys(("text", "comment"), re.compile("[\0\ud800-\udfff]")),
    **dict.fromkeys(("page", "path", "author", "title"), re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")),
}
"""What of each member cannot be stored: NUL and halves of characters, in names whatever breaks a line as well."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Replaced:
    """Characters of a member that cannot be stored, and were replaced."""

    member: str
    characters: int
    line: int
    """Where the first of them stands within the member: its line, from 1."""
    column: int
    """And its place in that line, from 1."""


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
    given_title: str | None
    text: str
    deleted: bool
    """The page was deleted by this revision."""
    revived: bool
    """The page was deleted by the revision before, and is there again."""
    replaced: tuple[Replaced, ...]

    @property
    def titled(self) -> Titled:
        """The title, found anew each time: most lines of a second import never ask for it."""
        return title_of(self.given_title, self.text, self.path)

    @property
    def title(self) -> str:
        return self.titled.title


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
    authors: set[str] = field(default_factory=set)
    """Everybody who wrote a line."""
    replaced: dict[int, tuple[Replaced, ...]] = field(default_factory=dict)
    """What was replaced, by line number."""

    @property
    def left_out(self) -> set[str]:
        """Pages with a malformed line; nothing of them is imported."""
        return {line.page for line in self.malformed if line.page is not None}


def survey(path: Path, max_text_bytes: int, *, replace: bool = False) -> Survey:
    """Read the whole file once and tell what is in it; raises Invalid when it cannot be read at all."""
    found = Survey()
    for line in read_lines(path, max_text_bytes, replace=replace):
        found.lines += 1
        if isinstance(line, Malformed):
            found.malformed.append(line)
            continue
        found.authors.add(line.author)
        if line.replaced:
            found.replaced[line.number] = line.replaced
        expected = found.lines_of.get(line.page, 0) + 1
        found.lines_of[line.page] = expected
        if line.seq != expected and line.page not in found.left_out:
            reason = f"seq is {line.seq}, but {expected} comes next for page {line.page!r}"
            found.malformed.append(Malformed(line.number, line.page, reason))
    return found


def read_lines(path: Path, max_text_bytes: int, *, replace: bool = False) -> Iterator[Line | Malformed]:
    """Yield each line of the file; raises Invalid for a file that cannot be opened or unpacked.

    With ``replace``, characters that cannot be stored are replaced, and the line tells which.
    """
    reader = _Reader(path, max_text_bytes, replace)
    try:
        with _opened(path) as file:
            # Only a line feed ends a line of bytes: texts hold other line separators.
            for number, raw in enumerate(file, 1):
                content = raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw
                if content.strip():
                    yield reader.parsed(number, content)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise Mistake("file", Said.of(Word.FILE_UNREADABLE, path=str(path), reason=str(error))) from error


def _opened(path: Path) -> IO[bytes]:
    return lzma.open(path) if path.suffix == ".xz" else path.open("rb")


@dataclass(slots=True)
class _Reader:
    """Reads the lines of one file in their order."""

    path: Path
    max_text_bytes: int
    replace: bool
    deleted: set[str] = field(default_factory=set)
    """Pages that the lines so far have left deleted."""

    def parsed(self, number: int, raw: bytes) -> Line | Malformed:
        try:
            record = json.loads(raw.decode().rstrip())
        except (ValueError, RecursionError) as error:
            reason = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
            return Malformed(number, None, f"not JSON: {reason}")
        if not isinstance(record, dict):
            return Malformed(number, None, "not a JSON object")
        record, replaced = _storable(record) if self.replace else (record, ())
        page = record.get("page", _stem(self.path))
        if not isinstance(page, str):
            return Malformed(number, None, "page is not a string")
        try:
            return self._line(number, page, record, replaced)
        except (Invalid, ValueError, KeyError, TypeError, OverflowError) as error:
            reason = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
            return Malformed(number, page, reason)

    def _line(self, number: int, page: str, record: Mapping[str, Any], replaced: tuple[Replaced, ...]) -> Line:
        deleted = _flag(record, "deleted")
        text = (
            ""
            if deleted and record.get("text") is None
            else storable_text(_string(record, "text"), self.max_text_bytes)
        )
        path = _name(record, "path", SOURCE_LENGTH) if "path" in record else page
        if type(record["seq"]) is not int or record["seq"] < 1:
            raise ValueError("seq is not a positive whole number")
        comment = record.get("comment") or ""
        line = Line(
            number=number,
            page=_name({"page": page}, "page", SOURCE_LENGTH),
            seq=record["seq"],
            path=path,
            author=_name({"author": author_name(_string(record, "author"))}, "author", NAME_LENGTH),
            authored_at=_moment(_string(record, "date")) if record.get("date") else None,
            summary=checked_summary(str(comment).strip()[:SUMMARY_LENGTH]),
            given_title=checked_title(_string(record, "title")) if record.get("title") else None,
            text=text,
            deleted=deleted,
            revived=not deleted and page in self.deleted,
            replaced=replaced,
        )
        (self.deleted.add if deleted else self.deleted.discard)(page)
        return line


def _storable(record: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Replaced, ...]]:
    """Return the record with what cannot be stored replaced, and where that was."""
    storable, replaced = dict(record), []
    for member, unstorable in _REPLACED.items():
        value = record.get(member)
        if isinstance(value, str) and (first := unstorable.search(value)):
            storable[member], characters = unstorable.subn(_REPLACEMENT, value)
            before = value[: first.start()]
            column = first.start() - before.rfind("\n")
            replaced.append(Replaced(member, characters, before.count("\n") + 1, column))
    return storable, tuple(replaced)


def _moment(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    if moment.tzinfo is None:
        raise ValueError("date has no time zone")
    return moment.astimezone(UTC)


def _flag(record: Mapping[str, Any], name: str) -> bool:
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"{name} is neither true nor false")
    return bool(value)


def _string(record: Mapping[str, Any], name: str) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    return value


def _name(record: Mapping[str, Any], name: str, length: int) -> str:
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
