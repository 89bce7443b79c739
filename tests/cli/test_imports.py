"""Imports at a shell: whose account an author is, what was guessed, what was replaced."""

from pathlib import Path

from tests.archive.files import row, written
from tests.cli.conftest import Run

GONE = {"page": "d.md", "seq": 2, "author": "Cleo", "deleted": True}


def test_authors_are_mapped_on_the_command_line_and_in_a_file(guide: Run, tmp_path: Path) -> None:
    guide("user", "create", "ben", "--name", "Ben Okoye")
    written(tmp_path / "h.jsonl", row("a.md", 1, author="Ben Okoye"), row("a.md", 2, author="Zoé"))
    command = ("import", "revisions", "h.jsonl", "--campaign", "guide")
    refused = guide(*command)
    assert refused.code == 1
    assert refused.err.endswith(
        "Refused: These authors have the names of accounts, and the guide would thank them twice: Ben Okoye (ben). "
        "Say of each who it is: “Ben Okoye=ben”, or “Ben Okoye=” for somebody else of that name.\n"
    )
    (tmp_path / "authors.txt").write_text("# Renamed since\nZoé=chef\n", "utf-8")
    told = guide(*command, "--author", "Ben Okoye=ben", "--author", "Dan=ben", "--authors", "authors.txt")
    assert told.code == 0
    assert "These authors wrote no line: Dan.\n" in told.err
    assert "2 lines: 2 imported, 0 there already" in told.err
    assert [line.split("\t")[0] for line in guide("user", "list").out.decode().splitlines()] == ["ben", "chef"]
    for wrong in (("--author", "Dan"), ("--author", "Dan=nobody"), ("--authors", "absent.txt")):
        assert guide(*command, *wrong).code != 0


def test_what_was_guessed_deleted_and_replaced_is_told(guide: Run, tmp_path: Path) -> None:
    rows = [row("a.md", 1, "x\0"), row("b.md", 1), row("c.md", 1, "", title="Said"), row("d.md", 1), GONE]
    written(tmp_path / "h.jsonl", *rows)
    told = guide("import", "revisions", "h.jsonl", "--campaign", "guide", "--replace")
    assert told.code == 0
    assert told.err.splitlines()[-4:] == [
        "h.jsonl:1: text: characters replaced: 1, the first in line 1, column 2",
        "Titles guessed: 2 of 4 pages; from a heading: 1, from the name of the file: 1.",
        "Pages that are hidden, because their last line says that they were deleted: 1.",
        "5 lines: 5 imported, 0 there already, 0 malformed; pages left as they were: 0.",
    ]
    again = guide("import", "revisions", "h.jsonl", "--campaign", "guide")
    assert again.code == 1
    assert "h.jsonl:1: " in again.err
    assert "Titles guessed" not in again.err
