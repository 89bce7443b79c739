"""An excerpt is the first words that a reader would read, and nothing of the marks around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.excerpts import HEAD, LENGTH, excerpt


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        ("# Titre\n\nUn *mot* et [un lien](https://x.example).\n\n- puce\n", "Un mot et un lien. puce"),
        ("---\ntitle: Titre\n---\n\nAprès la tête.\n", "Après la tête."),
        ("<!-- note -->\nUn <b>mot</b>.\n", "Un <b>mot</b>."),
        ("Un[^1].\n\n[^1]: La note.\n", "Un."),
        ("é" * 500, "é" * (LENGTH - 1) + "…"),
    ],
)
def test_an_excerpt_tells_how_a_text_begins(text: str, told: str) -> None:
    assert excerpt(text) == told


def test_a_long_text_ends_between_two_words() -> None:
    told = excerpt("mot " * 100)
    assert len(told) <= LENGTH
    assert told.endswith("mot…")


@given(st.text(max_size=300), st.text(max_size=50))
def test_an_excerpt_is_short_and_does_not_depend_on_what_comes_late(text: str, more: str) -> None:
    long = text + "\n\nmot " * HEAD
    assert excerpt(long) == excerpt(long + more)
    assert len(excerpt(long)) <= LENGTH
