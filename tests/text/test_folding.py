"""What makes words comparable: accents, ligatures, inflections; the lists are the project's own."""

from itertools import pairwise, permutations
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.folding import LANGUAGES, LONGEST, fold, stems, words_of

HERE = Path(__file__).parent
LEAST = {"fr": 95, "en": 95, "it": 95, "es": 95, "de": 85}
"""Percent; German verbs in -t and -te are what its stemmer leaves as they are."""


def pairs(language: str) -> list[tuple[str, str]]:
    """Return every ordered pair of two forms of one word."""
    lines = (HERE / f"inflections.{language}.txt").read_text("utf-8").splitlines()
    groups = [line.replace("|", " ").split() for line in lines if not line.startswith("#")]
    return [pair for group in groups for pair in permutations(dict.fromkeys(group), 2)]


@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_inflection_is_found(language: str, *, bare: bool) -> None:
    told = pairs(language)
    asked = [(fold(one) if bare else one, other) for one, other in told]
    missed = [pair for pair in asked if set(stems(pair[0], language)).isdisjoint(stems(pair[1], language))]
    found = len(told) - len(missed)
    print(f"{language}: {found} of {len(told)} pairs found; not found: {sorted(missed)}")
    assert 100 * found >= LEAST[language] * len(told), missed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("amitié", "politique"),
        ("comment", "comme"),
        ("parent", "par"),
        ("fois", "foi"),
        ("mois", "moi"),
    ],
)
def test_what_is_no_inflection_is_not_found(one: str, other: str) -> None:
    assert set(stems(one, "fr")).isdisjoint(stems(other, "fr"))


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Œuvre", "oeuvre"),
        ("CŒUR", "coeur"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("ÉTÉ", "ete"),
        ("e\u0301te\u0301", "ete"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("が", "が"),
        ("한국", "한국"),
        ("co\u00adopérer", "cooperer"),
    ],
)
def test_case_accents_and_ligatures_do_not_count(words: str, folded: str) -> None:
    assert fold(words) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text)) == folded


@given(st.text(alphabet="aàÉœß-_' 1\u0301\u00ad東京が한ｶﾞ.,ภาษา"))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    found = list(words_of(text))
    assert all(
        word.folded == fold(text[word.start : word.end])[: None if word.is_unspaced else LONGEST] for word in found
    )
    assert all(one.end <= other.start for one, other in pairwise(found))
    between = text
    for word in reversed(found):
        between = between[: word.start] + " " + between[word.end :]
    assert not any(letter.isalnum() for letter in fold(between))


@given(st.text(alphabet="abeéèsxntiru", min_size=1, max_size=12), st.sampled_from(LANGUAGES))
def test_a_word_shares_a_stem_with_itself_without_accents(word: str, language: str) -> None:
    assert not set(stems(word, language)).isdisjoint(stems(fold(word), language))
