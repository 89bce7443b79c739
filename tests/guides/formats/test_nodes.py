import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guides.formats.nodes import Node, blocks, printable
from app.text.anchors import Place
from app.text.legibility import legible
from tests.guides.books import EVERYTHING

UNSEEN = re.compile(r"[\u200b\u00ad]")


def flat(node: Node) -> str:
    """Return all the words of nodes in reading order."""
    match node:
        case str():
            return node
        case list():
            return "".join(map(flat, node))
        case dict():
            kept = ("text", "words", "blocks", "items", "head", "rows")
            return "".join(flat(node[name]) for name in kept if name in node)
        case _:
            return ""


@given(st.text(alphabet=st.characters(exclude_categories=["C"])), st.integers(2, 30))
def test_places_to_break_change_no_word_and_bound_every_run(words: str, longest: int) -> None:
    broken = printable(words, longest)
    assert UNSEEN.sub("", broken) == UNSEEN.sub("", legible(words))
    if words.isascii():
        assert all(len(run) <= longest for run in re.split(r"[\s\u200b\u00ad]", broken))


def test_control_characters_are_left_out() -> None:
    assert printable("a\x07b\x00c\td") == "abc\td"


def test_all_words_of_a_text_are_there() -> None:
    words = UNSEEN.sub("", flat(blocks(EVERYTHING, place=Place("a"), top=3)))
    for word in ("Allonger", "un second niveau", "double authentification", "Un second paragraphe", "le schéma"):
        assert word in words


def test_headings_start_at_the_level_asked_for() -> None:
    found = blocks("# a\n\n### b\n", place=Place("a"), top=3)
    assert [(node["level"], node["rank"]) for node in found if isinstance(node, dict)] == [(3, 0), (4, 1)]


def test_a_table_too_wide_for_the_page_becomes_a_list() -> None:
    row = "|" + "|".join(f"c{place}" for place in range(13)) + "|"
    (table,) = blocks(f"{row}\n{re.sub('c[0-9]+', '-', row)}\n{row.replace('c', 'd')}\n", place=Place("a"), top=1)
    assert isinstance(table, dict)
    assert table["is"] == "list"
    assert "c12 d12" in flat(table)


@pytest.mark.parametrize("opening", ["> ", "- ", "1. ", "**a *b "])
def test_nesting_is_flattened_and_nothing_lost(opening: str) -> None:
    assert "au fond" in flat(blocks(opening * 60 + "au fond", place=Place("a"), top=1))


def test_paragraphs_almost_without_spaces_are_marked_for_the_quick_way() -> None:
    paragraphs = blocks("\\" * 400 + "\n\n" + "des mots ordinaires " * 40, place=Place("a"), top=1)
    assert [node["dense"] for node in paragraphs if isinstance(node, dict)] == [True, False]
