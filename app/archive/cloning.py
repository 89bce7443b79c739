"""Sets up next year's campaign after this one: settings and themes, and if wanted members and accepted texts.

A cloned text keeps its credit: each token comes from the revision of the campaign in which somebody wrote it. Nothing
else comes along: no draft, no comment, no vote, no reason, and no text that readers do not see.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.departments import carry_departments
from app.campaigns.locking import locked_campaign
from app.campaigns.models import Campaign, Membership, Theme
from app.campaigns.rules import Role
from app.campaigns.service import CARRIED_OVER, create_campaign, list_themes
from app.campaigns.standing import Standing, standing_in
from app.credits.models import CreditChoice
from app.db import Statement, fetch
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import require_site_admin
from app.pages.accepted import AcceptedRow, Ruling, accepted_pages, record_decision
from app.pages.access import Link, made_page
from app.pages.arranging import arrange_page
from app.pages.attribution.finding import attribute_clone
from app.pages.attribution.stored import attributions_of
from app.pages.creating import add_page
from app.pages.models import Page, Revision
from app.pages.revisions.appending import Author, NewRevision, append_revision
from app.pages.rules import Kind, Origin, Verdict
from app.text.attribution import Attribution
from app.words.codes import Word
from app.words.saying import Said, tell

_AT_ONCE = 10_000
"""SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The campaign that is to be set up, and what is to come along."""

    slug: str
    title: str | None = None
    """None: the same."""
    members: bool = False
    texts: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What came along, and what was left where it is; nothing of either where it was not wanted."""

    themes: int
    members: int = 0
    blocked: int = 0
    """Members who are left out because their account is blocked."""
    texts: int = 0
    tokens: int = 0
    """How many words and signs the texts have with their titles; every one is credited."""
    authors: int = 0
    """How many people they are credited to."""
    unaccepted: int = 0
    """Pages that are left out because readers see no text of theirs."""
    hidden: int = 0
    """Pages that are left out because they are hidden."""


@dataclass(frozen=True, slots=True)
class Cloned:
    """The new campaign."""

    campaign: Campaign
    taken: Taken


class _Written(NamedTuple):
    author: Author
    at: datetime


class _Choice(NamedTuple):
    user_id: int
    naming: str
    chosen_at: datetime


_WRITTEN: Statement = (
    select(
        col(Revision.id),
        col(Revision.author_id),
        col(User.key),
        func.coalesce(col(Revision.authored_at), col(Revision.created_at)).label("at"),
    )
    .join(User, col(User.id) == col(Revision.author_id))
    .where(col(Revision.id).in_(bindparam("revisions", expanding=True)))
)
_CHOICES: Statement = select(col(CreditChoice.user_id), col(CreditChoice.naming), col(CreditChoice.chosen_at)).where(
    col(CreditChoice.campaign_id) == bindparam("campaign"),
    col(CreditChoice.user_id).in_(bindparam("people", expanding=True)),
)


def clone_campaign(session: Session, actor: Actor, slug: str, wanted: Wanted) -> Cloned:
    """Set up a campaign after another one (site admins).

    Raises Conflict where the slug is taken, and where it must first be rebuilt who wrote a text.
    """
    require_site_admin(session, actor)
    # What a redaction is about to purge must not come along.
    original, _ = locked_campaign(session, actor, slug)
    fields = {name: getattr(original, name) for name in CARRIED_OVER}
    clone = create_campaign(session, actor, {**fields, "slug": wanted.slug, "title": wanted.title or original.title})
    assert clone.id is not None
    assert original.id is not None
    standing = standing_in(session, actor, clone.slug)
    taken = Taken(themes=_clone_themes(session, original.id, clone.id))
    people: set[int] = set()
    if wanted.members:
        taken, people = _clone_members(session, original.id, standing, taken)
    if wanted.texts:
        taken, authors = _clone_texts(session, original.id, standing, taken)
        people |= authors
    _clone_choices(session, original.id, clone.id, people)
    act = acts.CloneCampaign(
        clone.id,
        original.id,
        members=taken.members if wanted.members else None,
        texts=taken.texts if wanted.texts else None,
    )
    record_act(session, clone.id, actor.user_id, act, now=standing.now)
    return Cloned(clone, taken)


def _clone_themes(session: Session, original_id: int, clone_id: int) -> int:
    themes = list_themes(session, original_id)
    session.add_all(Theme(**{**theme.model_dump(exclude={"id"}), "campaign_id": clone_id}) for theme in themes)
    session.flush()
    return len(themes)


def _clone_members(session: Session, original_id: int, standing: Standing, taken: Taken) -> tuple[Taken, set[int]]:
    """Give everybody the role that they had; whoever clones is an admin already. Return who takes part now."""
    query = (
        select(col(Membership.user_id), col(Membership.role), col(User.blocked_at), col(User.disabled_at))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(Membership.campaign_id) == original_id)
        .order_by(col(Membership.user_id))
    )
    rows = session.connection().execute(query).all()
    members = {row.user_id: Role(row.role) for row in rows if row.blocked_at is None and row.disabled_at is None}
    given = {user_id: role for user_id, role in members.items() if user_id != standing.user_id}
    session.add_all(
        Membership(campaign_id=standing.campaign_id, user_id=user_id, role=role, joined_at=standing.now)
        for user_id, role in given.items()
    )
    session.flush()
    carry_departments(session, original_id, standing)
    for user_id, role in given.items():
        act = acts.SetMember(user_id, role)
        record_act(session, standing.campaign_id, standing.user_id, act, now=standing.now)
    return replace(taken, members=len(given), blocked=len(rows) - len(members)), set(members)


def _clone_texts(session: Session, original_id: int, standing: Standing, taken: Taken) -> tuple[Taken, set[int]]:
    """Bring the texts that readers see, in the order of the guide; return to whom they are credited."""
    rows = accepted_pages(session, original_id)
    credit = attributions_of(session, [row.revision_id for row in rows])
    written = _written(session, {row.revision_id for row in rows})
    excluded = _excluded(session, original_id)
    themes = {theme.slug: theme.id for theme in list_themes(session, standing.campaign_id)}
    for row in rows:
        theme_id = themes[row.theme] if row.theme is not None else None
        _clone_page(
            session,
            standing,
            row,
            theme_id,
            written[row.revision_id],
            credit[row.revision_id],
            excluded=row.id in excluded,
        )
    origins = {origin for attribution in credit.values() for origin in attribution.origins}
    authors = {found.author.id for found in _written(session, origins).values()}
    unaccepted, hidden = _left_out(session, original_id)
    tokens = sum(len(attribution.origins) for attribution in credit.values())
    done = replace(taken, texts=len(rows), tokens=tokens, authors=len(authors), unaccepted=unaccepted, hidden=hidden)
    return done, authors


def _clone_page(
    session: Session,
    standing: Standing,
    row: AcceptedRow,
    theme_id: int | None,
    written: _Written,
    credit: Attribution,
    *,
    excluded: bool,
) -> None:
    page = add_page(session, standing, theme_id, Kind(row.kind), slug=row.slug, title=row.title)
    locked = made_page(session, standing, page, row.theme)
    new = NewRevision(
        title=row.title,
        text=row.text,
        attributed=attribute_clone(session, standing.campaign_id, credit),
        summary="",
        minor=False,
        origin=Origin.CLONE,
        base=None,
        author=written.author,
        authored_at=written.at,
        original=Link(row.revision_id, row.number, row.digest),
    )
    link = append_revision(session, locked, new)
    # Nobody decided it anew, so no editor is credited with a decision.
    record_decision(session, locked, Ruling(link.id, Verdict.ACCEPT, Said.of(Word.ACCEPTED_BEFORE), None))
    if excluded:
        # In words of ours: those of an editor may be the very ones that were redacted in the text.
        arrange_page(session, locked, {"excluded_reason": tell(Said.of(Word.EXCLUDED_BEFORE), standing.language)})


def _written(session: Session, revision_ids: Collection[int]) -> Mapping[int, _Written]:
    """Return who wrote revisions and when, by their ids."""
    return {
        row.id: _Written(Author(row.author_id, row.key), row.at)
        for part in _parts(revision_ids)
        for row in session.connection().execute(_WRITTEN, {"revisions": part})
    }


def _excluded(session: Session, campaign_id: int) -> set[int | None]:
    query = select(col(Page.id)).where(col(Page.campaign_id) == campaign_id, col(Page.excluded_reason).is_not(None))
    return set(session.scalars(query))


def _left_out(session: Session, campaign_id: int) -> tuple[int, int]:
    """Return how many visible pages have no accepted text, and how many pages are hidden."""
    here = select(func.count()).select_from(Page).where(col(Page.campaign_id) == campaign_id)
    visible = col(Page.hidden_at).is_(None)
    unaccepted = session.connection().execute(here.where(visible, col(Page.accepted_id).is_(None))).scalar_one()
    return unaccepted, session.connection().execute(here.where(~visible)).scalar_one()


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def _choices(session: Session, campaign_id: int, people: Collection[int]) -> Iterator[_Choice]:
    for part in _parts(people):
        yield from fetch(session.connection(), _Choice, _CHOICES, {"campaign": campaign_id, "people": part})


def _clone_choices(session: Session, original_id: int, clone_id: int, people: Collection[int]) -> None:
    """Let those who come along, and those whose words do, be named as they chose: nobody's name comes out anew."""
    session.add_all(
        CreditChoice(campaign_id=clone_id, **choice._asdict()) for choice in _choices(session, original_id, people)
    )
    session.flush()
