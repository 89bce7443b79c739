"""What was decided, for those who ask: on a page, on revisions, and on the caller's own texts."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, literal, not_, null, or_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Membership
from app.campaigns.rules import Role
from app.campaigns.standing import is_shown
from app.db import Statement, fetch
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import require_user
from app.pages.models import Acceptance, Decision, Draft, Merging, Page, Revision
from app.pages.rules import ON_PAGES, DraftReason, Verdict
from app.reviews.models import Support

_effective = aliased(Decision)
_accepts_this = and_(
    col(_effective.revision_id) == col(Decision.revision_id), col(_effective.verdict) == Verdict.ACCEPT.value
)
_changed_what_is_read = exists().where(
    col(Acceptance.page_id) == col(_effective.page_id), col(Acceptance.at) == col(_effective.decided_at)
)
# From the newest on, to the first: a page has as many decisions as revisions where each save is accepted at once.
_SETTLED = (
    select(col(_effective.number))
    .where(col(_effective.page_id) == col(Decision.page_id), not_(_accepts_this), _changed_what_is_read)
    .order_by(col(_effective.number).desc())
    .limit(1)
    .scalar_subquery()
)


class DecisionRow(NamedTuple):
    """A decision with its editor, None where the policy decided."""

    decision_id: int
    page_id: int
    revision_id: int
    number: int
    verdict: str
    reason: str
    reason_code: str | None
    reason_parameters: str | None
    decided_at: datetime
    editor_id: int | None
    editor_name: str | None
    editor_department: str | None
    correction: bool
    settled: int | None
    """The number of the last decision after which readers saw another text of the page, or none."""


class NotificationRow(NamedTuple):
    """A decision on a revision, as its author is told."""

    decision_id: int
    page_id: int
    revision_id: int
    number: int
    verdict: str
    reason: str
    reason_code: str | None
    reason_parameters: str | None
    decided_at: datetime
    editor_id: int | None
    editor_name: str | None
    editor_department: str | None
    correction: bool
    revision_number: int
    title: str
    page_slug: str
    campaign_slug: str
    draft_id: int | None
    """The draft that a rejection or the hiding of a page left."""
    merged_into: int | None
    """The tip that the page went into."""
    supports: bool
    """Whether the caller supports that tip."""


DECIDED: Statement = select(
    col(Decision.id).label("decision_id"),
    col(Decision.page_id),
    col(Decision.revision_id),
    col(Decision.number),
    col(Decision.verdict),
    col(Decision.reason),
    col(Decision.reason_code),
    col(Decision.reason_parameters),
    col(Decision.decided_at),
    col(User.id).label("editor_id"),
    col(User.name).label("editor_name"),
    col(User.department).label("editor_department"),
    col(Decision.correction),
).outerjoin(User, col(User.id) == col(Decision.editor_id))
"""Decisions with their editors: the columns of ``DecisionRow``, but for the last."""
_MERGED_BY_IT = and_(
    col(Decision.verdict) == Verdict.MERGE.value,
    col(Merging.merged_id) == col(Decision.page_id),
    col(Merging.done_at) == col(Decision.decided_at),
)


def list_decisions(session: Session, page_id: int, *, before: int | None, limit: int) -> list[DecisionRow]:
    """Return a page's decisions, newest first; what they settled is not asked for."""
    query = (
        DECIDED.add_columns(null().label("settled"))
        .where(col(Decision.page_id) == page_id)
        .order_by(col(Decision.number).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Decision.number) < before)
    return fetch(session.connection(), DecisionRow, query)


def decisions_on(session: Session, revision_ids: Collection[int]) -> list[DecisionRow]:
    """Return the decisions on these revisions, newest first, without those on their pages as a whole."""
    query = DECIDED.add_columns(_SETTLED.label("settled")).where(
        col(Decision.revision_id).in_(revision_ids), col(Decision.verdict).not_in(ON_PAGES)
    )
    query = query.order_by(col(Decision.page_id), col(Decision.number).desc())
    return fetch(session.connection(), DecisionRow, query)


def list_notifications(session: Session, actor: Actor, *, before: int | None, limit: int) -> list[NotificationRow]:
    """Return what others decided about the caller's own revisions and pages, newest first.

    That a revision was accepted as it was saved is no news. Who supported a tip that went into another one is told too.
    Nobody is told anything of a campaign in which they have no role any more.
    """
    user = require_user(session, actor)
    told = union(*(query.where(_others_decided(user.id)) for query in _concerning(user.id)))
    query = (
        DECIDED.add_columns(
            col(Revision.number).label("revision_number"),
            col(Revision.title),
            col(Page.slug).label("page_slug"),
            col(Campaign.slug).label("campaign_slug"),
            col(Draft.id).label("draft_id"),
            col(Merging.page_id).label("merged_into"),
            col(Support.id).is_not(None).label("supports"),
        )
        .join(Revision, col(Revision.id) == col(Decision.revision_id))
        .join(Page, col(Page.id) == col(Decision.page_id))
        .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
        .outerjoin(Draft, _left_by_it(user.id))
        .outerjoin(Merging, _MERGED_BY_IT)
        .outerjoin(Support, and_(col(Support.page_id) == col(Merging.page_id), col(Support.user_id) == user.id))
        .where(col(Decision.id).in_(told.scalar_subquery()))
        .order_by(col(Decision.id).desc())
        .limit(limit)
    )
    if not user.site_admin or user.blocked_at is not None:
        has_role = select(col(Membership.id)).where(
            col(Membership.campaign_id) == col(Campaign.id),
            col(Membership.user_id) == user.id,
            is_shown(col(Membership.role)) if user.blocked_at is None else is_shown(literal(Role.READER.value)),
        )
        query = query.where(has_role.exists())
    if before is not None:
        query = query.where(col(Decision.id) < before)
    return fetch(session.connection(), NotificationRow, query)


def _concerning(user_id: int | None) -> tuple[Statement, ...]:
    """Return the queries for the ids of the decisions that concern a person."""
    ids, written = select(col(Decision.id)), col(Revision.author_id) == user_id
    on_text = col(Decision.verdict).not_in(ON_PAGES), col(Decision.decided_at) > col(Revision.created_at)
    return (
        ids.join(Revision, col(Revision.id) == col(Decision.revision_id)).where(written, *on_text),
        ids.join(Revision, col(Revision.page_id) == col(Decision.page_id)).where(
            written, col(Decision.verdict).in_(ON_PAGES)
        ),
        ids.join(Support, col(Support.page_id) == col(Decision.page_id)).where(
            col(Support.user_id) == user_id, col(Decision.verdict) == Verdict.MERGE.value
        ),
    )


def _others_decided(user_id: int | None) -> ColumnElement[bool]:
    return or_(col(Decision.editor_id).is_(None), col(Decision.editor_id) != user_id)


def _left_by_it(user_id: int | None) -> ColumnElement[bool]:
    # A draft's base changes when its author resolves a conflict; the moment at which it was kept does not.
    rejected = and_(
        col(Decision.verdict) == Verdict.REJECT.value,
        col(Draft.page_id) == col(Decision.page_id),
        col(Draft.reason) == DraftReason.REJECTED.value,
    )
    hidden = and_(
        col(Decision.verdict) == Verdict.HIDE.value,
        col(Draft.campaign_id) == col(Page.campaign_id),
        col(Draft.reason) == DraftReason.HIDDEN.value,
    )
    return and_(col(Draft.user_id) == user_id, col(Draft.created_at) == col(Decision.decided_at), or_(rejected, hidden))
