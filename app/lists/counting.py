"""Counts the tips of themes. Knows nothing of texts."""

from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlmodel import Session, col

from app.db import Statement, fetch
from app.pages.models import Page
from app.pages.rules import Kind
from app.reviews.decisions.queue import UNACCEPTED, is_undecided


class CountRow(NamedTuple):
    """How many tips of a theme are how far."""

    theme_id: int
    accepted: int
    proposed: int
    waiting: int


NONE_YET = CountRow(0, 0, 0, 0)


def count_tips(session: Session, campaign_id: int) -> dict[int, CountRow]:
    """Return how far the visible tips of a campaign are, by theme; themes without any are left out."""
    is_accepted = col(Page.accepted_id).is_not(None)
    waits = and_(UNACCEPTED, is_undecided())
    query: Statement = (
        select(
            col(Page.theme_id).label("theme_id"),
            func.sum(case((is_accepted, 1), else_=0)).label("accepted"),
            func.sum(case((is_accepted, 0), else_=1)).label("proposed"),
            func.sum(case((waits, 1), else_=0)).label("waiting"),
        )
        .where(col(Page.campaign_id) == campaign_id, col(Page.kind) == Kind.TIP.value, col(Page.hidden_at).is_(None))
        .group_by(col(Page.theme_id))
    )
    return {row.theme_id: row for row in fetch(session.connection(), CountRow, query)}
