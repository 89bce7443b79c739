"""What has become of the rows that entries of the audit log name, as far as a caller may read them now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.service import ToldEntry
from app.campaigns.models import Theme
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.db import fetch
from app.discussions.models import Comment
from app.guides.models import Edition
from app.guides.reading import may_read
from app.identity.models import User
from app.pages.accepted import ACCEPTED
from app.pages.models import Acceptance, Content, Page, Revision
from app.pages.rules import REDACTED_TITLE
from app.questions.models import Question
from app.questions.reading import told_to


class PageRow(NamedTuple):
    """A page with the title that the caller may read."""

    id: int
    slug: str
    title: str


class ThemeRow(NamedTuple):
    """A theme as everybody reads it."""

    id: int
    slug: str
    question: str


class PersonRow(NamedTuple):
    """Somebody who acted."""

    id: int
    name: str
    department: str | None


class Read(Protocol):
    """An entry whose facts were read."""

    @property
    def entry(self) -> ToldEntry: ...

    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What is there for the caller, by id; what is not is absent."""

    pages: Mapping[int, PageRow]
    revisions: Mapping[int, int]
    """Their numbers; without those whose text or title was redacted."""
    comments: Collection[int]
    questions: Collection[int]
    themes: Mapping[int, ThemeRow]
    editions: Collection[int]
    acceptances: Collection[tuple[int, int | None, datetime]]
    """Which revision of which page became the accepted one, and when."""
    people: Mapping[int, PersonRow]


def find(session: Session, standing: Standing, read: Sequence[Read]) -> Found:
    """Return what the entries name, as the caller may read it."""
    revisions = _named(read, "revision")
    return Found(
        pages=_pages(session, standing, _named(read, "page") | _named(read, "into")),
        revisions=_revisions(session, revisions),
        comments=_comments(session, standing, _named(read, "comment")),
        questions=_questions(session, standing, _named(read, "question")),
        themes=_themes(session, standing, _named(read, "theme")),
        editions=_editions(session, standing, _named(read, "edition")),
        acceptances=_acceptances(session, revisions),
        people=_people(session, {each.entry.actor_id for each in read if each.entry.actor_id is not None}),
    )


def _named(read: Sequence[Read], fact: str) -> set[int]:
    return {each.facts[fact] for each in read if each.facts.get(fact) is not None}


def _pages(session: Session, standing: Standing, ids: Collection[int]) -> dict[int, PageRow]:
    if not ids:
        return {}
    # The one who may read latest texts is told the latest title, everybody else that of the accepted text.
    read = col(Page.head_id) == col(Revision.id) if standing.may(Act.READ_LATEST) else ACCEPTED
    query = (
        select(col(Page.id), col(Page.slug), col(Revision.title))
        .join(Revision, read)
        .where(col(Page.id).in_(ids), col(Page.campaign_id) == standing.campaign_id)
    )
    if not is_at_least(standing.role, Role.EDITOR):
        query = query.where(col(Page.hidden_at).is_(None))
    return {row.id: row for row in fetch(session.connection(), PageRow, query)}


def _revisions(session: Session, ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    query = (
        select(col(Revision.id), col(Revision.number))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.id).in_(ids), col(Content.redacted_at).is_(None), col(Revision.title) != REDACTED_TITLE)
    )
    return {row.id: row.number for row in session.connection().execute(query)}


def _comments(session: Session, standing: Standing, ids: Collection[int]) -> set[int]:
    if not ids:
        return set()
    query = select(col(Comment.id)).where(col(Comment.id).in_(ids), col(Comment.deleted_at).is_(None))
    if not is_at_least(standing.role, Role.EDITOR):
        query = query.where(col(Comment.hidden_at).is_(None))
    return {row.id for row in session.connection().execute(query)}


def _questions(session: Session, standing: Standing, ids: Collection[int]) -> set[int]:
    if not ids:
        return set()
    query = select(col(Question.id)).where(
        col(Question.id).in_(ids), col(Question.campaign_id) == standing.campaign_id, told_to(standing)
    )
    return {row.id for row in session.connection().execute(query)}


def _themes(session: Session, standing: Standing, ids: Collection[int]) -> dict[int, ThemeRow]:
    if not ids:
        return {}
    query = select(col(Theme.id), col(Theme.slug), col(Theme.question)).where(
        col(Theme.id).in_(ids), col(Theme.campaign_id) == standing.campaign_id
    )
    return {row.id: row for row in fetch(session.connection(), ThemeRow, query)}


def _editions(session: Session, standing: Standing, ids: Collection[int]) -> set[int]:
    if not ids:
        return set()
    editions = session.scalars(select(Edition).where(col(Edition.id).in_(ids)))
    return {edition.id for edition in editions if edition.id is not None and may_read(standing, edition)}


def _acceptances(session: Session, revisions: Collection[int]) -> set[tuple[int, int | None, datetime]]:
    if not revisions:
        return set()
    query = select(col(Acceptance.page_id), col(Acceptance.revision_id), col(Acceptance.at)).where(
        col(Acceptance.revision_id).in_(revisions)
    )
    return {(row.page_id, row.revision_id, row.at) for row in session.connection().execute(query)}


def _people(session: Session, ids: Collection[int]) -> dict[int, PersonRow]:
    if not ids:
        return {}
    query = select(col(User.id), col(User.name), col(User.department)).where(col(User.id).in_(ids))
    return {row.id: row for row in fetch(session.connection(), PersonRow, query)}
