"""A line of any length is set in stretches that say, in their order, what the line says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guides.formats.stretches import Node, stretches

TEXTS = st.text(alphabet="ab \u200bé", max_size=30)
MARKED: st.SearchStrategy[Node] = st.recursive(
    TEXTS,
    lambda inside: st.one_of(
        st.builds(lambda words: {"is": "emph", "words": words}, st.lists(inside, max_size=4)),
        st.builds(lambda words: {"is": "link", "to": "https://a.fr", "words": words}, st.lists(inside, max_size=4)),
        st.builds(lambda text: {"is": "code", "text": text}, TEXTS),
        st.just({"is": "break"}),
    ),
    max_leaves=12,
)


def said(words: Node, marks: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    """Return each character with the marks around it."""
    match words:
        case str():
            return [(character, marks) for character in words]
        case list():
            return [pair for word in words for pair in said(word, marks)]
        case {"is": str(kind), "words": inside}:
            return said(inside, (*marks, kind))
        case {"is": str(kind), "text": str(text)}:
            return said(text, (*marks, kind))
        case _:
            return [("\n", marks)]


@pytest.mark.slow
@given(st.lists(MARKED, max_size=8), st.integers(6, 40))
def test_nothing_is_lost_added_or_marked_otherwise(words: list[Node], most: int) -> None:
    parts = stretches(words, most)
    assert [pair for part in parts for pair in said(part)] == said(words)
    assert all(len(said(part)) <= most for part in parts)


def test_a_line_ends_where_one_may() -> None:
    assert stretches(["aaa bbb ccc"], 8) == [["aaa bbb "], ["ccc"]]
    assert stretches(["aaaaaaaaaaa"], 8) == [["aaaaaaaa"], ["aaa"]]
    assert stretches(["aaa"], 8) == [["aaa"]]
