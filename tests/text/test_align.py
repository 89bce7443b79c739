from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import align as module
from app.text.align import Match, align
from tests.profiles import examples

units = st.lists(st.sampled_from("abcdef"), max_size=14)


def longest_common(a: list[str], b: list[str]) -> int:
    """Return the length of a longest common subsequence by the textbook recurrence."""
    row = [0] * (len(b) + 1)
    for left in a:
        before = row
        row = [0]
        for place, right in enumerate(b):
            row.append(before[place] + 1 if left == right else max(before[place + 1], row[place]))
    return row[-1]


def assert_sound(a: list[str], b: list[str], matches: tuple[Match, ...]) -> None:
    for match in matches:
        assert match.size
        assert a[match.a : match.a + match.size] == b[match.b : match.b + match.size]
    for before, after in pairwise(matches):
        assert before.a + before.size <= after.a
        assert before.b + before.size <= after.b
        assert (before.a + before.size, before.b + before.size) != (after.a, after.b)


@pytest.mark.slow
@given(units, units)
@examples(300)
def test_an_alignment_is_a_longest_common_subsequence(a: list[str], b: list[str]) -> None:
    aligned = align(a, b)
    assert_sound(a, b, aligned.matches)
    assert sum(match.size for match in aligned.matches) == longest_common(a, b)
    assert not aligned.coarse


@pytest.mark.slow
@given(units, units, st.integers(0, 20))
@examples(300)
def test_what_is_too_large_is_aligned_between_units_that_stand_once(a: list[str], b: list[str], cells: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CELLS", cells)
        aligned = align(a, b)
    assert_sound(a, b, aligned.matches)
    if not aligned.coarse:
        assert all(match.size for match in aligned.matches)


def test_a_large_text_keeps_its_unique_lines_and_says_it_is_coarse() -> None:
    a = ["x", *("ab" * 9_000), "middle", *("ab" * 9_000), "y"]
    b = ["z", *("ba" * 9_000), "middle", *("ba" * 9_000), "w"]
    aligned = align(a, b)
    assert aligned.coarse
    assert Match(18_001, 18_001, 1) in aligned.matches
