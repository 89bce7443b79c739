"""The law of printing, on random and hostile texts and on every example of the specifications of Markdown."""

import pytest

from app.guides.formats import FORMATS, render
from tests.guides.printed import book_of_texts, faults_in
from tests.guides.written import LANGUAGES, SPEC, text_of
from tests.profiles import scaled

TEXTS = scaled(4)
"""Random texts in each language."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_random_texts_are_printed_whole_and_in_their_place(language: str) -> None:
    faults = faults_in([text_of(seed, language) for seed in range(TEXTS)], language)
    assert not faults, faults
