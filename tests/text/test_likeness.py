"""How alike two texts are: questions as people ask them, and laws on all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.likeness import gist, likeness, most_alike

QUESTIONS = (
    "Dois-je devenir ami avec mon fils ?",
    "Est-ce que je dois être l'amie de mes fils sur le réseau ?",
    "Comment choisir un mot de passe ?",
    "Peut-on publier la photo d'un collègue sans son accord ?",
    "A-t-on le droit de publier des photos de collègues ?",
    "À quel âge donner un téléphone à un enfant ?",
)
TEXTS = st.text(alphabet="abcdeéè s東京", max_size=30)


@pytest.mark.parametrize(("asked", "expected"), [(0, 1), (3, 4), (4, 3)])
def test_the_same_question_in_other_words_comes_first(asked: int, expected: int) -> None:
    others = [(at, gist(text, "fr")) for at, text in enumerate(QUESTIONS) if at != asked]
    found = most_alike(gist(QUESTIONS[asked], "fr"), others, least=20)
    assert found[0][0] == expected


def test_a_question_of_its_own_is_like_no_other() -> None:
    others = [(at, gist(text, "fr")) for at, text in enumerate(QUESTIONS) if at != 2]
    assert most_alike(gist(QUESTIONS[2], "fr"), others) == []


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_a_percentage(one: str, other: str) -> None:
    a, b = gist(one, "fr"), gist(other, "fr")
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 100
    assert likeness(a, a) == (100 if a.words else 0)


def test_scripts_without_spaces_are_compared_by_pairs() -> None:
    one, other, third = (gist(text, "ja") for text in ("東京の天気はどうですか", "東京の天気", "息子と友達になる"))
    assert likeness(one, other) > 50 > likeness(one, third)
