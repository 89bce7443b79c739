"""The catalogues hold every wording, with the same parameters in each language, and none that nobody says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from app.campaigns.rules import Phase, Role
from app.errors import every_problem
from app.pages.rules import Kind
from app.words.codes import Word
from app.words.english import ENGLISH
from app.words.hearing import Hearing, accepted_language
from app.words.saying import CATALOGUES, Language, Said, tell, title_of, typeset_french

APP = Path(__file__).parents[2] / "app"
TERMS = {"phase": Phase, "role": Role, "kind": Kind}


def parts_of(template: str) -> list[tuple[str, str]]:
    """Return the parameters of a template, each with its specification."""
    return [(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name is not None]


def parameters_of(word: Word, language: Language = Language.ENGLISH) -> set[str]:
    return {name for name, _ in parts_of(CATALOGUES[language][word])}


@pytest.mark.parametrize("language", Language)
def test_every_word_is_in_every_catalogue_with_the_same_parameters(language: Language) -> None:
    assert set(Word) - set(CATALOGUES[language]) == set()
    different = {word for word in Word if parameters_of(word, language) != parameters_of(word)}
    assert different == set()


@pytest.mark.parametrize("language", Language)
def test_every_term_that_a_sentence_names_is_there(language: Language) -> None:
    specs = {spec for template in CATALOGUES[language].values() for _, spec in parts_of(template)}
    named = {spec for spec in specs if spec and "|" not in spec}
    assert named == set(TERMS)
    for term, values in TERMS.items():
        for value in values:
            assert CATALOGUES[language][Word(f"{term}-{value}")]


def spoken() -> Iterator[ast.AST]:
    for path in APP.rglob("*.py"):
        if path.parent.name != "words":
            yield from ast.walk(ast.parse(path.read_text()))


def named_word(node: ast.AST) -> Word | None:
    match node:
        case ast.Attribute(value=ast.Name(id="Word"), attr=name):
            return Word[name]
    return None


def test_every_word_is_said_somewhere() -> None:
    said = {word for node in spoken() if (word := named_word(node)) is not None}
    titles = {title_of(kind.problem).word for kind in every_problem()}
    terms = {Word(f"{term}-{value}") for term, values in TERMS.items() for value in values}
    assert set(Word) - said - titles - terms == set()


def test_what_is_said_has_the_parameters_of_its_sentence() -> None:
    """Each ``Said.of`` names its word with just its parameters, or takes a word without any from a variable."""
    found, loose = 0, set()
    for node in spoken():
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="Said"), attr="of"), args=[first], keywords=keywords):
                word, given = named_word(first), {keyword.arg for keyword in keywords}
                found += 1
                if word is None:
                    loose.add(ast.unparse(node))
                else:
                    assert given == parameters_of(word), word
    assert found > 80
    assert loose == LOOSE


LOOSE = {
    "Said.of(Word(facts['why']))",
    "Said.of(late, phase=outcome.standing.phase)",
    "Said.of(misplaced, kind=page.kind)",
    "Said.of(moved)",
    "Said.of(word, **asked)",
    "Said.of(word, **asked, **found)",
    "Said.of(self.word)",
    "Said.of(word, **{parameter: facts[fact]})",
    "Said.of(_PLAIN.get(kind, Word.FIELD_INVALID))",
    "Said.of(_UNFIT[deed])",
    "Said.of(_UNFIT[verdict])",
}
"""What takes its word from a table or an argument."""


def test_words_of_errors_have_no_parameters() -> None:
    words = {kind.word for kind in every_problem() if "word" in vars(kind)}
    assert {word for word in words if parameters_of(word)} == set()


def test_a_code_is_its_name() -> None:
    assert {word for word in Word if not re.fullmatch(r"[a-z]+(-[a-z]+)*", word)} == set()
    assert Word.TITLE_WINDOW_CLOSED.value == "title-window-closed"


def test_numbers_choose_their_form_and_terms_their_word() -> None:
    one, many = (Said.of(Word.TOO_MANY_ATTEMPTS, seconds=seconds) for seconds in (1, 2))
    assert tell(one, Language.ENGLISH).endswith("in 1 second.")
    assert tell(many, Language.ENGLISH).endswith("in 2 seconds.")
    assert tell(Said.of(Word.PHASE_FORBIDS, phase="review"), Language.ENGLISH).endswith(
        "while the campaign is in review."
    )


def test_sentences_name_no_insides() -> None:
    """No sentence shows a member of JSON, a path or a query."""
    inside = re.compile(r"/v1/|\bnull\b|[a-z]_[a-z]|=\w|\b(?:PUT|POST|PATCH|DELETE)\b")
    assert {word for word, template in ENGLISH.items() if inside.search(re.sub(r"\{[^}]*\}", "", template))} == set()


def test_french_is_set_with_its_spaces() -> None:
    typed = "« Oui » : non ; 5 % ! Pourquoi ?"
    narrow, wide = "\u202f", "\u00a0"
    assert typeset_french(typed) == (f"«{narrow}Oui{narrow}»{wide}: non{narrow}; 5{narrow}%{narrow}! Pourquoi{narrow}?")


def test_french_sentences_have_no_other_space_there_and_the_polite_form() -> None:
    bare = re.compile(r"[^\u202f][;!?»%]|«[^\u202f]|[^\u00a0:\w{]:(?!\w)|'")
    for word in Word:
        sentence = re.sub(r"\{[^}]*\}", "x", CATALOGUES[Language.FRENCH][word])
        assert not bare.search(sentence), sentence
        assert not re.search(r"(?i)\b(tu|ton|ta|tes|toi)\b", sentence), sentence


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("de, ja", None),
        ("fr", Language.FRENCH),
        ("fr-CA,fr;q=0.8", Language.FRENCH),
        ("de;q=1, en;q=0.2, fr;q=0.9", Language.FRENCH),
        ("EN-gb, fr", Language.ENGLISH),
        ("fr;q=0, en;q=0.1", Language.ENGLISH),
        ("fr;q=x", None),
        ("fr;q=nan, en;q=0.5", Language.ENGLISH),
        (";;;,,,q=1", None),
    ],
)
def test_the_language_that_a_browser_prefers(header: str | None, language: Language | None) -> None:
    assert accepted_language(header) == language


def test_a_person_comes_before_the_browser_and_the_browser_before_the_campaign() -> None:
    hearing = Hearing(asked=Language.FRENCH, person=Language.ENGLISH, campaign=Language.FRENCH)
    assert hearing.language == "en"
    hearing.meet(None)
    assert hearing.language == "fr"
    assert Hearing(campaign=Language.FRENCH).language == "fr"
    assert Hearing().language == "en"
