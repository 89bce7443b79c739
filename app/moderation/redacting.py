"""Redaction: purges unlawful words wherever they stand, and leaves every page usable and its chain provable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Membership
from app.db import Statement, fetch, lock_campaign_exclusively
from app.digests import text_digest
from app.discussions.models import Comment
from app.errors import Unfit
from app.identity.actor import Actor
from app.identity.models import User
from app.moderation.comments import clean_comments
from app.moderation.finding import Findings, Pointed, Touched, find_unlawful
from app.moderation.rules import is_named_after, title_without, without
from app.moderation.traces import Words, in_draft
from app.pages.accepted import set_accepted
from app.pages.access import Link, LockedPage, locked_pages_in
from app.pages.attribution.finding import attribute_text
from app.pages.models import Content, Draft, Page, RedactedPart, Redaction, Revision
from app.pages.naming import free_slug
from app.pages.revisions.appending import NewRevision, append_revision
from app.pages.revisions.redactions import in_order, lock_texts, purge
from app.pages.revisions.states import PageState, state_of
from app.pages.rules import Origin, Part, slug_of
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Appended:
    """The revision that took the place of a purged head."""

    page_id: int
    link: Link


@dataclass(frozen=True, slots=True)
class Done:
    """What a redaction was stored as, and the revisions that it appended."""

    redaction_id: int
    appended: tuple[Appended, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What was found, with everything locked that a redaction of it changes: made by ``locked_unlawful`` alone."""

    found: Findings
    pages: Mapping[int, LockedPage]


def locked_unlawful(session: Session, actor: Actor, pointed: Pointed) -> Held:
    """Return what ``find_unlawful`` does, with everything locked that a redaction of it changes."""
    before = find_unlawful(session, actor, pointed)
    for campaign_id in sorted(before.words.campaigns):
        lock_campaign_exclusively(session, campaign_id)
    # Saving a text again that is there already locks no campaign of this list.
    lock_texts(session, before.words.texts)
    found = find_unlawful(session, actor, pointed)
    if not found.words.campaigns <= before.words.campaigns:
        raise Unfit(Said.of(Word.SAME_TEXT_ELSEWHERE))
    touched = {revision.page_id for revision in found.touched}
    return Held(found, locked_pages_in(session, actor, touched, now=found.standing.now))


def redact(session: Session, held: Held, reason: str) -> Done:
    """Purge what was found, and record why.

    A head that showed the words is followed by a revision without them; an accepted revision that did is
    accepted no longer, so that neither readers nor a compile meet a gap. Where the campaign accepts each revision at
    once, it accepts the one that follows.
    """
    found, standing = held.found, held.found.standing
    assert standing.user_id is not None
    shown = [revision for revision in found.touched if revision.shows()]
    unaccepted = [revision for revision in shown if revision.is_accepted]
    for revision in unaccepted:
        set_accepted(session, held.pages[revision.page_id], None)
    # Before the purge: what is new in a revision is told by the text before it.
    appended = tuple(_replace(session, held, revision) for revision in shown if revision.is_head)
    redaction = purge(
        session,
        Redaction(
            campaign_id=standing.campaign_id,
            revision_id=found.revision_id,
            reason=reason,
            admin_id=standing.user_id,
            at=standing.now,
        ),
        found.parts,
    )
    assert redaction.id is not None
    _clean_drafts(session, found)
    clean_comments(session, found.words, now=standing.now)
    renamed = _rename_pages(session, found)
    _record(session, found, redaction, unaccepted, renamed)
    return Done(redaction.id, appended)


def _record(
    session: Session, found: Findings, redaction: Redaction, unaccepted: list[Touched], renamed: list[int]
) -> None:
    """Tell each campaign's log what was redacted there."""
    standing = found.standing
    assert redaction.id is not None
    for campaign_id in sorted(found.words.campaigns):
        here = [revision for revision in found.touched if revision.campaign_id == campaign_id]
        act = acts.RedactRevision(
            redaction.id,
            redaction.revision_id,
            in_order({part for revision in here for part in revision.parts}),
            unaccepted=[revision.page_id for revision in unaccepted if revision.campaign_id == campaign_id],
            renamed=renamed if campaign_id == standing.campaign_id else [],
            comments=[said.comment_id for said in found.comments if said.campaign_id == campaign_id],
        )
        record_act(session, campaign_id, standing.user_id, act, now=standing.now)


def _replace(session: Session, held: Held, revision: Touched) -> Appended:
    words = held.found.words
    head = state_of(session, revision.page_id, revision.revision_id)
    parts, passage = {part.part for part in revision.parts}, words.passage
    title, text, origin = head.title, head.text, Origin.EDIT
    if passage is not None and Part.TITLE in parts:
        title = title_without(title, passage)
    if Part.TEXT in parts:
        text, origin = _text_instead(session, words, head, revision.page_id)
    new = NewRevision(
        title=title,
        text=text,
        attributed=attribute_text(session, revision.campaign_id, revision.page_id, title, text, [head.credited]),
        summary="",
        minor=False,
        origin=origin,
        base=head.link,
    )
    link = append_revision(session, held.pages[revision.page_id], new)
    return Appended(revision.page_id, link)


def _text_instead(session: Session, words: Words, head: PageState, page_id: int) -> tuple[str, Origin]:
    """Return what the page says from now on: the rest of its text, else its latest text that stands, else nothing."""
    if words.passage is not None:
        rest = without(head.text, words.passage)
        if not _was_redacted(session, rest):
            return rest, Origin.EDIT
    earlier = (
        select(col(Revision.id), col(Revision.content_sha256))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(
            col(Revision.page_id) == page_id,
            col(Revision.number) < head.link.number,
            col(Content.redacted_at).is_(None),
        )
        .order_by(col(Revision.number).desc())
    )
    for revision_id, sha256 in session.execute(earlier):
        if sha256 not in words.texts and revision_id is not None:
            return state_of(session, page_id, revision_id).text, Origin.RESTORE
    return "", Origin.EDIT


def _was_redacted(session: Session, text: str) -> bool:
    stands = select(col(Content.redacted_at)).where(col(Content.sha256) == text_digest(text))
    return session.scalars(stands).one_or_none() is not None


def _clean_drafts(session: Session, found: Findings) -> None:
    passage = found.words.passage
    drafts = select(Draft).where(in_draft(session, found.words)).order_by(col(Draft.id)).with_for_update()
    for draft in session.scalars(drafts.execution_options(populate_existing=True)):
        if passage is None:
            draft.text = ""
        else:
            draft.text, draft.summary = without(draft.text, passage), without(draft.summary, passage)
            draft.title = title_without(draft.title, passage)
        # A window that still shows the words must read the draft again before it writes.
        draft.version += 1
        draft.updated_at = found.standing.now
    session.flush()


def _rename_pages(session: Session, found: Findings) -> list[int]:
    """Give another name in the address to pages that were named after the passage; return their ids."""
    passage = found.words.passage
    if passage is None:
        return []
    titled = {r.page_id for r in found.touched if any(part.part is Part.TITLE for part in r.parts)}
    renamed = []
    for page_id in sorted(titled):
        page = session.get_one(Page, page_id, populate_existing=True)
        if is_named_after(page.slug, passage):
            assert page.head_id is not None
            title = state_of(session, page_id, page.head_id).title
            page.slug = free_slug(session, page.campaign_id, slug_of(title))
            session.flush()
            renamed.append(page_id)
    return renamed


class RedactionRow(NamedTuple):
    """A redaction with its admin, and how many of each part it purged."""

    id: int
    revision_id: int
    reason: str
    admin_id: int
    at: datetime
    page_id: int
    name: str
    department: str | None
    text_count: int
    title_count: int
    summary_count: int


def list_redactions(session: Session, campaign_id: int, *, before: int | None, limit: int) -> list[RedactionRow]:
    """Return the redactions that were asked for in a campaign with their admins, newest first."""
    counts = (
        select(func.count())
        .where(col(RedactedPart.redaction_id) == Redaction.id, col(RedactedPart.part) == part)
        .scalar_subquery()
        for part in Part
    )
    query: Statement = (
        select(
            *(col(Redaction.id), col(Redaction.revision_id), col(Redaction.reason)),
            *(col(Redaction.admin_id), col(Redaction.at)),
            col(Revision.page_id),
            col(User.name),
            col(User.department),
            *(count.label(f"{part}_count") for part, count in zip(Part, counts, strict=True)),
        )
        .join(Revision, col(Revision.id) == col(Redaction.revision_id))
        .join(User, col(User.id) == col(Redaction.admin_id))
        .where(col(Redaction.campaign_id) == campaign_id)
        .order_by(col(Redaction.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Redaction.id) < before)
    return fetch(session.connection(), RedactionRow, query)


def people_of(session: Session, campaigns: frozenset[int]) -> list[int]:
    """Return the ids of everybody who takes part in the campaigns, or wrote or commented in them."""
    members = select(col(Membership.user_id)).where(col(Membership.campaign_id).in_(campaigns))
    authors = (
        select(col(Revision.author_id))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .where(col(Page.campaign_id).in_(campaigns))
    )
    commenters = (
        select(col(Comment.author_id))
        .join(Page, col(Page.id) == col(Comment.page_id))
        .where(col(Page.campaign_id).in_(campaigns))
    )
    keepers = select(col(Draft.user_id)).where(col(Draft.campaign_id).in_(campaigns))
    people = (members, authors, commenters, keepers)
    query = select(col(User.id)).where(or_(*(col(User.id).in_(ids) for ids in people)))
    return [user_id for user_id in session.scalars(query) if user_id is not None]
