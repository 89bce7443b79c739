"""Reads what stands beside the pages of a list: a fixed number of statements, however long the list is.

Knows who may be told what; of votes nobody is told any but their own.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, null, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.credits.ledger import find_written
from app.credits.lines import Author
from app.db import Statement, fetch
from app.discussions.models import Comment
from app.discussions.reading import VISIBLE
from app.lists.rules import Beside
from app.pages.attribution.models import AttributionRow
from app.pages.models import Content, Decision, Page, Revision
from app.pages.reading import REDACTED_AT, ItemRow
from app.pages.rules import ON_PAGES
from app.reviews.decisions.records import DECIDED, DecisionRow
from app.reviews.models import Ballot, Support
from app.reviews.rules import Choice
from app.reviews.votes.voting import count_used
from app.text.excerpts import HEAD, excerpt
from app.text.packing import count

_other = aliased(Decision)


@dataclass(frozen=True, slots=True)
class Cast:
    """A choice of the caller's, and the number of the revision on which it was cast."""

    revision_id: int
    number: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Told:
    """What is told beside the rows of a list, by the id of the page; what was not asked for is empty."""

    asked: frozenset[Beside]
    support_used: int | None = None
    supported: dict[int, int] = field(default_factory=dict)
    """The number of the revision to which the caller gave their support."""
    ballots: dict[int, list[Cast]] = field(default_factory=dict)
    """The caller's, oldest first."""
    authors: dict[int, dict[Author, int]] = field(default_factory=dict)
    """How many tokens of the text shown come from whom; without the pages of which nobody knows."""
    excerpts: dict[int, str] = field(default_factory=dict)
    open_threads: dict[int, int] = field(default_factory=dict)
    decisions: dict[int, list[DecisionRow]] = field(default_factory=dict)
    """The last one on the page, and the last one on its latest text, newest first."""


def tell_beside(session: Session, standing: Standing, rows: Sequence[ItemRow], asked: frozenset[Beside]) -> Told:
    """Return what stands beside the rows, as far as it was asked for and the caller may know."""
    told = Told(asked)
    pages = [row.page_id for row in rows]
    if Beside.ME in asked and standing.user_id is not None:
        told = Told(asked, count_used(session, standing.user_id, standing.campaign_id))
        told.supported.update(_supported(session, standing.user_id, pages))
        told.ballots.update(_ballots(session, standing.user_id, pages))
    if Beside.AUTHORS in asked:
        told.authors.update(_authors(session, standing, rows))
    if Beside.EXCERPT in asked:
        told.excerpts.update(_excerpts(session, rows))
    if Beside.STATUS in asked and standing.may(Act.READ_LATEST):
        told.open_threads.update(_open_threads(session, pages))
        told.decisions.update(_decisions(session, pages))
    return told


def _supported(session: Session, user_id: int, pages: Collection[int]) -> dict[int, int]:
    query: Statement = (
        select(col(Support.page_id), col(Revision.number))
        .join(Revision, col(Revision.id) == col(Support.revision_id))
        .where(col(Support.user_id) == user_id, col(Support.page_id).in_(pages))
    )
    return {row.page_id: row.number for row in session.connection().execute(query)}


def _ballots(session: Session, user_id: int, pages: Collection[int]) -> dict[int, list[Cast]]:
    query: Statement = (
        select(col(Revision.page_id), col(Revision.id), col(Revision.number), col(Ballot.choice))
        .join(Ballot, col(Ballot.revision_id) == col(Revision.id))
        .where(col(Ballot.user_id) == user_id, col(Revision.page_id).in_(pages))
        .order_by(col(Ballot.cast_at), col(Ballot.id))
    )
    found: dict[int, list[Cast]] = {}
    for row in session.connection().execute(query):
        found.setdefault(row.page_id, []).append(Cast(row.id, row.number, Choice(row.choice)))
    return found


def _authors(session: Session, standing: Standing, rows: Sequence[ItemRow]) -> dict[int, dict[Author, int]]:
    shown = {row.revision_id: row.page_id for row in rows}
    query: Statement = (
        select(col(Revision.id), col(AttributionRow.origins), REDACTED_AT)
        .join(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
        .where(col(Revision.id).in_(shown))
    )
    origins = {
        row.id: {} if row.redacted_at else {origin or row.id: tokens for origin, tokens in count(row.origins).items()}
        for row in session.connection().execute(query)
    }
    written = find_written(session, standing.campaign_id, {origin for each in origins.values() for origin in each})
    found: dict[int, dict[Author, int]] = {}
    for revision_id, tokens in origins.items():
        people: Counter[Author] = Counter()
        for origin, held in tokens.items():
            people[written[origin].author] += held
        found[shown[revision_id]] = people
    return found


def _excerpts(session: Session, rows: Sequence[ItemRow]) -> dict[int, str]:
    query: Statement = (
        select(col(Revision.page_id), func.substr(col(Content.text), 1, HEAD).label("head"))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.id).in_([row.revision_id for row in rows]))
    )
    return {row.page_id: excerpt(row.head) for row in session.connection().execute(query)}


def _open_threads(session: Session, pages: Collection[int]) -> dict[int, int]:
    query: Statement = (
        select(col(Comment.page_id), func.count().label("threads"))
        .where(col(Comment.page_id).in_(pages), VISIBLE)
        .where(col(Comment.parent_id).is_(None), col(Comment.resolved_at).is_(None))
        .group_by(col(Comment.page_id))
    )
    return {row.page_id: row.threads for row in session.connection().execute(query)}


def _decisions(session: Session, pages: Collection[int]) -> dict[int, list[DecisionRow]]:
    on_texts = col(_other.verdict).not_in(ON_PAGES)
    last = select(func.max(col(_other.number))).where(col(_other.page_id) == col(Page.id), on_texts).correlate(Page)
    on_head = last.where(col(_other.revision_id) == col(Page.head_id))
    of_page = or_(
        col(Decision.number) == last.scalar_subquery(),
        and_(col(Decision.revision_id) == col(Page.head_id), col(Decision.number) == on_head.scalar_subquery()),
    )
    query = (
        DECIDED.add_columns(null().label("settled"))
        .join(Page, col(Page.id) == col(Decision.page_id))
        .where(col(Page.id).in_(pages), of_page)
        .order_by(col(Decision.number).desc())
    )
    found: dict[int, list[DecisionRow]] = {}
    for row in fetch(session.connection(), DecisionRow, query):
        found.setdefault(row.page_id, []).append(row)
    return found
