"""Ballots on revisions and support for tips: one per person, secret, counted exactly."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete

from app.audit.service import record_act
from app.campaigns.models import Theme
from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.db import is_sqlite
from app.errors import Invalid
from app.identity.actor import Actor
from app.pages.access import locked_page_in, page_of_revision
from app.pages.models import Page, Revision
from app.pages.rules import Kind
from app.reviews.models import Ballot, Support
from app.reviews.policy import accept_by_votes
from app.reviews.rules import Choice


@dataclass(frozen=True, slots=True)
class BallotTally:
    revision_id: int
    approve: int
    oppose: int
    my_choice: Choice | None


@dataclass(frozen=True, slots=True)
class SupportTally:
    page_id: int
    support: int
    my_revision_id: int | None


def cast_ballot(session: Session, actor: Actor, revision_id: int, choice: Choice | None) -> BallotTally:
    """Cast, change or (for None) withdraw the caller's ballot on a revision, and return the tally."""
    user_id = actor.signed_in()
    page = locked_page_in(session, actor, page_of_revision(session, revision_id))
    standing = page.standing
    standing.require(Act.VOTE)
    if choice is None:
        own = (col(Ballot.user_id) == user_id, col(Ballot.revision_id) == revision_id)
        session.exec(delete(Ballot).where(*own))
    else:
        _upsert(
            session,
            Ballot,
            {"user_id": user_id, "revision_id": revision_id},
            {"choice": choice.value, "cast_at": standing.now},
        )
    tally = ballot_tally(session, actor, revision_id)
    decided = accept_by_votes(session, page, revision_id)
    # Where all ballots on a revision agree, the log would tell how everybody in it voted, so it does not say on what;
    # nor who voted, next to the decision that follows from it.
    record_act(session, standing.campaign_id, None if decided else user_id, "ballot.changed", {}, now=standing.now)
    return tally


def ballot_tally(session: Session, actor: Actor, revision_id: int) -> BallotTally:
    """Count the ballots on a revision; the caller's own choice is told to the caller alone."""
    mine = and_(col(Ballot.user_id) == (actor.user_id or 0), col(Ballot.revision_id) == revision_id)
    row = (
        session.connection()
        .execute(
            select(
                _count_of(Choice.APPROVE),
                _count_of(Choice.OPPOSE),
                select(col(Ballot.choice)).where(mine).scalar_subquery(),
            ).where(col(Ballot.revision_id) == revision_id)
        )
        .one()
    )
    return BallotTally(revision_id, row[0], row[1], Choice(row[2]) if row[2] else None)


def give_support(session: Session, actor: Actor, page_id: int, *, supports: bool) -> SupportTally:
    """Give or withdraw the caller's support for a tip, on the text that readers see now, else the latest.

    Raises Invalid for a page that is no tip.
    """
    user_id = actor.signed_in()
    page = locked_page_in(session, actor, page_id)
    page.standing.require(Act.VOTE)
    if page.kind != Kind.TIP:
        raise Invalid("Only tips can be supported.", field="page_id", kind=page.kind)
    if supports:
        revision_id = page.accepted_id or page.head_id
        _upsert(
            session,
            Support,
            {"user_id": user_id, "page_id": page_id},
            {"revision_id": revision_id, "cast_at": page.standing.now},
        )
    else:
        session.exec(delete(Support).where(col(Support.user_id) == user_id, col(Support.page_id) == page_id))
    count_support(session, page_id)
    tally = support_tally(session, actor, page_id)
    # Support is the choice itself, so the log holds that something changed, but not for which tip.
    record_act(session, page.standing.campaign_id, user_id, "support.changed", {}, now=page.standing.now)
    return tally


def count_support(session: Session, page_id: int) -> None:
    """Set a tip's counter to the number of its supporters."""
    counted = select(func.count()).select_from(Support).where(col(Support.page_id) == page_id)
    session.exec(update(Page).where(col(Page.id) == page_id).values(support_count=counted.scalar_subquery()))


def support_tally(session: Session, actor: Actor, page_id: int) -> SupportTally:
    """Count the support of a tip; the caller's own is told to the caller alone."""
    mine = select(col(Support.revision_id)).where(
        col(Support.page_id) == page_id, col(Support.user_id) == (actor.user_id or 0)
    )
    row = (
        session.connection()
        .execute(
            select(func.count(), mine.scalar_subquery()).select_from(Support).where(col(Support.page_id) == page_id)
        )
        .one()
    )
    return SupportTally(page_id, row[0], row[1])


def ranking(session: Session, standing: Standing, *, theme: str | None) -> list[Any]:
    """Return the visible tips, most supported first, then in the order of the guide.

    A row has page_id, theme, slug, title, support, accepted, supported_by_me.
    """
    standing.require(Act.READ_LATEST)
    mine = select(col(Support.id)).where(
        col(Support.page_id) == col(Page.id), col(Support.user_id) == (standing.user_id or 0)
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            col(Page.id).label("page_id"),
            col(Theme.slug).label("theme"),
            col(Page.slug),
            col(Revision.title),
            col(Page.support_count).label("support"),
            col(Page.accepted_id).is_not(None).label("accepted"),
            mine.exists().label("supported_by_me"),
        )
        .select_from(Page)
        .join(Theme, col(Theme.id) == col(Page.theme_id))
        .join(Revision, col(Revision.id) == func.coalesce(col(Page.accepted_id), col(Page.head_id)))
        .where(
            col(Page.campaign_id) == standing.campaign_id,
            col(Page.kind) == Kind.TIP.value,
            col(Page.hidden_at).is_(None),
        )
        .order_by(col(Page.support_count).desc(), col(Theme.position), col(Page.position), col(Page.id))
    )
    if theme is not None:
        query = query.where(col(Theme.slug) == theme)
    return list(session.connection().execute(query))


def _upsert(session: Session, table: type[Ballot | Support], key: dict[str, object], values: dict[str, object]) -> None:
    # Of parallel ballots by one person the last one counts; none of them may fail on the unique key.
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(table).values(**key, **values)
    session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=values))


def _count_of(choice: Choice) -> Any:  # noqa: ANN401  A column of an aggregate.
    return func.coalesce(func.sum(case((col(Ballot.choice) == choice.value, 1), else_=0)), 0)
