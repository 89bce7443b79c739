"""What may be decided, and what a campaign's policy makes of it. Pure.

Counts and compares whole numbers only, so that a threshold is exact at its border.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.campaigns.rules import AcceptancePolicy
from app.pages.rules import Verdict
from app.reviews.errors import AnotherEditor, VotesDecide
from app.reviews.rules import Choice
from app.words.codes import Word
from app.words.saying import Param, Said

REASON_NEEDED = frozenset({Verdict.REJECT, Verdict.REQUEST_CHANGES, Verdict.UNACCEPT})
"""Verdicts that an author must be able to understand."""
OVERRULES_VOTES = frozenset({Verdict.REJECT, Verdict.UNACCEPT})
"""Verdicts after which votes do not accept the revision any more."""


class RuleName(StrEnum):
    """What a policy asks of a revision."""

    EDITORS = "editors"
    QUORUM = "quorum"
    APPROVAL = "approval"
    DEPARTMENTS = "departments"
    NEWER = "newer"
    VETO = "veto"
    LATEST = "latest"


OF_BALLOTS = frozenset({RuleName.QUORUM, RuleName.APPROVAL, RuleName.DEPARTMENTS})
"""Rules whose values tell something about a tally; not told while tallies are sealed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a campaign accepts."""

    acceptance: AcceptancePolicy
    quorum: int = 5
    approval_percent: int = 66
    departments_needed: int = 1
    editors_needed: int = 1
    self_acceptance: bool = True
    editor_override: bool = True
    is_sealed: bool = False
    """Whether its tallies are closed now; judges nothing, but tells less."""
    is_correction: bool = False
    """Whether what is accepted now corrects what is published, which takes a reason."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots on a revision; ``departments`` are those with at least one approval."""

    approve: int = 0
    oppose: int = 0
    departments: int = 0

    @property
    def ballots(self) -> int:
        return self.approve + self.oppose


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a revision is judged by: where it stands among those of its page, ballots, and what editors decided."""

    author_id: int
    number: int = 1
    head_number: int = 1
    accepted_number: int | None = None
    tally: Tally = Tally()
    consents: frozenset[int] = frozenset()
    """Editors whose acceptance counts towards the number that it takes."""
    vetoes: frozenset[int] = frozenset()
    """Editors who rejected or unaccepted the revision and have not accepted it since."""

    def with_consent(self, editor_id: int) -> "Evidence":
        return replace(self, consents=self.consents | {editor_id}, vetoes=self.vetoes - {editor_id})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the value that it found, the one that it asks for, and what is missing."""

    name: RuleName
    value: int
    threshold: int
    passed: bool
    missing: Said | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a policy says of a revision. All ``rules`` accept it, or ``override``: as many editors as it takes."""

    rules: tuple[Rule, ...]
    override: Rule | None

    @property
    def by_rules(self) -> bool:
        return all(rule.passed for rule in self.rules)

    @property
    def accepted(self) -> bool:
        return self.by_rules or (self.override is not None and self.override.passed)

    @property
    def editors(self) -> Rule | None:
        """The rule that counts editors, wherever it stands; None where editors have no say."""
        return self.override or next((rule for rule in self.rules if rule.name is RuleName.EDITORS), None)


def tally_of(groups: Iterable[tuple[Choice, str | None, int]]) -> Tally:
    """Count ballots that come grouped by choice and department.

    Voters without a department count as one department together: where nobody has one, votes still accept.
    """
    count = {Choice.APPROVE: 0, Choice.OPPOSE: 0}
    departments = set()
    for choice, department, ballots in groups:
        count[choice] += ballots
        if choice is Choice.APPROVE and ballots:
            departments.add(department or "")
    return Tally(count[Choice.APPROVE], count[Choice.OPPOSE], len(departments))


def editors_stand(
    said: Iterable[tuple[int, Verdict, int | None]], settled: int
) -> tuple[frozenset[int], frozenset[int]]:
    """Return whose acceptance counts and whose veto stands after these decisions on one revision.

    Each is its number among those on the page, the verdict, and the editor, None where the policy decided.
    ``settled`` is the number of the page's last decision after which readers saw another text than this, or none: an
    agreement is about replacing that, so what was accepted before counts no more. Who objects begins it anew; a veto
    stands until the editor who cast it accepts.
    """
    consents: set[int] = set()
    vetoes: set[int] = set()
    for number, verdict, editor_id in sorted(said, key=lambda one: one[0]):
        if editor_id is None:
            continue
        if verdict is Verdict.ACCEPT:
            vetoes.discard(editor_id)
            if number > settled:
                consents.add(editor_id)
            continue
        consents.clear()
        if verdict in OVERRULES_VOTES:
            vetoes.add(editor_id)
    return frozenset(consents), frozenset(vetoes)


def assess(policy: Policy, evidence: Evidence) -> Report:
    """Judge a revision by its campaign's policy."""
    editors = _editors(policy, evidence)
    match policy.acceptance:
        case AcceptancePolicy.EDITORS:
            return Report((editors,), None)
        case AcceptancePolicy.VOTES:
            rules = (
                _quorum(policy, evidence.tally),
                _approval(policy, evidence.tally),
                _departments(policy, evidence.tally),
                _newer(evidence),
                _veto(evidence),
            )
            return Report(rules, editors if policy.editor_override else None)
        case AcceptancePolicy.OPEN:
            return Report((_latest(evidence), _veto(evidence)), editors)


def find_bar(policy: Policy, evidence: Evidence, editor_id: int) -> AnotherEditor | VotesDecide | None:
    """Return why this editor cannot accept the revision, None where they can."""
    if not policy.self_acceptance and editor_id == evidence.author_id:
        return AnotherEditor(Said.of(Word.OWN_REVISION))
    after = assess(policy, evidence.with_consent(editor_id))
    if editor_id in evidence.consents and not after.accepted:
        return AnotherEditor(Said.of(Word.YOUR_CONSENT_STANDS))
    if after.editors is None and not after.accepted:
        return VotesDecide()
    return None


def find_bar_to_overruling(policy: Policy, verdict: Verdict) -> VotesDecide | None:
    """Return why an editor cannot give a verdict after which votes do not accept, None where they can."""
    if verdict in OVERRULES_VOTES and policy.acceptance is AcceptancePolicy.VOTES and not policy.editor_override:
        return VotesDecide()
    return None


def possible_verdicts(policy: Policy, evidence: Evidence, editor_id: int) -> list[Verdict]:
    """Return what an editor may decide about a revision that is not the accepted one."""
    able = [Verdict.ACCEPT] if find_bar(policy, evidence, editor_id) is None else []
    others = (Verdict.REQUEST_CHANGES, Verdict.REJECT)
    return able + [verdict for verdict in others if find_bar_to_overruling(policy, verdict) is None]


def needs_reason(policy: Policy, evidence: Evidence) -> bool:
    """Tell whether an editor's acceptance overrules votes, which takes a reason."""
    return policy.acceptance is AcceptancePolicy.VOTES and not assess(policy, evidence).by_rules


def reason_of_votes(policy: Policy, tally: Tally) -> Said:
    """Return the reason of an acceptance by votes: the figures, or while tallies are sealed what was asked for."""
    asked: dict[str, Param] = {"percent": policy.approval_percent, "quorum": policy.quorum}
    found: dict[str, Param] = {
        "approve": tally.approve,
        "ballots": tally.ballots,
        "share": 100 * tally.approve // tally.ballots,
    }
    if policy.departments_needed > 1:
        asked["departments"] = policy.departments_needed
        word = (
            Word.ACCEPTED_BY_VOTES_OF_DEPARTMENTS_UNDER_SEAL
            if policy.is_sealed
            else Word.ACCEPTED_BY_VOTES_OF_DEPARTMENTS
        )
    else:
        word = Word.ACCEPTED_BY_VOTES_UNDER_SEAL if policy.is_sealed else Word.ACCEPTED_BY_VOTES
    return Said.of(word, **asked) if policy.is_sealed else Said.of(word, **asked, **found)


def _editors(policy: Policy, evidence: Evidence) -> Rule:
    counted = evidence.consents if policy.self_acceptance else evidence.consents - {evidence.author_id}
    value, needed = len(counted), policy.editors_needed
    if needed == 1:
        missing = Said.of(Word.NO_EDITOR_YET)
    elif value:
        missing = Said.of(Word.ANOTHER_EDITOR_NEEDED, accepted=value, needed=needed)
    else:
        missing = Said.of(Word.EDITORS_NEEDED, accepted=value, needed=needed)
    return _at_least(RuleName.EDITORS, value, needed, missing)


def _quorum(policy: Policy, tally: Tally) -> Rule:
    more = policy.quorum - tally.ballots
    missing = Said.of(Word.BALLOTS_NEEDED, more=more, ballots=tally.ballots, quorum=policy.quorum)
    return _at_least(RuleName.QUORUM, tally.ballots, policy.quorum, missing)


def _approval(policy: Policy, tally: Tally) -> Rule:
    # Rounded down: a whole number of per cent is reached exactly when the share itself reaches it.
    value = 100 * tally.approve // tally.ballots if tally.ballots else 0
    missing = Said.of(Word.APPROVAL_NEEDED, percent=value, needed=policy.approval_percent)
    return _at_least(RuleName.APPROVAL, value, policy.approval_percent, missing)


def _departments(policy: Policy, tally: Tally) -> Rule:
    # No more than is asked for: in a small group the exact number can tell who opposed.
    value = min(tally.departments, policy.departments_needed)
    missing = Said.of(Word.DEPARTMENTS_NEEDED, departments=value, needed=policy.departments_needed)
    if policy.departments_needed == 1:
        missing = Said.of(Word.NOBODY_APPROVED)
    return _at_least(RuleName.DEPARTMENTS, value, policy.departments_needed, missing)


def _newer(evidence: Evidence) -> Rule:
    accepted = evidence.accepted_number
    threshold = 1 if accepted is None else accepted + (accepted != evidence.number)
    missing = Said.of(Word.NEWER_NEEDED, accepted=accepted or 0)
    return _at_least(RuleName.NEWER, evidence.number, threshold, missing)


def _latest(evidence: Evidence) -> Rule:
    missing = Said.of(Word.LATER_SAVED, latest=evidence.head_number)
    return _at_least(RuleName.LATEST, evidence.number, evidence.head_number, missing)


def _veto(evidence: Evidence) -> Rule:
    value = len(evidence.vetoes)
    return Rule(RuleName.VETO, value, 0, value == 0, Said.of(Word.VETO_STANDS) if value else None)


def _at_least(name: RuleName, value: int, threshold: int, missing: Said) -> Rule:
    passed = value >= threshold
    return Rule(name, value, threshold, passed, None if passed else missing)
