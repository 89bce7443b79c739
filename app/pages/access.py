"""Loads a page together with the right to act on it; what a caller may not see does not exist."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import STANDING, Standing, caller, standing_from, with_caller
from app.db import Columns, is_sqlite, shared_campaign_lock
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.errors import NoSuchPage, NoSuchRevision, PageMerged
from app.pages.models import Page, Revision


@dataclass(frozen=True, slots=True)
class Link:
    """The revision after which the next one goes."""

    id: int
    number: int
    digest: str


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

    @property
    def head(self) -> Link | None:
        """The latest revision; None while the page has none yet."""
        if self.head_id is None or self.head_number is None or self.head_digest is None:
            return None
        return Link(self.head_id, self.head_number, self.head_digest)


@dataclass(frozen=True, slots=True)
class LockedPage(PageAccess):
    """A page of which this transaction holds the row, and its campaign's lock: made by the functions here alone.

    Its standing was read by the clock after the locks, or is that of the one deed that locked several pages.
    """


Access = TypeVar("Access", bound=PageAccess)
PAGE_COLUMNS: Columns = (
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
_KEY_OF = select(col(User.key)).where(col(User.id) == bindparam("user"))
_PAGE_OF = select(col(Revision.page_id)).where(col(Revision.id) == bindparam("revision"))


def page_in(session: Session, actor: Actor, page_id: int) -> PageAccess:
    """Return the page and the caller's standing; raises NotFound when it is absent or hidden from them."""
    return _read(session, actor, page_id, PageAccess)


def locked_page_in(session: Session, actor: Actor, page_id: int) -> LockedPage:
    """Return what ``page_in`` does, read by the clock after the campaign's shared lock and the page's row."""
    if not is_sqlite(session):
        session.connection().execute(_LOCK_CAMPAIGN, {"page": page_id})
        _lock_page(session, page_id)
    return _read(session, actor, page_id, LockedPage)


def locked_pages_in(
    session: Session, actor: Actor, page_ids: Collection[int], *, now: datetime
) -> dict[int, LockedPage]:
    """Return pages by id, locked in order, for one deed on all of them that has one time.

    Called under the exclusive lock of their campaigns.
    """
    for page_id in sorted(page_ids):
        _lock_page(session, page_id)
    pages = {page_id: _read(session, actor, page_id, LockedPage) for page_id in sorted(page_ids)}
    return {page_id: replace(page, standing=replace(page.standing, now=now)) for page_id, page in pages.items()}


def made_page(session: Session, standing: Standing, page: Page, theme: str | None) -> LockedPage:
    """Return a page that this transaction has just made, under the campaign's lock: nobody else can have its row."""
    assert page.id is not None
    return LockedPage(
        standing=standing,
        caller_key=session.connection().execute(_KEY_OF, {"user": standing.user_id}).scalar_one(),
        page_id=page.id,
        key=page.key,
        kind=page.kind,
        slug=page.slug,
        theme=theme,
        head_id=None,
        head_number=None,
        head_digest=None,
        accepted_id=None,
        decisions=0,
    )


def _read(session: Session, actor: Actor, page_id: int, kind: type[Access]) -> Access:
    row = session.connection().execute(_ACCESS, {**caller(actor), "page": page_id}).one_or_none()
    if row is None:
        raise NoSuchPage
    standing = visible_standing(row, actor, row.accepted_id, row.hidden_at)
    return kind(
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


def visible_standing(
    columns: Sequence[object],
    actor: Actor,
    accepted_id: int | None,
    hidden_at: datetime | None,
    merged_into: int | None = None,
) -> Standing:
    """Return the standing told by a row of a page, which begins with ``STANDING``.

    Raises NotFound when the page is hidden from the caller, ``page-merged`` where it has gone into another. A page
    without an accepted text does not exist for those who may read accepted texts only.
    """
    standing = standing_from(columns, actor)
    is_editor = is_at_least(standing.role, Role.EDITOR)
    is_unread = accepted_id is None and not standing.may(Act.READ_LATEST)
    if standing.role is None or is_unread:
        raise NoSuchPage
    if hidden_at is not None and not is_editor:
        raise NoSuchPage if merged_into is None else PageMerged(merged_into)
    return standing


def _lock_page(session: Session, page_id: int) -> None:
    """Wait for the page's row, alone: a lock on a join would be taken before the clock is read."""
    session.connection().execute(_LOCK, {"page": page_id})


def page_of(session: Session, actor: Actor, revision_id: int) -> PageAccess:
    """Return what ``page_in`` does for the page of a revision; what is hidden is as absent as what does not exist."""
    with told_of_revisions():
        return page_in(session, actor, page_of_revision(session, revision_id))


def locked_page_of(session: Session, actor: Actor, revision_id: int) -> LockedPage:
    """Return what ``locked_page_in`` does for the page of a revision."""
    with told_of_revisions():
        return locked_page_in(session, actor, page_of_revision(session, revision_id))


@contextmanager
def told_of_revisions() -> Iterator[None]:
    """Say of a hidden page what is said of a revision that nobody has written, where the caller named a revision."""
    try:
        yield
    except NoSuchPage:
        raise NoSuchRevision from None


def page_of_revision(session: Session, revision_id: int) -> int:
    """Return the id of the page that a revision belongs to; raises NotFound."""
    page_id = session.connection().execute(_PAGE_OF, {"revision": revision_id}).scalar_one_or_none()
    if page_id is None:
        raise NoSuchRevision
    return int(page_id)
