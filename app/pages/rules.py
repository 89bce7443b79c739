"""What a page and a revision may be: kinds, limits, slugs and the record that a digest covers.

Pure.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from app.digests import GENESIS, chained
from app.errors import Mistake, TextTooLong
from app.text.tokens import find_crowd
from app.words.codes import Word
from app.words.saying import Said

TITLE_LENGTH = 200
SUMMARY_LENGTH = 500
SLUG_LENGTH = 64
TEXT_LINES = 10_000
"""Lines of a text, empty ones included; each costs half a millisecond and 40 kB to print."""
TEXT_MARKS = 30
"""Marks on one character, as the Stream-Safe Text Format of Unicode Standard Annex 15 has them."""
TEXT_BRACKETS = 10_000
"""Opening square brackets: behind each, a reader of Markdown looks far ahead for a link."""
_LINE_END = re.compile(r"\r\n?|\n")
_BREAKING = frozenset({"Cc", "Zl", "Zp"})
"""Unicode categories of controls and of what breaks a line."""
_UNSEEN = _BREAKING | {"Cf", "Zs"}
"""Unicode categories that leave a title empty to the eye."""


TextState = Literal["accepted", "latest"]
"""What readers see of a page, or what was saved last."""


class Kind(StrEnum):
    INTRODUCTION = "introduction"
    TIP = "tip"
    EDITORIAL = "editorial"
    FOREWORD = "foreword"
    NOTION = "notion"
    CONCLUSION = "conclusion"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"


IN_THEME = frozenset({Kind.INTRODUCTION, Kind.TIP})
"""Kinds that belong to a theme; the others belong to the campaign."""


class Origin(StrEnum):
    """How a revision came about."""

    CREATE = "create"
    EDIT = "edit"
    UNDO = "undo"
    RESTORE = "restore"
    IMPORT = "import"
    CLONE = "clone"


class DraftReason(StrEnum):
    """Why a text is a draft: kept while writing, in conflict, too late, rejected, on a hidden page, or a merge."""

    AUTOSAVED = "autosaved"
    CONFLICT = "conflict"
    LATE = "late"
    REJECTED = "rejected"
    HIDDEN = "hidden"
    MERGE = "merge"


class Verdict(StrEnum):
    """What is decided about a revision, or about its page as a whole."""

    ACCEPT = "accept"
    REJECT = "reject"
    REQUEST_CHANGES = "request-changes"
    UNACCEPT = "unaccept"
    HIDE = "hide"
    MERGE = "merge"


ON_PAGES = frozenset({Verdict.HIDE, Verdict.MERGE})
"""Verdicts about a page as a whole, which judge none of its texts."""


class Part(StrEnum):
    """What of a revision can be redacted."""

    TEXT = "text"
    TITLE = "title"
    SUMMARY = "summary"


REDACTED_TITLE = "…"
"""Stands where a title was redacted; a title is never empty."""


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """What the digest of a revision covers: hashes of what people wrote, opaque keys of who wrote it."""

    page_key: str
    number: int
    author_key: str
    title_sha256: str
    text_sha256: str
    summary_sha256: str
    minor: bool
    origin: str
    base_digest: str | None
    created_at: datetime
    authored_at: datetime | None


def revision_digest(parent_digest: str | None, record: RevisionRecord) -> str:
    """Return ``sha256(parent digest ‖ canonical record)``; the first revision's parent is 64 zeros."""
    return chained(
        parent_digest or GENESIS,
        {
            "page": record.page_key,
            "number": record.number,
            "author": record.author_key,
            "title_sha256": record.title_sha256,
            "text_sha256": record.text_sha256,
            "summary_sha256": record.summary_sha256,
            "minor": record.minor,
            "origin": record.origin,
            "base": record.base_digest,
            "created_at": _instant(record.created_at),
            "authored_at": _instant(record.authored_at) if record.authored_at else None,
        },
    )


def checked_text(text: str, max_bytes: int) -> str:
    """Return the text exactly as given; raises Invalid for what cannot be stored, or takes too long to be shown.

    That is more than ``TEXT_LINES`` lines, ``TEXT_MARKS`` marks on one character, or ``TEXT_BRACKETS`` brackets.
    """
    storable_text(text, max_bytes)
    lines = len(_LINE_END.findall(text)) + (text[-1:] not in "\r\n")
    if lines > TEXT_LINES:
        raise Mistake("text", Said.of(Word.TEXT_MANY_LINES, lines=lines, most=TEXT_LINES))
    crowd = find_crowd(text, TEXT_MARKS)
    if crowd is not None:
        line = len(_LINE_END.findall(text, 0, crowd)) + 1
        raise Mistake("text", Said.of(Word.TEXT_MANY_MARKS, line=line, most=TEXT_MARKS))
    brackets = text.count("[")
    if brackets > TEXT_BRACKETS:
        raise Mistake("text", Said.of(Word.TEXT_MANY_BRACKETS, brackets=brackets, most=TEXT_BRACKETS))
    return text


def storable_text(text: str, max_bytes: int) -> str:
    """Return the text exactly as given; raises Invalid for NUL, lone surrogates or too many bytes.

    What was written elsewhere, or is there already, is asked no more than this.
    """
    _storable(text, "text")
    size = len(text.encode())
    if size > max_bytes:
        raise TextTooLong(max_bytes, size)
    return text


def checked_title(title: str) -> str:
    """Return the title trimmed and in NFC; raises Invalid when it is empty, too long or not one line."""
    _storable(title, "title")
    trimmed = unicodedata.normalize("NFC", title).strip()
    if not is_seen(trimmed):
        raise Mistake("title", Said.of(Word.TITLE_MISSING))
    if len(trimmed) > TITLE_LENGTH:
        raise Mistake("title", Said.of(Word.TITLE_LONG, length=len(trimmed), most=TITLE_LENGTH))
    if any(unicodedata.category(character) in _BREAKING for character in trimmed):
        raise Mistake("title", Said.of(Word.TITLE_MANY_LINES))
    return trimmed


def is_seen(title: str) -> bool:
    """Tell whether the eye finds anything in a title."""
    return any(unicodedata.category(character) not in _UNSEEN for character in title)


def checked_summary(summary: str) -> str:
    _storable(summary, "summary")
    if len(summary) > SUMMARY_LENGTH:
        raise Mistake("summary", Said.of(Word.SUMMARY_LONG, length=len(summary), most=SUMMARY_LENGTH))
    return summary


def credited_title(title: str) -> str:
    """Return a title as it is credited: what stands where one was redacted is nobody's."""
    return "" if title == REDACTED_TITLE else title


def slug_of(title: str) -> str:
    """Return a slug made from a title: ``[a-z0-9-]``, at most 64 characters, ``page`` when nothing is left."""
    spelt = title.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("ß", "ss").lower()
    plain = "".join(part for part in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(part))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].rstrip("-") or "page"


def _storable(value: str, field: str) -> None:
    if "\0" in value:
        raise Mistake(field, Said.of(Word.NUL_CHARACTER))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Mistake(field, Said.of(Word.HALF_A_CHARACTER, place=error.start)) from None


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
