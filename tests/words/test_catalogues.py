"""The catalogues hold every wording, with the same parameters in each language, and none that nobody says."""

import ast
import pickle
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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
TERM_WORDS = {Word(f"{term}-{value}") for term, values in TERMS.items() for value in values}
Catalogue = Mapping[Word, str]


def parts_of(template: str) -> list[tuple[str, str]]:
    """Return the parameters of a template, each with its specification."""
    return [(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name is not None]


def parameters_of(word: Word, catalogue: Catalogue = ENGLISH) -> set[str]:
    return {name for name, _ in parts_of(catalogue[word])}


def wanting(catalogue: Catalogue) -> set[Word]:
    """Return the words that a catalogue lacks, or whose parameters are others than in English."""
    lacking = set(Word) - set(catalogue)
    return lacking | {word for word in set(Word) - lacking if parameters_of(word, catalogue) != parameters_of(word)}


def terms_amiss(catalogue: Catalogue) -> set[str]:
    """Return the terms that sentences name and no catalogue has, or the other way round."""
    specs = {spec for template in catalogue.values() for _, spec in parts_of(template)}
    return {spec for spec in specs if spec and "|" not in spec} ^ set(TERMS)


def spoken(source: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source))


def sources() -> Iterator[str]:
    return (path.read_text() for path in APP.rglob("*.py") if path.parent.name != "words")


def named_word(node: ast.AST) -> Word | None:
    match node:
        case ast.Attribute(value=ast.Name(id="Word"), attr=name):
            return Word[name]
    return None


def unsaid(sources: Iterable[str]) -> set[Word]:
    """Return the words that no source says; titles and terms are said by their codes."""
    said = {word for source in sources for node in spoken(source) if (word := named_word(node)) is not None}
    titles = {title_of(kind.problem).word for kind in every_problem()}
    return set(Word) - said - titles - TERM_WORDS


def sayings(sources: Iterable[str]) -> Iterator[tuple[ast.Call, Word | None, set[str | None]]]:
    """Yield each ``Said.of`` with its word, None where a variable has it, and the parameters it gives."""
    for source in sources:
        for node in spoken(source):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="Said"), attr="of"), args=[first], keywords=given):
                    yield node, named_word(first), {keyword.arg for keyword in given}


def misspoken(sources: Iterable[str]) -> set[Word]:
    """Return the words that are said with other parameters than their sentence has."""
    return {word for _, word, given in sayings(sources) if word is not None and given != parameters_of(word)}


def telling_insides(catalogue: Catalogue) -> set[Word]:
    """Return the words whose sentence shows a member of JSON, a path or a query."""
    inside = re.compile(r"/v1/|\bnull\b|[a-z]_[a-z]|=\w|\b(?:PUT|POST|PATCH|DELETE)\b")
    return {word for word, template in catalogue.items() if inside.search(re.sub(r"\{[^}]*\}", "", template))}


def badly_set(catalogue: Catalogue) -> set[Word]:
    """Return the words whose French has another space than it should, a straight apostrophe, or is familiar."""
    bare = re.compile(r"[^\u202f][;!?»%]|«[^\u202f]|[^\u00a0:\w{]:(?!\w)|'|(?i:\b(?:tu|ton|ta|tes|toi)\b)")
    return {word for word, template in catalogue.items() if bare.search(re.sub(r"\{[^}]*\}", "x", template))}


@pytest.mark.parametrize("language", Language)
def test_every_word_is_in_every_catalogue_with_the_same_parameters(language: Language) -> None:
    assert wanting(CATALOGUES[language]) == set()


@pytest.mark.parametrize("language", Language)
def test_every_term_that_a_sentence_names_is_there(language: Language) -> None:
    assert terms_amiss(CATALOGUES[language]) == set()
    assert CATALOGUES[language].keys() >= TERM_WORDS


@pytest.mark.slow
def test_every_word_is_said_somewhere() -> None:
    assert unsaid(sources()) == set()


@pytest.mark.slow
def test_what_is_said_has_the_parameters_of_its_sentence() -> None:
    """Each ``Said.of`` names its word with just its parameters, or takes a word from a variable."""
    said = list(sayings(sources()))
    assert len(said) > 80
    assert {ast.unparse(node) for node, word, _ in said if word is None} == LOOSE
    assert misspoken(sources()) == set()


def test_sentences_name_no_insides() -> None:
    assert telling_insides(ENGLISH) == set()


def test_french_sentences_have_no_other_space_there_and_the_polite_form() -> None:
    assert badly_set(CATALOGUES[Language.FRENCH]) == set()


PLANTED: dict[str, Callable[[], Collection[object]]] = {
    "a word that a catalogue lacks": lambda: wanting({word: ENGLISH[word] for word in list(Word)[1:]}),
    "a parameter of one language alone": lambda: wanting({**ENGLISH, Word.USERNAME_TAKEN: "Too long by {surplus}."}),
    "a term that nobody wrote down": lambda: terms_amiss({**ENGLISH, Word.USERNAME_TAKEN: "A {mood:mood} name."}),
    "a word that nobody says": lambda: unsaid(
        source.replace("Word.USERNAME_TAKEN", "Word.NAME_LENGTH") for source in sources()
    ),
    "a parameter that its sentence lacks": lambda: misspoken(["Said.of(Word.USERNAME_TAKEN, surplus=1)"]),
    "a member of JSON": lambda: telling_insides({Word.USERNAME_TAKEN: "Set display_name to null."}),
    "a plain space": lambda: badly_set({Word.USERNAME_TAKEN: "Trop long !"}),
    "a straight apostrophe": lambda: badly_set({Word.USERNAME_TAKEN: "L'ami."}),
    "a familiar form": lambda: badly_set({Word.USERNAME_TAKEN: "Ton nom est trop long."}),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_defect_is_found(plant: Callable[[], Collection[object]]) -> None:
    assert len(plant()) == 1


LOOSE = {
    "Said.of(Word.SIGN_ON_DENIED if given['error'] == 'access_denied' else Word.SIGN_ON_REFUSED)",
    "Said.of(Word(facts['why']))",
    "Said.of(late, phase=standing.phase)",
    "Said.of(misplaced, kind=page.kind)",
    "Said.of(moved)",
    "Said.of(word, **asked)",
    "Said.of(word, **asked, **found)",
    "Said.of(self.word)",
    "Said.of(word, **{parameter: facts[fact]})",
    "Said.of(_PLAIN.get(kind, Word.FIELD_INVALID))",
    "Said.of(_UNFIT[deed])",
    "Said.of(_SENTENCES[self.quota], most=self.most)",
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


def test_french_is_set_with_its_spaces() -> None:
    typed = "« Oui » : non ; 5 % ! Pourquoi ?"
    narrow, wide = "\u202f", "\u00a0"
    assert typeset_french(typed) == (f"«{narrow}Oui{narrow}»{wide}: non{narrow}; 5{narrow}%{narrow}! Pourquoi{narrow}?")


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


def test_what_is_to_be_said_can_be_sent_to_another_process() -> None:
    said = Said.of(Word.WINDOW_HAS_OPENED, ballots=2, self="me")
    sent = pickle.loads(pickle.dumps(said))  # noqa: S301  Its own.
    assert sent == said
    with pytest.raises(TypeError):
        sent.parameters["ballots"] = 3
