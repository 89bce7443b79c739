"""What a page remembers of its texts grows with its sentences, and suffices to know what stood before."""

from operator import add

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.text.attribution import NOTHING, attribute, attributions, may_have_stood
from app.text.passages import Text
from tests.profiles import examples
from tests.text.texts import histories


def keys_of(text: str) -> set[str]:
    """Return the keys of a text's sentences."""
    cut = Text.cut(text)
    return {sentence.key for passage in cut.passages for sentence in cut.sentences(passage)}


@pytest.mark.slow
@given(histories())
@examples(100)
def test_a_page_remembers_at_most_twice_its_sentences(history: list[str]) -> None:
    page: dict[str, bytes] = {}
    distinct: set[str] = set()
    for text, _ in zip(history, attributions(enumerate(history, start=1), page), strict=True):
        distinct |= keys_of(text)
        assert distinct <= page.keys()
        assert len(page) <= 2 * len(distinct)


PIECES = st.sampled_from(
    ["un", "Oui.", "- ", "# ", "> ", " ", "\n", "\n\n", "\r\n", "\r", "  \n", "。", "猫", "\u2028", "|"]
)
ODD = st.lists(PIECES, max_size=8).map("".join)


@pytest.mark.slow
@given(st.lists(st.tuples(ODD, st.sampled_from(["un", "Oui.", "- un"])), min_size=2, max_size=6))
@example([("- un", "Oui."), ("- \nun", "Oui."), ("", "Oui."), ("- \nun", "Oui.")])
@examples(300)
def test_a_text_that_stood_may_have_stood(states: list[tuple[str, str]]) -> None:
    """Whatever white space is in it: else nobody would look for the origins that it had."""
    page: dict[str, bytes] = {}
    parent, stood = NOTHING, set[str]()
    for number, (text, title) in enumerate(states, start=1):
        new = parent.text.cut_next(text, title)
        assert text not in stood or may_have_stood(new, parent.text, page)
        stood.add(text)
        step = attribute(number, new, [parent], page)
        page |= step.learned
        parent = step.attribution


@pytest.mark.slow
def test_many_short_paragraphs_come_back() -> None:
    """What they take is measured in `benchmarks`."""
    first, second = ("\n\n".join(f"{letter}{place}" for place in range(2_000)) for letter in "ab")
    *_, credit = attributions(enumerate([first, second, f"{first}\n\nFin."], start=1))
    assert [span.origin for span in credit] == [1, 3]


SHUFFLED = ["Le vent se lève.", "La mer monte vite.", "Oui.", "Un feu brûle encore.", "Non !", "Merci à tous."]


@pytest.mark.slow
@given(st.lists(st.tuples(st.permutations(SHUFFLED), st.lists(st.booleans(), min_size=5, max_size=5)), max_size=12))
@examples(100)
def test_sentences_that_change_places_are_not_remembered_again(orders: list[tuple[list[str], list[bool]]]) -> None:
    """Wherever they stand, and into whatever paragraphs they are put together."""
    page: dict[str, bytes] = {}
    moved = ["".join(map(add, order, [*("\n\n" if apart else " " for apart in cuts), ""])) for order, cuts in orders]
    *_, credit = attributions(enumerate(["\n\n".join(SHUFFLED), *moved], start=1), page)
    assert len(page) == len(SHUFFLED)
    assert {span.origin for span in credit} == {1}
