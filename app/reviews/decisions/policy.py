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
from app.identity.models import User
from app.pages.accepted import Ruling, is_whole, record_decision
from app.pages.access import LockedPage, PageAccess
from app.pages.models import Page, Revision
from app.pages.rules import Verdict
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
from app.reviews.models import Ballot
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
    return cases_of(session, policy_of(session, page.standing), places)[revision_id]


def cases_of(session: Session, policy: Policy, places: Mapping[int, Evidence]) -> dict[int, Case]:
    """Return the cases of several revisions in their order, by two statements however many they are.

    ``places`` says by revision whose it is and where it stands; ballots and decisions are added here.
    """
    tallies = _tallies(session, places)
    decided: dict[int, list[DecisionRow]] = {revision_id: [] for revision_id in places}
    for row in decisions_on(session, places):
        decided[row.revision_id].append(row)
    return {
        revision_id: Case(
            policy, revision_id, _judged(place, tallies[revision_id], decided[revision_id]), decided[revision_id]
        )
        for revision_id, place in places.items()
    }


def accept_by_votes(session: Session, page: LockedPage, revision_id: int) -> bool:
    """Accept the revision if its ballots, one of them just changed, fulfil the policy; tell whether they did.

    Under the page's lock, of ballots cast at once each counts those before it, so one of them sees the quorum. What was
    accepted stays so, whatever happens to its ballots later.
    """
    if page.standing.acceptance is not AcceptancePolicy.VOTES or page.accepted_id == revision_id:
        return False
    case = case_of(session, page, revision_id)
    if not case.report.by_rules or not is_whole(session, revision_id):
        # Ballots on a text that was redacted can still be changed and withdrawn.
        return False
    reason = reason_of_votes(case.policy, case.evidence.tally)
    ruling = Ruling(revision_id, Verdict.ACCEPT, reason, None)
    # Nobody is named: next to this entry it would tell on what, and how, the last voter voted.
    record_decision(session, page, ruling)
    return True


def _judged(place: Evidence, tally: Tally, decisions: Sequence[DecisionRow]) -> Evidence:
    said = ((row.number, Verdict(row.verdict), row.editor_id) for row in decisions)
    settled = decisions[0].settled if decisions else None
    consents, vetoes = editors_stand(said, settled or 0)
    return replace(place, tally=tally, consents=consents, vetoes=vetoes)


def _tallies(session: Session, revision_ids: Collection[int]) -> dict[int, Tally]:
    query = (
        select(col(Ballot.revision_id), col(Ballot.choice), col(User.department), func.count().label("ballots"))
        .join(User, col(User.id) == col(Ballot.user_id))
        .where(col(Ballot.revision_id).in_(revision_ids))
        .group_by(col(Ballot.revision_id), col(Ballot.choice), col(User.department))
    )
    groups: dict[int, list[tuple[Choice, str | None, int]]] = {revision_id: [] for revision_id in revision_ids}
    for row in session.connection().execute(query):
        groups[row.revision_id].append((Choice(row.choice), row.department, row.ballots))
    return {revision_id: tally_of(found) for revision_id, found in groups.items()}
