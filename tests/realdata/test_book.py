"""Real guides, written by nobody here, become books."""

import json
import lzma
import os
from pathlib import Path

import pytest

from app.guides.book import Book, Tip
from app.guides.formats import FORMATS, render
from app.text.legibility import missing_glyphs
from app.text.titling import top_heading
from tests.guides.books import book, chapter, passage

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / os.environ.get("BONSENS_REALDATA", "../shared/data")
HISTORIES = ("etalab-guides", "anssi-rust")

pytestmark = [pytest.mark.realdata, pytest.mark.parametrize("history", HISTORIES)]


def revisions(history: str) -> list[dict[str, str]]:
    with lzma.open(FOLDER / f"{history}.revisions.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def guide(history: str) -> Book:
    latest = {revision["page"]: revision["text"] for revision in revisions(history)}
    tips = [
        Tip(number, passage(f"page-{number}", top_heading(text) or page, text))
        for number, (page, text) in enumerate(latest.items(), 1)
    ]
    return book(chapters=(chapter(1, *tips),))


def test_no_revision_has_a_character_without_a_glyph(history: str) -> None:
    assert missing_glyphs("".join(revision["text"] for revision in revisions(history))) == {}


def test_every_format_renders_the_latest_pages_twice_the_same(history: str) -> None:
    whole = guide(history)
    for name in FORMATS:
        assert render(name, whole) == render(name, whole)
