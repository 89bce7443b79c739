"""Loads a page together with the right to act on it; what a caller may not see does not exist."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import STANDING, Standing, standing_from, with_caller
from app.db import is_sqlite, shared_campaign_lock
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.errors import NoSuchPage, NoSuchRevision
from app.pages.models import Page, Revision


@dataclass(frozen=True, slots=True)
class PageAccess:
    """A page as one statement read it, and how the caller stands to its campaign."""

    standing: Standing
    caller_key: str | None
    """What stands for the caller in digests."""
    page_id: int
    key: str
    kind: str
    slug: str
    theme: str | None
    head_id: int | None
    head_number: int | None
    head_digest: str | None
    accepted_id: int | None
    decisions: int


PAGE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    col(Page.id).label("page_id"),
    col(Page.key).label("page_key"),
    col(Page.kind).label("kind"),
    col(Page.slug).label("page_slug"),
    col(Page.head_id).label("head_id"),
    col(Page.accepted_id).label("accepted_id"),
    col(Page.decisions).label("decisions"),
    col(Page.hidden_at).label("hidden_at"),
    col(Theme.slug).label("theme_slug"),
)

_ACCESS = with_caller(
    select(
        *STANDING,
        *PAGE_COLUMNS,
        col(User.key).label("caller_key"),
        col(Revision.number).label("head_number"),
        col(Revision.digest).label("head_digest"),
    )
    .select_from(Page)
    .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
    .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
    .outerjoin(Revision, col(Revision.id) == col(Page.head_id))
).where(col(Page.id) == bindparam("page"))
_LOCK_CAMPAIGN = select(shared_campaign_lock(col(Page.campaign_id))).where(col(Page.id) == bindparam("page"))
# Without the key: rows that refer to the page can be inserted while its row is held.
_LOCK = select(col(Page.id)).where(col(Page.id) == bindparam("page")).with_for_update(key_share=True)
_PAGE_OF = select(col(Revision.page_id)).where(col(Revision.id) == bindparam("revision"))


def page_in(session: Session, actor: Actor, page_id: int) -> PageAccess:
    """Return the page and the caller's standing; raises NotFound when it is absent or hidden from them."""
    row = session.connection().execute(_ACCESS, {"caller_id": actor.user_id, "page": page_id}).one_or_none()
    if row is None:
        raise NoSuchPage
    standing = visible_standing(row, actor)
    return PageAccess(
        standing=standing,
        caller_key=row.caller_key,
        page_id=row.page_id,
        key=row.page_key,
        kind=row.kind,
        slug=row.page_slug,
        theme=row.theme_slug,
        head_id=row.head_id,
        head_number=row.head_number,
        head_digest=row.head_digest,
        accepted_id=row.accepted_id,
        decisions=row.decisions,
    )


def locked_page_in(session: Session, actor: Actor, page_id: int) -> PageAccess:
    """Return what ``page_in`` does, read by the clock after the campaign's shared lock and the page's row."""
    if not is_sqlite(session):
        session.connection().execute(_LOCK_CAMPAIGN, {"page": page_id})
        lock_page(session, page_id)
    return page_in(session, actor, page_id)


def visible_standing(row: Row[Any], actor: Actor) -> Standing:
    """Return the standing told by a row of a page; raises NotFound when the page is hidden from the caller.

    A page without an accepted text does not exist for those who may read accepted texts only.
    """
    standing = standing_from(row, actor)
    is_editor = is_at_least(standing.role, Role.EDITOR)
    is_unread = row.accepted_id is None and not standing.may(Act.READ_LATEST)
    if standing.role is None or is_unread or (row.hidden_at is not None and not is_editor):
        raise NoSuchPage
    return standing


def lock_page(session: Session, page_id: int) -> None:
    """Wait for the page's row, alone: a lock on a join would be taken before the clock is read."""
    session.connection().execute(_LOCK, {"page": page_id})


def page_of_revision(session: Session, revision_id: int) -> int:
    """Return the id of the page that a revision belongs to; raises NotFound."""
    page_id = session.connection().execute(_PAGE_OF, {"revision": revision_id}).scalar_one_or_none()
    if page_id is None:
        raise NoSuchRevision
    return int(page_id)
