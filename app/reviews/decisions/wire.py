"""Turns cases and decisions into what goes over the wire; the one place that keeps sealed tallies sealed."""

from typing import Any

from app.campaigns.rules import Acceptance
from app.identity.schemas import PersonOut
from app.pages.revisions.schemas import RevisionFacts
from app.pages.revisions.wire import operations_out, revision_etag, told_of_revision
from app.pages.rules import Kind, Verdict
from app.reviews.decisions.policy import Case
from app.reviews.decisions.queue import Change, Entry
from app.reviews.decisions.records import DecisionRow, NotificationRow
from app.reviews.decisions.rules import OF_BALLOTS, Rule, find_bar
from app.reviews.decisions.schemas import (
    AcceptanceOut,
    ChangeOut,
    DecisionOut,
    NotificationOut,
    ReportOut,
    RuleOut,
    TallyOut,
    WaitingOut,
)
from app.text.diff import diff


def decision_out(row: DecisionRow) -> DecisionOut:
    return DecisionOut(**told_of_decision(row))


def notification_out(row: NotificationRow) -> NotificationOut:
    return NotificationOut(
        id=row.decision_id,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        campaign=row.campaign_slug,
        page_id=row.page_id,
        page=row.page_slug,
        revision_id=row.revision_id,
        revision_number=row.revision_number,
        title=row.title,
        editor=_editor(row),
        at=row.decided_at,
        draft_id=row.draft_id,
    )


def report_out(case: Case) -> ReportOut:
    return ReportOut(**_reported(case))


def acceptance_out(case: Case, page_id: int) -> AcceptanceOut:
    return AcceptanceOut(
        **_reported(case),
        page_id=page_id,
        revision_id=case.subject.revision_id,
        number=case.subject.number,
        accepted=case.subject.number == case.subject.accepted_number,
        decisions=[decision_out(row) for row in case.decisions],
    )


def waiting_out(entry: Entry, editor_id: int, origin: str) -> WaitingOut:
    row, case = entry.row, entry.case
    bar = find_bar(case.terms.policy, case.evidence, editor_id)
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
        tally=None if case.terms.is_sealed else TallyOut(approve=tally.approve, oppose=tally.oppose),
        acceptance=report_out(case),
        barred=str(bar) if bar is not None else None,
        decisions=[decision_out(decision) for decision in case.decisions],
        diff_url=url if row.accepted_number is not None else None,
        diff=_change_out(entry.change) if entry.change is not None else None,
    )


def _reported(case: Case) -> dict[str, Any]:
    policy, report, is_sealed = case.terms.policy, case.report, case.terms.is_sealed
    return {
        "policy": policy.acceptance,
        "fulfilled": None if is_sealed and policy.acceptance is Acceptance.VOTES else report.accepted,
        "sealed": is_sealed,
        "rules": [_rule_out(rule, is_sealed=is_sealed) for rule in report.rules],
        "override": _rule_out(report.override, is_sealed=is_sealed) if report.override is not None else None,
    }


def _rule_out(rule: Rule, *, is_sealed: bool) -> RuleOut:
    if is_sealed and rule.name in OF_BALLOTS:
        return RuleOut(name=rule.name, value=None, threshold=rule.threshold, passed=None, missing=None)
    return RuleOut(name=rule.name, value=rule.value, threshold=rule.threshold, passed=rule.passed, missing=rule.missing)


def told_of_decision(row: DecisionRow) -> dict[str, Any]:
    """Return what is told of a decision wherever it appears."""
    return {
        "number": row.number,
        "revision_id": row.revision_id,
        "verdict": Verdict(row.verdict),
        "reason": row.reason,
        "editor": _editor(row),
        "decided_at": row.decided_at,
    }


def _editor(row: DecisionRow | NotificationRow) -> PersonOut | None:
    if row.editor_id is None or row.editor_name is None:
        return None
    return PersonOut(id=row.editor_id, name=row.editor_name, department=row.editor_department)


def _change_out(change: Change) -> ChangeOut:
    difference = diff(change.old_text, change.new_text)
    return ChangeOut(
        old_title=change.old_title,
        new_title=change.new_title,
        coarse=difference.coarse,
        operations=operations_out(difference),
    )
