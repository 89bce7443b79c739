"""What a question is to whom, as data: the lists of the database and the pure rule say the same."""

import itertools

import pytest

from app.campaigns.rules import Role
from app.errors import Mistake
from app.questions.listing import read_listing
from app.questions.rules import Condition, QuestionDeed, State, checked_code, deeds, is_told, spelt_code


def test_who_is_told_of_what() -> None:
    for state, mine, hidden in itertools.product(State, (True, False), (True, False)):
        condition = Condition(state, is_mine=mine, is_hidden=hidden)
        assert is_told(condition, Role.EDITOR)
        assert is_told(condition, Role.CONTRIBUTOR) == (mine or not hidden)
        assert is_told(condition, Role.READER) == (mine or (not hidden and state is State.ANSWERED))
        # Whoever sees less sees nothing more.
        assert is_told(condition, Role.READER) <= is_told(condition, Role.CONTRIBUTOR)


def test_nobody_who_may_do_nothing_is_offered_anything() -> None:
    for state, mine, hidden in itertools.product(State, (True, False), (True, False)):
        condition = Condition(state, is_mine=mine, is_hidden=hidden)
        assert deeds(condition, may_ask=False, may_comment=False, may_answer=False) == []
        offered = deeds(condition, may_ask=True, may_comment=True, may_answer=True)
        assert (QuestionDeed.DISPOSE in offered) != (QuestionDeed.REOPEN in offered)
        assert (QuestionDeed.HIDE in offered) != (QuestionDeed.UNHIDE in offered)


def test_a_code_is_meant_however_it_is_typed() -> None:
    assert {spelt_code(typed) for typed in ("NANTERRE3", "nanterre3", "Nanterre-3", " nanterre 3 ")} == {"NANTERRE3"}
    with pytest.raises(Mistake):
        checked_code("É" * 5)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Lyon,2026-12-01,", "text"),
        (",2026-12-01,Quoi ?", "place"),
        ("Lyon,31/02/2026,Quoi ?", "date"),
        (f"{'x' * 201},2026-12-01,Quoi ?", "place"),
        (f"Lyon,2026-12-01,{'x' * 1001}", "text"),
        ("Lyon,2026-12-01,Quoi ?,absent", "theme"),
        ("LYON,01/12/2026,qui ?", "text"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(line: str, field: str) -> None:
    read = read_listing(f"place,date,text,theme\nLyon,2026-12-01,Qui ?\n{line}\n", {})
    assert [(bad.line, bad.field) for bad in read.bad] == [(3, field)]
    assert [one.text for one in read.lines] == ["Qui ?"]


def test_a_file_without_its_columns_is_refused_whole() -> None:
    for text in ("", "place,date\n", "place,date,txt\n"):
        with pytest.raises(Mistake):
            read_listing(text, {})
