"""Old faults of the formats and of what is told of texts, planted once more one by one: the tests see them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it.parser_inline import ParserInline

from app.guides import compiling
from app.guides.assemble import assemble
from app.guides.book import Book, passages_of
from app.guides.formats import findings
from app.guides.formats.html import render
from app.text import anchors, legibility, markdown, notices
from app.text.legibility import missing_glyphs
from tests.guides import test_compiling, test_preflight, test_typefaces
from tests.guides.books import book_of
from tests.guides.formats import test_html
from tests.guides.formats.planted import Plant, having, read_without
from tests.planting import on_one_database
from tests.text import test_flanking, test_markdown, test_notices, test_scripts
from tests.world import World

_RULE = re.compile(r"([^{}]*)\{[^{}]*text-emphasis: filled dot;[^{}]*\}")


def dotted(html: str) -> set[str]:
    """Return the selectors whose words have a dot above each character."""
    return {selector.strip() for rule in _RULE.findall(html) for selector in rule.split(",")}


@pytest.mark.slow
def test_japanese_emphasis_is_seen_in_a_browser() -> None:
    """Also where the words stand in a guide of another language."""
    for language in ("ja", "fr"):
        assert {"em:lang(ja)", "em :lang(ja)"} <= dotted(render(book_of("*今*です", language=language)).decode())


def test_a_style_without_dots_is_seen() -> None:
    html = render(book_of("*今*です", language="ja")).decode()
    assert dotted(html.replace("text-emphasis", "font-emphasis")) == set()


def test_emphasis_read_as_in_languages_with_spaces_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown._READER, "inline", ParserInline())
    with pytest.raises(AssertionError):
        test_flanking.test_every_format_has_it("html")


Law = Callable[[], None]


def meant(beginning: str) -> Law:
    """Return the law that a text of staff, found by its beginning, is read as they mean it."""
    (marked,) = test_markdown.test_what_staff_write_is_read_as_they_mean_it.pytestmark  # type: ignore[attr-defined]
    (case,) = (case for case in marked.args[1] if case[0].startswith(beginning))
    return lambda: test_markdown.test_what_staff_write_is_read_as_they_mean_it(*case)


def told(text: str, *words: str) -> Law:
    """Return the law that an author is told this of the first line of a text."""
    return lambda: test_notices.test_an_author_is_told(text, [(1, f"notice-{word}") for word in words])


def nothing(*_of: object) -> dict[str, int]:
    return {}


def unread(words: str, _language: str | None) -> list[tuple[str, None]]:
    return [(words, None)]


READING: dict[str, tuple[Plant, Law]] = {
    "bare addresses are no links": (read_without("linkify"), meant("see https://")),
    "bare mail addresses are no links": (read_without("linkify"), meant("ask help@")),
    "boxes of tasks as typed": (read_without("check_boxes"), meant("- [ ]")),
    "comments in a line are printed": (read_without("comment"), meant("<!-- ask first")),
    "notes as plain quotes": (read_without("notes"), meant("> [!NOTE]")),
    "letters of a pasted picture": (having((markdown, "is_pasted", lambda _address: False)), meant("a![](data:")),
    "a space between lines of Japanese": (having((markdown, "_without_breaks_in_cjk", list)), meant("日本語の")),
    "a mark that hides a heading": (
        having((markdown, "_BYTE_ORDER_MARK", "\0")),
        lambda: test_markdown.test_a_byte_order_mark_hides_nothing_behind_it("# a\n"),
    ),
    "a mark that hides a head of metadata": (
        having((markdown, "_BYTE_ORDER_MARK", "\0")),
        lambda: test_markdown.test_a_byte_order_mark_hides_nothing_behind_it("---\na: b\n---\nc"),
    ),
    "words in another script say no language": (
        having((markdown, "in_languages", unread)),
        test_scripts.test_a_browser_hears_of_it_and_code_says_nothing,
    ),
    "a dead link stays in a guide": (
        having((anchors, "led_to", lambda address, *_: address.removeprefix("#"))),
        test_html.test_links_within_and_between_pages_lead_somewhere_and_of_others_the_words_stay,
    ),
    "a dead link in silence": (
        having((notices, "led_to", lambda address, *_: address)),
        test_notices.test_a_link_to_no_place_of_the_guide_is_told,
    ),
    "a link elsewhere in silence": (
        having((notices, "leads_somewhere", lambda _link: True)),
        told("[a](b.md)", "link"),
    ),
    "HTML taken for words in silence": (
        having((notices, "_TAG", re.compile(r"(?!)"))),
        told("<b>a</b>", "html", "html"),
    ),
    "a pasted picture in silence": (
        having((notices, "is_pasted", lambda _address: False)),
        told("Un ![](data:image/png;base64,AAAA)", "picture"),
    ),
    "an empty text in silence": (having((notices, "spoken", lambda _text: "a")), told("<!-- seul -->\n", "empty")),
    "a glyph that is missing in silence": (having((notices, "missing_glyphs", nothing)), told("\u0f40", "glyph")),
    "a reference to such a glyph in silence": (having((notices, "spoken", str)), told("&#3905;", "glyph")),
    "circled numbers without a font": (
        having(
            (legibility, "_LEGIBLE", legibility._Legible()), (legibility, "_is_shown", lambda code: code != ord("①"))
        ),
        lambda: test_typefaces.test_the_shipped_fonts_show("①"),
    ),
}


@pytest.mark.parametrize(("plant", "law"), READING.values(), ids=READING.keys())
def test_a_planted_fault_of_reading_is_seen(
    plant: Plant, law: Law, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law()
    plant(monkeypatch, tmp_path)
    with pytest.raises(AssertionError):
        law()


def checked(words_of: Callable[[Book], str]) -> Plant:
    """Plant a compile that stops where some words of the book have no glyph."""

    def refusing(*facts: object) -> Book:
        book = assemble(*facts)  # type: ignore[arg-type]
        if missing_glyphs(words_of(book)):
            raise ValueError("no glyph")
        return book

    return having((compiling, "assemble", refusing))


def names(book: Book) -> str:
    return "".join(person.name or "" for person in book.contributors)


def texts(book: Book) -> str:
    return "".join(passage.text for passage in passages_of(book))


def stopped(*_of: object) -> None:
    """Raise once more what stopped one format."""
    raise  # noqa: PLE0704  Called where it is handled.


def one_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    test_compiling.test_a_format_that_fails_takes_no_other_with_it(
        world, monkeypatch, "json", "Titre", "BOUM.\n", ("titre", 1)
    )


def in_world(law: Callable[[World], None]) -> Callable[[World, pytest.MonkeyPatch], None]:
    return lambda world, _patch: law(world)


COMPILING: dict[str, tuple[Plant, Callable[[World, pytest.MonkeyPatch], None]]] = {
    "a format takes the others with it": (having((compiling, "first_stop", stopped)), one_fails),
    "a failure without its page": (having((compiling, "first_stop", lambda *_: (None, None))), one_fails),
    "a name stops a guide": (
        checked(names),
        in_world(test_compiling.test_a_name_in_a_script_without_glyphs_does_not_stop_a_release),
    ),
    "a glyph stops every format": (
        checked(texts),
        in_world(test_compiling.test_a_character_without_glyph_is_a_box_in_a_release_that_was_overridden),
    ),
    "a box in silence": (
        having((compiling, "missing_glyphs", nothing)),
        in_world(test_compiling.test_a_character_without_glyph_is_a_box_in_a_release_that_was_overridden),
    ),
    "a list of findings without any": (
        having((findings, "notices_in", lambda *_: ())),
        in_world(test_preflight.test_with_a_proof_comes_the_list_of_what_it_leaves_out_page_by_page),
    ),
}


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize(("plant", "law"), COMPILING.values(), ids=COMPILING.keys())
def test_a_planted_fault_of_compiling_is_seen(
    world: World,
    plant: Plant,
    law: Callable[[World, pytest.MonkeyPatch], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch, tmp_path)
    with pytest.raises((AssertionError, AttributeError, KeyError)):
        law(world, monkeypatch)
