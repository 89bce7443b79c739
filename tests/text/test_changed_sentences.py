"""The sentences that changed between two texts, as a reader is shown them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.changed_sentences import Rewording, Run, changed_line, changed_sentences

OLD = """# Titre

Une première phrase. La deuxième faze est fausse. La troisième reste.

- un point
- l’aide : [la page](https://a.example/x)

| a | b |
|---|---|
| 1 | 2 |
"""


def shown(old: str, new: str) -> list[tuple[str, str]]:
    """Return the changes with what is marked in brackets."""
    return [(marked(change.before), marked(change.after)) for change in changed_sentences(old, new)]


def marked(runs: tuple[Run, ...]) -> str:
    return "".join(f"[{run.words}]" if run.changed else run.words for run in runs)


@pytest.mark.parametrize(
    ("part", "instead", "change"),
    [
        ("faze", "phrase", ("La deuxième [faze] est fausse.", "La deuxième [phrase] est fausse.")),
        ("La troisième", "Une de plus. La troisième", ("", "Une de plus.")),
        ("Une première phrase. ", "", ("Une première phrase.", "")),
        ("un point", "**un** point de plus", ("un point", "un point[ de plus]")),
        ("phrase. La", "phrase, la", ("Une première phrase[. La] deuxième faze est fausse.",
                                      "Une première phrase[, la] deuxième faze est fausse.")),
        ("a.example", "b.example", ("l’aide : la page (https://[a].example/x)", "l’aide : la page (https://[b].example/x)")),
        ("| 2 |", "| 3 |", ("2", "3")),
        ("un point", "rien du tout ici", ("un point", "rien du tout ici")),
    ],
)  # fmt: skip
def test_a_change_is_shown_in_its_sentence(part: str, instead: str, change: tuple[str, str]) -> None:
    assert shown(OLD, OLD.replace(part, instead)) == [change]


@pytest.mark.parametrize(
    ("part", "instead"),
    [("un point", "*un* **point**"), ("# Titre", "## Titre"), ("- un point", "1. un point"), ("\n\n", "\n\n\n\n")],
)
def test_markup_and_white_space_change_no_sentence(part: str, instead: str) -> None:
    assert shown(OLD, OLD.replace(part, instead, 1)) == []


def test_what_is_added_at_the_end_leaves_the_last_sentence_alone() -> None:
    assert shown("Un. Deux.", "Un. Deux.\n\nTrois.\n") == [("", "Trois.")]
    assert shown("Un. Deux.\n\nTrois.\n", "Un. Deux.") == [("Trois.", "")]


def test_bare_addresses_and_those_inside_the_guide_stand_once() -> None:
    assert shown("", "Voir <https://a.example/x>.") == [("", "Voir https://a.example/x.")]
    assert shown("", "[Plus loin](#autre)") == [("", "Plus loin")]


def test_a_title_is_shown_whole() -> None:
    assert changed_line("Choisir une frase", "Choisir une phrase") == Rewording(
        (Run("Choisir une ", changed=False), Run("frase", changed=True)),
        (Run("Choisir une ", changed=False), Run("phrase", changed=True)),
    )


SENTENCES = st.lists(st.sampled_from(["Un deux trois.", "Quatre cinq.", "Six !", "Sept huit neuf ?"]), max_size=6)


@pytest.mark.slow
@given(SENTENCES, SENTENCES)
def test_each_sentence_that_differs_is_shown_and_no_other(old: list[str], new: list[str]) -> None:
    changes = changed_sentences(" ".join(old), " ".join(new))
    said = [("".join(run.words for run in one.before), "".join(run.words for run in one.after)) for one in changes]
    assert all(before != after for before, after in said)
    assert (said == []) == (old == new)
    gone, come = (" ".join(part).split() for part in zip(*said, strict=True)) if said else ([], [])
    # What is not shown as gone or come stayed, so that it is equally much on both sides.
    assert len(" ".join(old).split()) - len(gone) == len(" ".join(new).split()) - len(come)
