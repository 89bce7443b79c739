"""The review queue: pages whose latest text is not what readers see, with all that an editor needs to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Theme
from app.campaigns.rules import Role
from app.campaigns.standing import Standing
from app.db import Statement, fetch
from app.identity.models import User
from app.pages.access import PAGE_COLUMNS
from app.pages.models import Content, Decision, Page, Revision
from app.pages.reading import REDACTED_AT, REVISION_COLUMNS, RevisionRow, with_author
from app.pages.rules import ON_PAGES, Verdict
from app.reviews.decisions.policy import Case, cases_of
from app.reviews.decisions.rules import Evidence

TEXT_BOUND = 64 * 1024
"""In characters: the queue compares no longer text."""
ANSWER_BOUND = 512 * 1024
"""In characters: how much text the queue compares for one answer."""

Waiting = Literal["undecided", "all"]
_accepted = aliased(Revision)

UNACCEPTED = or_(col(Page.accepted_id).is_(None), col(Page.accepted_id) != col(Page.head_id))
"""The condition, on pages, that readers do not see the latest text."""


def is_undecided() -> ColumnElement[bool]:
    """Return the condition, on pages, that the last word on the latest text, if any, is an acceptance.

    So what one of two editors accepted still waits; what somebody rejected or wants changed does not.
    """
    last = (
        select(col(Decision.verdict))
        .where(
            col(Decision.page_id) == col(Page.id),
            col(Decision.revision_id) == col(Page.head_id),
            col(Decision.verdict).not_in(ON_PAGES),
        )
        .order_by(col(Decision.number).desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(last, Verdict.ACCEPT.value) == Verdict.ACCEPT.value


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """What an editor would accept: the title and text that readers see, empty where there is none, and the latest."""

    old_title: str | None
    old_text: str
    new_title: str
    new_text: str


class WaitingRow(NamedTuple):
    """A page that waits and its head, from ``revision_id`` on as in ``RevisionRow``."""

    page_id: int
    page_key: str
    kind: str
    page_slug: str
    head_id: int
    accepted_id: int | None
    decisions: int
    hidden_at: datetime | None
    theme_slug: str | None
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

    @property
    def revision(self) -> RevisionRow:
        columns: tuple[object, ...] = self
        return RevisionRow._make(columns[-len(RevisionRow._fields) :])


class WriterRow(NamedTuple):
    """Somebody who wrote on a page since its accepted revision."""

    page_id: int
    id: int
    name: str
    department: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that waits. ``row`` has the page and its head, ``authors`` wrote since the accepted revision."""

    row: WaitingRow
    case: Case
    authors: Sequence[WriterRow]
    change: WaitingChange | None
    """None where it was not asked for, or the texts are too long."""


def list_waiting(
    session: Session,
    standing: Standing,
    *,
    waiting: Waiting,
    after: tuple[datetime, int] | None,
    limit: int,
    comparing: bool,
) -> list[Entry]:
    """Return the pages that wait for a decision, oldest latest text first; as many statements for one as for all."""
    standing.require_role(Role.EDITOR)
    rows = _heads(session, standing.campaign_id, waiting, after, limit)
    places = {row.revision_id: Evidence(row.author_id, row.number, row.number, row.accepted_number) for row in rows}
    cases = cases_of(session, standing, places)
    authors = _authors(session, [row.page_id for row in rows])
    changes = _changes(session, rows) if comparing else {}
    return [Entry(row, cases[row.revision_id], authors.get(row.page_id, ()), changes.get(row.page_id)) for row in rows]


def waiting_heads(session: Session, campaign_id: int | None) -> list[int]:
    """Return the latest revision of every page that waits undecided."""
    query = (
        select(col(Page.head_id))
        .where(col(Page.campaign_id) == campaign_id, col(Page.hidden_at).is_(None), UNACCEPTED, is_undecided())
        .order_by(col(Page.id))
    )
    return [head_id for head_id in session.connection().scalars(query) if head_id is not None]


def _heads(
    session: Session, campaign_id: int, waiting: Waiting, after: tuple[datetime, int] | None, limit: int
) -> list[WaitingRow]:
    query = with_author(
        select(*PAGE_COLUMNS, col(_accepted.number).label("accepted_number"), *REVISION_COLUMNS, REDACTED_AT)
        .select_from(Page)
        .join(Revision, col(Revision.id) == col(Page.head_id))
        .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
        .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
        .where(col(Page.campaign_id) == campaign_id, col(Page.hidden_at).is_(None), UNACCEPTED)
        .order_by(col(Revision.created_at), col(Page.id))
        .limit(limit)
    )
    if waiting == "undecided":
        query = query.where(is_undecided())
    if after is not None:
        moment, page_id = after
        later = and_(col(Revision.created_at) == moment, col(Page.id) > page_id)
        query = query.where(or_(col(Revision.created_at) > moment, later))
    return fetch(session.connection(), WaitingRow, query)


def _authors(session: Session, page_ids: Sequence[int]) -> dict[int, list[WriterRow]]:
    """Return who wrote since the accepted revision, by page, in the order in which they began."""
    query: Statement = (
        select(col(Revision.page_id), col(User.id), col(User.name), col(User.department))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .join(User, col(User.id) == col(Revision.author_id))
        .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
        .where(col(Page.id).in_(page_ids), col(Revision.number) > func.coalesce(col(_accepted.number), 0))
        .group_by(col(Revision.page_id), col(User.id), col(User.name), col(User.department))
        .order_by(func.min(col(Revision.number)))
    )
    found: dict[int, list[WriterRow]] = {}
    for row in fetch(session.connection(), WriterRow, query):
        found.setdefault(row.page_id, []).append(row)
    return found


def _changes(session: Session, rows: Sequence[WaitingRow]) -> dict[int, WaitingChange]:
    ids = [revision_id for row in rows for revision_id in (row.revision_id, row.accepted_id) if revision_id is not None]
    # A text beyond the bound stays in the database.
    text = case((func.length(col(Content.text)) <= TEXT_BOUND, col(Content.text)))
    query = (
        select(col(Revision.id), col(Revision.title), text.label("text"))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.id).in_(ids))
    )
    states = {row.id: row for row in session.connection().execute(query)}
    changes: dict[int, WaitingChange] = {}
    left = ANSWER_BOUND
    for row in rows:
        new = states[row.revision_id]
        old_title, old_text = (None, "")
        if row.accepted_id is not None:
            old_title, old_text = states[row.accepted_id].title, states[row.accepted_id].text
        if new.text is None or old_text is None or len(new.text) + len(old_text) > left:
            continue
        left -= len(new.text) + len(old_text)
        changes[row.page_id] = WaitingChange(old_title, old_text, new.title, new.text)
    return changes
