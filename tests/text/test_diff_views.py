import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.diff import diff
from app.text.diff_views import inline_html, side_by_side_html, unified
from app.words.saying import Language
from tests.profiles import examples
from tests.text.texts import moved_and_reworded, pairs


class Reader(HTMLParser):
    """Reads the text of a view, with and without what is marked, and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.names: list[str] = []
        self.old = self.new = self.signs = ""
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append("sign" if ("class", "sign") in attrs else tag)
        self.seen.add(tag)
        self.names += [value or "" for key, value in attrs if key == "aria-label"]
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, "sign")

    def handle_data(self, data: str) -> None:
        if "sign" in self.open:
            self.signs += data
            return
        if "pre" not in self.open:
            return
        if "ins" not in self.open:
            self.old += data
        if "del" not in self.open:
            self.new += data
        if self.cells:
            self.cells[-1] += data


def read(html: str) -> Reader:
    reader = Reader()
    # A browser drops the line break after the start of a pre element; this parser does not.
    reader.feed(re.sub(r"(<pre[^>]*>)\n", r"\1", html))
    reader.close()
    assert not reader.open
    return reader


@pytest.mark.slow
@given(st.one_of(pairs(), moved_and_reworded()))
@examples(150)
def test_the_running_view_shows_both_texts_and_no_markup_of_theirs(pair: tuple[str, str]) -> None:
    reader = read(inline_html(diff(*pair), Language.ENGLISH))
    assert (reader.old, reader.new) == pair
    assert reader.seen <= {"pre", "ins", "del", "span"}


@pytest.mark.slow
@given(st.one_of(pairs(), moved_and_reworded()))
@examples(150)
def test_the_columns_show_both_texts_and_no_markup_of_theirs(pair: tuple[str, str]) -> None:
    reader = read(side_by_side_html(diff(*pair), Language.ENGLISH))
    assert ("".join(reader.cells[::2]), "".join(reader.cells[1::2])) == pair
    assert reader.seen <= {"table", "thead", "tbody", "tr", "th", "td", "pre", "ins", "del", "span"}


def test_marks_have_names_for_screen_readers_and_moves_are_told() -> None:
    old = "Un paragraphe assez long.\n\nLa fin du <b>texte</b>.\n\nAdieu.\n"
    difference = diff(old, "La fin du livre.\n\nAdieu.\n\nUn paragraphe assez long.\n")
    names = read(inline_html(difference, Language.ENGLISH)).names
    assert {"inserted", "deleted", "moved away, 1", "moved here, 1"} == set(names) - {"line break"}
    html = side_by_side_html(difference, Language.FRENCH)
    names = read(html).names
    assert {"ajouté", "supprimé", "déplacé d’ici, 1", "déplacé vers ici, 1"} == set(names) - {"saut de ligne"}
    assert '<th scope="col">Avant</th>' in html
    assert "<b>" not in html


def test_a_move_holds_what_changed_on_the_way() -> None:
    others = "Un autre paragraphe du guide.\n\nEt encore un qui reste.\n\n"
    old, new = "Le chien de la voisine dort au soleil.\n\n", "Le chien noir de la voisine dort au soleil.\n\n"
    difference = diff(old + others, others + new)
    html = inline_html(difference, Language.ENGLISH)
    inner = '<ins role="group" aria-label="inserted">noir </ins>'
    assert f'aria-label="moved here, 1" class="moved" data-move="1">Le chien {inner}de la voisine' in html
    assert 'aria-label="moved away, 1" class="moved" data-move="1">Le chien de la voisine' in html
    assert inner in side_by_side_html(difference, Language.ENGLISH)


@pytest.mark.slow
@given(pairs())
@examples(200)
def test_a_unified_diff_patches_the_old_text_into_the_new_one(pair: tuple[str, str]) -> None:
    old, new = pair
    assert patched(old, unified(diff(old, new))) == new


def patched(old: str, patch: str) -> str:
    """Apply a unified diff as POSIX describes the format, checking each range and context line."""
    old_lines = re.findall(r"[^\n]*\n|[^\n]+", old)
    lines = re.findall(r"[^\n]*\n", patch)[2:]
    result: list[str] = []
    place = 0
    while lines:
        header = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", lines.pop(0))
        assert header
        old_count, new_count = int(header[2] or 1), int(header[4] or 1)
        start = int(header[1]) - (old_count > 0)
        result += old_lines[place:start]
        place = start
        assert len(result) == int(header[3]) - (new_count > 0)
        while lines and not lines[0].startswith("@@"):
            line = lines.pop(0)
            sign, body = line[0], line[1:]
            if lines and lines[0].startswith("\\"):
                lines.pop(0)
                body = body[:-1]
            if sign in " -":
                assert old_lines[place] == body
                place += 1
                old_count -= 1
            if sign in " +":
                result.append(body)
                new_count -= 1
        assert (old_count, new_count) == (0, 0)
    return "".join(result + old_lines[place:])


def test_unified() -> None:
    old = "".join(f"{n}\n" for n in range(1, 31))
    new = old.replace("5\n", "cinq\n", 1).removesuffix("\n")
    assert unified(diff(old, new), "a", "b") == (
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+cinq\n 6\n 7\n 8\n"
        "@@ -27,4 +27,4 @@\n 27\n 28\n 29\n-30\n+30\n\\ No newline at end of file\n"
    )
    assert unified(diff(old, old)) == ""


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "</pre><img src=x onerror=alert(1)>", "\"&amp;'"])
def test_hostile_text_stays_text(hostile: str) -> None:
    for view in (inline_html, side_by_side_html):
        reader = read(view(diff("Un texte.", f"Un {hostile} texte."), Language.ENGLISH))
        assert hostile in reader.new
        assert not {"script", "img"} & reader.seen


@pytest.mark.parametrize(
    ("old", "new", "signs", "names"),
    [
        ("Un mot.\n", "Un  mot.\n", "·", {"space"}),
        ("Un\u00a0mot.\n", "Un mot.\n", "⍽·", {"space", "no-break space"}),
        ("Un mot.\r\n", "Un mot.\n", "␍", {"carriage return"}),
        ("Un mot.\n", "Un mot.\n\n", "↵", {"line break"}),
        ("Un\tmot.\n", "Un mot.\n", "→·", {"tab", "space"}),
        ("Un mot.\n", "Un mo\u00adt.\n", "▯", {"character that cannot be seen, U+00AD"}),
        ("Un mot.\n", "Un autre mot.\n\nEt puis.\n", "", set()),
    ],
)
def test_changes_that_nobody_would_see_have_a_sign_and_a_name(old: str, new: str, signs: str, names: set[str]) -> None:
    difference = diff(old, new)
    for html in (inline_html(difference, Language.ENGLISH), side_by_side_html(difference, Language.ENGLISH)):
        reader = read(html)
        assert reader.signs == signs
        assert set(reader.names) - {"inserted", "deleted"} == names


def test_a_carriage_return_draws_no_line() -> None:
    html = inline_html(diff("Un.\r\nDeux.\rTrois.\r\n", "Un.\r\nDeux.\rQuatre.\r\n"), Language.ENGLISH)
    assert "\r" not in html
    assert html.count("\n") == 4
