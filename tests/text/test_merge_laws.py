"""What two people did to one text comes together without a word said twice or put under a wrong heading."""

from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import changes, merge
from app.text.align import align
from app.text.merge import Merged, Unmerged, three_way
from tests.profiles import examples
from tests.text.merge_laws import doublings, misplacings
from tests.text.merge_proof import prove, unified
from tests.text.sections import EDIT, PARAGRAPHS, Guide, Triple, paragraphs
from tests.text.texts import triples


def both_ways(base: str, ours: str, theirs: str) -> list[Merged | Unmerged]:
    results = [three_way(base, ours, theirs), three_way(base, theirs, ours)]
    prove(base, ours, theirs, results[0])
    prove(base, theirs, ours, results[1])
    return results


@pytest.mark.slow
@given(st.one_of(triples(), st.builds(paragraphs, st.randoms(use_true_random=False))))
@examples(600)
def test_a_paragraph_that_both_sides_brought_comes_once_or_is_a_conflict(versions: Triple) -> None:
    base, ours, theirs = map(unified, versions)
    one, other = both_ways(base, ours, theirs)
    assert type(one) is type(other)
    if isinstance(one, Merged) and isinstance(other, Merged):
        assert one.text == other.text
        assert not doublings(base, ours, theirs, one)
        assert not doublings(base, theirs, ours, other)


@pytest.mark.slow
@given(st.builds(Guide, st.randoms(use_true_random=False)))
@examples(600)
def test_a_change_stands_under_its_heading_or_is_a_conflict(guide: Guide) -> None:
    for result in both_ways(guide.base, guide.edited, guide.rebuilt):
        if isinstance(result, Merged):
            assert not guide.is_misplaced(result.text)


@pytest.mark.slow
@given(triples(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["\n", "\r\n", "\r"]))
@examples(200)
def test_line_ends_count_for_nothing_and_are_the_heads(versions: Triple, end: str, end_of_head: str) -> None:
    base, ours, theirs = map(unified, versions)
    expected = three_way(base, ours, theirs)
    result = three_way(base, ours.replace("\n", end), theirs.replace("\n", end_of_head))
    prove(base, ours.replace("\n", end), theirs.replace("\n", end_of_head), result)
    assert type(result) is type(expected)
    if isinstance(expected, Merged) and isinstance(result, Merged):
        assert unified(result.text) == expected.text
        if "\n" in theirs and base != theirs.replace("\n", end_of_head):
            assert result.text == expected.text.replace("\n", end_of_head)


def text_of(*parts: str, gap: str = "\n\n") -> str:
    return gap.join(parts) + "\n"


HELMET, BRAKES, SLOWLY, HANDS, LOCK = PARAGRAPHS[:5]
REPLACED = text_of(HELMET, BRAKES, SLOWLY, LOCK), text_of(HELMET, BRAKES, HANDS, LOCK)
DOUBLED = {
    "replaced here, added below there": (*REPLACED, text_of(HELMET, BRAKES, SLOWLY, HANDS, LOCK)),
    "replaced here, added above there": (*REPLACED, text_of(HELMET, BRAKES, HANDS, SLOWLY, LOCK)),
    "letters": (text_of(*"ABCD"), text_of(*"ABXD"), text_of(*"ABCXD")),
}
VOL, PERTE, CASSE, CALL = "### Vol", "### Perte", "### Casse", "Appelez le 3000."
SECTIONS = (VOL, CALL, PERTE, CALL)


@pytest.mark.parametrize("name", DOUBLED)
def test_a_paragraph_that_is_added_on_either_side_of_a_blank_line_is_a_conflict(name: str) -> None:
    for result in both_ways(*DOUBLED[name]):
        assert isinstance(result, Unmerged)


def test_what_was_sent_again_with_one_more_word_comes_once() -> None:
    base, theirs = (
        text_of("Wear a helmet.", "Check brakes."),
        text_of("Wear a helmet.", "Ride slowly.", "Check brakes."),
    )
    ours = theirs.replace("helmet", "helmet, always")
    for result in both_ways(base, ours, theirs):
        assert isinstance(result, Merged)
        assert result.text == ours


def test_two_insertions_that_a_line_of_the_base_still_parts_are_meant() -> None:
    base = text_of(HELMET, BRAKES, LOCK)
    ours, theirs = text_of(SLOWLY, HELMET, BRAKES, LOCK), text_of(HELMET, BRAKES, LOCK, SLOWLY)
    for result in both_ways(base, ours, theirs):
        assert isinstance(result, Merged)
        assert result.text == text_of(SLOWLY, HELMET, BRAKES, LOCK, SLOWLY)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("ours", "heading"),
    [
        ((PERTE, CALL, CASSE, CALL), PERTE),
        ((VOL, CALL, CALL), None),
        ((VOL, CALL, CASSE, CALL), None),
        ((VOL, CALL, "### Perte de la carte", CALL), "### Perte de la carte"),
    ],
)
def test_a_change_is_never_put_under_another_heading(gap: str, ours: tuple[str, ...], heading: str | None) -> None:
    base, edited = text_of(*SECTIONS, gap=gap), text_of(*SECTIONS[:3], EDIT, gap=gap)
    for result in both_ways(base, text_of(*ours, gap=gap), edited):
        if isinstance(result, Merged):
            assert heading is not None
            assert result.text == text_of(*(heading if line == heading else line for line in ours), gap=gap).replace(
                heading + gap + CALL, heading + gap + EDIT
            )
    if gap == "\n\n" and heading == "### Perte de la carte":
        assert isinstance(three_way(base, text_of(*ours, gap=gap), edited), Merged)


def test_an_underlined_heading_is_one_and_a_mark_in_code_is_none() -> None:
    base = text_of("Vol\n---", HELMET, "Perte\n===", BRAKES, LOCK)
    edited = base.replace(LOCK, HANDS)
    assert isinstance(three_way(base, base.replace("Perte\n", "Casse\n"), edited), Unmerged)
    assert isinstance(three_way(base, base.replace("Vol\n", "Casse\n"), edited), Merged)
    code = text_of("```\n# Perte\n```", BRAKES, LOCK)
    assert isinstance(three_way(code, code.replace("Perte", "Casse"), code.replace(LOCK, HANDS)), Merged)


def test_line_ends_of_one_client_are_no_conflict_with_those_of_another() -> None:
    base = "One line.\r\n\r\nTwo line.\r\n\r\nThree line.\r\n"
    dos, unix = base.replace("One", "1"), unified(base).replace("Three", "3")
    for ours, theirs in ((dos, unix), (unix, dos)):
        result = three_way(base, ours, theirs)
        assert isinstance(result, Merged)
        assert result.text == base.replace("One", "1").replace("Three", "3").replace(
            "\r\n", "\n" if theirs is unix else "\r\n"
        )
        assert [span.of(result.text) for span in result.came_in] == ["3 line.\n" if theirs is unix else "1 line.\r\n"]
    only_ends = three_way(base, unified(base), dos)
    assert isinstance(only_ends, Merged)
    assert only_ends.text == dos
    assert three_way(base, unified(base), base) == Merged(
        unified(base), (), three_way(base, unified(base), base).pieces
    )


def nothing(*_: object) -> Iterator[tuple[int, int]]:
    return iter(())


def plant_no_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge, "doubled", nothing)


def plant_outvoted_headings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(changes, "align_anchored", align)
    patch.setattr(merge, "misplaced", nothing)


def plant_floating_insertions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(changes, "leant_up", lambda _a, _b, matches: matches)


def wrong(seeds: range) -> tuple[int, int]:
    """Return how many random merges double a paragraph, and how many misplace a change."""
    twice = astray = 0
    for seed in seeds:
        base, ours, theirs = paragraphs(Random(seed))  # noqa: S311 - repeatable on purpose
        result = three_way(base, ours, theirs)
        twice += isinstance(result, Merged) and bool(doublings(base, ours, theirs, result))
        guide = Guide(Random(seed))  # noqa: S311 - repeatable on purpose
        result = three_way(guide.base, guide.edited, guide.rebuilt)
        astray += isinstance(result, Merged) and guide.is_misplaced(result.text)
    return twice, astray


@pytest.mark.slow
def test_the_random_texts_find_the_faults_that_are_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = range(300)
    assert wrong(seeds) == (0, 0)
    for plant, place in ((plant_no_check, 0), (plant_outvoted_headings, 1)):
        with monkeypatch.context() as patch:
            plant(patch)
            assert wrong(seeds)[place] > 0


def test_the_named_texts_find_the_faults_that_are_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    base, edited = text_of(*SECTIONS), text_of(*SECTIONS[:3], EDIT)
    rebuilt = text_of(PERTE, CALL, CASSE, CALL)
    named: list[tuple[Callable[[pytest.MonkeyPatch], None], Triple]] = [
        (plant_no_check, DOUBLED["replaced here, added below there"]),
        (plant_outvoted_headings, (base, rebuilt, edited)),
    ]
    for plant, versions in named:
        with monkeypatch.context() as patch:
            plant(patch)
            result = three_way(*versions)
        assert isinstance(result, Merged)
        assert doublings(*versions, result) or misplacings(*versions, result.text)
    with monkeypatch.context() as patch:
        plant_floating_insertions(patch)
        with pytest.raises(AssertionError):
            test_what_was_sent_again_with_one_more_word_comes_once()
