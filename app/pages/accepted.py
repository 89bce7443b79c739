"""The accepted text: the one place that says what readers and the compiler see."""

from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, select
from sqlmodel import Session, col

from app.campaigns.models import Theme
from app.pages.models import Acceptance, Content, Page, Revision

ACCEPTED = col(Page.accepted_id) == col(Revision.id)
"""The join condition of a page with the revision that readers see."""


def accepted_pages(session: Session, campaign_id: int) -> list[Any]:
    """Return a row for every visible page with an accepted text, in theme and page order.

    Columns: id, slug, kind, theme (slug), pinned, excluded_reason, support_count, number, revision_id,
    title, text, content_sha256, digest.
    """
    return list(session.connection().execute(_accepted().where(col(Page.campaign_id) == campaign_id)))


def accepted_as_of(moment: datetime) -> ScalarSelect[int | None]:
    """Return the expression, in a query of pages, for the revision that readers saw at a moment."""
    return (
        select(col(Acceptance.revision_id))
        .where(col(Acceptance.page_id) == col(Page.id), col(Acceptance.at) <= moment)
        .order_by(col(Acceptance.number).desc())
        .limit(1)
        .scalar_subquery()
    )


def accepted_at(session: Session, page_id: int, moment: datetime) -> int | None:
    """Return the id of the revision that readers saw at a moment, None where they saw none."""
    query = select(accepted_as_of(moment)).select_from(Page).where(col(Page.id) == page_id)
    return session.connection().execute(query).scalar_one_or_none()


def set_accepted(session: Session, page_id: int, revision_id: int | None, *, now: datetime) -> None:
    """Make a revision the page's accepted one, or none; the caller holds the page's row."""
    page = session.get_one(Page, page_id, populate_existing=True)
    if page.accepted_id == revision_id:
        return
    page.accepted_id = revision_id
    count = select(func.count()).select_from(Acceptance).where(col(Acceptance.page_id) == page_id)
    number = session.connection().execute(count).scalar_one() + 1
    session.add(Acceptance(page_id=page_id, number=number, revision_id=revision_id, at=now))
    session.flush()


def _accepted() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            col(Page.id),
            col(Page.slug),
            col(Page.kind),
            col(Page.pinned),
            col(Page.excluded_reason),
            col(Page.support_count),
            col(Theme.slug).label("theme"),
            col(Revision.id).label("revision_id"),
            col(Revision.number),
            col(Revision.title),
            col(Revision.digest),
            col(Revision.content_sha256),
            col(Content.text),
        )
        .join(Revision, and_(ACCEPTED, col(Revision.page_id) == col(Page.id)))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
        .where(col(Page.hidden_at).is_(None))
        .order_by(col(Theme.position).nulls_first(), col(Theme.id).nulls_first(), col(Page.position), col(Page.id))
    )
    return query
