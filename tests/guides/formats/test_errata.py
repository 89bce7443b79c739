"""What a guide corrects, in every format and language: readable, escaped, inside the paper."""

import json
from dataclasses import fields

import pytest

from app.guides.book import Book, Correction, Erratum
from app.guides.formats import errata, render
from app.guides.formats.errata import errata_labels
from app.text.changed_sentences import changed_line, changed_sentences
from tests.guides.books import book
from tests.guides.laid_out import outside_the_type_area, overlapping, said, signs

HOSTILE = "a\u0007b \u202eretourné 𓀀 <script>x</script> *étoile* [a](b) `c` " + "long" * 60
ENDLESS = "mot " * 1500
LONG = " ".join(f"Phrase numéro {number} du texte d’avant." for number in range(60))


def correction(change: str = "changed", kind: str = "tip", **more: object) -> Correction:
    told: dict[str, object] = {
        "change": change,
        "kind": kind,
        "anchor": "tip-1",
        "chapter": 1,
        "tip_before": 1,
        "tip": 1,
        "title": "Choisir une phrase",
        "redacted": False,
        "rewordings": (),
        "reasons": ("Faute de frappe.",),
    }
    return Correction(**{**told, **more})  # type: ignore[arg-type]


def corrected(language: str = "fr", *corrections: Correction) -> Book:
    newest = Erratum("ab" * 32, "cd" * 32, True, corrections)
    older = Erratum("ef" * 32, "01" * 32, False, (correction("added", "glossary", anchor="glossaire"),))
    return book(language=language, errata=(newest, older))


def whole(language: str = "fr") -> Book:
    """Return a book with a correction of each kind, some with texts that nobody would print."""
    hostile = (
        changed_line("Un titre", HOSTILE),
        *changed_sentences(LONG, LONG.replace("avant", "après")),
        *changed_sentences("Un point.", "Un point. Un autre."),
        *changed_sentences("Un point. Un autre.", "Un point."),
        *changed_sentences(f"{ENDLESS}ancien.", f"{ENDLESS}nouveau."),
    )
    return corrected(
        language,
        correction(kind="question", anchor="theme-1", rewordings=(changed_line("Qui ?", "Qui répond ?"),)),
        correction(rewordings=hostile, reasons=(HOSTILE, "Le numéro a changé.")),
        correction("removed", anchor=None, tip_before=2, tip=None, title=HOSTILE),
        correction(tip_before=3, tip=2, redacted=True, anchor="tip-2"),
        correction(kind="conclusion", anchor="conclusion", tip_before=None, tip=None),
    )


@pytest.mark.parametrize("name", ["html", "md", "json"])
def test_an_uncorrected_book_says_nothing_of_errata(name: str) -> None:
    text = render(name, book()).decode()
    for words in ("Errata", "_errata", '"errata"', "corrigée"):
        assert words not in text


@pytest.mark.parametrize("language", ["fr", "en", "it", "de", "es", "ja"])
def test_every_language_has_words_of_its_own(language: str) -> None:
    words = errata_labels(language)
    told = [getattr(words, field.name) for field in fields(words)]
    assert all(told)
    english = errata_labels("en")
    assert language == "en" or words.corrects != english.corrects
    text = render("md", whole(language)).decode()
    for expected in (
        words.heading,
        words.before,
        words.now,
        words.gone,
        words.come,
        words.removed,
        words.redacted,
        words.markup,
        words.added,
    ):
        assert expected in text.replace("\\", "")


@pytest.mark.slow
def test_on_paper_it_stays_inside_and_covers_nothing() -> None:
    everything = signs(render("pdf", whole()))
    pages = {page: "".join(sign.text for sign in everything if sign.page == page) for page in range(1, 60)}
    first = min(page for page, words in pages.items() if "ab" * 32 in words)
    found = [sign for sign in everything if sign.page >= first]
    assert outside_the_type_area(found) == []
    assert overlapping(found) == []
    words = said("".join(sign.text for sign in found))
    for expected in (
        "CONSEIL 1",
        "Qui répond ?",
        "Phrase numéro 59 du texte d’après.",
        "Le numéro a changé.",
        "ab" * 32,
    ):
        assert said(expected) in words, expected


def test_in_html_words_are_words() -> None:
    html = render("html", whole()).decode()
    assert "<script>" not in html
    assert "<del>avant</del>" in html
    assert "<ins>après</ins>" in html
    assert '<li><a href="#_errata">Errata</a></li>' in html
    assert '<h3><a href="#tip-2">' in html


def test_in_markdown_words_are_words() -> None:
    text = render("md", whole()).decode()
    assert "~~avant~~" in text
    assert "**après**" in text
    assert "\\<script\\>" in text
    assert "Conseil 3, désormais 2" in text
    assert "- [Errata](#errata)" in text


def test_as_data_it_names_both_digests_and_each_run() -> None:
    told = json.loads(render("json", whole()))
    newest, older = told["errata"]
    assert (newest["imprint"], newest["edition"], older["imprint"]) == ("ab" * 32, "cd" * 32, "ef" * 32)
    runs = newest["corrections"][0]["rewordings"][0]["after"]
    assert "".join(run["words"] for run in runs) == "Qui répond ?"
    assert "errata" not in json.loads(render("json", book()))


def test_a_line_apart_has_no_title_of_its_own() -> None:
    (told, _) = errata.told(corrected("fr", correction(kind="title", anchor=None, chapter=None, tip_before=None)))
    assert [(entry.place, entry.title) for entry in told.entries] == [("Titre du guide", None)]
