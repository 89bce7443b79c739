import re
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guides.formats.breaking import longest_piece, printable
from app.guides.formats.columns import room, widths
from app.guides.formats.nodes import blocks
from app.guides.formats.stretches import LONGEST_PARAGRAPH, Node
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
            kept = ("text", "words", "blocks", "items", "head", "rows", "cards")
            return "".join(flat(node[name]) for name in kept if name in node)
        case _:
            return ""


@pytest.mark.slow
@given(st.text(alphabet=st.characters(exclude_categories=["C"])), st.integers(2, 30))
def test_places_to_break_change_no_word_and_bound_every_run(words: str, longest: int) -> None:
    broken = printable(words, longest)
    assert UNSEEN.sub("", broken) == UNSEEN.sub("", legible(words))
    if words.isascii():
        assert all(len(run) <= longest for run in re.split(r"[\s\u200b\u00ad]", broken))


LONG = "mot " * 30_000
"""More than is set as one line of words."""


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        f"# {LONG}",
        f"- {LONG}",
        f"> {LONG}",
        f"a[^1]\n\n[^1]: {LONG}",
        f"a[^1]\n\n[^1]: # {LONG}",
        f"**{LONG}b** [{LONG}](https://a.fr)",
        f"|a|b|\n|-|-|\n|c|{LONG}|\n|d|e|\n",
        f"|{LONG}|b|\n|-|-|\n|c|d|\n",
        f"|a|b|c|d|e|f|g|h|\n|{'-|' * 8}\n|1|2|3|4|5|6|7|{LONG}|\n",
    ],
    ids=("paragraph", "heading", "list", "quote", "note", "heading in note", "marks", "cell", "head", "card"),
)
def test_no_line_is_too_long_for_the_typesetter_and_no_word_is_lost(text: str) -> None:
    found = blocks(text, place=Place("tip-1"), top=1)
    assert max(lines(found)) <= LONGEST_PARAGRAPH
    assert flat(found).count("mot") == text.count("mot")


def lines(node: Node) -> Iterator[int]:
    """Yield the length of each line of words."""
    if isinstance(node, list):
        if any(isinstance(part, str) for part in node):
            # A note has lines of its own.
            yield sum(len(flat(part)) for part in node if not isinstance(part, dict) or part["is"] != "note")
        for part in node:
            yield from lines(part)
    elif isinstance(node, dict):
        for part in node.values():
            yield from lines(part)


def test_control_characters_are_left_out() -> None:
    assert printable("a\x07b\x00c\td") == "abc\td"


def test_all_words_of_a_text_are_there() -> None:
    words = UNSEEN.sub("", flat(blocks(EVERYTHING, place=Place("a"), top=3)))
    for word in ("Allonger", "un second niveau", "double authentification", "Un second paragraphe", "le schéma"):
        assert word in words


def test_headings_start_at_the_level_asked_for() -> None:
    found = blocks("# a\n\n### b\n", place=Place("a"), top=3)
    assert [(node["level"], node["rank"]) for node in found if isinstance(node, dict)] == [(3, 0), (4, 1)]


def table_of(columns: int) -> Node:
    row = "|" + "|".join(f"c{place}" for place in range(columns)) + "|"
    rule, told = re.sub("c[0-9]+", "-", row), row.replace("c", "d").replace("d3", "")
    (table,) = blocks(f"{row}\n{rule}\n{told}\n{told}\n", place=Place("a"), top=1)
    return table


@pytest.mark.parametrize(("columns", "form"), [(6, "table"), (7, "cards"), (13, "cards")])
def test_from_seven_columns_on_a_table_becomes_cards(columns: int, form: str) -> None:
    table = table_of(columns)
    assert isinstance(table, dict)
    assert table["is"] == form


def named_cells(table: Node) -> list[list[tuple[str, str]]]:
    assert isinstance(table, dict)
    cards = cast("list[list[dict[str, Node]]]", table["cards"])
    return [[(flat(cell["name"]), flat(cell["words"])) for cell in card] for card in cards]


def test_a_card_has_each_cell_behind_the_name_of_its_column_and_no_name_is_lost() -> None:
    pairs = [(f"c{place}", f"d{place}") for place in (0, 1, 2, 4, 5, 6)]
    first, second = named_cells(table_of(7))
    assert (sorted(first), second) == (sorted([*pairs, ("c3", "")]), pairs)
    (empty,) = blocks("|a|b|c|d|e|f|g|\n|-|-|-|-|-|-|-|\n", place=Place("a"), top=1)
    assert named_cells(empty) == [[(name, "") for name in "abcdefg"]]


@pytest.mark.parametrize(
    ("word", "longest", "parts"),
    [
        ("performance", 8, "per-for-mance"),
        ("Statut", 4, "Sta-tut"),
        ("confidentialité", 8, "con-fi-den-tia-lité"),
        ("Schlechtes", 8, "Schlech-tes"),
        ("cours", 5, "cours"),
        ("93,2", 3, "93,2"),
        ("bcdfghjklm", 7, "bcdf-ghjk-lm"),
    ],
)
def test_words_of_a_narrow_column_break_between_syllables(word: str, longest: int, parts: str) -> None:
    assert printable(word, longest).replace("\u00ad", "-").replace("\u200b", "") == parts


@given(st.lists(st.lists(st.text("abcdei ", max_size=30), min_size=3, max_size=3), min_size=1, max_size=4))
def test_columns_share_the_whole_width_and_each_has_room_for_a_syllable(rows: list[list[str]]) -> None:
    shares = widths(rows)
    assert abs(sum(shares) - 317) <= 3
    needs = [min(14, max(map(longest_piece, column))) for column in zip(*rows, strict=True)]
    assert all(room(share, 3) >= need - 1 for share, need in zip(shares, needs, strict=True))


@pytest.mark.parametrize("opening", ["> ", "- ", "1. ", "**a *b "])
def test_nesting_is_flattened_and_nothing_lost(opening: str) -> None:
    assert "au fond" in flat(blocks(opening * 60 + "au fond", place=Place("a"), top=1))


def test_paragraphs_almost_without_spaces_are_marked_for_the_quick_way() -> None:
    paragraphs = blocks("\\" * 400 + "\n\n" + "des mots ordinaires " * 40, place=Place("a"), top=1)
    assert [node["dense"] for node in paragraphs if isinstance(node, dict)] == [True, False]
