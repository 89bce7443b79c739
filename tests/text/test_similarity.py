"""Materially the same: a plain count on small texts, and laws on all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.similarity import is_same_text, same_percent
from app.text.tokens import tokens

WORDS = st.lists(st.sampled_from(["le", "bon", "sens", "est", "la", "chose", "du", "monde", "."]), max_size=12)
PERCENT = st.integers(1, 100)


def common(a: list[str], b: list[str]) -> int:
    """Return the length of a longest common subsequence, by the textbook's table."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@pytest.mark.parametrize(
    ("one", "other", "percent", "same"),
    [
        ("", "", 100, True),
        ("", "mot", 1, False),
        (" \n", "", 100, True),
        (
            "Un deux trois quatre cinq six sept huit neuf dix",
            "Un deux trois quatre cinq six sept huit neuf onze",
            90,
            True,
        ),
        (
            "Un deux trois quatre cinq six sept huit neuf dix",
            "Un deux trois quatre cinq six sept huit neuf onze",
            91,
            False,
        ),
        ("Un deux trois", "Un deux trois quatre", 85, True),
        ("Un deux trois", "Un deux trois quatre", 86, False),
        ("Une phrase.\nUne autre.", "Une phrase. Une\nautre.", 100, True),
        ("Éteindre", "éteindre", 1, False),
        ("un deux", "deux un", 50, True),
        ("un deux", "deux un", 51, False),
        ("常識は世界で最も", "常識が世界で最も", 87, True),
        ("常識は世界で最も", "常識が世界で最も", 88, False),
    ],
)
def test_known_pairs(one: str, other: str, percent: int, same: bool) -> None:  # noqa: FBT001
    assert is_same_text(one, other, percent) is same
    assert is_same_text(other, one, percent) is same


@pytest.mark.slow
@given(WORDS, WORDS, PERCENT)
def test_it_is_the_share_of_common_tokens(one: list[str], other: list[str], percent: int) -> None:
    a, b = ([token.rstrip() for token in tokens(" ".join(words))] for words in (one, other))
    expected = 200 * common(a, b) >= percent * (len(a) + len(b))
    assert is_same_text(" ".join(one), " ".join(other), percent) is expected


@given(st.text(), st.text(), PERCENT)
def test_laws(one: str, other: str, percent: int) -> None:
    assert is_same_text(one, one, percent)
    assert is_same_text(one, other, percent) is is_same_text(other, one, percent)
    if is_same_text(one, other, percent):
        assert is_same_text(one, other, max(1, percent - 1))


@pytest.mark.slow
@given(WORDS, WORDS)
def test_the_share_is_the_greatest_at_which_texts_are_the_same(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    share = same_percent(a, b)
    assert share == same_percent(b, a)
    assert [percent for percent in range(1, 101) if is_same_text(a, b, percent)] == list(range(1, share + 1))
