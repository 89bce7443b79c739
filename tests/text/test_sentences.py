import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.sentences import sentences
from tests.profiles import examples
from tests.text.texts import texts


@pytest.mark.slow
@given(st.one_of(st.text(), texts(), st.text(alphabet="aB.!?。」「 \n\r*`[]()_»«^1")))
@examples(400)
def test_sentences_tile_the_text(text: str) -> None:
    parts = sentences(text)
    assert "".join(parts) == text
    assert all(parts)


@pytest.mark.parametrize(
    "marked",
    [
        "",
        "Un. |Deux! |Trois? |Quatre… |Cinq... |Six",
        "M. Dupont et Mme. Curie sont là. |Le Dr. Who aussi.",
        "Des fruits, p. ex. Une pomme, c.-à-d. Un fruit, etc. |Puis cf. Bach, J.-S. Bach.",
        "Some, e.g. Apples, i.e. Fruit. |The U.S. Army. |He said no. |See no. 5 and fig. 3.",
        "Il y a 3.14 et 1.000 choix. |2011 fut l’an de l’art. 5 du code.",
        "Vraiment\u202f? |Oui\u202f! |Voici\u202f: ceci\u202f; cela.",
        "« Je pense. » |Puis il dit : « Oui ! » et part.",
        "Il dit “No.” |Then (he left.) |«\u202fBon.\u202f» |Fin.",
        "Une note.[^1] |Une autre.[^2][^3] |Fin.",
        "Attends... non. |Oui ? non !",
        "1. Premier point. |Suite.\n|2. Second point.\n",
        "- Un. |Deux.\n|- Trois. |Quatre.\n",
        "# Titre. |Reste\n|Texte\n",
        "Titre\n|=====\n|Texte. |Fin.",
        'Voir [le site. Ici](http://a.example/x.%20Y "Un titre. Deux") ou [là. Bas][ref]. |Fin.',
        "**Attention. Danger.** |Puis *un. Deux* trois. |`a. B` fin. |``c ` d. E`` fin.",
        "Un * seul. |Et 2 _ deux. |Un `seul. |Fin",
        "Une phrase sur\ndeux lignes. |Et une\nautre.\n|\n|Fin.",
        "Une ligne dure.  \n|Suite\\\n|fin",
        "Un.\r\n|Deux\r\nsuite. |Trois.\r\n|\r\n|Quatre",
        "これはペンです。|そうですか？|はい！|終わり",
        "「はい。」と言った。|「終わり。」|次です。",
        "```\n|Code. Suite.\n|```\n|Prose. |Fin.",
    ],
)
def test_sentences(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [part for part in marked.split("|") if part]


def test_a_row_of_a_table_is_not_cut() -> None:
    text = "| Un. Deux | c |\n|---|---|\n| Trois. Quatre | f |"
    assert sentences(text) == text.splitlines(keepends=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "[",
        "*a ",
        "`",
        "``a",
        ". ",
        "A. ",
        "(",
        "](",
        "<",
        ">",
        "> - ",
        "\\",
        "_a",
        "。",
        "\n",
        "-",
        "1.",
    ],
)
def test_hostile_repetition_is_cut_in_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert "".join(sentences(text)) == text
