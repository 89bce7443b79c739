"""Reading pages, histories and lists: one statement where it is hot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import (
    Connection,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import STANDING, WIDTH, Standing, caller, with_caller
from app.db import BigId, Columns, Statement, fetch
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.accepted import accepted_as_of
from app.pages.access import PAGE_COLUMNS, PageAccess, page_of_revision, told_of_revisions, visible_standing
from app.pages.errors import NoSuchNumber, NoSuchPage, NoSuchRevision, NotAcceptedYet
from app.pages.models import Content, Merging, Page, RedactedPart, Redaction, Revision
from app.pages.rules import Kind, Part, TextState

_author = aliased(User)
_head = aliased(Revision)
_accepted = aliased(Revision)
_then = aliased(Revision)
_own = aliased(Revision)

REVISION_COLUMNS: Columns = (
    col(Revision.id).label("revision_id"),
    col(Revision.page_id).label("revision_page_id"),
    col(Revision.number).label("number"),
    col(Revision.parent_id).label("parent_id"),
    col(Revision.base_id).label("base_id"),
    col(Revision.original_id).label("original_id"),
    col(Revision.origin).label("origin"),
    col(Revision.title).label("title"),
    col(Revision.summary).label("summary"),
    col(Revision.minor).label("minor"),
    col(Revision.created_at).label("created_at"),
    col(Revision.authored_at).label("authored_at"),
    col(Revision.digest).label("digest"),
    col(_author.id).label("author_id"),
    col(_author.name).label("author_name"),
    col(_author.department).label("author_department"),
)
REDACTED_AT = (
    # Not from the contents, which say it behind the text: SQLite would read all of a long one to get there.
    select(col(Redaction.at))
    .join(RedactedPart, col(RedactedPart.redaction_id) == col(Redaction.id))
    # A literal, or the small index on redacted texts would not be used.
    .where(col(RedactedPart.part) == literal(Part.TEXT.value, literal_execute=True))
    .where(col(RedactedPart.sha256) == col(Revision.content_sha256))
    .correlate(Revision)
    .scalar_subquery()
    .label("redacted_at")
)
"""When a revision's text was redacted, None for one that stands; for queries that do not read the text."""


class RevisionRow(NamedTuple):
    """What is told of a revision: ``REVISION_COLUMNS``, and when its text was redacted."""

    revision_id: int
    revision_page_id: int
    number: int
    parent_id: int | None
    base_id: int | None
    original_id: int | None
    origin: str
    title: str
    summary: str
    minor: bool
    created_at: datetime
    authored_at: datetime | None
    digest: str
    author_id: int
    author_name: str
    author_department: str | None
    redacted_at: datetime | None


class PageRow(NamedTuple):
    """A page, and the revision of it that was asked for, from ``revision_id`` on as in ``RevisionRow``."""

    page_id: int
    page_key: str
    kind: str
    page_slug: str
    head_id: int | None
    accepted_id: int | None
    decisions: int
    hidden_at: datetime | None
    theme_slug: str | None
    position: int
    pinned: bool
    pinned_reason: str | None
    excluded_reason: str | None
    rewritten_reason: str | None
    merged_into: int | None
    support_count: int
    support_counted: int
    voting_round: int
    comment_count: int
    head_number: int | None
    accepted_number: int | None
    revision_id: int
    revision_page_id: int
    number: int
    parent_id: int | None
    base_id: int | None
    original_id: int | None
    origin: str
    title: str
    summary: str
    minor: bool
    created_at: datetime
    authored_at: datetime | None
    digest: str
    author_id: int
    author_name: str
    author_department: str | None
    redacted_at: datetime | None
    content: str | None
    """The revision's text, None where it was not asked for."""

    @property
    def text(self) -> str:
        assert self.content is not None
        return self.content

    @property
    def revision(self) -> RevisionRow:
        columns: tuple[object, ...] = self
        return RevisionRow._make(columns[_REVISION])


_REVISION = slice(PageRow._fields.index("revision_id"), PageRow._fields.index("content"))


class ItemRow(NamedTuple):
    """A page as a list shows it."""

    page_id: int
    page_key: str
    kind: str
    page_slug: str
    head_id: int | None
    accepted_id: int | None
    decisions: int
    hidden_at: datetime | None
    theme_slug: str | None
    position: int
    pinned: bool
    pinned_reason: str | None
    excluded_reason: str | None
    rewritten_reason: str | None
    merged_into: int | None
    support_count: int
    support_counted: int
    voting_round: int
    comment_count: int
    head_number: int | None
    accepted_number: int | None
    revision_id: int
    number: int
    title: str
    created_at: datetime
    theme_position: int


_MERGED_INTO = (
    select(col(Merging.page_id))
    .where(col(Merging.merged_id) == col(Page.id), col(Merging.done_at).is_not(None))
    .order_by(col(Merging.id).desc())
    .limit(1)
    .correlate(Page)
    .scalar_subquery()
)
_NUMBERS: Columns = (
    col(_head.number).label("head_number"),
    col(_accepted.number).label("accepted_number"),
)
_PLACE: Columns = (
    col(Page.position).label("position"),
    col(Page.pinned).label("pinned"),
    col(Page.pinned_reason).label("pinned_reason"),
    col(Page.excluded_reason).label("excluded_reason"),
    col(Page.rewritten_reason).label("rewritten_reason"),
    case((col(Page.hidden_at).is_not(None), _MERGED_INTO)).label("merged_into"),
    col(Page.support_count).label("support_count"),
    col(Page.support_counted).label("support_counted"),
    col(Page.voting_round).label("voting_round"),
    col(Page.comment_count).label("comment_count"),
)
_HISTORY = (
    select(*REVISION_COLUMNS, REDACTED_AT)
    .join(_author, col(_author.id) == col(Revision.author_id))
    .where(col(Revision.page_id) == bindparam("page"), col(Revision.number) < bindparam("before"))
    .order_by(col(Revision.number).desc())
    .limit(bindparam("limit"))
)
_NUMBER = select(col(Revision.number)).where(col(Revision.id) == bindparam("revision"))


def with_author(query: Statement) -> Statement:
    """Join to a query that has the revision the account that ``REVISION_COLUMNS`` names as its author."""
    return query.join(_author, col(_author.id) == col(Revision.author_id))


def _page_query(which: SQLColumnExpression[int | None], *, text: bool) -> Statement:
    query = with_caller(
        select(
            *STANDING,
            *PAGE_COLUMNS,
            *_PLACE,
            *_NUMBERS,
            *REVISION_COLUMNS,
            *([col(Content.redacted_at), col(Content.text)] if text else [REDACTED_AT, null()]),
        )
        .select_from(Page)
        .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
        .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
        .outerjoin(Revision, and_(col(Revision.id) == which, col(Revision.page_id) == col(Page.id)))
        .outerjoin(_author, col(_author.id) == col(Revision.author_id))
        .outerjoin(_head, col(_head.id) == col(Page.head_id))
        .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
    )
    if text:
        query = query.outerjoin(Content, col(Content.sha256) == col(Revision.content_sha256))
    return query.where(col(Page.id) == bindparam("page"))


# Built once: composing a statement of this size on every request would cost as much as running it.
_QUERIES: dict[tuple[str, bool], Statement] = {
    (state, text): _page_query(which, text=text)
    for state, which in (
        ("accepted", col(Page.accepted_id)),
        ("latest", col(Page.head_id)),
        ("revision", bindparam("revision", type_=BigId)),
    )
    for text in (False, True)
}


def read_page(
    connection: Connection,
    actor: Actor,
    page_id: int,
    state: TextState | Literal["revision"],
    *,
    text: bool = True,
    revision_id: int | None = None,
) -> tuple[PageRow, Standing]:
    """Return one row with the page, the revision in that state and the caller's standing.

    ``state`` is accepted, latest, or revision with its id. Raises NotFound for what the caller may not
    see, among it a text that nobody has accepted for a caller who may read accepted text only.
    """
    parameters = {"page": page_id, **caller(actor)}
    if state == "revision":
        parameters["revision"] = revision_id
    row = connection.execute(_QUERIES[state, text], parameters).one_or_none()
    if row is None:
        raise NoSuchPage
    standing = visible_standing(row, actor, row.accepted_id, row.hidden_at, row.merged_into)
    sees_latest = standing.may(Act.READ_LATEST)
    if state == "latest":
        standing.require(Act.READ_LATEST)
    if row.revision_id is None and state == "accepted":
        raise NotAcceptedYet(row.head_number)
    if row.revision_id is None or not (sees_latest or row.revision_id == row.accepted_id):
        raise NoSuchRevision
    return PageRow._make(row[WIDTH:]), standing


def read_revision(session: Session, actor: Actor, revision_id: int) -> tuple[PageRow, Standing]:
    """Return one revision as ``read_page`` does; raises NoSuchRevision for what the caller may not see."""
    page_id = page_of_revision(session, revision_id)
    with told_of_revisions():
        return read_page(session.connection(), actor, page_id, "revision", revision_id=revision_id)


def revision_as_of(session: Session, page_id: int, moment: datetime) -> int | None:
    """Return the id of the page's head at a moment by the database's clock."""
    query = select(_latest_as_of(moment)).select_from(Page).where(col(Page.id) == page_id)
    return session.connection().execute(query).scalar_one_or_none()


def _latest_as_of(moment: datetime) -> ScalarSelect[int | None]:
    return (
        select(col(_then.id))
        .where(col(_then.page_id) == col(Page.id), col(_then.created_at) <= moment)
        .order_by(col(_then.number).desc())
        .limit(1)
        .scalar_subquery()
    )


def list_revisions(session: Session, page: PageAccess, *, before: int | None, limit: int) -> list[RevisionRow]:
    """Return a page's revisions, newest first; to a reader only the accepted one."""
    parameters = {"page": page.page_id, "before": before or 2**31 - 1, "limit": limit}
    query = _HISTORY
    if not page.standing.may(Act.READ_LATEST):
        query = query.where(col(Revision.id) == page.accepted_id)
    return fetch(session.connection(), RevisionRow, query, parameters)


def number_of_revision(session: Session, revision_id: int) -> int:
    number: int = session.connection().execute(_NUMBER, {"revision": revision_id}).scalar_one()
    return number


def list_meanwhile(session: Session, page_id: int, after: int, before: int, *, limit: int) -> list[RevisionRow]:
    """Return the revisions of a page whose numbers lie between two, newest first."""
    parameters = {"page": page_id, "before": before, "limit": limit}
    return fetch(session.connection(), RevisionRow, _HISTORY.where(col(Revision.number) > after), parameters)


def get_revision_id(session: Session, page: PageAccess, name: str) -> int:
    """Return the id of a page's revision by number, ``accepted`` or ``latest``; raises NotFound."""
    if name == "latest" and page.head_id is not None:
        return page.head_id
    if name == "accepted" and page.accepted_id is not None:
        return page.accepted_id
    if name.isascii() and name.isdigit():
        query = select(col(Revision.id)).where(
            col(Revision.page_id) == page.page_id, col(Revision.number) == min(int(name), 2**31 - 1)
        )
        found: int | None = session.connection().execute(query).scalar_one_or_none()
        if found is not None:
            return found
    raise NoSuchNumber(name)


@dataclass(frozen=True, slots=True)
class PageFilter:
    """Which pages a list is of, and which of their revisions it shows."""

    theme: str | None
    kind: Kind | None
    slug: str | None
    state: TextState
    as_of: datetime | None
    author: int | None = None
    """Only those on which this account wrote."""


def list_pages(
    session: Session,
    standing: Standing,
    wanted: PageFilter,
    *,
    newest_first: bool,
    after: tuple[int, ...] | None,
    limit: int,
) -> list[ItemRow]:
    """Return pages with what a list shows, now or as it was; in the accepted state only those with an accepted text."""
    if wanted.state == "latest":
        standing.require(Act.READ_LATEST)
    query = (
        select(
            *PAGE_COLUMNS,
            *_PLACE,
            *_NUMBERS,
            col(Revision.id).label("revision_id"),
            col(Revision.number),
            col(Revision.title),
            col(Revision.created_at),
            func.coalesce(col(Theme.position), 0).label("theme_position"),
        )
        .select_from(Page)
        .join(Revision, col(Revision.id) == _shown(wanted))
        .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
        .outerjoin(_head, col(_head.id) == col(Page.head_id))
        .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
        .where(col(Page.campaign_id) == standing.campaign_id)
    )
    if not is_at_least(standing.role, Role.EDITOR):
        query = query.where(col(Page.hidden_at).is_(None))
    if not standing.may(Act.READ_LATEST):
        # What was accepted once and is not any more, readers do not see in the past either.
        query = query.where(col(Revision.id) == col(Page.accepted_id))
    names = ((col(Theme.slug), wanted.theme), (col(Page.kind), wanted.kind), (col(Page.slug), wanted.slug))
    query = query.where(*(column == name for column, name in names if name is not None))
    if wanted.author is not None:
        query = query.where(col(Page.id).in_(_written_on_by(wanted.author)))
    return fetch(session.connection(), ItemRow, _ordered(query, newest_first, after).limit(limit))


def _written_on_by(author: int) -> Statement:
    return select(col(_own.page_id)).where(col(_own.author_id) == author)


def _shown(wanted: PageFilter) -> SQLColumnExpression[int | None]:
    is_accepted = wanted.state == "accepted"
    if wanted.as_of is not None:
        return accepted_as_of(wanted.as_of) if is_accepted else _latest_as_of(wanted.as_of)
    return col(Page.accepted_id) if is_accepted else col(Page.head_id)


def _ordered(query: Statement, newest_first: bool, after: tuple[int, ...] | None) -> Statement:  # noqa: FBT001
    if newest_first:
        query = query.order_by(col(Revision.id).desc())
        return query if after is None else query.where(col(Revision.id) < after[0])
    keys = (func.coalesce(col(Theme.position), 0), col(Page.position), col(Page.id))
    query = query.order_by(*keys)
    if after is None:
        return query
    first, second, third = keys
    return query.where(
        or_(
            first > after[0],
            and_(first == after[0], or_(second > after[1], and_(second == after[1], third > after[2]))),
        )
    )
