"""The acceptance policy of a campaign, applied: what speaks for a revision, and votes that accept it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Campaign
from app.campaigns.rules import AcceptancePolicy
from app.campaigns.standing import Standing
from app.db import Statement
from app.pages.accepted import Ruling, is_whole, record_decision
from app.pages.access import LockedPage, PageAccess
from app.pages.models import Page, Revision
from app.pages.rules import Verdict
from app.reviews.arithmetic import parsed
from app.reviews.batches import told_of
from app.reviews.decisions.records import DecisionRow, decisions_on
from app.reviews.decisions.rules import (
    Evidence,
    Policy,
    Report,
    Tally,
    assess,
    editors_stand,
    reason_of_votes,
    tally_of,
)
from app.reviews.models import BallotCount
from app.reviews.rules import Choice


@dataclass(frozen=True, slots=True)
class Case:
    """A revision with everything that its campaign's policy asks about."""

    policy: Policy
    revision_id: int
    evidence: Evidence
    decisions: Sequence[DecisionRow]
    """Newest first, as ``decisions_on`` returns them."""

    @property
    def report(self) -> Report:
        return assess(self.policy, self.evidence)


_accepted = aliased(Revision)
_head = aliased(Revision)
_SETTINGS = select(
    col(Campaign.acceptance),
    col(Campaign.quorum),
    col(Campaign.approval_percent),
    col(Campaign.departments_needed),
    col(Campaign.editors_needed),
    col(Campaign.self_acceptance),
    col(Campaign.editor_override),
    col(Campaign.sealed_tallies),
).where(col(Campaign.id) == bindparam("campaign"))
_PLACE: Statement = (
    select(
        col(Revision.author_id),
        col(Revision.number),
        col(_head.number).label("head_number"),
        col(_accepted.number).label("accepted_number"),
    )
    .select_from(Revision)
    .join(Page, col(Page.id) == col(Revision.page_id))
    .join(_head, col(_head.id) == col(Page.head_id))
    .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
    .where(col(Revision.id) == bindparam("revision"))
)


def policy_of(session: Session, standing: Standing) -> Policy:
    """Return how the campaign accepts, and whether its tallies are closed at the caller's time.

    While corrections are open, editors accept, however it accepted before the release.
    """
    row = session.connection().execute(_SETTINGS, {"campaign": standing.campaign_id}).one()
    fields = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name.
    closed = bool(fields.pop("sealed_tallies"))
    ends = standing.voting_closes_at
    fields["acceptance"] = AcceptancePolicy.EDITORS if standing.correcting else AcceptancePolicy(row.acceptance)
    is_sealed = closed and (ends is None or standing.now < ends)
    return Policy(**fields, is_sealed=is_sealed, is_correction=standing.correcting)


def case_of(session: Session, page: PageAccess, revision_id: int) -> Case:
    """Return a revision of the page with what speaks for it and against it."""
    row = session.connection().execute(_PLACE, {"revision": revision_id}).one()
    places = {revision_id: Evidence(**row._mapping)}  # noqa: SLF001  SQLAlchemy's public name.
    return cases_of(session, page.standing, places)[revision_id]


def cases_of(session: Session, standing: Standing, places: Mapping[int, Evidence]) -> dict[int, Case]:
    """Return the cases of several revisions in their order, by as many statements however many they are.

    ``places`` says by revision whose it is and where it stands; ballots, as far as they are told, and decisions are
    added here.
    """
    policy, tallies = policy_of(session, standing), _tallies(session, standing, places)
    decided: dict[int, list[DecisionRow]] = {revision_id: [] for revision_id in places}
    for row in decisions_on(session, places):
        decided[row.revision_id].append(row)
    return {
        revision_id: Case(
            policy, revision_id, _judged(place, tallies[revision_id], decided[revision_id]), decided[revision_id]
        )
        for revision_id, place in places.items()
    }


def accept_by_votes(session: Session, page: LockedPage) -> None:
    """Accept the newest revision of a page whose ballots fulfil the policy; a whole batch of them was just counted.

    Which of its ballots came last decides nothing. Under the page's lock, of ballots cast at once each counts those
    before it, so one of them ends the batch. What was accepted stays so, whatever happens to its ballots later.
    """
    if page.standing.acceptance is not AcceptancePolicy.VOTES:
        return
    for revision_id in _voted_on(session, page):
        case = case_of(session, page, revision_id)
        # Ballots on a text that was redacted can still be changed and withdrawn.
        if case.report.by_rules and is_whole(session, revision_id):
            reason = reason_of_votes(case.policy, case.evidence.tally)
            record_decision(session, page, Ruling(revision_id, Verdict.ACCEPT, reason, None))
            return


def _voted_on(session: Session, page: LockedPage) -> list[int]:
    """Return the revisions of the page that votes may accept, newest first: those with ballots, after the accepted."""
    held = select(col(BallotCount.ballots)).where(col(BallotCount.page_id) == page.page_id)
    rows = session.connection().scalars(held)
    voted = {revision_id for text in rows for revision_id, _ in parsed(text).ballots}
    newer = (
        select(col(Revision.id))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
        .where(col(Revision.id).in_(voted), col(Revision.number) > func.coalesce(col(_accepted.number), 0))
        .order_by(col(Revision.number).desc())
    )
    return [revision_id for revision_id in session.connection().scalars(newer) if revision_id is not None]


def _judged(place: Evidence, tally: Tally, decisions: Sequence[DecisionRow]) -> Evidence:
    said = ((row.number, Verdict(row.verdict), row.editor_id) for row in decisions)
    settled = decisions[0].settled if decisions else None
    consents, vetoes = editors_stand(said, settled or 0)
    return replace(place, tally=tally, consents=consents, vetoes=vetoes)


def _tallies(session: Session, standing: Standing, revision_ids: Collection[int]) -> dict[int, Tally]:
    told = told_of(BallotCount, standing)
    query: Statement = (
        select(col(Revision.id), col(BallotCount.ballots), told.label("told"))
        .select_from(BallotCount)
        .join(Page, col(Page.id) == col(BallotCount.page_id))
        .join(Revision, col(Revision.page_id) == col(Page.id))
        .where(col(Revision.id).in_(revision_ids), told > 0)
    )
    groups: dict[int, list[tuple[Choice, str | None, int]]] = {revision_id: [] for revision_id in revision_ids}
    for row in session.connection().execute(query):
        held = parsed(row.ballots)
        groups[row.id] += [(choice, held.department, row.told) for voted, choice in held.ballots if voted == row.id]
    return {revision_id: tally_of(found) for revision_id, found in groups.items()}
