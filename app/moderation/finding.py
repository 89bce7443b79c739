"""Which revisions hold the words that an admin calls unlawful, and who may purge them. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlmodel import Session, col

from app.campaigns.models import Campaign
from app.campaigns.rules import Act
from app.campaigns.standing import Standing, any_standing_in
from app.db import Statement, holds
from app.digests import text_digest
from app.errors import Mistake, Unfit
from app.identity.actor import Actor
from app.moderation.comments import FoundComment, comments_with
from app.moderation.errors import RedactedAlready, StandsElsewhere
from app.moderation.traces import Carrier, Remaining, Words, find_editions, find_remaining, in_draft
from app.pages.access import page_of
from app.pages.models import Content, Draft, Page, Revision
from app.pages.revisions.redactions import Purged
from app.pages.rules import REDACTED_TITLE, Part
from app.words.codes import Word
from app.words.saying import Said

AT_MOST = 10_000
"""Revisions that one redaction touches; a passage that stands in more is hardly the one that was meant."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The unlawful words: a passage of a revision, for None its whole text."""

    revision_id: int
    passage: str | None


@dataclass(frozen=True, slots=True)
class Touched:
    """A revision that holds the words, and in which of its parts."""

    campaign_id: int
    campaign: str
    page_id: int
    revision_id: int
    number: int
    sha256: str
    parts: tuple[Purged, ...]
    is_head: bool
    is_accepted: bool

    def shows(self) -> bool:
        """Tell whether the words are in what people read as the page, not in its summary alone."""
        return any(part.part is not Part.SUMMARY for part in self.parts)


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a redaction touches or leaves, as one state of the database has it."""

    standing: Standing
    page_id: int
    revision_id: int
    words: Words
    touched: tuple[Touched, ...]
    drafts: tuple[tuple[int, int], ...]
    """Ids and versions."""
    comments: tuple[FoundComment, ...]
    editions: tuple[Carrier, ...]
    remains: tuple[Remaining, ...]

    @property
    def parts(self) -> frozenset[Purged]:
        return frozenset(part for revision in self.touched for part in revision.parts)


def find_unlawful(session: Session, actor: Actor, pointed: Pointed) -> Findings:
    """Return what a redaction would touch (admins of every campaign that has one of its texts).

    Raises Invalid for a passage that the revision does not hold or that stands everywhere, Conflict where its text was
    redacted before.
    """
    page = page_of(session, actor, pointed.revision_id)
    standing = page.standing
    standing.require(Act.REDACT)
    row = _pointed_out(session, pointed)
    touched = tuple(_touched(session, standing, pointed.passage, row.content_sha256))
    if len(touched) > AT_MOST:
        raise Mistake("passage", Said.of(Word.PASSAGE_TOO_COMMON, found=len(touched), most=AT_MOST))
    _require_everywhere(session, actor, standing, touched)
    words = Words(
        campaign_id=standing.campaign_id,
        campaigns=frozenset({standing.campaign_id, *(revision.campaign_id for revision in touched)}),
        passage=pointed.passage,
        text=row.text,
        texts=frozenset(p.sha256 for revision in touched for p in revision.parts if p.part is Part.TEXT),
    )
    drafts = select(col(Draft.id), col(Draft.version)).where(in_draft(session, words)).order_by(col(Draft.id))
    return Findings(
        standing=standing,
        page_id=page.page_id,
        revision_id=pointed.revision_id,
        words=words,
        touched=touched,
        drafts=tuple((row.id, row.version) for row in session.connection().execute(drafts)),
        comments=comments_with(session, words),
        editions=tuple(find_editions(session, words)),
        remains=tuple(find_remaining(session, words)),
    )


def _pointed_out(session: Session, pointed: Pointed) -> Row[Any]:
    query: Statement = (
        select(
            col(Content.text),
            col(Content.redacted_at),
            col(Revision.title),
            col(Revision.summary),
            col(Revision.content_sha256),
        )
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.id) == pointed.revision_id)
    )
    row = session.connection().execute(query).one()
    if pointed.passage is not None:
        if not any(pointed.passage in words for words in (row.text, row.title, row.summary)):
            raise Mistake("passage", Said.of(Word.PASSAGE_ABSENT))
    elif row.redacted_at is not None:
        raise RedactedAlready
    elif row.text == "":
        raise Unfit(Said.of(Word.NOTHING_TO_REDACT))
    return row


def _touched(session: Session, standing: Standing, passage: str | None, whole: str) -> Iterator[Touched]:
    in_text, here = _unlawful(session, standing.campaign_id, passage, whole)
    query: Statement = (
        select(
            *(col(Page.campaign_id), col(Campaign.slug), col(Page.head_id), col(Page.accepted_id)),
            *(col(Revision.id), col(Revision.page_id), col(Revision.number), col(Revision.content_sha256)),
            *(col(Revision.title), col(Revision.summary), in_text.label("in_text")),
        )
        .join(Page, col(Page.id) == col(Revision.page_id))
        .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
        .where(or_(in_text, here))
        .order_by(col(Revision.page_id), col(Revision.number))
    )
    for row in session.connection().execute(query):
        parts = tuple(_parts(row, standing.campaign_id, passage))
        if parts:
            yield Touched(
                campaign_id=row.campaign_id,
                campaign=row.slug,
                page_id=row.page_id,
                revision_id=row.id,
                number=row.number,
                sha256=row.content_sha256,
                parts=parts,
                is_head=row.id == row.head_id,
                is_accepted=row.id == row.accepted_id,
            )


def _unlawful(
    session: Session, campaign_id: int, passage: str | None, whole: str
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return two conditions on a revision with its page: that its text is purged, that its words hold the passage.

    A text is one row wherever it stands, so it is purged in other campaigns too.
    """
    if passage is None:
        in_text = col(Revision.content_sha256) == whole
        return in_text, in_text
    mine = col(Page.campaign_id) == campaign_id
    texts = (
        select(col(Revision.content_sha256))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(mine, holds(session, col(Content.text), passage))
        .correlate(None)
    )
    written = or_(holds(session, col(Revision.title), passage), holds(session, col(Revision.summary), passage))
    return col(Revision.content_sha256).in_(texts), and_(mine, written)


def _parts(row: Row[Any], campaign_id: int, passage: str | None) -> Iterator[Purged]:
    if row.in_text:
        yield Purged(Part.TEXT, None, row.content_sha256)
    if passage is None or row.campaign_id != campaign_id:
        return
    if passage in row.title and row.title != REDACTED_TITLE:
        yield Purged(Part.TITLE, row.id, text_digest(row.title))
    if passage in row.summary:
        yield Purged(Part.SUMMARY, row.id, text_digest(row.summary))


def _require_everywhere(session: Session, actor: Actor, standing: Standing, touched: tuple[Touched, ...]) -> None:
    # Otherwise a copy of somebody's text, made in a campaign of one's own, would be a way to destroy the original.
    for campaign_id, slug in sorted({(revision.campaign_id, revision.campaign) for revision in touched}):
        other = any_standing_in(session, actor, campaign_id)
        if campaign_id != standing.campaign_id and not other.may(Act.REDACT):
            raise StandsElsewhere(standing.role, None if other.role is None else slug)
