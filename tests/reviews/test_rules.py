"""The acceptance policy without a database: golden cases, and laws that hold for every case."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules import AcceptancePolicy
from app.pages.rules import Verdict
from app.reviews.decisions.rules import (
    Evidence,
    Policy,
    RuleName,
    Tally,
    assess,
    editors_stand,
    find_bar,
    needs_reason,
    reason_of_votes,
    tally_of,
)
from app.reviews.rules import Choice
from app.words.saying import Language, tell

AUTHOR, ANA, BEN = 1, 2, 3
ONE = Policy(AcceptancePolicy.EDITORS)
TWO = Policy(AcceptancePolicy.EDITORS, editors_needed=2)
OTHERS = Policy(AcceptancePolicy.EDITORS, self_acceptance=False)
TWO_OTHERS = Policy(AcceptancePolicy.EDITORS, editors_needed=2, self_acceptance=False)
VOTES = Policy(AcceptancePolicy.VOTES)
BROAD = Policy(AcceptancePolicy.VOTES, departments_needed=3)
ALONE = Policy(AcceptancePolicy.VOTES, quorum=1, approval_percent=100)
ONLY = Policy(AcceptancePolicy.VOTES, editor_override=False)
TWO_OVERRULE = Policy(AcceptancePolicy.VOTES, editors_needed=2)
OPEN = Policy(AcceptancePolicy.OPEN)
OPEN_TWO = Policy(AcceptancePolicy.OPEN, editors_needed=2)


def by(*editors: int, **fields: Any) -> Evidence:
    return Evidence(AUTHOR, consents=frozenset(editors), **fields)


def voted(approve: int, oppose: int = 0, departments: int | None = None, **fields: Any) -> Evidence:
    tally = Tally(approve, oppose, min(approve, 1) if departments is None else departments)
    return Evidence(AUTHOR, tally=tally, **fields)


VETO: dict[str, Any] = {"vetoes": frozenset({ANA})}
# The policy, what a revision is judged by, whether it is accepted, and the rules that fail.
CASES = [
    # One editor decides, whoever voted and whoever objected before.
    (ONE, by(), False, "editors"),
    (ONE, by(ANA), True, ""),
    (ONE, by(AUTHOR), True, ""),
    (ONE, by(ANA, BEN), True, ""),
    (ONE, by(BEN, **VETO), True, ""),
    (ONE, by(**VETO), False, "editors"),
    (ONE, voted(50), False, "editors"),
    (ONE, by(ANA, number=2, head_number=9, accepted_number=5), True, ""),
    # Two editors.
    (TWO, by(), False, "editors"),
    (TWO, by(ANA), False, "editors"),
    (TWO, by(AUTHOR, ANA), True, ""),
    (TWO, by(ANA, BEN), True, ""),
    (TWO, voted(50), False, "editors"),
    # Nobody accepts what they wrote themselves.
    (OTHERS, by(AUTHOR), False, "editors"),
    (OTHERS, by(ANA), True, ""),
    (OTHERS, by(AUTHOR, ANA), True, ""),
    (TWO_OTHERS, by(AUTHOR, ANA), False, "editors"),
    (TWO_OTHERS, by(AUTHOR, ANA, BEN), True, ""),
    # Votes: the quorum counts every ballot.
    (VOTES, voted(0), False, "quorum approval departments"),
    (VOTES, voted(4), False, "quorum"),
    (VOTES, voted(5), True, ""),
    (VOTES, voted(4, 1), True, ""),
    (VOTES, voted(3, 1), False, "quorum"),
    (VOTES, voted(0, 5), False, "approval departments"),
    # 66 % exactly: 66 of 100 pass, 65 do not; two thirds pass, 3 of 5 do not.
    (VOTES, voted(66, 34), True, ""),
    (VOTES, voted(65, 34), False, "approval"),
    (VOTES, voted(6599, 3401), False, "approval"),
    (VOTES, voted(6600, 3400), True, ""),
    (VOTES, voted(4, 2), True, ""),
    (VOTES, voted(3, 2), False, "approval"),
    (ALONE, voted(1), True, ""),
    (ALONE, voted(9999, 1), False, "approval"),
    # Departments of those who approve.
    (BROAD, voted(9, 0, 2), False, "departments"),
    (BROAD, voted(9, 0, 3), True, ""),
    (BROAD, voted(9, 0, 30), True, ""),
    (BROAD, voted(2, 0, 2), False, "quorum departments"),
    # Votes go forward only.
    (VOTES, voted(5, number=3, head_number=4), True, ""),
    (VOTES, voted(5, number=3, head_number=4, accepted_number=2), True, ""),
    (VOTES, voted(5, number=3, head_number=4, accepted_number=4), False, "newer"),
    (VOTES, voted(5, number=3, head_number=4, accepted_number=3), True, ""),
    (VOTES, voted(1, number=3, head_number=4, accepted_number=3), False, "quorum"),
    # A veto beats votes; editors can overrule both, where they may, and as many as it takes.
    (VOTES, voted(500, **VETO), False, "veto"),
    (VOTES, by(BEN), True, "quorum approval departments"),
    (VOTES, by(BEN, **VETO), True, "quorum approval departments veto"),
    (VOTES, by(BEN, number=1, head_number=2, accepted_number=2), True, "quorum approval departments newer"),
    (ONLY, by(BEN), False, "quorum approval departments"),
    (ONLY, voted(5), True, ""),
    (ONLY, voted(5, **VETO), False, "veto"),
    (TWO_OVERRULE, by(BEN), False, "quorum approval departments"),
    (TWO_OVERRULE, by(ANA, BEN), True, "quorum approval departments"),
    # Open: what was saved last, unless an editor took it back; older texts through editors.
    (OPEN, by(), True, ""),
    (OPEN, by(number=3, head_number=3, accepted_number=2), True, ""),
    (OPEN, by(number=2, head_number=3, accepted_number=3), False, "latest"),
    (OPEN, by(**VETO), False, "veto"),
    (OPEN, by(BEN, number=2, head_number=3), True, "latest"),
    (OPEN_TWO, by(BEN, number=2, head_number=3), False, "latest"),
    (OPEN_TWO, by(), True, ""),
]


@pytest.mark.parametrize(("policy", "evidence", "accepted", "failing"), CASES)
def test_a_policy_judges(policy: Policy, evidence: Evidence, accepted: bool, failing: str) -> None:  # noqa: FBT001
    report = assess(policy, evidence)
    assert report.accepted is accepted
    assert [rule.name.value for rule in report.rules if not rule.passed] == failing.split()


SENTENCES = [
    (ONE, by(), "No editor has accepted this revision."),
    (TWO, by(), "0 of 2 editors have accepted this revision; it takes two."),
    (TWO, by(ANA), "1 of 2 editors have accepted this revision; it takes another one."),
    (VOTES, voted(4), "1 more ballot is needed: 4 of 5."),
    (VOTES, voted(1, 1), "3 more ballots are needed: 2 of 5."),
    (VOTES, voted(3, 3), "50% of the ballots approve; 66% are needed."),
    (VOTES, voted(0, 5), "Nobody has approved this revision."),
    (BROAD, voted(9, 0, 1), "Approvals come from 1 department; 3 are needed."),
    (BROAD, voted(9, 0, 2), "Approvals come from 2 departments; 3 are needed."),
    (VOTES, voted(5, number=1, accepted_number=2), "Revision 2 is accepted; votes accept only a newer one."),
    (VOTES, voted(5, **VETO), "An editor has rejected or unaccepted this revision; only editors can accept it now."),
    (OPEN, by(number=1, head_number=7), "Revision 7 was saved after it and took its place."),
]


@pytest.mark.parametrize(("policy", "evidence", "sentence"), SENTENCES)
def test_what_is_missing_is_said_in_a_sentence(policy: Policy, evidence: Evidence, sentence: str) -> None:
    assert sentence in [tell(rule.missing, Language.ENGLISH) for rule in assess(policy, evidence).rules if rule.missing]


BARS = [
    (ONE, by(), ANA, None),
    (ONE, by(), AUTHOR, None),
    (OTHERS, by(), AUTHOR, "another-editor"),
    (OTHERS, by(), ANA, None),
    (TWO, by(ANA), ANA, "another-editor"),
    (TWO, by(ANA), BEN, None),
    # The second editor is not needed any more: who accepted before completes it.
    (ONE, by(ANA), ANA, None),
    (TWO_OTHERS, by(ANA), AUTHOR, "another-editor"),
    (VOTES, by(), ANA, None),
    (TWO_OVERRULE, by(ANA), ANA, "another-editor"),
    (ONLY, by(), ANA, "votes-decide"),
    (ONLY, voted(5, **VETO), BEN, "votes-decide"),
    # Votes have spoken for it; only their ballot did not come through this policy.
    (ONLY, voted(5), ANA, None),
    # Who cast the veto takes it back.
    (ONLY, voted(5, **VETO), ANA, None),
    (OPEN, by(number=1, head_number=2), ANA, None),
]


@pytest.mark.parametrize(("policy", "evidence", "editor", "problem"), BARS)
def test_who_cannot_accept_is_told_why(policy: Policy, evidence: Evidence, editor: int, problem: str | None) -> None:
    bar = find_bar(policy, evidence, editor)
    assert (bar.problem if bar else None) == problem


def test_only_overruling_votes_needs_a_reason() -> None:
    assert [needs_reason(*case) for case in ((ONE, by()), (OPEN, by()), (VOTES, voted(5)), (VOTES, voted(4)))] == [
        *(False, False, False),
        True,
    ]
    assert needs_reason(VOTES, voted(5, **VETO))


# Decisions on one revision, as “who verdict”, numbered from 1; the last decision after which readers saw another text;
# whose acceptance counts, and whose veto stands.
STANDS = [
    ("", 0, {}, {}),
    ("A accept", 0, {"A"}, {}),
    ("A accept, B accept", 0, {"A", "B"}, {}),
    ("A accept, A accept", 0, {"A"}, {}),
    ("A accept, B reject", 0, {}, {"B"}),
    ("A accept, B request-changes", 0, {}, {}),
    ("A accept, B reject, A accept", 0, {"A"}, {"B"}),
    ("A accept, B reject, B accept", 0, {"B"}, {}),
    ("A reject, A accept", 0, {"A"}, {}),
    ("A reject, B accept", 0, {"B"}, {"A"}),
    ("A reject, B request-changes", 0, {}, {"A"}),
    ("A reject, B reject, A accept", 0, {"A"}, {"B"}),
    ("A accept, B accept, C unaccept", 3, {}, {"C"}),
    ("A accept, B accept, C unaccept, A accept", 3, {"A"}, {"C"}),
    # What was agreed before readers saw another text is not an agreement about replacing that one.
    ("A accept", 1, {}, {}),
    ("A accept, B accept", 1, {"B"}, {}),
    ("A reject", 1, {}, {"A"}),
    ("A reject, A accept", 2, {}, {}),
    ("– accept", 0, {}, {}),
    ("A accept, – accept", 0, {"A"}, {}),
]


def said(decisions: str) -> list[tuple[int, Verdict, int | None]]:
    found = []
    for number, decision in enumerate(filter(None, decisions.split(", ")), 1):
        who, verdict = decision.split()
        found.append((number, Verdict(verdict), None if who == "–" else ord(who)))
    return found


@pytest.mark.parametrize(("decisions", "settled", "consents", "vetoes"), STANDS)
def test_whose_word_stands(decisions: str, settled: int, consents: set[str], vetoes: set[str]) -> None:
    found = editors_stand(said(decisions), settled)
    assert [{chr(editor) for editor in editors} for editors in found] == [set(consents), set(vetoes)]
    # A list of decisions comes in any order.
    assert editors_stand(said(decisions)[::-1], settled) == found


def test_voters_without_a_department_are_one_department_together() -> None:
    approve, oppose = Choice.APPROVE, Choice.OPPOSE
    assert tally_of([]) == Tally(0, 0, 0)
    assert tally_of([(approve, None, 4)]) == Tally(4, 0, 1)
    assert tally_of([(approve, None, 4), (approve, "IT", 1), (oppose, "HR", 2)]) == Tally(5, 2, 2)
    assert tally_of([(oppose, "HR", 2), (approve, "HR", 1)]) == Tally(1, 2, 1)


def test_the_reason_names_the_figures_unless_they_are_sealed() -> None:
    def reason(policy: Policy, tally: Tally, *, is_sealed: bool = False) -> str:
        return tell(reason_of_votes(replace(policy, is_sealed=is_sealed), tally), Language.ENGLISH)

    tally = Tally(6, 1, 3)
    found = "Accepted by votes: 6 of 7 ballots approve (85%)."
    assert reason(VOTES, tally) == f"{found} Needed were 66% of at least 5 ballots."
    assert reason(BROAD, tally) == f"{found} Needed were 66% of at least 5 ballots and 3 departments."
    assert reason(ALONE, Tally(1, 0, 1)).endswith("100% of at least 1 ballot.")
    assert reason(VOTES, tally, is_sealed=True) == "Accepted by votes. Needed were 66% of at least 5 ballots."
    sealed = [reason_of_votes(replace(BROAD, is_sealed=True), found) for found in (tally, Tally(60, 10, 30))]
    assert sealed[0] == sealed[1]
    assert tell(sealed[0], Language.ENGLISH).endswith("66% of at least 5 ballots and 3 departments.")


editors = st.frozensets(st.integers(1, 4), max_size=3)
tallies = st.builds(
    lambda approve, oppose, departments: Tally(approve, oppose, min(approve, departments)),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 6),
)
numbers = st.integers(1, 4)
evidences = st.builds(
    Evidence,
    author_id=st.integers(1, 4),
    number=numbers,
    head_number=numbers,
    accepted_number=st.none() | numbers,
    tally=tallies,
    consents=editors,
    vetoes=editors,
)
policies = st.builds(
    Policy,
    acceptance=st.sampled_from(AcceptancePolicy),
    quorum=st.integers(1, 12),
    approval_percent=st.integers(1, 100),
    departments_needed=st.integers(1, 4),
    editors_needed=st.integers(1, 2),
    self_acceptance=st.booleans(),
    editor_override=st.booleans(),
)
ballots = st.lists(st.tuples(st.sampled_from(Choice), st.sampled_from([None, "IT", "HR", "RH"]), st.just(1)))


@pytest.mark.slow
@given(policies, ballots, st.randoms(use_true_random=False))
def test_the_order_of_ballots_does_not_matter(
    policy: Policy, cast: list[tuple[Choice, str | None, int]], chance: Random
) -> None:
    shuffled = list(cast)
    chance.shuffle(shuffled)
    reports = [assess(policy, Evidence(AUTHOR, tally=tally_of(order))) for order in (cast, shuffled)]
    assert reports[0] == reports[1]


@pytest.mark.slow
@given(policies, evidences, st.booleans())
def test_one_more_approval_never_unaccepts(policy: Policy, evidence: Evidence, elsewhere: bool) -> None:  # noqa: FBT001
    before = assess(policy, evidence)
    tally = evidence.tally
    more = Tally(tally.approve + 1, tally.oppose, tally.departments + elsewhere)
    after = assess(policy, replace(evidence, tally=more))
    for one, other in zip(before.rules, after.rules, strict=True):
        assert other.passed or not one.passed
    assert after.accepted or not before.accepted


@pytest.mark.slow
@given(policies, evidences, st.integers(1, 4))
def test_one_more_editor_never_unaccepts(policy: Policy, evidence: Evidence, editor: int) -> None:
    assert assess(policy, evidence.with_consent(editor)).accepted or not assess(policy, evidence).accepted


@pytest.mark.slow
@given(policies, evidences, tallies)
def test_a_veto_beats_votes(policy: Policy, evidence: Evidence, tally: Tally) -> None:
    vetoed = replace(evidence, vetoes=frozenset({ANA}), consents=frozenset(), tally=tally)
    assert not assess(policy, vetoed).accepted


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 100))
def test_the_share_is_exact(approve: int, oppose: int, percent: int) -> None:
    policy = Policy(AcceptancePolicy.VOTES, approval_percent=percent)
    (rule,) = (
        rule
        for rule in assess(policy, Evidence(AUTHOR, tally=Tally(approve, oppose, 1))).rules
        if rule.name is RuleName.APPROVAL
    )
    total = approve + oppose
    assert rule.passed is (total > 0 and Fraction(approve, total) >= Fraction(percent, 100))
    assert rule.passed is (rule.value >= rule.threshold)


@pytest.mark.slow
@given(policies, evidences)
def test_a_rule_passes_exactly_at_its_threshold(policy: Policy, evidence: Evidence) -> None:
    for rule in assess(policy, evidence).rules:
        reached = rule.value <= rule.threshold if rule.name is RuleName.VETO else rule.value >= rule.threshold
        assert rule.passed is reached
        assert (rule.missing is None) is rule.passed


@pytest.mark.slow
@given(policies, evidences)
def test_no_more_departments_are_told_than_are_asked_for(policy: Policy, evidence: Evidence) -> None:
    told = [rule for rule in assess(policy, evidence).rules if rule.name is RuleName.DEPARTMENTS]
    assert all(rule.value <= rule.threshold for rule in told)
