"""Undoing an account on one page: every revision meets one fate, and what others wrote stays."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.moderation.rules import Fate, is_hidden_with, is_named_after, title_without, without
from app.moderation.taking_back import Step, TakenBack, take_back
from app.pages.access import Link
from app.pages.attribution.stored import Credited
from app.pages.revisions.states import PageState

WORDS = st.text(alphabet="ab .\n", max_size=8)
TITLES = st.sampled_from(["T", "U", "V"])


@dataclass(slots=True)
class History:
    """A page as it grew; ``mine`` are the numbers of the revisions of the account."""

    states: list[PageState] = field(default_factory=list)
    mine: list[int] = field(default_factory=list)

    def say(self, title: str, text: str, *, mine: bool, redacted: bool = False) -> None:
        number = len(self.states) + 1
        self.states.append(PageState(Link(number, number, ""), Credited(number, title, text, None, None), redacted))
        if mine:
            self.mine.append(number)

    def without_mine(self) -> TakenBack:
        steps = [
            Step(self.states[number - 1], self.states[number - 2] if number > 1 else None)
            for number in reversed(self.mine)
        ]
        return take_back(steps, self.states[-1])


def page(*paragraphs: str) -> str:
    return "\n\n".join(f"Paragraphe {place} : {words}." for place, words in enumerate(paragraphs))


edits = st.lists(st.tuples(st.booleans(), TITLES, WORDS), min_size=1, max_size=8)


@pytest.mark.slow
@given(edits)
def test_each_revision_meets_one_fate_and_nothing_is_told_twice(changes: list[tuple[bool, str, str]]) -> None:
    history = History()
    for mine, title, text in changes:
        history.say(title, text, mine=mine)
    back = history.without_mine()
    assert [taken.step.state.link.number for taken in back.taken] == history.mine[::-1]
    for taken in back.taken:
        assert bool(taken.clashes) == (taken.fate is Fate.CONFLICTING)
        assert (taken.fate is Fate.CREATED) == (taken.step.before is None)
        assert taken.fate is not Fate.REDACTED
    changed = (back.title, back.text) != (history.states[-1].title, history.states[-1].text)
    assert not changed or any(taken.fate is Fate.CLEAN for taken in back.taken)


@given(st.tuples(TITLES, WORDS), st.lists(st.tuples(TITLES, WORDS), min_size=1, max_size=8))
def test_when_nobody_wrote_after_the_account_came_the_page_is_as_it_was(
    before: tuple[str, str], changes: list[tuple[str, str]]
) -> None:
    history = History()
    history.say("Avant", "Tout premier.", mine=False)
    history.say(*before, mine=False)
    for title, text in changes:
        history.say(title, text, mine=True)
    back = history.without_mine()
    assert (back.title, back.text) == before
    assert {taken.fate for taken in back.taken} <= {Fate.CLEAN, Fate.GONE}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from(["x", "y", "z"])), max_size=8))
def test_in_paragraphs_of_their_own_the_others_words_are_all_that_is_left(
    changes: list[tuple[bool, int, str]],
) -> None:
    now, theirs = ["o"] * 7, ["o"] * 7
    history = History()
    history.say("T", page(*now), mine=False)
    for mine, place, words in changes:
        # Mine are the odd paragraphs, the others' the even ones: they never touch.
        now[2 * place + mine] = words
        if not mine:
            theirs[2 * place] = words
        history.say("T", page(*now), mine=mine)
    back = history.without_mine()
    assert back.text == page(*theirs)
    assert {taken.fate for taken in back.taken} <= {Fate.CLEAN, Fate.GONE}


def test_the_fates() -> None:
    history = History()
    history.say("T", "Un.\n\nDeux.\n\nTrois.\n", mine=True)
    history.say("T", "Un, moi.\n\nDeux.\n\nTrois.\n", mine=True)
    history.say("T", "Un, moi.\n\nDeux, moi.\n\nTrois.\n", mine=True)
    history.say("T", "Un, moi.\n\nDeux, moi.\n\nTrois, moi.\n", mine=True)
    history.say("T", "Un, moi.\n\nDeux, moi, et un autre.\n\nTrois.\n", mine=False)
    back = history.without_mine()
    assert [taken.fate for taken in back.taken] == [Fate.GONE, Fate.CONFLICTING, Fate.CLEAN, Fate.CREATED]
    assert back.text == "Un.\n\nDeux, moi, et un autre.\n\nTrois.\n"
    (clash,) = back.taken[1].clashes
    assert (clash.part, clash.hunk.ours, clash.hunk.theirs) == ("text", "Deux.\n", "Deux, moi, et un autre.\n")
    assert clash.hunk.theirs_span.of(back.text.replace("Un.", "Un, moi.")) == clash.hunk.theirs


def test_what_was_redacted_cannot_be_taken_back() -> None:
    history = History()
    history.say("T", "Un.", mine=False)
    history.say("T", "", mine=True, redacted=True)
    history.say("T", "Un.\n\nDeux.", mine=True)
    history.say("T", "Un.\n\nDeux.\n\nTrois.", mine=True)
    back = history.without_mine()
    assert [taken.fate for taken in back.taken] == [Fate.CLEAN, Fate.REDACTED, Fate.REDACTED]
    assert back.text == "Un.\n\nDeux."


@given(st.text(alphabet="ab", max_size=12), st.text(alphabet="ab", min_size=1, max_size=3))
def test_no_passage_is_left_by_taking_it_out(text: str, passage: str) -> None:
    assert passage not in without(text, passage)
    assert passage not in title_without(text or "t", passage)


def test_what_is_left_of_a_title() -> None:
    assert title_without("Sur Dupont et moi", "Dupont") == "Sur  et moi"
    assert title_without(" Dupont ", "Dupont") == "…"
    assert title_without("Sans lui", "Dupont") == "Sans lui"


def test_a_page_is_named_after_a_passage() -> None:
    assert is_named_after("sur-jean-dupont", "Jean Dupont")
    assert not is_named_after("sur-jean-martin", "Jean Dupont")
    assert not is_named_after("page", "日本")


def test_a_page_that_nobody_else_wrote_on_is_hidden_unless_said_otherwise() -> None:
    told = {
        (choice, made, alone): is_hidden_with(hide_created=choice, made_page=made, wrote_alone=alone)
        for choice in (None, True, False)
        for made in (True, False)
        for alone in (True, False)
    }
    assert {key for key, hidden in told.items() if hidden} == {
        (None, True, True),
        (True, True, True),
        (True, True, False),
    }
