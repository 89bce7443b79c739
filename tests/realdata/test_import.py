"""Real histories through the command line, from the file to the sealed guide."""

import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import Session, col, select

from app.db import Database
from app.guides.models import Artefact, Edition
from app.pages.models import Content, Page, Revision
from app.text.legibility import missing_glyphs
from tests.realdata.conftest import Bonsens
from tests.realdata.histories import rows

Told = tuple[str, int, datetime | None, str]


def in_file(folder: Path, name: str) -> list[Told]:
    """Return page, seq, date and text of every line, as the file tells them."""
    return [
        (
            row.get("page", name),
            row["seq"],
            datetime.fromisoformat(row["date"]) if row.get("date") else None,
            row["text"],
        )
        for row in rows(folder, f"{name}.revisions")
    ]


def in_database(session: Session) -> list[Told]:
    """Return the same of every revision, in the order in which they were appended."""
    query = (
        select(Page.source, Revision.number, Revision.authored_at, Content.text)
        .join(Page, col(Page.id) == col(Revision.page_id))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .order_by(col(Revision.id))
    )
    return [(source or "", number, authored_at, text) for source, number, authored_at, text in session.exec(query)]


@pytest.mark.parametrize(
    ("name", "backend", "count", "is_compiled"),
    [
        ("etalab-guides", "sqlite", 235, True),
        ("etalab-guides", "postgresql", 235, True),
        ("anssi-rust", "sqlite", 553, True),
        ("keystroke-friendsforever", "sqlite", 1461, False),
    ],
)
def test_a_real_history_becomes_a_guide(
    realdata: Path, database: Database, bonsens: Bonsens, name: str, backend: str, count: int, *, is_compiled: bool
) -> None:
    command = ("import", "revisions", str(realdata.resolve() / f"{name}.revisions.jsonl.xz"), "--campaign", "guide")
    seconds = bonsens(*command)
    expected = in_file(realdata, name)
    assert len(expected) == count
    with database.reading() as session:
        assert in_database(session) == expected
    again = bonsens(*command)
    with database.reading() as session:
        assert len(in_database(session)) == count
    print(f"{name} on {backend}: {count} of {count} texts byte-identical, {seconds:.1f} s; again {again:.1f} s")
    if is_compiled:
        bonsens("accept", "guide")
        bonsens("campaign", "close", "guide")
        seconds = bonsens("compile", "guide")
        print(f"{name} on {backend}: compiled in {seconds:.1f} s, {checked_guide(database)}")
    print(f"{name} on {backend}: verified in {bonsens('verify'):.1f} s")


def checked_guide(database: Database) -> str:
    """Check the one edition's PDF and texts, and tell its size."""
    with database.reading() as session:
        edition = session.exec(select(Edition)).one()
        pdf = session.exec(select(Artefact.data).where(Artefact.name == "guide.pdf")).one()
        pages = json.loads(edition.manifest)["pages"]
        texts = session.exec(
            select(Content.text).where(col(Content.sha256).in_([page["text_sha256"] for page in pages]))
        ).all()
    assert missing_glyphs("".join([*texts, *(page["title"] for page in pages)])) == {}
    reader = PdfReader(io.BytesIO(pdf))
    assert str(reader.root_object["/Lang"]) == "fr"
    lines = "\n".join(page.extract_text() for page in reader.pages).splitlines()
    hyphenated = sum(line.rstrip().endswith(("-", "\u00ad", "\u2010")) for line in lines)
    # Without hyphenation only words that have a hyphen of their own would end a line with one.
    assert hyphenated > len(reader.pages)
    return f"{len(pages)} texts, {len(reader.pages)} pages, {len(pdf):,} bytes, {hyphenated} hyphenated lines"
