"""Every line that cannot be imported is named with what is wrong about it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.archive.lines import Line, Malformed, Replaced, read_lines, survey, top_folder
from app.archive.titles import Titled, TitleFrom, title_of
from app.errors import Invalid
from app.pages.rules import checked_title
from tests.archive.files import Row, row, written
from tests.profiles import examples

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
        ({**GOOD, "deleted": "yes"}, "deleted is neither true nor false"),
        ({**GOOD, "deleted": 1}, "deleted is neither true nor false"),
        ({**GOOD, "deleted": True, "text": 7}, "text is not a string"),
        ({**GOOD, "title": ["x"]}, "title is not a string"),
        ({**GOOD, "title": "é" * 201}, "The title has 201 characters; at most 200 are allowed."),
        ({**GOOD, "title": "a\x01b"}, "The title must be a single line without control characters."),
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
    assert (line.text, line.title, line.author, line.number) == (text, "a", "Zo\u00e9", 1)
    assert len(line.summary) == 500
    assert line.authored_at is not None
    assert line.authored_at.isoformat() == "2021-03-04T04:06:07+00:00"


HEAD = "---\ntitle: Dans la tête\n---\n\n"


@pytest.mark.parametrize(
    ("facts", "title", "found_in"),
    [
        ({"title": " Donné ", "text": HEAD + "# Un titre"}, "Donné", TitleFrom.LINE),
        ({"title": None, "text": HEAD + "# Un titre"}, "Dans la tête", TitleFrom.FRONT_MATTER),
        ({"text": "\ufeff" + HEAD + "## Références"}, "Dans la tête", TitleFrom.FRONT_MATTER),
        ({"text": "# Un titre\n\nx"}, "Un titre", TitleFrom.HEADING),
        ({"text": "x\n\n## Second\n\n# *Premier*   rang\n"}, "Premier rang", TitleFrom.HEADING),
        ({"text": "\ufeff# Un titre"}, "Un titre", TitleFrom.HEADING),
        ({"text": "# " + "é" * 300}, "é" * 200, TitleFrom.HEADING),
        ({"text": "# " + "\u0958" * 150}, "\u0915\u093c" * 100, TitleFrom.HEADING),
        ({"text": "# a\x01b"}, "ab", TitleFrom.HEADING),
        ({"text": "# \u200b\n\nx"}, "a", TitleFrom.NAME),
        ({"text": "## Références"}, "a", TitleFrom.NAME),
        ({"text": ""}, "a", TitleFrom.NAME),
        ({"text": "", "path": "b/Version 2.0"}, "Version 2.0", TitleFrom.NAME),
        ({"text": "", "path": "b/.md"}, ".md", TitleFrom.NAME),
        ({"text": "", "path": "b/c/"}, "c", TitleFrom.NAME),
        ({"text": "", "path": "///"}, "///", TitleFrom.NAME),
        ({"text": "", "path": "\u200b"}, "page", TitleFrom.NAME),
    ],
)
def test_the_title_is_the_one_that_is_told_before_one_that_is_guessed(
    tmp_path: Path, facts: Row, title: str, found_in: TitleFrom
) -> None:
    (line,) = read_lines(written(tmp_path / "file.jsonl", {**row("a.md", 1), **facts}), LIMIT)
    assert isinstance(line, Line)
    assert line.titled == Titled(title, found_in)


@pytest.mark.slow
@given(st.text(), st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
@examples(300)
def test_whatever_a_text_says_there_is_a_title_that_can_be_stored(text: str, path: str) -> None:
    for said in (text, f"# {text}", f"---\ntitle: {text}\n---\n"):
        title = title_of(None, said, path).title
        assert checked_title(title) == title


def test_a_line_can_say_that_the_page_was_deleted(tmp_path: Path) -> None:
    gone = {"page": "a.md", "author": "Zoé", "deleted": True}
    rows = [row("a.md", 1), {**gone, "seq": 2}, {**gone, "seq": 3, "text": "Un reste."}, row("b.md", 1), row("a.md", 4)]
    found = [line for line in read_lines(written(tmp_path / "file.jsonl", *rows), LIMIT) if isinstance(line, Line)]
    assert [(line.page, line.deleted, line.revived) for line in found] == [
        ("a.md", False, False),
        ("a.md", True, False),
        ("a.md", True, False),
        ("b.md", False, False),
        ("a.md", False, True),
    ]
    assert [line.text for line in found[1:3]] == ["", "Un reste."]


UNSTORABLE = row("a\0.md", 1, "Un\n\0x\udc80\0", author="Z\ud800", title="T\nx", comment="\0")


def test_what_cannot_be_stored_is_replaced_where_that_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "file.jsonl", UNSTORABLE, row("b.md", 1))
    line, sound = read_lines(path, LIMIT, replace=True)
    assert isinstance(line, Line)
    assert isinstance(sound, Line)
    assert (line.page, line.text, line.author) == ("a\ufffd.md", "Un\n\ufffdx\ufffd\ufffd", "Z\ufffd")
    assert (line.title, line.summary) == ("T\ufffdx", "\ufffd")
    assert set(line.replaced) == {
        Replaced("page", 1, 1, 2),
        Replaced("path", 1, 1, 11),
        Replaced("author", 1, 1, 2),
        Replaced("title", 1, 1, 2),
        Replaced("comment", 1, 1, 1),
        Replaced("text", 3, 2, 1),
    }
    assert sound.replaced == ()
    assert survey(path, LIMIT, replace=True).replaced == {1: line.replaced}
    assert [type(each) for each in read_lines(path, LIMIT)] == [Malformed, Line]


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = written(tmp_path / "file.jsonl", row("a.md", 1))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [type(line) for line in read_lines(path, LIMIT)] == [Line]


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
