import pytest
from diff_match_patch import diff_match_patch
from hypothesis import given
from hypothesis import strategies as st

from app.text.diff import Diff, Operation, OperationKind, apply, delta, diff
from app.text.tokens import tokens
from tests.profiles import examples
from tests.text.texts import letters, moved_and_reworded, pairs

any_pair = st.one_of(pairs(), moved_and_reworded(), st.tuples(letters, letters), st.tuples(st.text(), st.text()))


def shown(difference: Diff) -> list[tuple[str, str, str]]:
    return [(op.kind.value, op.old, op.new) for op in difference.operations if op.kind is not OperationKind.EQUAL]


@pytest.mark.slow
@given(any_pair)
@examples(400)
def test_a_diff_applied_to_the_old_text_gives_the_new_one(pair: tuple[str, str]) -> None:
    old, new = pair
    assert apply(diff(old, new), old) == new


@pytest.mark.slow
@given(any_pair)
@examples(300)
def test_operations_tile_both_texts_and_are_what_they_say(pair: tuple[str, str]) -> None:
    old, new = pair
    old_place = new_place = 0
    for op in diff(old, new).operations:
        assert (op.old_span.start, op.new_span.start) == (old_place, new_place)
        old_place, new_place = op.old_span.end, op.new_span.end
        assert op.old == old[op.old_span.start : old_place]
        assert op.new == new[op.new_span.start : new_place]
        assert op.kind is kind_of(op)
    assert (old_place, new_place) == (len(old), len(new))


def kind_of(op: Operation) -> OperationKind:
    assert op.old or op.new
    if not op.old:
        return OperationKind.INSERT
    if not op.new:
        return OperationKind.DELETE
    return OperationKind.EQUAL if op.old == op.new else OperationKind.REPLACE


@pytest.mark.slow
@given(any_pair)
@examples(300)
def test_diff_match_patch_itself_reads_the_delta(pair: tuple[str, str]) -> None:
    old, new = pair
    read = diff_match_patch().diff_fromDelta(old, delta(diff(old, new)))
    assert "".join(text for sign, text in read if sign != diff_match_patch.DIFF_DELETE) == new


@pytest.mark.slow
@given(any_pair)
@examples(300)
def test_no_change_begins_or_ends_inside_a_word(pair: tuple[str, str]) -> None:
    old, new = pair
    for op in diff(old, new).operations:
        for text, span in ((old, op.old_span), (new, op.new_span)):
            assert not is_inside_a_word(text, span.start)
            assert not is_inside_a_word(text, span.end)


def is_inside_a_word(text: str, place: int) -> bool:
    start = 0
    for token in tokens(text):
        if start < place < start + len(token.rstrip()):
            return True
        start += len(token)
    return False


@pytest.mark.slow
@given(any_pair)
@examples(200)
def test_a_moved_paragraph_is_deleted_here_and_inserted_there_in_the_same_words(pair: tuple[str, str]) -> None:
    moves: dict[int, list[Operation]] = {}
    for op in diff(*pair).operations:
        assert op.moved is not None or not op.changed
        if op.moved is not None:
            moves.setdefault(op.moved, []).append(op)
    assert sorted(moves) == list(range(1, len(moves) + 1))
    for ends in moves.values():
        assert {op.kind for op in ends} == {OperationKind.DELETE, OperationKind.INSERT}
        went = "".join(op.old for op in ends if not op.changed)
        came = "".join(op.new for op in ends if not op.changed)
        assert went.strip() == came.strip() != ""


@pytest.mark.slow
@given(moved_and_reworded())
@examples(100)
def test_a_paragraph_that_moved_and_was_reworded_is_one_move_with_its_change_inside(pair: tuple[str, str]) -> None:
    operations = diff(*pair).operations
    assert {op.moved for op in operations if op.kind is not OperationKind.EQUAL and (op.old + op.new).strip()} == {1}
    assert [op.new.strip() for op in operations if op.changed] == ["AJOUT"]


@pytest.mark.slow
@given(any_pair)
@examples(100)
def test_comparing_again_gives_the_same(pair: tuple[str, str]) -> None:
    assert diff(*pair) == diff(*pair)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("", "un", [("insert", "", "un")]),
        ("Le chat dort.", "Le chat noir dort.", [("insert", "", "noir ")]),
        ("Le chat dort.", "Les chats dorment.", [("replace", "Le chat dort", "Les chats dorment")]),
        ("Fin.\n", "Fin.", [("delete", "\n", "")]),
        ("un\ndeux", "un\r\ndeux", [("insert", "", "\r")]),
        ("cafe\u0301 noir", "cafe noir", [("replace", "cafe\u0301", "cafe")]),
        ("私は猫です。", "私は犬です。", [("replace", "猫", "犬")]),
    ],
)
def test_diff(old: str, new: str, expected: list[tuple[str, str, str]]) -> None:
    assert shown(diff(old, new)) == expected


def test_a_reworded_paragraph_is_compared_with_itself_when_another_comes_before_it() -> None:
    old = "Début du texte.\n\nLa fin reste la même fin.\n\nAdieu à vous.\n"
    new = "Début du texte.\n\nUn ajout complet.\n\nLa fin reste une fin.\n\nAdieu à vous.\n"
    changes = shown(diff(old, new))
    assert ("replace", "la même", "une") in changes


def test_a_paragraph_reworded_in_its_place_did_not_move_because_another_came_before_it() -> None:
    old = "Début du texte.\n\nLa fin du texte reste pour toujours la même fin.\n\nAdieu à vous.\n"
    new = "Début du texte.\n\nUn ajout.\n\nLa fin du texte reste pour toujours une fin.\n\nAdieu à vous.\n"
    assert all(op.moved is None for op in diff(old, new).operations)


def test_a_paragraph_moved_past_a_reworded_one_is_shown_as_moved() -> None:
    old = "Un paragraphe assez long.\n\nLa fin du texte.\n\nAdieu."
    new = "La fin du livre.\n\nAdieu.\n\nUn paragraphe assez long."
    operations = diff(old, new).operations
    assert [op.moved for op in operations if "paragraphe" in op.old + op.new] == [1, 1]
    assert ("replace", "texte", "livre") in shown(diff(old, new))


def test_applying_to_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="differs"):
        apply(diff("Le chat.", "Le chien."), "La chatte.")
    with pytest.raises(ValueError, match="longer"):
        apply(diff("Le chat.", "Le chien."), "Le chat. Encore.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ab" * 250_000, "ba" * 250_000),
        ("a b " * 65_536, "b a " * 65_536),
        ("a\nb\n" * 65_536, "b\na\n" * 65_536),
        ("A. B. " * 40_000, "B. A. " * 40_000),
        ("x" * 262_144, " x" * 131_072),
        (("\n" * 4_000 + "a") * 60, ("a" + "\n" * 4_000) * 60),
    ],
)
def test_hostile_pairs_are_answered_and_called_coarse_when_they_are(old: str, new: str) -> None:
    difference = diff(old, new)
    assert apply(difference, old) == new
    assert difference.coarse or old == "x" * 262_144
