"""Derives from ballots and support what their counts must be, compares, and puts right what is not.

What it says holds no figure: while tallies are sealed, nobody is told one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.clock import database_now
from app.db import lock_campaign_exclusively
from app.digests import text_digest
from app.identity.actor import Actor
from app.pages.models import Page, Revision
from app.reviews.arithmetic import HeldBallots, written
from app.reviews.models import Ballot, BallotCount, Support, SupportCount, WaitingVote
from app.reviews.rules import Choice, Kind


@dataclass(slots=True)
class Persons:
    """How many people, and how many of them are told while people vote."""

    all: int = 0
    counted: int = 0


@dataclass(slots=True)
class PageCounts:
    """What is counted of the votes on a page."""

    supporters: Persons = field(default_factory=Persons)
    support: dict[int, Persons] = field(default_factory=dict)
    """People by the revision that they gave their support to."""
    ballots: dict[tuple[str, str], Persons] = field(default_factory=dict)
    """People by the digest of their ballots, and these as they are written."""

    def differences(self, recounted: "PageCounts") -> list[str]:
        """Return the names of the counts that differ."""
        parts = ("supporters", "support", "ballots")
        return [part for part in parts if getattr(self, part) != getattr(recounted, part)]

    def add_support(self, given: str, *, cast: bool, counted: bool) -> None:
        """Count one person's support, given to a revision or (empty) to none."""
        if given:
            for persons in (self.supporters, self.support.setdefault(int(given), Persons())):
                persons.all += cast
                persons.counted += counted

    def add_ballots(self, held: str, *, cast: bool, counted: bool) -> None:
        """Count one person's ballots as they are written, empty for none."""
        if held:
            persons = self.ballots.setdefault((text_digest(held), held), Persons())
            persons.all += cast
            persons.counted += counted


def verify_tallies(session: Session) -> Iterator[str]:
    """Yield a sentence for each page of which a count differs from a recount, naming the first that does."""
    for campaign_id in session.scalars(select(col(Campaign.id)).order_by(col(Campaign.id))).all():
        assert campaign_id is not None
        for page_id, (part, *_) in _wrong(session, campaign_id)[0].items():
            yield f"Page {page_id}: the count of its {part} is not what a recount gives. Run: bonsens recount"


def recount_tallies(session: Session, actor: Actor, campaign_id: int) -> list[str]:
    """Put the counts of a campaign right and return a sentence for each page of which one was wrong.

    Nobody votes meanwhile: the campaign's exclusive lock waits for everybody who does.
    """
    lock_campaign_exclusively(session, campaign_id)
    wrong, recounted = _wrong(session, campaign_id)
    for page_id in wrong:
        _replace(session, page_id, recounted[page_id])
    if wrong:
        act = acts.RecountTallies(list(wrong))
        record_act(session, campaign_id, actor.user_id, act, now=database_now(session))
    return [f"Page {page_id}: counted anew: {', '.join(parts)}." for page_id, parts in wrong.items()]


def _wrong(session: Session, campaign_id: int) -> tuple[dict[int, list[str]], Mapping[int, PageCounts]]:
    """Return the names of the counts that differ, by page, and what a recount gives."""
    stored, recounted = stored_counts(session, campaign_id), derived_counts(session, campaign_id)
    differing = {page_id: stored[page_id].differences(recounted[page_id]) for page_id in sorted(stored)}
    return {page_id: parts for page_id, parts in differing.items() if parts}, recounted


def stored_counts(session: Session, campaign_id: int) -> dict[int, PageCounts]:
    """Return the counts as they are stored, of every page of a campaign."""
    connection, of_campaign = session.connection(), col(Page.campaign_id) == campaign_id
    pages = select(col(Page.id), col(Page.support_count), col(Page.support_counted)).where(of_campaign)
    found = {row.id: PageCounts(Persons(row.support_count, row.support_counted)) for row in connection.execute(pages)}
    support = select(SupportCount).join(Page, col(Page.id) == col(SupportCount.page_id)).where(of_campaign)
    for given in session.scalars(support):
        found[given.page_id].support[given.revision_id] = Persons(given.persons, given.counted)
    ballots = select(BallotCount).join(Page, col(Page.id) == col(BallotCount.page_id)).where(of_campaign)
    for held in session.scalars(ballots):
        found[held.page_id].ballots[held.digest, held.ballots] = Persons(held.persons, held.counted)
    return found


def derived_counts(session: Session, campaign_id: int) -> Mapping[int, PageCounts]:
    """Return what the counts must be by the votes themselves; nothing for a page without any.

    A person who waits to be told counts among those who are told as that person was counted last.
    """
    counts: defaultdict[int, PageCounts] = defaultdict(PageCounts)
    waiting = _waiting(session, campaign_id)
    for page_id, user_id, given in _supports(session, campaign_id):
        counts[page_id].add_support(given, cast=True, counted=(page_id, user_id, Kind.SUPPORT) not in waiting)
    for page_id, user_id, held in _ballots(session, campaign_id):
        counts[page_id].add_ballots(held, cast=True, counted=(page_id, user_id, Kind.BALLOTS) not in waiting)
    for (page_id, _, kind), told in waiting.items():
        add = counts[page_id].add_support if kind == Kind.SUPPORT else counts[page_id].add_ballots
        add(told, cast=False, counted=True)
    return counts


def _waiting(session: Session, campaign_id: int) -> dict[tuple[int, int, str], str]:
    query = (
        select(WaitingVote)
        .join(Page, col(Page.id) == col(WaitingVote.page_id))
        .where(col(Page.campaign_id) == campaign_id)
    )
    return {(vote.page_id, vote.user_id, vote.kind): vote.counted for vote in session.scalars(query)}


def _supports(session: Session, campaign_id: int) -> Iterator[tuple[int, int, str]]:
    query = (
        select(col(Support.page_id), col(Support.user_id), col(Support.revision_id))
        .join(Page, col(Page.id) == col(Support.page_id))
        .where(col(Page.campaign_id) == campaign_id)
        .execution_options(yield_per=1000)
    )
    for row in session.connection().execute(query):
        yield row.page_id, row.user_id, str(row.revision_id)


def _ballots(session: Session, campaign_id: int) -> Iterator[tuple[int, int, str]]:
    query = (
        select(
            col(Revision.page_id),
            col(Ballot.user_id),
            col(Ballot.revision_id),
            col(Ballot.choice),
            col(Ballot.department),
        )
        .join(Revision, col(Revision.id) == col(Ballot.revision_id))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .where(col(Page.campaign_id) == campaign_id)
        .order_by(col(Revision.page_id), col(Ballot.user_id), col(Ballot.cast_at), col(Ballot.id))
        .execution_options(yield_per=1000)
    )
    rows = session.connection().execute(query)
    for (page_id, user_id), group in groupby(rows, key=lambda row: (row.page_id, row.user_id)):
        own = list(group)
        held = HeldBallots(tuple((row.revision_id, Choice(row.choice)) for row in own), own[-1].department)
        yield page_id, user_id, written(held)


def _replace(session: Session, page_id: int, counts: PageCounts) -> None:
    connection, supporters = session.connection(), counts.supporters
    told = {"support_count": supporters.all, "support_counted": supporters.counted}
    connection.execute(update(Page).where(col(Page.id) == page_id).values(told))
    connection.execute(delete(SupportCount).where(col(SupportCount.page_id) == page_id))
    connection.execute(delete(BallotCount).where(col(BallotCount.page_id) == page_id))
    support = [
        {"page_id": page_id, "revision_id": revision_id, "persons": persons.all, "counted": persons.counted}
        for revision_id, persons in counts.support.items()
    ]
    ballots = [
        {"page_id": page_id, "digest": digest, "ballots": text, "persons": persons.all, "counted": persons.counted}
        for (digest, text), persons in counts.ballots.items()
    ]
    if support:
        connection.execute(insert(SupportCount), support)
    if ballots:
        connection.execute(insert(BallotCount), ballots)
