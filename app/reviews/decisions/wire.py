"""Turns cases and decisions into what goes over the wire; the one place that keeps sealed tallies sealed."""

import json
from typing import Any

from app.campaigns.rules import AcceptancePolicy, Act
from app.campaigns.standing import Standing
from app.identity.schemas import PersonOut
from app.pages.revisions.comparing import operations_out
from app.pages.revisions.schemas import RevisionFacts
from app.pages.revisions.wire import revision_etag, told_of_revision
from app.pages.rules import Kind, Verdict
from app.reviews.decisions.deciding import Decided
from app.reviews.decisions.policy import Case
from app.reviews.decisions.queue import Entry, WaitingChange
from app.reviews.decisions.records import DecisionRow, NotificationRow
from app.reviews.decisions.rules import OF_BALLOTS, Rule, find_bar, possible_verdicts
from app.reviews.decisions.schemas import (
    AcceptanceOut,
    ChangeOut,
    DecidedOut,
    DecisionOut,
    NotificationOut,
    ReportOut,
    RuleOut,
    TallyOut,
    WaitingOut,
)
from app.text.diff import diff
from app.words.saying import Language, find_said, tell


def decision_out(row: DecisionRow, language: Language) -> DecisionOut:
    return DecisionOut(**told_of_decision(row, language))


def decided_out(row: DecisionRow, decided: Decided, language: Language) -> DecidedOut:
    missing = decided.missing
    return DecidedOut(
        **told_of_decision(row, language),
        accepted=decided.accepted,
        missing=missing and tell(missing, language),
        missing_code=missing and missing.word.value,
        missing_parameters=missing and dict(missing.parameters),
    )


def notification_out(row: NotificationRow, language: Language) -> NotificationOut:
    return NotificationOut(
        id=row.decision_id,
        verdict=Verdict(row.verdict),
        **_reason(row, language),
        campaign=row.campaign_slug,
        page_id=row.page_id,
        page=row.page_slug,
        revision_id=row.revision_id,
        revision_number=row.revision_number,
        title=row.title,
        editor=_editor(row),
        at=row.decided_at,
        draft_id=row.draft_id,
        merged_into=row.merged_into,
        supports=None if row.merged_into is None else bool(row.supports),
    )


def report_out(case: Case, language: Language) -> ReportOut:
    return ReportOut(**_reported(case, language))


def acceptance_out(case: Case, page_id: int, language: Language) -> AcceptanceOut:
    return AcceptanceOut(
        **_reported(case, language),
        page_id=page_id,
        revision_id=case.revision_id,
        number=case.evidence.number,
        accepted=case.evidence.number == case.evidence.accepted_number,
        decisions=[decision_out(row, language) for row in case.decisions],
    )


def waiting_out(entry: Entry, standing: Standing, origin: str, language: Language) -> WaitingOut:
    row, case, editor_id = entry.row, entry.case, standing.user_id
    assert editor_id is not None
    may_decide = standing.may(Act.REVIEW)
    bar = find_bar(case.policy, case.evidence, editor_id)
    barred = None if bar is None else bar.said()
    tally = case.evidence.tally
    url = f"{origin}/v1/pages/{row.page_id}/diff?from={row.accepted_number}&to={row.number}"
    return WaitingOut(
        page_id=row.page_id,
        kind=Kind(row.kind),
        theme=row.theme_slug,
        slug=row.page_slug,
        accepted_number=row.accepted_number,
        head=RevisionFacts(**told_of_revision(row.revision)),
        etag=revision_etag(row.revision, row.decisions),
        authors=[PersonOut(id=author.id, name=author.name, department=author.department) for author in entry.authors],
        tally=None if case.policy.is_sealed else TallyOut(approve=tally.approve, oppose=tally.oppose),
        acceptance=report_out(case, language),
        barred=barred and tell(barred, language),
        barred_code=barred and barred.word.value,
        barred_parameters=barred and dict(barred.parameters),
        allowed_actions=possible_verdicts(case.policy, case.evidence, editor_id) if may_decide else [],
        decisions=[decision_out(decision, language) for decision in case.decisions],
        diff_url=url if row.accepted_number is not None else None,
        diff=_change_out(entry.change) if entry.change is not None else None,
    )


def _reported(case: Case, language: Language) -> dict[str, Any]:
    policy, report = case.policy, case.report
    return {
        "policy": policy.acceptance,
        "fulfilled": None if policy.is_sealed and policy.acceptance is AcceptancePolicy.VOTES else report.accepted,
        "sealed": policy.is_sealed,
        "rules": [_rule_out(rule, language, is_sealed=policy.is_sealed) for rule in report.rules],
        "override": _rule_out(report.override, language, is_sealed=policy.is_sealed)
        if report.override is not None
        else None,
    }


def _rule_out(rule: Rule, language: Language, *, is_sealed: bool) -> RuleOut:
    is_closed = is_sealed and rule.name in OF_BALLOTS
    missing = None if is_closed else rule.missing
    return RuleOut(
        name=rule.name,
        value=None if is_closed else rule.value,
        threshold=rule.threshold,
        passed=None if is_closed else rule.passed,
        missing=missing and tell(missing, language),
        missing_code=missing and missing.word.value,
        missing_parameters=missing and dict(missing.parameters),
    )


def told_of_decision(row: DecisionRow, language: Language) -> dict[str, Any]:
    """Return what is told of a decision wherever it appears."""
    return {
        "number": row.number,
        "revision_id": row.revision_id,
        "verdict": Verdict(row.verdict),
        **_reason(row, language),
        "editor": _editor(row),
        "decided_at": row.decided_at,
        "correction": bool(row.correction),
    }


def _reason(row: DecisionRow | NotificationRow, language: Language) -> dict[str, Any]:
    """Return an editor's words as they are, and what the policy says in the reader's language."""
    said = find_said(row.reason_code, json.loads(row.reason_parameters or "{}"))
    return {
        "reason": row.reason if said is None else tell(said, language),
        "reason_code": said and said.word.value,
        "reason_parameters": said and dict(said.parameters),
    }


def _editor(row: DecisionRow | NotificationRow) -> PersonOut | None:
    if row.editor_id is None or row.editor_name is None:
        return None
    return PersonOut(id=row.editor_id, name=row.editor_name, department=row.editor_department)


def _change_out(change: WaitingChange) -> ChangeOut:
    difference = diff(change.old_text, change.new_text)
    return ChangeOut(
        old_title=change.old_title,
        new_title=change.new_title,
        coarse=difference.coarse,
        operations=operations_out(difference),
    )
