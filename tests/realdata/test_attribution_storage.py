"""What attribution adds to real histories, and that a rebuild finds it again; `-s` shows the figures."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.db import Database
from tests.pages.rebuilds import assert_rebuilding_changes_nothing, rebuilt, spoilt, stored
from tests.realdata.conftest import Bonsens

SHARE = 0.05
"""The most that the table of attributions may add to the texts of all revisions."""
TEXTS = "SELECT sum({}) FROM revision JOIN content ON content.sha256 = revision.content_sha256"
BYTES = {"sqlite": "length(CAST(text AS BLOB))", "postgresql": "octet_length(text)"}
ON_DISK = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) WHERE tbl_name = '{}'",
    "postgresql": "SELECT pg_total_relation_size('{}')",
}
ROWS_ON_DISK = "SELECT pg_relation_size('attribution')"
"""Without indexes and the maps of free space, which take some eight pages in the smallest table."""


def number(database: Database, query: str) -> int:
    with database.reading() as session:
        return int(session.connection().execute(text(query)).scalar_one())


@pytest.mark.parametrize("name", ["etalab-guides", "anssi-rust"])
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_what_is_stored_is_small_and_is_found_again(
    realdata: Path, database: Database, bonsens: Bonsens, name: str, backend: str
) -> None:
    path = realdata.resolve() / f"{name}.revisions.jsonl.xz"
    seconds = bonsens("import", "revisions", str(path), "--campaign", "guide")
    rows, passages = stored(database)
    texts = number(database, TEXTS.format(BYTES[backend]))
    packed = sum(len(row[-2]) for row in rows)
    row_bytes = packed + 3 * 8 * len(rows)
    remembered = sum(len(row[1]) + len(row[-1]) for row in passages)
    disk = {table: number(database, ON_DISK[backend].format(table)) for table in ("attribution", "passage", "content")}
    print(f"\n{name} on {backend}: {len(rows)} revisions of {texts:,} bytes imported in {seconds:.1f} s")
    print(f"  attribution: {packed:,} bytes packed, {packed / texts:.2%}; with the ids {row_bytes / texts:.2%}")
    print(f"  passages: {len(passages):,}, {remembered:,} bytes with keys, {remembered / texts:.2%}")
    print("  on disk with indexes: " + ", ".join(f"{table} {size:,}" for table, size in disk.items()))
    if backend == "postgresql":
        on_disk = number(database, ROWS_ON_DISK)
        print(f"  rows of the attribution on disk: {on_disk:,}, {on_disk / texts:.2%}")
        assert on_disk <= SHARE * texts
    assert row_bytes <= SHARE * texts
    assert_rebuilding_changes_nothing(database)
    before = stored(database)
    spoilt(database, "DELETE FROM attribution", "DELETE FROM passage")
    seconds = bonsens("attribution", "rebuild")
    assert stored(database) == before
    print(f"  rebuilt in {seconds:.1f} s, verified in {bonsens('verify'):.1f} s")
    assert rebuilt(database).changed == 0
