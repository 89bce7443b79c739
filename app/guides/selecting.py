"""Which tips a compile takes, and what people are told about each: one choice for both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act, Role, Selection, is_at_least
from app.campaigns.standing import Standing
from app.db import Statement, fetch
from app.guides.rules import Candidate, TipChoice, select_tips
from app.guides.voted import VotedText, voted_texts
from app.pages.models import Page, Revision
from app.pages.rules import Kind
from app.reviews.arithmetic import NO_SUPPORT, SupportCounts
from app.reviews.votes.ranking import support_by_page
from app.words.codes import Word
from app.words.saying import Said

_head = aliased(Revision)
_accepted = aliased(Revision)


@dataclass(frozen=True, slots=True)
class PreviewedTip:
    """A tip as a compile would treat it now."""

    theme: str
    page_id: int
    slug: str
    title: str
    """Of the accepted revision, else of the latest."""
    taken: bool
    why: Said
    waiting: Said | None
    """That there is a later revision, where there is one."""
    support: SupportCounts | None
    """None while tallies are sealed."""
    accepted_number: int | None
    head_number: int
    voted: VotedText | None
    """The text that was voted on, once voting has ended and where both are there."""


class TipRow(NamedTuple):
    """A tip, whether or not it has an accepted text."""

    page_id: int
    slug: str
    pinned: bool
    pinned_reason: str | None
    excluded_reason: str | None
    hidden_at: datetime | None
    theme: str
    target: int | None
    title: str
    accepted_number: int | None
    head_number: int


def taken_tips(session: Session, standing: Standing, campaign: Campaign) -> set[str]:
    """Return the slugs of the tips that a compile takes."""
    rows = _tips(session, campaign)
    choices = _choices(campaign, rows, _support(session, standing))
    return {slug for slug, choice in choices.items() if choice.taken}


def preview_selection(session: Session, standing: Standing) -> list[PreviewedTip]:
    """Return what a compile would do with each tip now, in the order of the guide; hidden ones to editors only."""
    standing.require(Act.READ_LATEST)
    campaign = get_campaign(session, standing.campaign_slug)
    rows = _tips(session, campaign)
    support, voted = _support(session, standing), voted_texts(session, standing)
    choices = _choices(campaign, rows, support)
    sees_hidden = is_at_least(standing.role, Role.EDITOR)
    return [
        _previewed(row, choices.get(row.slug), support, voted.get(row.page_id))
        for row in rows
        if row.hidden_at is None or sees_hidden
    ]


def _previewed(
    row: TipRow,
    choice: TipChoice | None,
    support: Mapping[int, SupportCounts] | None,
    voted: VotedText | None,
) -> PreviewedTip:
    is_waiting = row.head_number != row.accepted_number
    return PreviewedTip(
        theme=row.theme,
        page_id=row.page_id,
        slug=row.slug,
        title=row.title,
        taken=choice is not None and choice.taken,
        why=choice.why if choice else _why_not_considered(row),
        waiting=Said.of(Word.TIP_WAITING, revision=row.head_number) if is_waiting else None,
        support=None if support is None else support.get(row.page_id, NO_SUPPORT),
        accepted_number=row.accepted_number,
        head_number=row.head_number,
        voted=voted,
    )


def _choices(
    campaign: Campaign, rows: list[TipRow], support: Mapping[int, SupportCounts] | None
) -> dict[str, TipChoice]:
    """Return the choice by slug for every tip that may be taken; None for the support seals it."""
    choices: dict[str, TipChoice] = {}
    for _, group in groupby(rows, key=lambda row: row.theme):
        tips = [row for row in group if row.accepted_number is not None and row.hidden_at is None]
        candidates = [_candidate(row, (support or {}).get(row.page_id, NO_SUPPORT)) for row in tips]
        target = tips[0].target if tips else None
        chosen = select_tips(candidates, Selection(campaign.selection), target, sealed=support is None)
        choices |= {choice.slug: choice for choice in chosen}
    return choices


def _candidate(row: TipRow, support: SupportCounts) -> Candidate:
    return Candidate(
        slug=row.slug,
        support=support.on_this_text,
        support_in_all=support.all,
        pinned=bool(row.pinned),
        pinned_reason=row.pinned_reason,
        excluded_reason=row.excluded_reason,
        written=row.page_id,
    )


def _why_not_considered(row: TipRow) -> Said:
    if row.hidden_at is not None:
        return Said.of(Word.TIP_HIDDEN)
    if row.excluded_reason:
        return Said.of(Word.TIP_EXCLUDED, reason=row.excluded_reason)
    return Said.of(Word.TIP_NOT_ACCEPTED)


def _support(session: Session, standing: Standing) -> Mapping[int, SupportCounts] | None:
    return None if standing.tallies_sealed else support_by_page(session, standing)


def _tips(session: Session, campaign: Campaign) -> list[TipRow]:
    query: Statement = (
        select(
            col(Page.id).label("page_id"),
            col(Page.slug),
            col(Page.pinned),
            col(Page.pinned_reason),
            col(Page.excluded_reason),
            col(Page.hidden_at),
            col(Theme.slug).label("theme"),
            col(Theme.target),
            func.coalesce(col(_accepted.title), col(_head.title)).label("title"),
            col(_accepted.number).label("accepted_number"),
            col(_head.number).label("head_number"),
        )
        .select_from(Page)
        .join(Theme, col(Theme.id) == col(Page.theme_id))
        .join(_head, col(_head.id) == col(Page.head_id))
        .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
        .where(col(Page.campaign_id) == campaign.id, col(Page.kind) == Kind.TIP.value)
        .order_by(col(Theme.position), col(Theme.id), col(Page.position), col(Page.id))
    )
    return fetch(session.connection(), TipRow, query)
