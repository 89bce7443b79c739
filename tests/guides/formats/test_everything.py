"""The law of printing, on random and hostile texts and on examples of the specifications of Markdown.

``python -m tests.torture printing`` tries many more, and every example.
"""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typst

from app.guides.formats import FORMATS, render
from tests.guides.printed import book_of_texts, faults_in, words_of
from tests.guides.written import LANGUAGES, SPEC, text_of

SEEDS = dict(zip(LANGUAGES, (124, 4, 136, 55, 150, 158), strict=True))
COMPILER = typst.Compiler
TEMPLATES = Path(str(files("app.guides.formats") / "templates"))
WORDS = "some words of a text that goes on for a while and says nothing at all to anybody. " * 4


@pytest.mark.slow
@pytest.mark.parametrize(("language", "seed"), SEEDS.items())
def test_random_texts_are_printed_whole_and_in_their_place_and_in_every_format(language: str, seed: int) -> None:
    text = text_of(seed, language)
    faults = faults_in([text], language)
    assert not faults, faults.told()
    for form in FORMATS:
        assert form == "pdf" or render(form, book_of_texts([text], language))


def test_examples_of_the_specifications_are_printed_whole_and_in_their_place() -> None:
    faults = faults_in(SPEC[::30], "en")
    assert not faults, faults.told()


def test_the_same_seed_makes_the_same_text_and_another_one_another() -> None:
    assert text_of(1, "fr") == text_of(1, "fr")
    assert len({text_of(seed, language) for seed in range(5) for language in LANGUAGES}) == 5 * len(LANGUAGES)
    assert all(len(words_of(text_of(seed, "de"))) > 5 for seed in range(5))


LEADING_HEAD = "| [a](https://a.fr) | b |\n|---|---|\n" + "| c | d |\n" * 40
PLANTED = {
    "the mark of a proof is content": ("context pdf.artifact(if", "context (if", "- a point\n" * 60),
    "notes go on on the next page": ("> 50mm", "> 5000mm", text_of(SEEDS["en"], "en")),
    "what is repeated leads somewhere": ("repeat: node.repeats", "repeat: true", LEADING_HEAD),
    "a tip is held on a page": ("breakable: not fits", "breakable: false", f"{WORDS}\n\n" * 20),
}


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_seen(plant: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong, text = plant
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    for name in ("book.typ", "body.typ"):
        written = (folder / name).read_text("utf-8").replace(right, wrong)
        (folder / name).write_text(written.replace("it => block(breakable: false, it)", "it => it"), "utf-8")

    def compiler(template: Path, **options: Any) -> typst.Compiler:
        return COMPILER(folder / Path(template).name, **{**options, "root": folder})

    monkeypatch.setattr("typst.Compiler", compiler)
    try:
        faults = faults_in([text], "en")
    except (typst.TypstError, RuntimeError):
        return
    assert faults
