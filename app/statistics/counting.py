"""Counts who took part in a campaign, and how. Knows nothing of what is told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import SQLColumnExpression, String, and_, case, cast, func, select
from sqlmodel import Session, col

from app.campaigns.models import Theme
from app.campaigns.standing import Standing
from app.db import Statement, fetch
from app.discussions.models import Comment
from app.discussions.reading import VISIBLE
from app.identity.models import User
from app.pages.models import Page, Revision
from app.pages.rules import Kind, Origin
from app.reviews.batches import told_of
from app.reviews.models import BallotCount, SupportCount

TAKEN_OVER = (Origin.IMPORT.value, Origin.CLONE.value)
"""Texts that somebody wrote elsewhere: who wrote them did not take part."""


class DeedRow(NamedTuple):
    """How many texts somebody saved on a day in a theme, or how many comments they wrote."""

    theme_id: int | None
    user_id: int
    day: date
    deeds: int


class ThemeRow(NamedTuple):
    """A theme, and how many tips of it people see."""

    theme_id: int
    slug: str
    question: str
    tips: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Votes:
    """How many ballots and how much support is told; see ``app.reviews.batches``."""

    ballots: int
    supports: int


@dataclass(frozen=True, slots=True)
class Deeds:
    """What people did."""

    revisions: list[DeedRow]
    comments: list[DeedRow]

    @property
    def people(self) -> set[int]:
        return people_of(self.revisions) | people_of(self.comments)

    def before(self, day: date) -> "Deeds":
        return Deeds([row for row in self.revisions if row.day < day], [row for row in self.comments if row.day < day])

    def in_theme(self, theme_id: int) -> "Deeds":
        return Deeds(
            [row for row in self.revisions if row.theme_id == theme_id],
            [row for row in self.comments if row.theme_id == theme_id],
        )


def people_of(rows: Iterable[DeedRow]) -> set[int]:
    return {row.user_id for row in rows}


def total(rows: Iterable[DeedRow]) -> int:
    return sum(row.deeds for row in rows)


def by_day(rows: Iterable[DeedRow]) -> Counter[date]:
    counted = Counter[date]()
    for row in rows:
        counted[row.day] += row.deeds
    return counted


def count_deeds(session: Session, campaign_id: int) -> Deeds:
    """Return what people did on pages that are not hidden, by theme and day (UTC); hidden comments do not count."""
    is_own = col(Revision.origin).not_in(TAKEN_OVER)
    written = _counted(col(Revision.author_id), col(Revision.created_at)).join(
        Revision, and_(col(Revision.page_id) == col(Page.id), is_own)
    )
    said = _counted(col(Comment.author_id), col(Comment.created_at)).join(
        Comment, and_(col(Comment.page_id) == col(Page.id), VISIBLE)
    )
    return Deeds(*(_rows(session, query, campaign_id) for query in (written, said)))


def _counted(user: SQLColumnExpression[int], at: SQLColumnExpression[datetime]) -> Statement:
    day = cast(func.date(at), String).label("day")
    theme_id = col(Page.theme_id)
    query: Statement = select(
        theme_id.label("theme_id"), user.label("user_id"), day, func.count().label("deeds")
    ).select_from(Page)
    return query.group_by(theme_id, user, day)


def _rows(session: Session, query: Statement, campaign_id: int) -> list[DeedRow]:
    visible = query.where(col(Page.campaign_id) == campaign_id, col(Page.hidden_at).is_(None))
    return [
        DeedRow(row.theme_id, row.user_id, date.fromisoformat(row.day), row.deeds)
        for row in session.connection().execute(visible)
    ]


def count_themes(session: Session, campaign_id: int) -> list[ThemeRow]:
    """Return the themes in the order of the guide."""
    is_tip = and_(col(Page.theme_id) == col(Theme.id), col(Page.kind) == Kind.TIP.value, col(Page.hidden_at).is_(None))
    query: Statement = (
        select(
            col(Theme.id).label("theme_id"),
            col(Theme.slug).label("slug"),
            col(Theme.question).label("question"),
            func.count(col(Page.id)).label("tips"),
            func.sum(case((col(Page.accepted_id).is_not(None), 1), else_=0)).label("accepted"),
        )
        .outerjoin(Page, is_tip)
        .where(col(Theme.campaign_id) == campaign_id)
        .group_by(col(Theme.id), col(Theme.slug), col(Theme.question), col(Theme.position))
        .order_by(col(Theme.position), col(Theme.id))
    )
    return list(fetch(session.connection(), ThemeRow, query))


def count_votes(session: Session, standing: Standing) -> Votes | None:
    """Return the votes that are told, None while nobody is told any."""
    if standing.tallies_sealed:
        return None
    told = []
    for counts in (BallotCount, SupportCount):
        query = (
            select(func.coalesce(func.sum(told_of(counts, standing)), 0))
            .join(Page, col(Page.id) == col(counts.page_id))
            .where(col(Page.campaign_id) == standing.campaign_id, col(Page.hidden_at).is_(None))
        )
        told.append(int(session.connection().execute(query).scalar_one()))
    return Votes(*told)


def departments_of(session: Session, people: set[int]) -> dict[int, str | None]:
    """Return in which department each of these people is now."""
    found: dict[int, str | None] = {}
    listed = sorted(people)
    for start in range(0, len(listed), 500):
        some = col(User.id).in_(listed[start : start + 500])
        found.update(
            (row.id, row.department)
            for row in session.connection().execute(select(col(User.id), col(User.department)).where(some))
        )
    return found
