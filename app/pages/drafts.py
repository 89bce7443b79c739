"""Drafts: texts that are kept for their authors, private and never compiled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Theme
from app.db import Statement
from app.identity.actor import Actor
from app.identity.service import require_user
from app.pages.errors import DraftStale, NoSuchDraft
from app.pages.models import Draft, Page
from app.pages.rules import DraftReason


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where a draft belongs: a page, or the place where a page was to be created."""

    campaign_id: int
    page_id: int | None
    base_id: int | None
    theme_id: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class DraftText:
    title: str
    text: str
    summary: str
    minor: bool


def keep_draft(
    session: Session,
    user_id: int,
    place: DraftPlace,
    written: DraftText,
    reason: DraftReason,
    *,
    now: datetime,
) -> int:
    """Keep a refused text and return the draft's id; the same text sent again is the same draft."""
    same = session.scalars(
        select(col(Draft.id)).where(
            col(Draft.user_id) == user_id,
            col(Draft.campaign_id) == place.campaign_id,
            col(Draft.page_id) == place.page_id,
            col(Draft.theme_id) == place.theme_id,
            col(Draft.kind) == place.kind,
            col(Draft.base_id) == place.base_id,
            col(Draft.reason) == reason.value,
            col(Draft.title) == written.title,
            col(Draft.text) == written.text,
            col(Draft.summary) == written.summary,
            col(Draft.minor) == written.minor,
        )
    ).first()
    if same is not None:
        return same
    draft = add_draft(session, user_id, place, written, reason, now=now)
    assert draft.id is not None
    return draft.id


def add_draft(
    session: Session, user_id: int, place: DraftPlace, written: DraftText, reason: DraftReason, *, now: datetime
) -> Draft:
    """Keep a text, whether or not there is a draft that says the same."""
    draft = _new(user_id, place, written, reason, now)
    session.add(draft)
    session.flush()
    return draft


def find_autosaved(session: Session, user_id: int, page_id: int, *, lock: bool = True) -> Draft | None:
    """Return the draft that is kept while the user writes on a page."""
    query = select(Draft).where(
        col(Draft.user_id) == user_id, col(Draft.page_id) == page_id, col(Draft.reason) == DraftReason.AUTOSAVED.value
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def end_autosave(session: Session, user_id: int, page_id: int, base_id: int) -> None:
    """Throw away what a user wrote on a page on this base: they have saved it."""
    query = delete(Draft).where(
        col(Draft.user_id) == user_id,
        col(Draft.page_id) == page_id,
        col(Draft.base_id) == base_id,
        col(Draft.reason) == DraftReason.AUTOSAVED.value,
    )
    session.connection().execute(query)


def begin_autosave(session: Session, user_id: int, place: DraftPlace, written: DraftText, *, now: datetime) -> Draft:
    """Keep what a user begins to write on a page; raises Conflict when another window began meanwhile."""
    draft = _new(user_id, place, written, DraftReason.AUTOSAVED, now)
    session.add(draft)
    try:
        session.flush()
    except IntegrityError as error:
        raise DraftStale from error
    return draft


def change_draft(session: Session, draft: Draft, base_id: int | None, written: DraftText, *, now: datetime) -> Draft:
    """Replace what a draft, which is locked, says; a base of None leaves it on the revision it was written on."""
    if base_id is not None:
        draft.base_id = base_id
    draft.title, draft.text = written.title, written.text
    draft.summary, draft.minor = written.summary, written.minor
    draft.version += 1
    draft.updated_at = now
    session.flush()
    return draft


def drafts_of(user_id: int) -> Statement:
    """Return the query of somebody's drafts."""
    return select(col(Draft.id)).where(col(Draft.user_id) == user_id)


def own_draft(session: Session, actor: Actor, draft_id: int, *, lock: bool = False) -> Draft:
    """Return the caller's draft; raises NotFound for one that is absent or somebody else's."""
    user = require_user(session, actor)
    query = select(Draft).where(col(Draft.id) == draft_id, col(Draft.user_id) == user.id)
    draft = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if draft is None:
        raise NoSuchDraft
    return draft


def list_own_drafts(
    session: Session, actor: Actor, *, before: int | None, limit: int
) -> list[tuple[Draft, str, str | None, str | None]]:
    """Return the caller's drafts with the slugs of campaign, theme and page, newest first."""
    user = require_user(session, actor)
    query = (
        select(Draft, col(Campaign.slug), col(Theme.slug), col(Page.slug))
        .join(Campaign, col(Campaign.id) == col(Draft.campaign_id))
        .outerjoin(Theme, col(Theme.id) == col(Draft.theme_id))
        .outerjoin(Page, col(Page.id) == col(Draft.page_id))
        .where(col(Draft.user_id) == user.id)
    )
    if before is not None:
        query = query.where(col(Draft.id) < before)
    rows = session.execute(query.order_by(col(Draft.id).desc()).limit(limit))
    return [(draft, campaign, theme, page) for draft, campaign, theme, page in rows]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The draft that is on its way to become a revision, as it was read."""

    id: int
    version: int


def drop_submitted(session: Session, user_id: int, submitted: Submitted) -> bool:
    """Delete a draft whose text becomes a revision; tell whether it was there. One that was changed since stays."""
    same = (
        col(Draft.id) == submitted.id,
        col(Draft.user_id) == user_id,
        col(Draft.version) == submitted.version,
    )
    return session.exec(delete(Draft).where(*same)).rowcount == 1


def stays_for(session: Session, submitted: Submitted, reason: DraftReason) -> bool:
    """Say why a draft that was submitted is still one; tell whether that is news.

    One that merges pages stays one for that, and of one that was changed since something else is to be said.
    """
    known = [reason.value, DraftReason.MERGE.value]
    same = col(Draft.id) == submitted.id, col(Draft.version) == submitted.version, col(Draft.reason).not_in(known)
    said = update(Draft).where(*same).values(reason=reason.value, version=submitted.version + 1)
    return session.exec(said).rowcount == 1


def _new(user_id: int, place: DraftPlace, written: DraftText, reason: DraftReason, now: datetime) -> Draft:
    return Draft(
        user_id=user_id,
        campaign_id=place.campaign_id,
        page_id=place.page_id,
        theme_id=place.theme_id,
        kind=place.kind,
        base_id=place.base_id,
        reason=reason.value,
        title=written.title,
        text=written.text,
        summary=written.summary,
        minor=written.minor,
        version=1,
        created_at=now,
        updated_at=now,
    )
