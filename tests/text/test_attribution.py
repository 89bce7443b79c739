from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.attribution import (
    NOTHING,
    Attribution,
    Credit,
    Known,
    attribute,
    attributions,
    may_have_stood,
    sought,
    still_lost,
)
from app.text.packing import pack, unpack
from app.text.passages import Text
from app.text.tokens import tokens
from tests.profiles import examples
from tests.text.texts import edited, histories, texts

ALICE, BOB, CAROL, DORA = 1, 2, 3, 4
PAGE = """# Le chat

Le chat noir dort sur le canapé du salon. Il ne mange que le matin, avant huit heures.

Le chien du voisin aboie toute la nuit. Personne ne sait pourquoi il aboie.

## Que faire ?

Parler au voisin. Acheter des bouchons pour les oreilles.
"""
OTHER = """# La gare

Le train de sept heures part toujours à l'heure. Celui de huit heures jamais.

Prenez un livre avec vous. Prenez aussi un parapluie, car le toit fuit.
"""


def last(*history: str) -> list[Credit]:
    """Return the attribution of the last of some revisions, numbered from 1."""
    return list(attributions(enumerate(history, start=1)))[-1]


def by_token(text: str, credit: Iterable[Credit]) -> list[int]:
    """Return the origin of each token, having checked that the credits tile the text between tokens."""
    spans = list(credit)
    place = 0
    origins: list[int] = []
    for token in tokens(text):
        assert spans[0].start <= place
        place += len(token)
        assert place <= spans[0].end
        origins.append(spans[0].origin)
        if place == spans[0].end:
            spans.pop(0)
    assert not spans
    return origins


def written(text: str, credit: Iterable[Credit], origin: int) -> list[str]:
    """Return the words of `text` that come from one revision."""
    pairs = zip(tokens(text), by_token(text, credit), strict=True)
    return [token.rstrip() for token, found in pairs if found == origin]


@pytest.mark.slow
@given(histories())
@examples(100)
def test_the_credited_tokens_are_exactly_the_tokens_of_the_text(history: list[str]) -> None:
    for number, credit in enumerate(attributions(enumerate(history, start=1)), start=1):
        text = history[number - 1]
        assert "".join(text[span.start : span.end] for span in credit) == text
        assert all(span.start < span.end for span in credit)
        assert all(before.origin != after.origin for before, after in pairwise(credit))
        assert set(by_token(text, credit)) <= set(range(1, number + 1))


@pytest.mark.slow
@given(histories())
@examples(100)
def test_a_text_that_comes_back_has_the_origins_it_had(history: list[str]) -> None:
    first: dict[str, list[Credit]] = {}
    for text, credit in zip(history, attributions(enumerate(history, start=1)), strict=True):
        assert first.setdefault(text, credit) == credit


@pytest.mark.slow
@given(texts(), st.data())
@examples(100)
def test_an_edit_war_earns_nothing(text: str, data: st.DataObject) -> None:
    other = data.draw(edited(text))
    start, once = list(attributions([(ALICE, text), (BOB, other)]))
    war = list(attributions(enumerate([text, other] * 4, start=1)))
    assert war == [start, once] * 4


@pytest.mark.slow
@given(histories(), histories())
@examples(50)
def test_what_is_stored_and_looked_up_by_key_gives_the_same(history: list[str], others: list[str]) -> None:
    """As the service does it: each step from packed origins and from the keys that are sought, nothing else."""
    campaign: dict[str, bytes] = {}
    for _ in attributions(enumerate(others, start=101), campaign):
        pass
    expected = list(attributions(enumerate(history, start=1), campaign=campaign))
    page: dict[str, bytes] = {}
    rows: dict[str, bytes] = {}
    parent, lost, text_before = NOTHING, NOTHING, ""
    for number, text in enumerate(history, start=1):
        stored = Attribution.of(text_before, unpack(pack(parent.origins)))
        new = stored.text.cut_next(text)
        keys = sought(new, stored.text)
        recalled = {key: page[key] for key in keys & page.keys()}
        is_known = may_have_stood(new, stored.text, recalled) and text in rows
        known = Known(text=unpack(rows[text]) if is_known else None)
        others_recalled = {key: campaign[key] for key in keys & campaign.keys()}
        step = attribute(number, new, [stored, lost], recalled, others_recalled, known=known)
        rows.setdefault(text, pack(step.attribution.origins))
        assert step.learned.keys() <= keys
        assert not step.learned.keys() & page.keys()
        page |= step.learned
        lost = still_lost(lost, parent, step.attribution)
        parent, text_before = step.attribution, text
        assert parent.credits() == expected[number - 1]


def test_a_deleted_page_that_is_restored_costs_nobody_anything() -> None:
    grown = PAGE + "\nEt patienter, car rien ne presse jamais vraiment.\n"
    assert last(PAGE, grown, "", grown) == last(PAGE, grown)
    assert last(PAGE, grown, "Haha!", "", "Bof.", grown) == last(PAGE, grown)


def test_a_deleted_page_that_is_restored_with_a_mended_word_earns_this_word() -> None:
    mended = PAGE.replace("matin", "soir")
    assert written(mended, last(PAGE, "Haha!", "", mended), 4) == ["soir"]


@pytest.mark.parametrize(
    ("old", "new", "earned"),
    [
        ("noir", "gris", ["gris"]),
        ("aboie toute", "miaule toute", ["miaule"]),
        ("ne sait", "ne savait", ["savait"]),
        ("huit heures.", "huit heures !", ["!"]),
        ("dort sur", "dort bien sur", ["bien"]),
        (" avant huit heures", "", []),
        ("salon. Il", "salon.  Il", []),
        ("salon. Il", "salon.\n\nIl", []),
    ],
)
def test_a_small_fix_earns_its_token_not_the_line(old: str, new: str, earned: list[str]) -> None:
    text = PAGE.replace(old, new, 1)
    assert text != PAGE
    assert written(text, last(PAGE, text), BOB) == earned


def test_a_word_that_is_undone_goes_back_to_its_author() -> None:
    text = PAGE.replace("noir", "gris")
    more = text.replace("Acheter", "Vendre")
    mixed = more.replace("gris", "noir")
    assert written(mixed, last(PAGE, text, more, mixed), 4) == []
    assert written(mixed, last(PAGE, text, more, mixed), 3) == ["Vendre"]


@given(st.permutations(PAGE.split("\n\n")))
@examples(50)
def test_moved_paragraphs_keep_their_author(parts: Sequence[str]) -> None:
    assert {span.origin for span in last(PAGE, "\n\n".join(parts))} == {ALICE}


@given(st.sampled_from(["Le chat noir dort sur le canapé du salon. ", "Parler au voisin. "]), st.integers(0, 4))
@examples(20)
def test_a_moved_sentence_keeps_its_author(sentence: str, place: int) -> None:
    parts = PAGE.replace(sentence, "").split("\n\n")
    parts[place] = parts[place] + "\n" + sentence.rstrip()
    text = "\n\n".join(parts)
    assert {span.origin for span in last(PAGE, text)} == {ALICE}


@pytest.mark.parametrize("place", [1, 2, 4])
@pytest.mark.parametrize("whole", [True, False])
def test_text_from_another_page_keeps_its_authors(*, place: int, whole: bool) -> None:
    mended = OTHER.replace("toujours", "souvent")
    campaign: dict[str, bytes] = {}
    for _ in attributions([(CAROL, OTHER), (DORA, mended)], campaign):
        pass
    came = "Le train de sept heures part souvent à l'heure."
    if whole:
        came = mended.split("\n\n")[1]
    parts = PAGE.split("\n\n")
    parts[place] = parts[place].rstrip() + ("\n\n" if whole else " ") + came
    text = "\n\n".join(parts)
    credit = list(attributions([(ALICE, PAGE), (BOB, text)], campaign=campaign))[-1]
    assert written(text, credit, BOB) == []
    assert written(text, credit, DORA) == ["souvent"]
    assert len(written(text, credit, CAROL)) == len(tokens(came)) - 1


def test_a_copy_within_the_page_earns_nothing_but_short_words_do() -> None:
    copied = PAGE + "\nLe chien du voisin aboie toute la nuit.\n\nOui ?\n\nOui ?\n"
    assert written(copied, last(PAGE, copied), BOB) == ["Oui", "?", "Oui", "?"]


def test_equal_short_lines_keep_their_own_authors() -> None:
    first = "## Exemple\n\nUn chat gris dort.\n"
    second = first + "\n## Exemple\n\nUn chien noir court.\n"
    third = second.replace("gris", "blanc").replace("noir", "roux")
    assert by_token(third, last(first, second, third)) == [1, 1, 1, 1, 3, 1, 1, 2, 2, 2, 2, 3, 2, 2]


def test_what_a_merge_brought_in_belongs_to_whoever_wrote_it() -> None:
    ours = Attribution.of("Un chat dort ici. Rien ne bouge.", [ALICE] * 9)
    theirs = Attribution.of("Un chat dort ici. Tout bouge sans cesse.", [ALICE] * 5 + [CAROL] * 5)
    text = "Un chat dort ici. Rien ne bouge. Tout bouge sans cesse. Non !"
    merged = attribute(BOB, Text.cut(text), [ours, theirs], {}).attribution
    assert merged.origins == (ALICE,) * 9 + (CAROL,) * 5 + (BOB,) * 2


def test_a_rewritten_passage_does_not_owe_its_small_words_to_the_old_one() -> None:
    old = "Tout le monde sait bien ce que vaut la vieille maison, dit le maire aux enfants.\n"
    new = "Chaque printemps revient sans prévenir, apportant hirondelles, fleurs et pluies fines.\n"
    assert written(new, last(old, new), ALICE) == ["."]


def test_a_sentence_between_changed_ones_holds_its_place() -> None:
    """Its tokens are not taken a second time by what is new beside it."""
    joined = "Il est parti Elle a fermé la porte derrière lui.\n"
    cut = "Il est parti. Elle a fermé la porte derrière lui.\n"
    history = ["Elle a fermé la porte derrière lui.\n", joined, cut]
    assert by_token(cut, last(*history)) == [2, 2, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1]


def test_what_takes_the_place_of_a_moved_sentence_is_new() -> None:
    old = "Le chat noir dort ici.\n\nUn.\n\nDeux.\n"
    new = "Le chat noir mange ici.\n\nUn.\n\nDeux.\n\nLe chat noir dort ici.\n"
    assert by_token(new, last(old, new)) == [2] * 6 + [1] * 10


def test_equal_paragraphs_below_each_other_are_told_apart() -> None:
    assert by_token("Oui\n\nOui\n\nOui", last("Oui", "Oui\n\nOui", "Oui\n\nOui\n\nOui")) == [1, 2, 3]


def test_wrong_stored_origins_are_refused() -> None:
    with pytest.raises(ValueError, match="a text of 3 tokens"):
        Attribution.of("un deux trois", [1, 1])
    with pytest.raises(ValueError, match="A title of 2 and a text of 1 tokens"):
        Attribution.of("un", [1, 1], "Le titre", [1])


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", " \n a", "\r\n\r\na\rb\r\n\r\nc", "\ud800 x", "a\n \n\n  b", "。。\ufe00。a"]
)
def test_strange_texts_are_tiled(text: str) -> None:
    assert by_token(text, last(text)) == [1] * len(tokens(text))
    assert last("un", text, "un", text) == last("un", text)


def test_a_title_is_credited_apart() -> None:
    first = attribute(ALICE, Text.cut(PAGE, "Vivre avec un chat"), [NOTHING], {})
    new = first.attribution.text.cut_next(PAGE.replace("noir", "gris"), "Vivre avec son chat noir")
    found = attribute(BOB, new, [first.attribution], first.learned).attribution
    title = "Vivre avec son chat noir"
    assert written(title, found.title_credits(), BOB) == ["son", "noir"]
    assert written(PAGE.replace("noir", "gris"), found.credits(), BOB) == ["gris"]
    assert (len(found.title_origins), len(found.text_origins)) == (5, len(tokens(PAGE)))
    assert Attribution.of(PAGE.replace("noir", "gris"), found.text_origins, title, found.title_origins) == found
