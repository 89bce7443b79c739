"""What was decided, for those who ask: on a page, on revisions, and on the caller's own texts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Campaign
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import require_user
from app.pages.models import Acceptance, Decision, Draft, Page, Revision
from app.pages.rules import DraftReason, Verdict

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
_DECIDED: Select[*tuple[Any, ...]] = select(
    col(Decision.id).label("decision_id"),
    col(Decision.page_id),
    col(Decision.revision_id),
    col(Decision.number),
    col(Decision.verdict),
    col(Decision.reason),
    col(Decision.decided_at),
    col(User.id).label("editor_id"),
    col(User.name).label("editor_name"),
    col(User.department).label("editor_department"),
).outerjoin(User, col(User.id) == col(Decision.editor_id))


def list_decisions(session: Session, page_id: int, *, before: int | None, limit: int) -> list[Row[Any]]:
    """Return a page's decisions with their editors, None where the policy decided, newest first."""
    query = _DECIDED.where(col(Decision.page_id) == page_id).order_by(col(Decision.number).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Decision.number) < before)
    return list(session.connection().execute(query))


def decisions_on(session: Session, revision_ids: Collection[int]) -> list[Row[Any]]:
    """Return the decisions on these revisions, newest first.

    A row has ``settled`` too: the number of the last decision after which readers saw another text of its page, or
    none; None where there was no such decision.
    """
    query = _DECIDED.add_columns(_SETTLED.label("settled")).where(col(Decision.revision_id).in_(revision_ids))
    return list(session.connection().execute(query.order_by(col(Decision.page_id), col(Decision.number).desc())))


def list_notifications(session: Session, actor: Actor, *, before: int | None, limit: int) -> list[Row[Any]]:
    """Return what others decided about the caller's own revisions, newest first.

    That a revision was accepted as it was saved is no news. ``draft_id`` is the draft that a rejection left.
    """
    user_id = require_user(session, actor).id
    query = (
        _DECIDED.add_columns(
            col(Revision.number).label("revision_number"),
            col(Revision.title),
            col(Page.slug).label("page_slug"),
            col(Campaign.slug).label("campaign_slug"),
            col(Draft.id).label("draft_id"),
        )
        .join(Revision, col(Revision.id) == col(Decision.revision_id))
        .join(Page, col(Page.id) == col(Decision.page_id))
        .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
        .outerjoin(Draft, _left_by_it(user_id))
        .where(
            col(Revision.author_id) == user_id,
            or_(col(Decision.editor_id).is_(None), col(Decision.editor_id) != user_id),
            col(Decision.decided_at) > col(Revision.created_at),
        )
        .order_by(col(Decision.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Decision.id) < before)
    return list(session.connection().execute(query))


def _left_by_it(user_id: int | None) -> Any:  # noqa: ANN401  The condition of a join.
    # A draft's base changes when its author resolves a conflict; the moment at which it was kept does not.
    return and_(
        col(Decision.verdict) == Verdict.REJECT.value,
        col(Draft.user_id) == user_id,
        col(Draft.page_id) == col(Decision.page_id),
        col(Draft.reason) == DraftReason.REJECTED.value,
        col(Draft.created_at) == col(Decision.decided_at),
    )
