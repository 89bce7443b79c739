"""Old faults of printing, planted once more one by one: the judge of printed texts sees each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typst
from markdown_it.tree import SyntaxTreeNode

from app.guides.formats import breaking, nodes, pdf
from app.text import legibility, markdown
from tests.guides.formats import test_nodes, test_pdf, test_printing
from tests.guides.formats.planted import Plant, having, read_without, set_with
from tests.guides.formats.test_everything import SEEDS
from tests.guides.formats.test_printing import SENTENCE, TEXTS
from tests.guides.printed import faults_in
from tests.guides.written import text_of

Law = Callable[[], None]

WORDS = "some words of a text that goes on for a while and says nothing at all to anybody. " * 4
LEADING_HEAD = "| [a](https://a.fr) | b |\n|---|---|\n" + "| c | d |\n" * 40
NARROW = f"|{'a|' * 6}\n|{'-|' * 6}\n|{'abcdefghijklmnopqrstuvwx|' * 6}\n"
_BLOCK = nodes._Writer._block


def printed(text: str, language: str = "en") -> Law:
    """Return the law of printing for one text."""

    def law() -> None:
        faults = faults_in([text], language)
        assert not faults, faults.told()

    return law


def typed_off(text: str, exact: str) -> Law:
    return lambda: test_printing.test_what_is_typed_off_the_page_is_printed_as_it_is(text, exact)


def one_sign(sign: str) -> Law:
    return lambda: test_printing.test_what_is_one_sign_is_set_in_one_font(sign)


def signed(text: str) -> Law:
    return lambda: test_printing.test_a_signature_stays_with_the_last_two_lines(text)


def without_a_way_back(writer: nodes._Writer, node: SyntaxTreeNode, depth: int) -> Any:
    if node.type == "footnote_anchor":
        raise ValueError("no way to set a block of type footnote_anchor")
    return _BLOCK(writer, node, depth)


def as_typed(words: str) -> str:
    return words


def showing(**changes: object) -> Plant:
    """Plant another way to tell what has ink and a glyph."""
    fresh = legibility._Legible()
    return having((legibility, "_LEGIBLE", fresh), *((legibility, name, wrong) for name, wrong in changes.items()))


NOT_HELD = ("breakable: not fits", "breakable: false")
EVERYTHING_FITS = set_with(("< 210mm - 23mm - 24mm - 4mm", "< 9000mm"))
ONE_SIGN = '#show regex("[0-9#*]'
NO_RULE = '#show regex("\u0010[0-9#*]'
PARTED = f'#show "\u2640": set text(font: "Noto Sans JP")\n{NO_RULE}'

ADDRESS, COMMAND = test_printing.ADDRESS, test_printing.COMMAND
NUMBER = f"| a | b | c | d |\n|---|---|---|---|\n| {test_printing.NUMBER} | 2 | 3 | 4 |"
HYPHENS = having((breaking, "_BREAK", "\u00ad"))
UNHUNG = set_with(
    (
        "par({ words(node.words, look); hanging(closing, look) })",
        "par(words(node.words, look)); block(above: 1.5em, below: 0pt, closing)",
    )
)
IS_OUTSIDE = r"outside \[S"

STOPPING: dict[str, tuple[Plant, Law, str]] = {
    "the mark of a proof is content": (
        set_with(("context pdf.artifact(if", "context (if")),
        printed("- a point\n" * 60),
        "invalid list",
    ),
    "what is repeated leads somewhere": (
        set_with(("repeat: node.repeats", "repeat: true")),
        printed(LEADING_HEAD),
        "PDF/UA-1",
    ),
    "a table has rows": (
        set_with(("slice(0, calc.max(0, node.rows.len() - 1))", "slice(0, -1)")),
        printed(TEXTS["a table without rows"]),
        "out of bounds",
    ),
    "a note ends in a paragraph": (
        having((nodes._Writer, "_block", without_a_way_back)),
        printed(TEXTS["a list in a note"]),
        "no way to set",
    ),
    "a byte order mark": (showing(_NOT_PRINTED=frozenset()), printed("in\ufeffside"), "feff"),
    "a mark of annotations": (showing(_NOT_PRINTED=frozenset()), printed(TEXTS["marks of annotations"]), "PDF/UA-1"),
    "a blank without a glyph": (showing(_SPACES=frozenset()), printed(TEXTS["blanks without a glyph"]), "PDF/UA-1"),
    "a number sign without a glyph": (
        showing(_NUMBER_SIGNS=frozenset()),
        printed("Sourate \u06dd \U000110bd"),
        "PDF/UA-1",
    ),
    "a reference to a character": (
        having((breaking, "legible", as_typed)),
        printed(TEXTS["references to controls"]),
        "PDF/UA-1",
    ),
    "a reference to a letter without a glyph": (
        having((breaking, "legible", as_typed)),
        printed("&#3904;"),
        "PDF/UA-1",
    ),
    "bold in bold": (having((markdown, "_marked_once", list)), printed(TEXTS["bold in bold"]), "recursion"),
    "a heading without words": (
        read_without("wordless_headings"),
        printed(TEXTS["headings without words"]),
        "PDF/UA-1",
    ),
    "a level that is skipped": (
        having((markdown, "outline", lambda levels, top: [top - 1 + level for level in levels])),
        printed(TEXTS["skipped levels"]),
        "PDF/UA-1",
    ),
    "a font of circled numbers is not asked for": (
        set_with(('"Noto Sans Symbols",', "")),
        printed("①"),
        "could not be displayed",
    ),
    "a glyph that is missing in silence": (
        showing(_is_shown=lambda _code: True),
        printed("\u0f40"),
        "could not be displayed",
    ),
}

MISPLACED: dict[str, tuple[Plant, Law, str]] = {
    "notes go on on the next page": (
        set_with(("> 50mm", "> 5000mm"), ("it => block(breakable: false, it)", "it => it")),
        printed(text_of(SEEDS["en"], "en")),
        "parent group",
    ),
    "a tip is held on a page": (set_with(NOT_HELD), printed(f"{WORDS}\n\n" * 20), IS_OUTSIDE),
    "a Japanese tip is held": (EVERYTHING_FITS, printed(TEXTS["a Japanese text of 950 characters"], "ja"), IS_OUTSIDE),
    "headings are held": (EVERYTHING_FITS, printed(TEXTS["thirty headings"]), IS_OUTSIDE),
    "deep quotes are held": (EVERYTHING_FITS, printed(TEXTS["deep quotes"]), IS_OUTSIDE),
    "a signature covers the last line": (EVERYTHING_FITS, printed(TEXTS["fifteen points and a signature"]), IS_OUTSIDE),
    "seven columns beside each other": (
        having((nodes, "MOST", 99)),
        lambda: test_nodes.test_from_seven_columns_on_a_table_becomes_cards(7, "cards"),
        "assert",
    ),
    "words whole in a narrow column": (
        having((nodes, "room", lambda *_: breaking.LONGEST)),
        printed(NARROW),
        IS_OUTSIDE,
    ),
    "a running head climbs": (
        set_with(("{ return quiet(said) }", "{ }\n  return quiet(said)")),
        printed(SENTENCE * 40),
        IS_OUTSIDE,
    ),
    "a signature alone": (UNHUNG, signed(test_printing.SIGNED["paragraph"]), "assert"),
    "a signature alone below a quote": (UNHUNG, signed(test_printing.SIGNED["quote"]), "assert"),
    "a signature alone below a table": (
        set_with(('else if node.is == "table" and not is-short', "else if false")),
        lambda: test_printing.test_a_signature_stays_with_the_last_row_of_a_table(20),
        "assert",
    ),
    "a signature alone below code": (
        set_with(('if node.is == "code" and not is-short', "if false")),
        lambda: test_printing.test_a_signature_stays_with_the_last_two_lines_of_code(35),
        "assert",
    ),
    "capitals of the cover with hyphens": (
        having((pdf._Composer, "_capitals", pdf._Composer._optional)),
        test_printing.test_no_word_of_a_cover_is_broken_or_leaves_it,
        "assert",
    ),
    "the sign of a key from the font of its digit": (
        set_with((ONE_SIGN, NO_RULE)),
        one_sign("1\ufe0f\u20e3"),
        "assert",
    ),
    "joined people from two fonts": (
        set_with((ONE_SIGN, PARTED)),
        one_sign("\U0001f64b\u200d\u2640\ufe0f"),
        "values to unpack",
    ),
    "a direction that is turned round": (
        showing(_NOT_PRINTED=frozenset()),
        test_printing.test_a_title_cannot_turn_the_line_around_it,
        "assert",
    ),
    "emphasis without dots": (
        set_with(("stressed(words(node.words, look))", "emph(words(node.words, look))")),
        test_pdf.test_emphasis_in_a_script_without_italics_is_a_row_of_dots,
        "assert",
    ),
    "names of the web with hyphens": (
        set_with(("text(hyphenate: false, seamed(node.text))", "text(seamed(node.text))")),
        test_printing.test_names_of_the_web_and_of_files_have_no_hyphen_wherever_a_line_ends,
        "assert",
    ),
    "seams that are copied": (
        set_with(('#show "\\u{200B}": h(0.001pt)', "")),
        printed(f"`{test_printing.COMMAND}`"),
        r"copied \[S",
    ),
    "no note with the address of a link": (
        having((nodes._Writer, "_address", lambda *_: iter(()))),
        test_pdf.test_what_a_link_does_not_say_stands_at_the_foot_once,
        "assert",
    ),
    "hyphens in a bare address": (HYPHENS, typed_off(f"See {ADDRESS} there.", ADDRESS), "assert"),
    "hyphens in a number": (HYPHENS, typed_off(NUMBER, test_printing.NUMBER), "assert"),
    "hyphens in code": (HYPHENS, typed_off(f"Type `{COMMAND}` then.", COMMAND), "assert"),
    "hyphens in a block of code": (HYPHENS, typed_off(f"```\n{COMMAND * 2}\n```", COMMAND * 2), "assert"),
    "the page of a link": (
        set_with(("context counter(page).at(to).first()", "[0]")),
        test_pdf.test_links_lead_to_the_web_and_to_places_that_exist,
        "assert",
    ),
}
PLANTED = STOPPING | MISPLACED


@pytest.mark.slow
@pytest.mark.parametrize(("plant", "law", "says"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_seen(
    plant: Plant, law: Law, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law()
    plant(monkeypatch, tmp_path)
    with pytest.raises((AssertionError, typst.TypstError, RuntimeError, ValueError), match=says):
        law()
