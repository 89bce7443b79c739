"""What is told of the votes on one text: counts, unless they are sealed, and to everybody their own choice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.standing import Standing
from app.db import Statement
from app.pages.accepted import stood_until
from app.pages.models import Page, Revision
from app.reviews.arithmetic import (
    BallotCounts,
    Ballots,
    HeldBallots,
    SupportCounts,
    ballot_for,
    count_ballots,
    count_support,
    parsed,
)
from app.reviews.batches import batch_told, told_of
from app.reviews.models import Ballot, BallotCount, Support, SupportCount
from app.reviews.rules import Choice
from app.reviews.votes.sameness import same_pairs


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """The caller's ballot: the one that counts for the revision, else their newest on the page."""

    revision_id: int
    choice: Choice
    is_same_text: bool
    """Whether it was cast on the revision itself or on materially the same text, and so counts."""


@dataclass(frozen=True, slots=True)
class BallotTally:
    revision_id: int
    counts: BallotCounts | None
    """None while tallies are sealed."""
    batch: int | None
    """By how many voters the counts move, None once voting has ended."""
    own: OwnBallot | None


@dataclass(frozen=True, slots=True)
class OwnSupport:
    """The revision that the caller gave their support to, and whether readers see materially its text now."""

    revision_id: int
    is_same_text: bool


@dataclass(frozen=True, slots=True)
class SupportTally:
    page_id: int
    shown_id: int
    """The revision that support is given to now; once voting has ended, the one that it was given to last."""
    counts: SupportCounts | None
    """None while tallies are sealed."""
    batch: int | None
    """By how many voters the counts move, None once voting has ended."""
    own: OwnSupport | None


SHOWN = func.coalesce(col(Page.accepted_id), col(Page.head_id))
"""In a query of pages: the revision that readers see, the latest where nothing is accepted."""
_shown = aliased(Revision)
_OWN_BALLOTS: Statement = (
    select(col(Ballot.revision_id), col(Ballot.choice), col(Ballot.department))
    .join(Revision, col(Revision.id) == col(Ballot.revision_id))
    .where(col(Ballot.user_id) == bindparam("user"), col(Revision.page_id) == bindparam("page"))
    .order_by(col(Ballot.cast_at), col(Ballot.id))
)
_SHOWN_AND_OWN: Statement = (
    select(
        col(_shown.id).label("shown_id"),
        col(_shown.content_sha256).label("shown"),
        col(Revision.id).label("own_id"),
        col(Revision.content_sha256).label("own"),
    )
    .select_from(Page)
    .join(_shown, col(_shown.page_id) == col(Page.id))
    .outerjoin(Support, (col(Support.page_id) == col(Page.id)) & (col(Support.user_id) == bindparam("user")))
    .outerjoin(Revision, col(Revision.id) == col(Support.revision_id))
    .where(col(Page.id) == bindparam("page"))
)


def counted_for(voting_ended: datetime | None) -> ColumnElement[int]:
    """Return, in a query of pages, the revision that their votes count for.

    While people vote it is the one that is shown. Once voting has ended it stays the one that was shown then,
    whatever editors accept later.
    """
    # A page without any text then came later, and nobody can have voted on it.
    return SHOWN if voting_ended is None else func.coalesce(stood_until(voting_ended), SHOWN)


def own_held(session: Session, user_id: int, page_id: int) -> HeldBallots:
    """Return a person's ballots on a page, oldest first, and the department that counts for them."""
    rows = session.connection().execute(_OWN_BALLOTS, {"user": user_id, "page": page_id}).all()
    ballots = tuple((row.revision_id, Choice(row.choice)) for row in rows)
    return HeldBallots(ballots, rows[-1].department if rows else None)


def own_ballots(session: Session, user_id: int, page_id: int) -> Ballots:
    """Return a person's ballots on a page, oldest first."""
    return own_held(session, user_id, page_id).ballots


def ballot_tally(session: Session, standing: Standing, page_id: int, revision_id: int) -> BallotTally:
    """Count the ballots for a revision of a page; the caller's own is told to the caller alone."""
    held = [] if standing.tallies_sealed else _held(session, standing, page_id)
    own = own_ballots(session, standing.user_id, page_id) if standing.user_id is not None else ()
    named = {ballot[0] for ballots in (own, *(ballots for ballots, _ in held)) for ballot in ballots}
    same = _same_revisions(session, revision_id, named, standing.same_text_percent)
    counts = None if standing.tallies_sealed else count_ballots(revision_id, same, held)
    return BallotTally(revision_id, counts, batch_told(standing), _own_ballot(revision_id, same, own))


def support_tally(session: Session, standing: Standing, page_id: int) -> SupportTally:
    """Count the support for a tip; the caller's own is told to the caller alone."""
    connection, percent = session.connection(), standing.same_text_percent
    query = _SHOWN_AND_OWN.where(col(_shown.id) == counted_for(standing.voting_ended_at))
    row = connection.execute(query, {"page": page_id, "user": standing.user_id}).one()
    own = None
    if row.own_id is not None:
        own = OwnSupport(row.own_id, bool(same_pairs(session, [(row.own, row.shown)], percent)))
    counts = None
    if not standing.tallies_sealed:
        given = connection.execute(_given(standing, page_id)).all()
        same = same_pairs(session, [(part.given, row.shown) for part in given], percent)
        counts = count_support(
            {part.revision_id for part in given if (part.given, row.shown) in same},
            {part.revision_id: part.told for part in given},
        )
    return SupportTally(page_id, row.shown_id, counts, batch_told(standing), own)


def count_votes(session: Session, standing: Standing) -> tuple[int, int]:
    """Return how many ballots and how much support the visible pages of a campaign have, as far as that is told."""
    connection, told = session.connection(), told_of(BallotCount, standing)
    visible = col(Page.campaign_id) == standing.campaign_id, col(Page.hidden_at).is_(None)
    held: Statement = (
        select(col(BallotCount.ballots), told.label("told"))
        .join(Page, col(Page.id) == col(BallotCount.page_id))
        .where(*visible)
    )
    given: Statement = (
        select(func.coalesce(func.sum(told_of(SupportCount, standing)), 0))
        .join(Page, col(Page.id) == col(SupportCount.page_id))
        .where(*visible)
    )
    ballots = sum(len(parsed(row.ballots).ballots) * row.told for row in connection.execute(held))
    return ballots, int(connection.execute(given).scalar_one())


def _held(session: Session, standing: Standing, page_id: int) -> list[tuple[Ballots, int]]:
    told = told_of(BallotCount, standing)
    query: Statement = (
        select(col(BallotCount.ballots), told.label("told"))
        .join(Page, col(Page.id) == col(BallotCount.page_id))
        .where(col(Page.id) == page_id, told > 0)
    )
    return [(parsed(row.ballots).ballots, row.told) for row in session.connection().execute(query)]


def _given(standing: Standing, page_id: int) -> Statement:
    told = told_of(SupportCount, standing)
    return (
        select(col(SupportCount.revision_id), told.label("told"), col(Revision.content_sha256).label("given"))
        .join(Page, col(Page.id) == col(SupportCount.page_id))
        .join(Revision, col(Revision.id) == col(SupportCount.revision_id))
        .where(col(Page.id) == page_id, told > 0)
    )


def _own_ballot(revision_id: int, same: Collection[int], own: Ballots) -> OwnBallot | None:
    counting = ballot_for(revision_id, same, own)
    if counting is not None:
        return OwnBallot(*counting, is_same_text=True)
    return OwnBallot(*own[-1], is_same_text=False) if own else None


def _same_revisions(session: Session, revision_id: int, named: Collection[int], percent: int) -> set[int]:
    """Return which of the named revisions have materially the text of one."""
    if not set(named) - {revision_id}:
        return set(named)
    query = select(col(Revision.id), col(Revision.content_sha256)).where(col(Revision.id).in_({*named, revision_id}))
    contents: Mapping[int, str] = {row.id: row.content_sha256 for row in session.connection().execute(query)}
    shown = contents[revision_id]
    same = same_pairs(session, [(contents[other], shown) for other in named], percent)
    return {other for other in named if (contents[other], shown) in same}
