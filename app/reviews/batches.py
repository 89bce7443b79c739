"""When the votes on a page are told: all at once where enough people have voted, never one by one.

Whoever sees figures move knows that somebody voted at that moment. So what is told of the ballots on a page, and of the
support for it, stands still until ``BATCH`` people have votes that are not told, and then moves by all of theirs. What
remains is told when voting ends. Knows no rule of voting, and not how votes add up.
"""

from sqlalchemy import SQLColumnExpression, case, delete, func, select, update
from sqlmodel import Session, col

from app.campaigns.standing import Standing
from app.pages.access import LockedPage
from app.pages.models import Page
from app.reviews.models import BallotCount, SupportCount, WaitingVote
from app.reviews.rules import Kind

BATCH = 5
"""How many people have votes that are not told before figures move: each of them hides among four others."""
Counts = type[BallotCount] | type[SupportCount]
_TABLES: dict[Kind, Counts] = {Kind.BALLOTS: BallotCount, Kind.SUPPORT: SupportCount}


def batch_told(standing: Standing) -> int | None:
    """Return by how many voters figures move, None where every vote is told because voting has ended."""
    return BATCH if standing.voting_ended_at is None else None


def told_of(counts: Counts, standing: Standing) -> SQLColumnExpression[int]:
    """Return, in a query that has the page too, how many people of a row of counts are told."""
    if standing.voting_ended_at is not None:
        return col(counts.persons)
    everybody = col(Page.voting_round) != standing.voting_round
    return case((everybody, col(counts.persons)), else_=col(counts.counted))


def begin_round(session: Session, page: LockedPage) -> None:
    """Leave as told what was told when voting ended, where this is the first vote since it was opened again."""
    voting_round = page.standing.voting_round
    is_another = col(Page.id) == page.page_id, col(Page.voting_round) != voting_round
    begun = update(Page).where(*is_another).values(voting_round=voting_round)
    if session.connection().execute(begun).rowcount:
        for kind in Kind:
            count_all(session, page.page_id, kind)


def fills_batch(session: Session, page: LockedPage, kind: Kind, before: str, after: str) -> bool:
    """Let the caller's votes on the page wait to be told; tell whether those of a whole batch wait now.

    ``before`` and ``after`` are the votes as the counts know them. Who votes again waits once, and who returns to what
    is told does not wait: a batch is of people whose votes differ from what is told, however often they were asked.
    """
    connection, user_id = session.connection(), page.standing.user_id
    of_page = col(WaitingVote.page_id) == page.page_id, col(WaitingVote.kind) == kind
    own = *of_page, col(WaitingVote.user_id) == user_id
    counted = connection.execute(select(col(WaitingVote.counted)).where(*own)).scalar_one_or_none()
    if counted is None and before != after:
        assert user_id is not None
        session.add(WaitingVote(page_id=page.page_id, user_id=user_id, kind=kind, counted=before))
        session.flush()
    elif counted == after:
        connection.execute(delete(WaitingVote).where(*own))
    waiting: int = connection.execute(select(func.count()).select_from(WaitingVote).where(*of_page)).scalar_one()
    return waiting >= BATCH


def count_all(session: Session, page_id: int, kind: Kind) -> None:
    """Let all votes on a page be told from now on."""
    connection, counts = session.connection(), _TABLES[kind]
    connection.execute(delete(WaitingVote).where(col(WaitingVote.page_id) == page_id, col(WaitingVote.kind) == kind))
    connection.execute(delete(counts).where(col(counts.page_id) == page_id, col(counts.persons) == 0))
    connection.execute(update(counts).where(col(counts.page_id) == page_id).values(counted=col(counts.persons)))
    if kind is Kind.SUPPORT:
        counted = update(Page).where(col(Page.id) == page_id).values(support_counted=col(Page.support_count))
        connection.execute(counted)
