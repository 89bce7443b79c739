"""Labels, typography and colours: what the guide adds of its own."""

import string
from dataclasses import fields

import pytest

from app.guides.formats import labels
from app.guides.formats.labels import Labels, labels_for, period
from app.text.colours import PAPER, READABLE, contrast, mix, readable, text_on
from app.text.typography import typeset_for

LANGUAGES = ("fr", "en", "it", "de", "es", "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_places(language: str) -> None:
    spoken = labels_for(language)
    for field in fields(Labels):
        value = getattr(spoken, field.name)
        assert value or field.name == "months"
        if isinstance(value, str):
            assert places(value) == places(getattr(labels.ENGLISH, field.name))
    assert len(spoken.months) in {0, 12}


def places(pattern: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


def test_languages_are_found_by_their_first_part_and_default_to_english() -> None:
    assert labels_for("fr-CA") is labels.FRENCH
    assert labels_for("JA") is labels.JAPANESE
    assert labels_for("eo") is labels.ENGLISH


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Écrit du 1ᵉʳ septembre 2026 au 31 octobre 2026."),
        ("en", "Written from 1 September 2026 to 31 October 2026."),
        ("de", "Geschrieben vom 1. September 2026 bis zum 31. Oktober 2026."),
        ("ja", "執筆期間：2026年9月1日から2026年10月31日まで"),
    ],
)
def test_the_period_is_written_out(language: str, sentence: str) -> None:
    assert period(labels_for(language), "2026-09-01", "2026-10-31") == sentence
    assert period(labels_for(language), "2026-09-01", None) is None


@pytest.mark.parametrize(
    ("typed", "set_in_type"),
    [
        ("Quoi ? Non ; si !", "Quoi\u202f? Non\u202f; si\u202f!"),
        ("« Oui » dit-il", "«\u00a0Oui\u00a0» dit-il"),
        ("«Oui»", "«\u00a0Oui\u00a0»"),
        ("Note : voir", "Note\u00a0: voir"),
        ("https://a.fr?b=c:d", "https://a.fr?b=c:d"),
        ("l'ami d'un 'mot'", "l’ami d’un 'mot'"),
        ("20 % de 5 €", "20\u00a0% de 5\u00a0€"),
        ("en 2024 150 personnes", "en 2024 150 personnes"),
    ],
)
def test_french_typography(typed: str, set_in_type: str) -> None:
    assert typeset_for("fr")(typed) == set_in_type
    assert typeset_for("fr")(set_in_type) == set_in_type
    assert typeset_for("en")(typed) == typed


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["#ffff00", "#ffffff", "#808080", "#123456", "#ff00ff", "#767676"])
def test_colours_move_only_as_far_as_reading_needs(colour: str) -> None:
    moved = readable(colour, PAPER)
    assert contrast(moved, PAPER) >= READABLE
    assert contrast(text_on(colour), colour) >= READABLE
    assert (moved == colour) is (contrast(colour, PAPER) >= READABLE)
    assert mix(colour, colour, 0.5) == colour


def test_a_period_of_one_day_names_that_day_once() -> None:
    assert period(labels_for("fr"), "2026-11-23", "2026-11-23") == "Écrit le 23 novembre 2026."
    assert period(labels_for("en"), "2026-11-23", "2026-11-23") == "Written on 23 November 2026."
