"""New pages: where they may stand, what they are called, and their first revision."""

import secrets
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.apart import WorkOut
from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act
from app.campaigns.service import get_theme
from app.campaigns.standing import Standing, standing_in
from app.db import Database, Statement, lock_campaign
from app.errors import Conflict, Mistake, SlugTaken
from app.identity.actor import Actor
from app.pages.access import made_page
from app.pages.attribution.finding import Attributed, attribute_text
from app.pages.drafts import DraftPlace, DraftText, Submitted, drop_submitted, keep_draft, stays_for
from app.pages.errors import DraftStale, PlaceTaken
from app.pages.models import Page, Revision
from app.pages.naming import free_slug
from app.pages.revisions.appending import NewRevision, append_revision
from app.pages.revisions.outcomes import Created, TooLate
from app.pages.rules import IN_THEME, DraftReason, Kind, Origin, slug_of
from app.settling import Answering, Keeper, not_under_a_lock, settle
from app.words.codes import Word
from app.words.saying import Said

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class NewPage:
    """What somebody wants to create; all strings are checked already."""

    kind: Kind
    theme: str | None
    slug: str | None
    """None: made from the title, with a number behind it where that name is taken."""
    title: str
    text: str
    summary: str
    submitted: Submitted | None = None


@dataclass(frozen=True, slots=True)
class Creation:
    """A new page on its way."""

    actor: Actor
    campaign: str
    new: NewPage
    work_out: WorkOut | None = None
    """As of a change."""

    def think(self, session: Session) -> Attributed | None:
        """Find out who wrote what in the page's first text; nothing where nobody may write now."""
        self.actor.signed_in()
        standing = standing_in(session, self.actor, self.campaign)
        if not standing.may(Act.EDIT):
            return None
        return self._attributed(session, standing, self.work_out)

    def settle(self, session: Session, thought: Attributed | None, *, again: bool) -> Created | TooLate:
        standing = _locked_for_creating(session, self.actor, self.campaign)
        theme = find_theme(session, standing.campaign_id, self.new.kind, self.new.theme)
        if not standing.may(Act.EDIT):
            return _refuse(session, standing, theme, self.new)
        attributed = None if again else thought
        if attributed is None:
            attributed = self._attributed(session, standing, self.work_out and not_under_a_lock)
        return _create(session, standing, theme, self.new, attributed)

    def _attributed(self, session: Session, standing: Standing, work_out: WorkOut | None) -> Attributed:
        new = self.new
        return attribute_text(session, standing.campaign_id, None, new.title, new.text, (), work_out=work_out)


def create_page(
    database: Database,
    actor: Actor,
    campaign: str,
    new: NewPage,
    *,
    keeper: Keeper[Answer],
    answer: Answering[Created | TooLate, Answer],
    work_out: WorkOut | None = None,
) -> Answer:
    """Create a page with its first revision and return the answer; too early or too late, the text becomes a draft.

    Raises Invalid for a kind without its theme, Conflict for a slug or a single kind that is taken.
    """
    creation = Creation(actor, campaign, new, work_out)
    return settle(database, keeper, creation.think, creation.settle, answer)


def pages_by(user_id: int, campaign: str) -> Statement:
    """Return the query of the pages that somebody has created in a campaign, by its slug."""
    first = select(col(Revision.id)).join(Page, col(Page.id) == col(Revision.page_id))
    there = first.join(Campaign, col(Campaign.id) == col(Page.campaign_id)).where(col(Campaign.slug) == campaign)
    return there.where(col(Revision.number) == 1, col(Revision.author_id) == user_id)


def _locked_for_creating(session: Session, actor: Actor, campaign: str) -> Standing:
    campaign_id = standing_in(session, actor, campaign).campaign_id
    lock_campaign(session, campaign_id)
    # New pages queue behind each other: two must not find the same name or the same place free.
    session.scalars(select(col(Campaign.id)).where(col(Campaign.id) == campaign_id).with_for_update(key_share=True))
    return standing_in(session, actor, campaign)


def _create(
    session: Session,
    standing: Standing,
    theme: Theme | None,
    new: NewPage,
    attributed: Attributed,
) -> Created:
    assert standing.user_id is not None
    page = add_page(session, standing, theme.id if theme else None, new.kind, slug=new.slug, title=new.title)
    assert page.id is not None
    if new.submitted is not None and not drop_submitted(session, standing.user_id, new.submitted):
        # Submitted twice at once, it must not become two pages; changed meanwhile, it must not be left behind.
        raise DraftStale
    locked = made_page(session, standing, page, theme.slug if theme else None)
    new_revision = NewRevision(new.title, new.text, attributed, new.summary, False, Origin.CREATE, None)
    return Created(page.id, append_revision(session, locked, new_revision))


def add_page(
    session: Session,
    standing: Standing,
    theme_id: int | None,
    kind: Kind,
    *,
    slug: str | None,
    title: str,
    source: str | None = None,
) -> Page:
    """Add a page without a text, last in its place; the caller appends its first revision."""
    campaign_id = standing.campaign_id
    last = session.scalars(
        select(func.max(Page.position)).where(col(Page.campaign_id) == campaign_id, col(Page.theme_id) == theme_id)
    ).one()
    page = Page(
        key=secrets.token_hex(16),
        campaign_id=campaign_id,
        theme_id=theme_id,
        kind=kind.value,
        slug=slug or free_slug(session, campaign_id, slug_of(title)),
        position=(last or 0) + 1,
        source=source,
        created_at=standing.now,
    )
    session.add(page)
    try:
        session.flush()
    except IntegrityError as error:
        raise taken(error, kind, page.slug) from error
    return page


def taken(error: IntegrityError, kind: str, slug: str) -> Conflict:
    """Return the refusal of a page whose name or whose single place another page has."""
    if "slug" in str(error.orig):
        return SlugTaken("slug", slug)
    return PlaceTaken("kind", Kind(kind))


def find_theme(session: Session, campaign_id: int, kind: Kind, theme: str | None) -> Theme | None:
    """Return the theme in which a page is to stand; raises Invalid where its kind does not fit that."""
    if kind in IN_THEME:
        if theme is None:
            raise Mistake("theme", Said.of(Word.THEME_NEEDED, kind=kind))
        return get_theme(session, campaign_id, theme)
    if theme is not None:
        raise Mistake("theme", Said.of(Word.THEME_UNWANTED, kind=kind))
    return None


def _keep_late(session: Session, standing: Standing, theme: Theme | None, new: NewPage) -> int | None:
    if standing.user_id is None:
        return new.submitted.id if new.submitted else None
    if new.submitted is None:
        place = DraftPlace(standing.campaign_id, None, None, theme.id if theme else None, new.kind.value)
        written = DraftText(new.title, new.text, new.summary, minor=False)
        draft_id = keep_draft(session, standing.user_id, place, written, DraftReason.LATE, now=standing.now)
        is_news = True
    else:
        draft_id, is_news = new.submitted.id, stays_for(session, new.submitted, DraftReason.LATE)
    if is_news:
        act = acts.KeepDraft(draft_id, DraftReason.LATE)
        record_act(session, standing.campaign_id, standing.user_id, act, now=standing.now)
    return draft_id


def _refuse(session: Session, standing: Standing, theme: Theme | None, new: NewPage) -> TooLate:
    try:
        standing.require(Act.EDIT)
    except Conflict:
        return TooLate(standing, _keep_late(session, standing, theme, new))
    raise AssertionError("A right that is lacking is either refused or a matter of time.")
