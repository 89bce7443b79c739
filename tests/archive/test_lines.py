"""Every line that cannot be imported is named with what is wrong about it."""

from pathlib import Path

import pytest

from app.archive.lines import Line, Malformed, read_lines, survey, top_folder
from app.errors import Invalid
from tests.archive.files import Row, row, written

LIMIT = 1024
GOOD = row("a.md", 1)
WITHOUT = {name: {key: value for key, value in GOOD.items() if key != name} for name in ("seq", "author", "text")}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[" * 100_000, "not JSON: "),
        (f'{{"seq": {"9" * 5000}}}', "not JSON: "),
        (b'{"page": "\xff"}', "not JSON: 'utf-8' codec can't decode byte 0xff"),
        ("[1]", "not a JSON object"),
        ({**GOOD, "page": 7}, "page is not a string"),
        ({**GOOD, "page": "a\0"}, "page is not a line of 1 to 500 characters"),
        ({**GOOD, "page": "x" * 501}, "page is not a line"),
        ({**GOOD, "page": " "}, "page is not a line"),
        ({**GOOD, "path": "a/\ud800.md"}, "path is not a line"),
        (WITHOUT["seq"], "seq is missing"),
        (WITHOUT["author"], "author is missing"),
        (WITHOUT["text"], "text is missing"),
        ({**GOOD, "seq": "1"}, "seq is not a positive whole number"),
        ({**GOOD, "seq": True}, "seq is not a positive whole number"),
        ({**GOOD, "seq": 0}, "seq is not a positive whole number"),
        ({**GOOD, "author": None}, "author is not a string"),
        ({**GOOD, "author": "a\nb"}, "author is not a line of 1 to 200 characters"),
        ({**GOOD, "author": "\u0958" * 101}, "author is not a line"),
        ({**GOOD, "text": ["x"]}, "text is not a string"),
        ({**GOOD, "text": "a\0b"}, "a NUL character, which cannot be stored"),
        ({**GOOD, "text": "a\udc80"}, "only half a character"),
        ({**GOOD, "text": "é" * 513}, "The text has 1026 bytes; at most 1024 are allowed."),
        ({**GOOD, "text": "# a\x01b"}, "The title must be a single line without control characters."),
        ({**GOOD, "comment": "\ud800"}, "only half a character"),
        ({**GOOD, "date": "yesterday"}, "Invalid isoformat string: 'yesterday'"),
        ({**GOOD, "date": "2021-03-04T05:06:07"}, "date has no time zone"),
        ({**GOOD, "date": "0001-01-01T00:00:00+14:00"}, "date value out of range"),
        ({**GOOD, "date": 5}, "date is not a string"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: Row | str | bytes, reason: str) -> None:
    path = written(tmp_path / "file.jsonl", row("b.md", 1), "", line, row("b.md", 2))
    found = list(read_lines(path, LIMIT))
    assert [type(each) for each in found] == [Line, Malformed, Line]
    malformed = found[1]
    assert isinstance(malformed, Malformed)
    assert malformed.number == 3
    assert reason in malformed.reason


@pytest.mark.parametrize("name", ["file.jsonl", "file.jsonl.xz"])
def test_a_line_is_read_as_it_stands(tmp_path: Path, name: str) -> None:
    text = "Un\r\ndeux\rtrois\u2028quatre\x85cinq"
    path = written(tmp_path / name, row("a.md", 1, text, comment="x" * 600, author="Zoe\u0301 "))
    (line,) = read_lines(path, LIMIT)
    assert isinstance(line, Line)
    assert (line.text, line.title, line.author, line.number) == (text, "securite/a.md", "Zo\u00e9", 1)
    assert len(line.summary) == 500
    assert line.authored_at is not None
    assert line.authored_at.isoformat() == "2021-03-04T04:06:07+00:00"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Un titre\n\nx", "Un titre"),
        ("x\n\n## *Second*   rang\n", "Second rang"),
        ("", "securite/a.md"),
        ("# " + "é" * 300, "é" * 200),
    ],
)
def test_the_title_is_the_first_heading_else_the_path(tmp_path: Path, text: str, title: str) -> None:
    (line,) = read_lines(written(tmp_path / "file.jsonl", row("a.md", 1, text)), LIMIT)
    assert isinstance(line, Line)
    assert line.title == title


def test_what_may_be_left_out(tmp_path: Path) -> None:
    (line,) = read_lines(written(tmp_path / "journal.jsonl", {"seq": 1, "author": "a", "text": "x"}), LIMIT)
    assert isinstance(line, Line)
    assert (line.page, line.path, line.authored_at, line.summary) == ("journal", "journal", None, "")


@pytest.mark.parametrize("seqs", [(2,), (1, 3), (1, 1), (1, 2, 4, 5)])
def test_a_gap_in_the_history_leaves_the_page_out(tmp_path: Path, seqs: tuple[int, ...]) -> None:
    rows = [row("a.md", seq) for seq in seqs]
    found = survey(written(tmp_path / "file.jsonl", *rows, row("b.md", 1)), LIMIT)
    assert found.left_out == {"a.md"}
    assert len(found.malformed) == 1
    assert "comes next for page 'a.md'" in found.malformed[0].reason
    assert found.lines == len(seqs) + 1


def test_a_line_without_a_page_shows_as_a_gap(tmp_path: Path) -> None:
    found = survey(written(tmp_path / "file.jsonl", row("a.md", 1), "{", row("a.md", 3)), LIMIT)
    assert found.left_out == {"a.md"}
    assert [line.number for line in found.malformed] == [2, 3]


@pytest.mark.parametrize("cut", [10, -10])
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "file.jsonl.xz", row("a.md", 1))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Invalid, match=r"file\.jsonl\.xz cannot be read: "):
        survey(path, LIMIT)
    path.write_bytes(b"no archive at all")
    with pytest.raises(Invalid, match="cannot be read"):
        survey(path, LIMIT)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        survey(tmp_path, LIMIT)


@pytest.mark.parametrize(
    ("path", "folder"),
    [("a/b/c.md", "a"), ("c.md", "general"), ("/c.md", "general"), (" /c.md", "general"), ("__/c.md", "general")],
)
def test_the_theme_is_the_top_folder(path: str, folder: str) -> None:
    assert top_folder(path) == folder
