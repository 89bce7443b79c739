import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.text.merge import Hunk, Merged, Unmerged, resolve, three_way
from app.text.spans import Span
from tests.profiles import examples
from tests.text.merge_proof import prove, unified
from tests.text.texts import texts, triples

PARAGRAPH = "Le chat dort. Le chien court. L'oiseau vole. Le poisson nage."


def merged(base: str, ours: str, theirs: str) -> str:
    result = three_way(base, ours, theirs)
    assert isinstance(result, Merged)
    return result.text


def hunks(base: str, ours: str, theirs: str) -> tuple[Hunk, ...]:
    result = three_way(base, ours, theirs)
    assert isinstance(result, Unmerged)
    return result.hunks


@pytest.mark.slow
@given(triples())
@example(("---\ntitle: x. Y\n---\n\n", "---\ntitle: x. Y\nle\n", "title: x. Y\n---\n\n"))
@examples(400)
def test_a_result_holds_every_change_of_both_sides_and_nothing_else(versions: tuple[str, str, str]) -> None:
    prove(*versions, three_way(*versions))


@pytest.mark.slow
@given(triples())
@examples(300)
def test_exchanging_the_sides_mirrors_the_result(versions: tuple[str, str, str]) -> None:
    # Line ends are the head's, which is theirs; with equal ones nothing tells the sides apart.
    base, ours, theirs = map(unified, versions)
    one, other = three_way(base, ours, theirs), three_way(base, theirs, ours)
    if isinstance(one, Merged):
        assert isinstance(other, Merged)
        assert one.text == other.text
    else:
        assert isinstance(other, Unmerged)
        mirrored = [Hunk(h.base, h.theirs, h.ours, h.base_span, h.theirs_span, h.ours_span) for h in other.hunks]
        assert list(one.hunks) == mirrored
        assert one.parts == other.parts


@pytest.mark.slow
@given(triples())
@examples(150)
def test_exchanging_the_sides_changes_nothing_but_line_ends(versions: tuple[str, str, str]) -> None:
    base, ours, theirs = versions
    one, other = three_way(base, ours, theirs), three_way(base, theirs, ours)
    if isinstance(one, Merged):
        assert isinstance(other, Merged)
        assert unified(one.text) == unified(other.text) == merged(*map(unified, versions))
    else:
        assert isinstance(other, Unmerged)
        assert [unified(hunk.base) for hunk in one.hunks] == [unified(hunk.base) for hunk in other.hunks]


@pytest.mark.slow
@given(texts(), texts())
@examples(150)
def test_what_one_side_or_both_sides_wrote_alone_is_the_result(base: str, new: str) -> None:
    assert merged(base, new, base) == new
    assert merged(base, base, new) == new
    assert merged(base, new, new) == new


@pytest.mark.slow
@given(triples())
@examples(100)
def test_merging_again_gives_the_same(versions: tuple[str, str, str]) -> None:
    assert three_way(*versions) == three_way(*versions)


@pytest.mark.slow
@given(triples(), st.text())
@examples(150)
def test_taking_one_side_everywhere_leaves_no_hunk_behind(versions: tuple[str, str, str], decided: str) -> None:
    result = three_way(*versions)
    if isinstance(result, Unmerged):
        text = resolve(result, [decided] * len(result.hunks))
        assert text == "".join(decided if part is None else part for part in result.parts)
        with pytest.raises(ValueError, match="as many decisions"):
            resolve(result, [])


@pytest.mark.slow
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=6),
    st.data(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n"]),
)
@examples(200)
def test_changes_apart_merge_and_changes_that_touch_conflict(
    shape: list[int], data: st.DataObject, newline: str, last: str
) -> None:
    places = [(p, s) for p, sentences in enumerate(shape) for s in range(sentences)]
    our_place, their_place = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))
    deed = {"our": data.draw(st.sampled_from(["change", "delete", "insert"])), "their": "change"}

    def write(*hands: str) -> str:
        paragraphs = []
        for p, sentences in enumerate(shape):
            parts = []
            for s in range(sentences):
                mine = [hand for hand in hands if (p, s) == (our_place if hand == "our" else their_place)]
                sentence = f"Phrase {p} numéro {s} ici."
                for hand in mine:
                    changed = {
                        "change": f"Phrase {p} de {hand} {s}.",
                        "delete": "",
                        "insert": f"{sentence} De {hand}.",
                    }
                    sentence = changed[deed[hand]]
                parts.append(sentence)
            paragraphs.append(" ".join(part for part in parts if part))
        return (newline * 2).join(paragraphs) + last

    result = three_way(write(), write("our"), write("their"))
    same_paragraph = our_place[0] == their_place[0]
    if same_paragraph and abs(our_place[1] - their_place[1]) <= 1 and deed["our"] != "insert":
        assert isinstance(result, Unmerged)
    elif not same_paragraph or abs(our_place[1] - their_place[1]) > (1 if deed["our"] == "change" else 2):
        assert isinstance(result, Merged)
        assert result.text == write("our", "their")


def test_different_sentences_of_one_paragraph_merge() -> None:
    ours = PARAGRAPH.replace("chat", "tigre")
    theirs = PARAGRAPH.replace("oiseau", "aigle")
    assert merged(PARAGRAPH, ours, theirs) == ours.replace("oiseau", "aigle")


def test_two_wordings_of_one_sentence_are_a_conflict_with_its_place_in_each_text() -> None:
    base = f"😀 Titre\n\n{PARAGRAPH}\n"
    ours = base.replace("Titre", "Un titre").replace("chien", "loup")
    theirs = base.replace("chien court", "chien aboie")
    (hunk,) = hunks(base, ours, theirs)
    assert (hunk.base, hunk.ours, hunk.theirs) == ("Le chien court. ", "Le loup court. ", "Le chien aboie. ")
    assert hunk.base_span == Span(23, 39)
    assert hunk.ours_span.of(ours) == hunk.ours
    assert hunk.theirs_span.of(theirs) == hunk.theirs


def test_insertions_at_one_place_conflict_for_their_order_is_unknown() -> None:
    base = "Un.\n\nDeux.\n"
    (hunk,) = hunks(base, "Un.\n\nDe nous.\n\nDeux.\n", "Un.\n\nD'eux.\n\nDeux.\n")
    assert hunk.base == ""


def test_one_insertion_made_by_both_comes_once() -> None:
    base = "Un.\n\nDeux.\n\nTrois.\n"
    both = "Un.\n\nAjout.\n\nDeux.\n\nTrois.\n"
    assert merged(base, both, both.replace("Trois", "Quatre")) == both.replace("Trois", "Quatre")


@pytest.mark.parametrize(
    "base",
    [
        "```\nx = 1. Yes. Non. Tout.\n```\n",
        "    x = 1. Yes. Non. Tout.\n",
        "| x = 1. Yes. Non. Tout. | b |\n|---|---|\n",
        "---\nx: 1. Yes. Non. Tout.\n---\n",
    ],
)
def test_a_line_of_code_table_or_front_matter_is_not_cut(base: str) -> None:
    (hunk,) = hunks(base, base.replace("1", "2"), base.replace("Tout", "Rien"))
    assert hunk.base == next(line for line in base.splitlines(keepends=True) if "Yes" in line)
    prose = "x: 1. Yes. Non. Tout.\n"
    assert merged(prose, prose.replace("1", "2"), prose.replace("Tout", "Rien")) == "x: 2. Yes. Non. Rien.\n"


def test_a_change_inside_a_deleted_paragraph_conflicts() -> None:
    base = f"Un.\n\n{PARAGRAPH}\n\nTrois.\n"
    assert hunks(base, "Un.\n\nTrois.\n", base.replace("chat", "tigre"))


def test_what_came_in_from_the_others_can_be_shown() -> None:
    base = "Un.\n\nDeux.\n\nTrois.\n\nQuatre.\n\nCinq.\n"
    ours, theirs = base.replace("Un", "Mille"), base.replace("Quatre.\n\n", "").replace("Deux", "Cent")
    result = three_way(base, ours, theirs)
    assert isinstance(result, Merged)
    assert [span.of(result.text) for span in result.came_in] == ["Cent.\n", ""]


def test_eight_people_in_their_own_paragraphs_are_all_merged() -> None:
    base = "\n\n".join(f"Paragraphe {n}. Il a deux phrases." for n in range(8))
    text = base
    for n in range(8):
        text = merged(base, text, base.replace(f"Paragraphe {n}.", f"Paragraphe {n} changé."))
    assert text == base.replace(". Il", " changé. Il")


@pytest.mark.parametrize("reworded", ["Un.", "Deux.", "Trois."])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_paragraph_that_comes_or_goes_beside_a_reworded_one_merges(reworded: str, newline: str) -> None:
    base = "Titre.\n\nUn.\n\nDeux.\n\nTrois.\n\nFin.\n".replace("\n", newline)
    theirs = base.replace(reworded, "Autre chose.")
    for ours in (
        base.replace("Deux.", f"Nouveau.{newline * 2}Deux."),
        base.replace(f"Deux.{newline * 2}", "") if reworded != "Deux." else base,
    ):
        assert merged(base, ours, theirs) == ours.replace(reworded, "Autre chose.")


def test_two_new_paragraphs_at_one_place_conflict_although_one_side_reworded_the_next() -> None:
    base = "Titre.\n\nUn.\n\nDeux.\n\nFin.\n"
    assert hunks(base, base.replace("Deux.", "De nous.\n\nDeux."), base.replace("Deux.", "D'eux.\n\nDouze."))
