"""What a title and a digest are made of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from app.digests import text_digest
from app.errors import Invalid
from app.pages.rules import RevisionRecord, checked_title, revision_digest

RECORD = RevisionRecord(
    page_key="p",
    number=2,
    author_key="a",
    title_sha256=text_digest("Titre"),
    text_sha256=text_digest("Texte."),
    summary_sha256=text_digest(""),
    minor=False,
    origin="edit",
    base_digest="0" * 64,
    created_at=datetime(2026, 1, 1, 12, tzinfo=UTC),
    authored_at=None,
)


@pytest.mark.parametrize(
    ("given", "kept"), [("  e\u0301 ", "é"), ("a\u00a0b", "a\u00a0b"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("\u00a0é\u2003", "é")]
)
def test_a_title_is_trimmed_and_composed(given: str, kept: str) -> None:
    assert checked_title(given) == kept


@pytest.mark.parametrize("given", ["", " ", "\u200b", "\u00ad\u2060 ", "a\tb", "a\u2029b", "t" * 201, "\ud800", "a\0"])
def test_a_title_can_be_seen_and_is_one_line(given: str) -> None:
    with pytest.raises(Invalid):
        checked_title(given)


def test_a_digest_covers_every_fact_and_no_time_zone() -> None:
    digest = revision_digest("1" * 64, RECORD)
    other = datetime(2025, 1, 1, tzinfo=UTC)
    values: dict[str, Any] = {
        "page_key": "q",
        "number": 3,
        "author_key": "b",
        "title_sha256": text_digest("titre"),
        "text_sha256": text_digest("Texte"),
        "summary_sha256": text_digest("s"),
        "minor": True,
        "origin": "undo",
        "base_digest": None,
        "created_at": other,
        "authored_at": other,
    }
    changes = [replace(RECORD, **{name: value}) for name, value in values.items()]
    assert len(changes) == len(RevisionRecord.__dataclass_fields__)
    digests = {revision_digest("1" * 64, record) for record in changes}
    assert len({digest, revision_digest(None, RECORD), *digests}) == len(changes) + 2
    paris = RECORD.created_at.astimezone(timezone(timedelta(hours=1)))
    assert revision_digest("1" * 64, replace(RECORD, created_at=paris)) == digest
