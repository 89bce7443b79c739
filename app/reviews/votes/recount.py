"""Derives from ballots and support what their counts must be, compares, and puts right what is not.

What it says holds no figure: while tallies are sealed, nobody is told one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.clock import database_now
from app.db import lock_campaign_exclusively
from app.digests import text_digest
from app.identity.actor import Actor
from app.pages.models import Page, Revision
from app.reviews.models import Ballot, BallotCount, Support, SupportCount
from app.reviews.rules import Choice
from app.reviews.votes.arithmetic import written


@dataclass(slots=True)
class PageCounts:
    """What is counted of the votes on a page."""

    supporters: int = 0
    support: dict[int, int] = field(default_factory=dict)
    """People by the revision that they gave their support to."""
    ballots: dict[tuple[str, str], int] = field(default_factory=dict)
    """People by the digest of their ballots, and these as they are written."""

    def differences(self, recounted: "PageCounts") -> list[str]:
        """Return the names of the counts that differ."""
        parts = ("supporters", "support", "ballots")
        return [part for part in parts if getattr(self, part) != getattr(recounted, part)]


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
    pages = select(col(Page.id), col(Page.support_count)).where(of_campaign)
    found = {row.id: PageCounts(row.support_count) for row in connection.execute(pages)}
    support = select(SupportCount).join(Page, col(Page.id) == col(SupportCount.page_id)).where(of_campaign)
    for given in session.scalars(support):
        found[given.page_id].support[given.revision_id] = given.persons
    ballots = select(BallotCount).join(Page, col(Page.id) == col(BallotCount.page_id)).where(of_campaign)
    for held in session.scalars(ballots):
        found[held.page_id].ballots[held.digest, held.ballots] = held.persons
    return found


def derived_counts(session: Session, campaign_id: int) -> Mapping[int, PageCounts]:
    """Return what the counts must be by the ballots and the support themselves; nothing for a page without any."""
    connection = session.connection()
    counts: defaultdict[int, PageCounts] = defaultdict(PageCounts)
    support = (
        select(col(Support.page_id), col(Support.revision_id), func.count().label("persons"))
        .join(Page, col(Page.id) == col(Support.page_id))
        .where(col(Page.campaign_id) == campaign_id)
        .group_by(col(Support.page_id), col(Support.revision_id))
    )
    for row in connection.execute(support):
        counts[row.page_id].support[row.revision_id] = row.persons
        counts[row.page_id].supporters += row.persons
    ballots = (
        select(col(Revision.page_id), col(Ballot.user_id), col(Ballot.revision_id), col(Ballot.choice))
        .join(Revision, col(Revision.id) == col(Ballot.revision_id))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .where(col(Page.campaign_id) == campaign_id)
        .order_by(col(Revision.page_id), col(Ballot.user_id), col(Ballot.cast_at), col(Ballot.id))
        .execution_options(yield_per=1000)
    )
    held: Counter[tuple[int, str]] = Counter()
    for (page_id, _), own in groupby(connection.execute(ballots), key=lambda row: (row.page_id, row.user_id)):
        held[page_id, written(tuple((row.revision_id, Choice(row.choice)) for row in own))] += 1
    for (page_id, text), persons in held.items():
        counts[page_id].ballots[text_digest(text), text] = persons
    return counts


def _replace(session: Session, page_id: int, counts: PageCounts) -> None:
    connection = session.connection()
    connection.execute(update(Page).where(col(Page.id) == page_id).values(support_count=counts.supporters))
    connection.execute(delete(SupportCount).where(col(SupportCount.page_id) == page_id))
    connection.execute(delete(BallotCount).where(col(BallotCount.page_id) == page_id))
    support = [
        {"page_id": page_id, "revision_id": revision_id, "persons": persons}
        for revision_id, persons in counts.support.items()
    ]
    ballots = [
        {"page_id": page_id, "digest": digest, "ballots": text, "persons": persons}
        for (digest, text), persons in counts.ballots.items()
    ]
    if support:
        connection.execute(insert(SupportCount), support)
    if ballots:
        connection.execute(insert(BallotCount), ballots)
