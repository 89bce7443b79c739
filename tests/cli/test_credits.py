"""The ledger at a shell."""

import csv
import json
from pathlib import Path

from tests.archive.files import row, written
from tests.cli.conftest import Run

# The title of each page is the name of its file, which has one token.
HISTORY = (row("a.md", 1, "Un deux."), row("a.md", 2, "Un deux trois.", author="Max"), row("b.md", 1, "Quatre."))


def test_the_ledger_is_written_for_a_spreadsheet_or_a_program(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", *HISTORY)
    assert guide("import", "revisions", "history.jsonl", "--campaign", "guide", "--theme", "t1").code == 0
    empty = guide("credits", "guide", "--out", "empty.csv")
    assert empty.err == "Wrote empty.csv. People: 0; tokens: 0.\n"
    wrote = guide("credits", "guide", "--latest", "--out", "ledger.csv")
    assert (wrote.code, wrote.err) == (0, "Wrote ledger.csv. People: 2; tokens: 8.\n")
    lines = (tmp_path / "ledger.csv").read_text("utf-8-sig").splitlines()
    assert [(line["name"], line["person_name"], line["tokens"]) for line in csv.DictReader(lines)] == [
        ("Zoé", "Zoé", "7"),
        ("Max", "Max", "1"),
    ]
    assert guide("accept", "guide").code == 0
    piped = guide("credits", "guide", "--format", "json", "--out", "-")
    assert (piped.code, piped.err) == (0, "")
    ledger = json.loads(piped.out)
    assert (ledger["state"], ledger["tokens"]) == ("accepted", 8)
    assert [page["tokens"] for page in ledger["pages"]] == [5, 3]
    by_page = guide("credits", "guide", "--by", "page", "--out", "-")
    assert by_page.out.decode("utf-8-sig").count("\n") == 4


def test_what_cannot_be_written_is_said(guide: Run) -> None:
    assert guide("credits", "nowhere", "--out", "-").err == "Refused: There is no such campaign.\n"
    assert guide("credits", "guide", "--out", "absent/ledger.csv").code == 1
    assert guide("credits", "guide", "--format", "xlsx", "--out", "-").code == 2
