"""Who wrote on what: revisions that still count, by contributor.

Counts revisions, not words; the credit for each word is a matter of ``app.text.attribution``.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.identity.models import User
from app.pages.models import Page, Revision


@dataclass(slots=True)
class Contribution:
    """What one person did, over the pages asked for."""

    user_id: int
    name: str
    department: str | None
    revisions: int = 0
    pages: set[int] = field(default_factory=set)
    first_at: datetime | None = None
    last_at: datetime | None = None

    def count(self, page_id: int, at: datetime) -> None:
        self.revisions += 1
        self.pages.add(page_id)
        self.first_at = at if self.first_at is None else min(self.first_at, at)
        self.last_at = at if self.last_at is None else max(self.last_at, at)

    def add(self, part: "Contribution") -> None:
        """Add what the same person did on other pages."""
        self.revisions += part.revisions
        self.pages |= part.pages
        self.first_at = min((at for at in (self.first_at, part.first_at) if at), default=None)
        self.last_at = max((at for at in (self.last_at, part.last_at) if at), default=None)


def surviving(states: Sequence[Hashable]) -> list[bool]:
    """Tell for each state of a page's history, in order, whether it was not reverted later.

    A return to an earlier text takes back everything in between, gives back what that text was made of,
    and is itself no contribution (identity revert, as counted in research on Wikipedia: Kittur et al., CHI 2007).
    """
    kept = [False] * len(states)
    before: list[int | None] = []
    first_seen: dict[Hashable, int] = {}
    last: int | None = None
    for index, state in enumerate(states):
        before.append(last)
        last = first_seen.setdefault(state, index)
    while last is not None:
        kept[last] = True
        last = before[last]
    return kept


def accepted_contributors(session: Session, campaign_id: int) -> dict[int, list[Contribution]]:
    """Return the contributors of every page with an accepted text, by page, in order of first contribution.

    What came after the accepted revision is not in the guide and does not count.
    """
    accepted = aliased(Revision)
    query = (
        _HISTORY.join(accepted, col(accepted.id) == col(Page.accepted_id))
        .where(col(Page.campaign_id) == campaign_id, col(Revision.number) <= accepted.number)
        .where(col(Page.hidden_at).is_(None))
    )
    rows = session.connection().execute(query).all()
    pages: dict[int, list[Any]] = {}
    for row in rows:
        pages.setdefault(row.page_id, []).append(row)
    return {page_id: tally_contributions(history) for page_id, history in pages.items()}


def page_contributors(session: Session, page_id: int, *, up_to: int | None) -> list[Contribution]:
    """Return a page's contributors up to a revision number, up to its head for None."""
    query = _HISTORY.where(col(Page.id) == page_id)
    if up_to is not None:
        query = query.where(col(Revision.number) <= up_to)
    return tally_contributions(session.connection().execute(query))


def campaign_contributors(session: Session, campaign_id: int, *, latest: bool) -> list[Contribution]:
    """Return all contributors of a campaign, most revisions first: to its accepted texts, or to the latest."""
    if latest:
        query = _HISTORY.where(col(Page.campaign_id) == campaign_id, col(Page.hidden_at).is_(None))
        return by_revisions([tally_contributions(session.connection().execute(query))])
    return by_revisions(accepted_contributors(session, campaign_id).values())


def by_revisions(pages: Iterable[list[Contribution]]) -> list[Contribution]:
    """Add up the contributions to several pages, most revisions first, then by name."""
    found: dict[int, Contribution] = {}
    for contributions in pages:
        for part in contributions:
            person = found.setdefault(part.user_id, Contribution(part.user_id, part.name, part.department))
            person.add(part)
    return sorted(found.values(), key=lambda person: (-person.revisions, person.name, person.user_id))


def tally_contributions(rows: Iterable[Any]) -> list[Contribution]:
    """Count the rows of ``_HISTORY``; people come in the order of their first surviving revision."""
    by_page: dict[int, list[Any]] = {}
    for row in rows:
        by_page.setdefault(row.page_id, []).append(row)
    found: dict[int, Contribution] = {}
    for page_id, history in by_page.items():
        for row, counts in zip(history, surviving([(row.title, row.sha256) for row in history]), strict=True):
            if counts:
                person = found.setdefault(row.user_id, Contribution(row.user_id, row.name, row.department))
                person.count(page_id, row.at)
    return list(found.values())


_HISTORY: Select[*tuple[Any, ...]] = (
    select(
        col(Page.id).label("page_id"),
        col(Revision.content_sha256).label("sha256"),
        col(Revision.title),
        func.coalesce(col(Revision.authored_at), col(Revision.created_at)).label("at"),
        col(User.id).label("user_id"),
        col(User.name),
        col(User.department),
    )
    .select_from(Page)
    .join(Revision, col(Revision.page_id) == col(Page.id))
    .join(User, col(User.id) == col(Revision.author_id))
    .order_by(col(Page.id), col(Revision.number))
)
