"""Turns rows and outcomes into what goes over the wire."""

from typing import Any, Literal

from sqlalchemy import Row

from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.pages.revisions.wire import revision_out
from app.pages.rules import Kind
from app.pages.schemas import PageItem, PageOut

Shown = Literal["accepted", "latest", "as-of"]


def page_out(row: Row[Any], standing: Standing, state: Shown, html: str | None) -> PageOut:
    sees_latest = standing.may(Act.READ_LATEST)
    return PageOut(
        id=row.page_id,
        campaign=row.campaign_slug,
        theme=row.theme_slug,
        kind=Kind(row.kind),
        slug=row.page_slug,
        position=row.position,
        pinned=row.pinned,
        pinned_reason=row.pinned_reason if sees_latest else None,
        excluded_reason=row.excluded_reason if sees_latest else None,
        hidden=row.hidden_at is not None,
        state=state,
        support_count=support_told(row, standing),
        comment_count=comments_told(row, standing),
        head_number=row.head_number if sees_latest else None,
        accepted_number=row.accepted_number,
        revision=revision_out(row, tells_author=sees_latest),
        html=html,
        allowed_actions=standing.allowed_actions(),
    )


def page_item(row: Row[Any], standing: Standing) -> PageItem:
    return PageItem(
        id=row.page_id,
        theme=row.theme_slug,
        kind=Kind(row.kind),
        slug=row.page_slug,
        position=row.position,
        number=row.number,
        title=row.title,
        pinned=row.pinned,
        hidden=row.hidden_at is not None,
        support_count=support_told(row, standing),
        comment_count=comments_told(row, standing),
        head_number=row.head_number if standing.may(Act.READ_LATEST) else None,
        accepted_number=row.accepted_number,
        updated_at=row.created_at,
    )


def support_told(row: Row[Any], standing: Standing) -> int | None:
    """Return how many people support a page, None while tallies are sealed."""
    return None if standing.tallies_sealed else row.support_count


def comments_told(row: Row[Any], standing: Standing) -> int | None:
    """Return how many comments there are on a page, None for a caller who may not read the discussion."""
    return row.comment_count if standing.may(Act.READ_LATEST) else None
