"""The law of printing, on random and hostile texts and on examples of the specifications of Markdown.

``python -m tests.torture printing`` tries many more, and every example.
"""

import pytest

from app.guides.formats import FORMATS, render
from tests.guides.printed import book_of_texts, faults_in, words_of
from tests.guides.written import LANGUAGES, SPEC, text_of

SEEDS = dict(zip(LANGUAGES, (124, 4, 136, 55, 150, 158), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("language", "seed"), SEEDS.items())
def test_random_texts_are_printed_whole_and_in_their_place_and_in_every_format(language: str, seed: int) -> None:
    text = text_of(seed, language)
    faults = faults_in([text], language)
    assert not faults, faults.told()
    for form in FORMATS:
        assert form == "pdf" or render(form, book_of_texts([text], language))


@pytest.mark.slow
def test_examples_of_the_specifications_are_printed_whole_and_in_their_place() -> None:
    faults = faults_in(SPEC[::30], "en")
    assert not faults, faults.told()


@pytest.mark.slow
def test_the_same_seed_makes_the_same_text_and_another_one_another() -> None:
    assert text_of(1, "fr") == text_of(1, "fr")
    assert len({text_of(seed, language) for seed in range(5) for language in LANGUAGES}) == 5 * len(LANGUAGES)
    assert all(len(words_of(text_of(seed, "de"))) > 5 for seed in range(5))
