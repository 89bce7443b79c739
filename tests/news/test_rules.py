"""The table of who is told of what: whole, silent about secrets, and with the right parameters."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from string import Formatter

import pytest

from app.audit import acts
from app.audit.acts import CATALOGUE, AuditAct
from app.campaigns.rules import Role
from app.news.rules import APPROVED, PROOF, TOLD, NewsKind, Telling, acts_told
from app.words.english import ENGLISH

Table = Mapping[type[AuditAct], Telling | None]
SILENT = {
    *(acts.ChangeBallot, acts.ChangeSupport, acts.ChangeQuestionSupport),
    *(acts.RecountTallies, acts.RecountComments, acts.KeepDraft),
}


def missing(table: Table) -> set[type[AuditAct]]:
    return set(CATALOGUE.values()) ^ set(table)


def indiscreet(table: Table) -> set[type[AuditAct]]:
    """Return the acts that somebody is told of although they are secret, or would tell of secret ones."""
    return {act for act, telling in table.items() if telling is not None and (act.secret or act in SILENT)}


def misgiven(tellings: Collection[Telling]) -> set[Telling]:
    """Return the tellings whose sentence has other parameters than it is given."""
    return {
        telling
        for telling in tellings
        if {name for _, name, _, _ in Formatter().parse(ENGLISH[telling.word]) if name} != set(telling.given)
    }


def pageless(table: Table) -> set[type[AuditAct]]:
    """Return the acts on pages that are told without asking whether the page may be read, or name a fact they lack."""
    return {
        act
        for act, telling in table.items()
        if (telling is not None and ("page" in facts_of(act)) != (telling.page is not None))
        or (telling is not None and telling.page is not None and telling.page not in facts_of(act))
    }


def facts_of(act: type[AuditAct]) -> set[str]:
    return {fact.name for fact in fields(act)}


def test_every_act_is_in_the_table() -> None:
    assert missing(TOLD) == set()


def test_nobody_is_told_of_a_secret() -> None:
    assert indiscreet(TOLD) == set()


def test_sentences_have_the_parameters_that_they_are_given() -> None:
    assert misgiven([APPROVED, PROOF, *(telling for telling in TOLD.values() if telling)]) == set()


def test_an_act_on_a_page_is_told_to_those_who_may_read_the_page() -> None:
    assert pageless(TOLD) == set()


def test_acts_are_chosen_by_audience_and_kind() -> None:
    assert set(acts_told(frozenset({Role.READER}), NewsKind.DECISION)) == {acts.AcceptRevision.name}
    assert set(acts_told(frozenset(), None)) == set()


LEAK = Telling(Role.READER, NewsKind.DECISION, TOLD[acts.AddTheme].word, ())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "caught",
    [
        lambda: missing({act: telling for act, telling in TOLD.items() if act is not acts.EditRevision}),
        lambda: indiscreet({**TOLD, acts.ChangeBallot: LEAK}),
        lambda: misgiven([LEAK]),
        lambda: pageless({**TOLD, acts.EditRevision: LEAK}),
    ],
    ids=["an act forgotten", "a secret told", "a parameter lacking", "a page not asked for"],
)
def test_planted_defects_are_caught(caught: object) -> None:
    assert callable(caught)
    assert caught()
