"""Whatever is written can be printed: in a proof as in a release, whole, inside the type area, nothing covered."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from app.guides.formats.breaking import printable
from app.guides.formats.pdf import render
from app.text.markdown import spoken
from tests.guides.books import book_of
from tests.guides.laid_out import (
    OUTSIDE,
    WIDTH,
    Sign,
    characters,
    outside_the_type_area,
    overlapping,
    pages_of,
    said,
    signs,
)
from tests.profiles import examples

COMPILER = typst.Compiler
SENTENCE = (
    "Each of us knows a colleague who once clicked too quickly, and who would have been glad of a word of advice. "
)
POINT = "Eighty letters are in a point of this list, so that it takes a line and a half."
JAPANESE = "安全な合い言葉は長いものです。短いものは誰かがすぐに見つけます。"
TABLE = "| a | b |\n|---|---|\n"
NOTED = "See the report.[^1]\n\n[^1]: "
TEXTS = {
    "a list over the page end": SENTENCE * 12 + "\n\n" + "".join(f"{n}. {SENTENCE}\n" for n in range(1, 8)),
    "bullets over the page end": SENTENCE * 16 + "\n\n" + "- a short point\n" * 12,
    "a table over the page end": TABLE + "| one | two |\n" * 40,
    "a table without rows": f"Words.\n\n{TABLE}\nWords.\n\n{TABLE}",
    "a quote over the page end": SENTENCE * 12 + "\n\n> " + SENTENCE * 6,
    "code over the page end": SENTENCE * 12 + "\n\n```\n" + "a line of code\n" * 20 + "```\n",
    "a list in a quote over the page end": "> " + SENTENCE * 12 + "\n>\n" + f"> - {SENTENCE}\n" * 6,
    "a list in a note": NOTED + "3. Auflage, Bern 2011.\n",
    "bullets in a note": NOTED + "- Source\n",
    "an empty note": NOTED + "\n",
    "code in a note": NOTED + "Code\n\n        x = 1\n",
    "a quote in a note": NOTED + "> quoted\n",
    "a table in a note": NOTED + "\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n",
    "a heading in a note": NOTED + "# A heading\n",
    "a rule in a note": NOTED + "\n    ---\n",
    "twelve notes on a page": "".join(f"A word[^{n}] more.\n\n" for n in range(12))
    + "".join(f"[^{n}]: {SENTENCE * 2}\n" for n in range(12)),
    "a byte order mark": "\ufeffText from an editor.\n\nAnd \ufeff in\ufeffside.",
    "blanks without a glyph": "a\u1680b \u2800 c",
    "marks of annotations": "a\ufff9b\ufffac\ufffbd",
    "references to controls": "a&#14;b &#xFEFF; c",
    "bold in bold": "*a " * 300 + "b" + "*" * 300,
    "headings without words": "#\n\ntext\n\n## \n\n### last\n\n# [](https://example.org)\n\n# ![](x.png)\n",
    "skipped levels": "# one\n\n#### four\n\n###### six\n\n## two\n",
    "a long Japanese text": JAPANESE * 40,
    "a Japanese text of 950 characters": JAPANESE * 30,
    "sixteen headings of a line": "".join(f"## Point {n}\n\n" for n in range(16)),
    "thirty headings": "".join(f"## Point {n}\n\n" for n in range(30)),
    "forty bold lines": "".join(f"**Line {n}**\n\n" for n in range(40)),
    "deep quotes": "> " * 5 + "word and word " * 90,
    "fifteen points and a signature": "".join(f"{n}. {POINT}\n" for n in range(1, 16)),
    "thirteen columns": "|" + "name|" * 13 + "\n|" + "-|" * 13 + "\n" + ("|" + "a value|" * 13 + "\n") * 4,
    "a table whose last row is taller than a page": TABLE + "| one | two |\n" * 8 + f"| one | {SENTENCE * 30} |\n",
    "links in a head over the page end": "| [a](https://a.fr) | [b](#glossaire) |\n|---|---|\n"
    + "| one | two |\n" * 40,
    "six columns of long words": "|"
    + "Performance|" * 6
    + "\n|"
    + "-|" * 6
    + "\n"
    + ("|" + "Confidentialité|" * 6 + "\n") * 3,
    "code without an end": "```\n" + ("x" * 300 + "\n") * 14 + "```\n",
}


FIRST = 11
"""The page on which the tip of ``book_of`` begins; before it stand covers, which have no margins."""


def laid_out(document: bytes) -> list[Sign]:
    return [sign for sign in signs(document) if sign.page >= FIRST]


def written(text: str, language: str = "en") -> bytes:
    """Return the proof, which has all that a release has and its mark beside."""
    return render(replace(book_of(text), kind="proof", language=language))


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_block_is_printed_whole_and_in_its_place(text: str) -> None:
    found = laid_out(written(text, "ja" if JAPANESE in text else "en"))
    body = [sign for sign in found if sign.is_body]
    assert outside_the_type_area(found) == []
    assert overlapping(body) == []
    shown = said("".join(sign.text for sign in body))
    missing = [word for word in spoken(text).split() if said(printable(word)) not in shown]
    assert missing == []


class Holding:
    """A typesetter that takes every tip for one that fits on a page."""

    def __init__(self, template: Path, **options: Any) -> None:
        self._real = COMPILER(template, **options)

    def query(self, *_arguments: str, **_options: object) -> str:
        return '{"fits": [[true]], "tall": {}}'

    def compile(self, **options: Any) -> object:
        return self._real.compile(**options)


@pytest.mark.slow
def test_a_tip_that_is_held_on_a_page_although_it_does_not_fit_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.Compiler", Holding)
    assert outside_the_type_area(laid_out(written(TEXTS["a long Japanese text"], "ja")))
    assert outside_the_type_area(laid_out(written(TEXTS["fifteen points and a signature"])))


@pytest.mark.slow
def test_signs_on_top_of_each_other_are_seen() -> None:
    found = laid_out(written("some words"))
    moved = [replace(sign, left=sign.left + 1, right=sign.right + 1) for sign in found if sign.is_body]
    assert overlapping([*found, *moved])


_WORDS = st.text(alphabet="abcdefghij ", min_size=1, max_size=60).map(lambda words: f"x{words}")
_BLOCKS = st.recursive(
    st.one_of(
        _WORDS,
        _WORDS.map(lambda words: f"# {words}"),
        _WORDS.map(lambda words: f"**{words.strip()}**"),
        st.integers(1, 30).map(lambda lines: "```\n" + "code here\n" * lines + "```"),
        st.integers(1, 30).map(lambda rows: TABLE + "| one | two |\n" * rows),
        st.integers(1, 8).map(lambda times: SENTENCE * times),
        st.just("---"),
    ),
    lambda inner: st.one_of(
        inner.map(lambda text: "\n".join(f"> {line}" for line in text.split("\n"))),
        st.lists(inner, min_size=1, max_size=4).map(
            lambda items: "\n".join("- " + item.replace("\n", "\n  ") for item in items)
        ),
    ),
    max_leaves=6,
)


@pytest.mark.slow
@examples(15)
@given(st.lists(_BLOCKS, min_size=1, max_size=8).map("\n\n".join))
def test_blocks_in_any_order_and_nesting_are_printed_whole_and_in_their_place(text: str) -> None:
    found = laid_out(written(text))
    assert outside_the_type_area(found) == []
    assert overlapping([sign for sign in found if sign.is_body]) == []


def lines_above_the_signature(text: str) -> int:
    """Return how many lines of the text stand on the page of its signature."""
    body = [sign for sign in laid_out(written(text)) if sign.is_body]
    rows: dict[tuple[int, int], str] = {}
    for sign in body:
        place = sign.page, round(sign.bottom / 3)
        rows[place] = rows.get(place, "") + sign.text
    page, row = next(place for place, said_there in rows.items() if said_there.startswith("WrittenbyClaire"))
    return sum(place[0] == page and place[1] > row for place in rows)


SIGNED = {"paragraph": SENTENCE * 36 + "and so on " * 5, "quote": f"> {SENTENCE * 31}"}
"""Texts that end with a page but for what closes them."""


@pytest.mark.slow
@pytest.mark.parametrize("text", SIGNED.values(), ids=SIGNED.keys())
def test_a_signature_stays_with_the_last_two_lines(text: str) -> None:
    assert lines_above_the_signature(text) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("rows", [18, 19, 20, 21])
def test_a_signature_stays_with_the_last_row_of_a_table(rows: int) -> None:
    table = TABLE + "| one | two |\n" * rows
    assert lines_above_the_signature(f"{SENTENCE * 3}\n\n{table}") >= 2


@pytest.mark.slow
@pytest.mark.parametrize("lines", [34, 35, 36])
def test_a_signature_stays_with_the_last_two_lines_of_code(lines: int) -> None:
    code = "a line of code\n" * lines
    assert lines_above_the_signature(f"{SENTENCE * 3}\n\n```\n{code}```\n") >= 2


@pytest.mark.slow
def test_no_word_of_a_cover_is_broken_or_leaves_it() -> None:
    guide = book_of(
        "x",
        title="Informationssicherheitsx und Zusammenarbeit",
        organisation="Direction de la communication interne et des Versicherungsgesellschaften",
        subtitle="Zusammenarbeit " * 9,
    )
    cover = [sign for sign in signs(render(guide)) if sign.page == 1]
    assert all(sign.left > 0 and sign.right < WIDTH - OUTSIDE + 1 for sign in cover if sign.text != "?")
    said_there = "".join(sign.text for sign in cover)
    assert "-" not in said_there
    assert "VERSICHERUNGSGESELLSCHAFTEN" in said_there


ADDRESS = (
    "https://www.example.org/a/really/long/path/with/many/segments/and-a-hyphen/abcdefghijklmnopqrstuvwxyzabcdefgh"
)
COMMAND = "averyveryverylongidentifierwithoutanyseparators" * 2
NUMBER = "0.0004123456789012345678901234567890123456789"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "exact"),
    [
        (f"See <{ADDRESS}> there.", ADDRESS),
        (f"See {ADDRESS} there.", ADDRESS),
        (f"Type `{COMMAND}` then.", COMMAND),
        (f"```\n{COMMAND * 2}\n```", COMMAND * 2),
        (f"| a | b | c | d |\n|---|---|---|---|\n| {NUMBER} | 2 | 3 | 4 |", NUMBER),
    ],
    ids=["address", "bare address", "code", "block", "number in a table"],
)
def test_what_is_typed_off_the_page_is_printed_as_it_is(text: str, exact: str) -> None:
    printed = "".join(sign.text for sign in laid_out(written(text)) if sign.is_body)
    assert exact in printed


@pytest.mark.slow
def test_names_of_the_web_and_of_files_have_no_hyphen_wherever_a_line_ends() -> None:
    text = "".join(f"{'x ' * n}masecurite.interieur.gouv.fr rapports/confidentiels/annuel.pdf\n\n" for n in range(30))
    printed = "".join(sign.text for sign in laid_out(written(text, "fr")) if sign.is_body)
    assert printed.count("masecurite.interieur.gouv.fr") == printed.count("rapports/confidentiels/annuel.pdf") == 30


def test_a_title_cannot_turn_the_line_around_it() -> None:
    assert printable("\u202eabc\u2066 17") == "abc 17"


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["1\ufe0f\u20e3", "\U0001f64b\u200d\u2640\ufe0f", "\U0001f44d\U0001f3fd"])
def test_what_is_one_sign_is_set_in_one_font(sign: str) -> None:
    """Parted between fonts a key is an empty box, and a person what makes them one."""
    (font,) = _fonts(written(f"Before {sign} after")) - _fonts(written("Before after"))
    assert "NotoEmoji" in font


def _fonts(document: bytes) -> set[str]:
    return {character.fontname for page in pages_of(document) for character in characters(page)}
