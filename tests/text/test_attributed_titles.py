"""A title that comes back has the origins that it had, and so has a text, whatever the other one says by then."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.text.attribution import (
    NOTHING,
    Attribution,
    Known,
    attribute,
    attributions,
    may_have_stood,
    sought,
    still_lost,
    title_may_have_stood,
)
from app.text.passages import Text
from tests.profiles import examples
from tests.text.texts import letters

OTHER_PAGE = "Oui.\n\nLe chat dort sur le canapé. Il ronfle.\n\nUn chien aboie dans la cour.\n"
TITLES = st.sampled_from(
    [
        "Oui",
        "Oui.",
        "Le chat",
        "Vivre avec un chat noir",
        "Vivre avec un chat gris",
        "Le chat dort sur le canapé.",
        "Le chat dort. Il ronfle.",
        "a b",
        "b",
        "b ",
    ]
)
TEXTS = st.one_of(
    letters, TITLES, st.lists(TITLES, max_size=4).map("\n\n".join), st.lists(TITLES, max_size=4).map(" ".join)
)
State = tuple[str, str]


def saved(states: list[State], campaign: dict[str, bytes]) -> list[Attribution]:
    """Attribute revisions as saving does: with the keys that are sought, and what stood before where that may be."""
    page: dict[str, bytes] = {}
    parent, lost = NOTHING, NOTHING
    titles: dict[str, tuple[int, ...]] = {}
    texts: dict[str, tuple[int, ...]] = {}
    found: list[Attribution] = []
    for number, (title, text) in enumerate(states, start=1):
        new = parent.text.cut_next(text, title)
        keys = sought(new, parent.text)
        recalled = {key: page[key] for key in keys & page.keys()}
        known = Known(
            titles.get(title) if title_may_have_stood(new, parent.text, recalled) else None,
            texts.get(text) if may_have_stood(new, parent.text, recalled) else None,
        )
        others = {key: campaign[key] for key in keys & campaign.keys()}
        step = attribute(number, new, [parent, lost], recalled, others, known=known)
        assert not step.learned.keys() & page.keys()
        page |= step.learned
        lost = still_lost(lost, parent, step.attribution)
        parent = step.attribution
        titles.setdefault(title, parent.title_origins)
        texts.setdefault(text, parent.text_origins)
        found.append(parent)
    return found


@pytest.mark.slow
@given(st.lists(st.tuples(TITLES, TEXTS), min_size=1, max_size=8))
@example([("Oui", ".b"), ("b", "b"), ("Oui", "b"), ("b", "")]).via("the text before is that title, by somebody else")
@example([("b", "Oui"), ("b", "b"), ("Oui.", "b")]).via("a text becomes what the title was")
@example([("Oui.", ".b"), ("Oui.", "Oui."), ("Le chat", "Oui.")]).via("another page says it too")
@example([("Le chat", "Oui"), ("Le chat", "Le chat\n\nOui"), ("b", "Le chat\n\nOui")]).via("a paragraph of the text")
@example([("Oui", ""), ("Oui", "Oui"), ("a b", "b\n\nOui")]).via("one that the text lost, and has elsewhere")
@example([("b", "Il ronfle. Le chat dort."), ("Le chat dort. Il ronfle.", "Il ronfle. Le chat dort.")]).via("sentences")
@example([("Oui", "Le chat"), ("Le chat", "Oui"), ("a b", "Le chat\n\nOui"), ("Oui", "")]).via("they change places")
@example([("b", "Oui"), ("Oui", "b"), ("b", "a b"), ("a b", "")]).via("first a text, then a title")
@examples(100)
def test_titles_and_texts_that_come_back_have_the_origins_they_had(states: list[State]) -> None:
    campaign: dict[str, bytes] = {}
    for _ in attributions([(101, OTHER_PAGE)], campaign):
        pass
    titles: dict[str, tuple[int, ...]] = {}
    texts: dict[str, tuple[int, ...]] = {}
    both = [*states, *states]
    for (title, text), found in zip(both, saved(both, campaign), strict=True):
        assert titles.setdefault(title, found.title_origins) == found.title_origins
        assert texts.setdefault(text, found.text_origins) == found.text_origins
        assert "".join(title[start:end] for start, end, _ in found.title_credits()) == title
        assert "".join(text[start:end] for start, end, _ in found.credits()) == text


@pytest.mark.slow
@given(st.lists(st.tuples(TITLES, TEXTS), min_size=1, max_size=8))
@examples(100)
def test_a_title_that_stood_may_have_stood(states: list[State]) -> None:
    """Else nobody would look for the origins that it had."""
    page: dict[str, bytes] = {}
    parent, stood = NOTHING, set[str]()
    for number, (title, text) in enumerate(states, start=1):
        new = parent.text.cut_next(text, title)
        assert title not in stood or title == parent.text.title or title_may_have_stood(new, parent.text, page)
        stood.add(title)
        step = attribute(number, new, [parent], page)
        page |= step.learned
        parent = step.attribution


def test_who_repeats_a_title_that_others_wrote_is_not_credited_with_it() -> None:
    states = [("Oui", ".b"), ("b", "b"), ("Oui", "b"), ("b", "")]
    first, second, _, back = saved(states, {})
    assert (first.title_origins, second.title_origins, second.text_origins) == ((1,), (2,), (1,))
    assert back.title_origins == second.title_origins


def test_a_title_that_is_still_there_is_not_looked_for() -> None:
    parent = Text.cut("b", "Oui")
    assert not title_may_have_stood(Text.cut("Oui", "Oui"), parent, {})
    assert not title_may_have_stood(Text.cut("b"), parent, {})
    assert title_may_have_stood(Text.cut("", "b"), parent, {})
