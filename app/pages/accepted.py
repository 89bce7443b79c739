"""The accepted text: the one place that says what readers and the compiler see, and that lets it change.

Judges nothing: whether a revision may be accepted is for those to know who call this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Theme
from app.campaigns.rules import AcceptancePolicy
from app.db import Statement, fetch
from app.pages.access import LockedPage
from app.pages.decisions import write_decision
from app.pages.errors import RevisionRedacted
from app.pages.merging import complete_mergings, forget_mergings
from app.pages.models import Acceptance, Content, Page, Revision
from app.pages.naming import rename_for_readers
from app.pages.rules import REDACTED_TITLE, Verdict
from app.words.codes import Word
from app.words.saying import Said

_then = aliased(Revision)
ACCEPTED = col(Page.accepted_id) == col(Revision.id)
"""The join condition of a page with the revision that readers see."""


class AcceptedRow(NamedTuple):
    """A page with its accepted text."""

    id: int
    slug: str
    kind: str
    theme: str | None
    revision_id: int
    number: int
    title: str
    digest: str
    content_sha256: str
    text: str


def accepted_pages(session: Session, campaign_id: int) -> list[AcceptedRow]:
    """Return every visible page with an accepted text, in theme and page order."""
    return fetch(session.connection(), AcceptedRow, _accepted().where(col(Page.campaign_id) == campaign_id))


def accepted_as_of(moment: datetime) -> ScalarSelect[int | None]:
    """Return the expression, in a query of pages, for the revision that readers saw at a moment."""
    return (
        select(col(Acceptance.revision_id))
        .where(col(Acceptance.page_id) == col(Page.id), col(Acceptance.at) <= moment)
        .order_by(col(Acceptance.number).desc())
        .limit(1)
        .scalar_subquery()
    )


def stood_until(moment: datetime) -> ColumnElement[int | None]:
    """Return the expression, in a query of pages, for the revision that readers saw until just before a moment.

    Where they saw none, it is the latest of then; a page that came later has none.
    """
    accepted = (
        select(col(Acceptance.revision_id))
        .where(col(Acceptance.page_id) == col(Page.id), col(Acceptance.at) < moment)
        .order_by(col(Acceptance.number).desc())
        .limit(1)
        .correlate(Page)
        .scalar_subquery()
    )
    latest = (
        select(col(_then.id))
        .where(col(_then.page_id) == col(Page.id), col(_then.created_at) < moment)
        .order_by(col(_then.number).desc())
        .limit(1)
        .correlate(Page)
        .scalar_subquery()
    )
    return func.coalesce(accepted, latest)


def accepted_at(session: Session, page_id: int, moment: datetime) -> int | None:
    """Return the id of the revision that readers saw at a moment, None where they saw none."""
    query = select(accepted_as_of(moment)).select_from(Page).where(col(Page.id) == page_id)
    return session.connection().execute(query).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about a revision, and by whom: None where the campaign's policy decides."""

    revision_id: int
    verdict: Verdict
    reason: str | Said
    """An editor's words, or what the policy says, which is stored in the campaign's language."""
    editor_id: int | None
    is_decisive: bool = True
    """Whether readers see what follows from it; else it is one of several that an acceptance takes."""


_ACTS: Mapping[Verdict, type[acts.DecideRevision]] = {
    Verdict.ACCEPT: acts.AcceptRevision,
    Verdict.REJECT: acts.RejectRevision,
    Verdict.REQUEST_CHANGES: acts.RequestChanges,
    Verdict.UNACCEPT: acts.UnacceptRevision,
}


def record_decision(session: Session, page: LockedPage, ruling: Ruling, *, draft_id: int | None = None) -> int:
    """Write a decision, let readers see what follows from it, record the act last, and return the decision's id.

    ``draft_id`` is the draft that it left for the author. Raises Conflict for the acceptance of a revision of which
    text or title was redacted: readers would see a gap.
    """
    if ruling.verdict is Verdict.ACCEPT and not is_whole(session, ruling.revision_id):
        reason = Said.of(Word.REDACTED_UNACCEPTABLE, revision=ruling.revision_id)
        raise RevisionRedacted(ruling.revision_id, reason)
    decision_id = write_decision(
        session,
        session.get_one(Page, page.page_id, populate_existing=True),
        ruling.revision_id,
        ruling.verdict,
        ruling.reason,
        editor_id=ruling.editor_id,
        standing=page.standing,
    )
    if ruling.verdict is Verdict.REJECT:
        forget_mergings(session, ruling.revision_id)
    if ruling.verdict is Verdict.UNACCEPT:
        set_accepted(session, page, None)
    elif ruling.verdict is Verdict.ACCEPT and ruling.is_decisive:
        set_accepted(session, page, ruling.revision_id, editor_id=ruling.editor_id)
    act = _ACTS[ruling.verdict](page.page_id, ruling.revision_id, decision_id, draft_id)
    record_act(session, page.standing.campaign_id, ruling.editor_id, act, now=page.standing.now)
    return decision_id


def accept_if_open(session: Session, page: LockedPage, revision_id: int) -> None:
    """Accept a revision that was just saved, where the campaign accepts each at once.

    Not one without a title, which a redaction left: it is saved, and waits until somebody gives it one. Nor a
    correction of what is published, which an editor accepts with its reason.
    """
    accepts = page.standing.acceptance is AcceptancePolicy.OPEN and not page.standing.correcting
    if accepts and is_whole(session, revision_id):
        ruling = Ruling(revision_id, Verdict.ACCEPT, Said.of(Word.ACCEPTED_AT_ONCE), None)
        record_decision(session, page, ruling)


def is_whole(session: Session, revision_id: int) -> bool:
    """Tell whether neither text nor title of a revision was redacted; otherwise readers would see a gap."""
    query = (
        select(col(Revision.title), col(Content.redacted_at))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.id) == revision_id)
    )
    row = session.connection().execute(query).one()
    return row.redacted_at is None and row.title != REDACTED_TITLE


def set_accepted(session: Session, page: LockedPage, revision_id: int | None, *, editor_id: int | None = None) -> None:
    """Let readers see another revision of the page, or none.

    What follows from it is recorded as the act of ``editor_id``, None where the campaign's policy accepted: the caller
    may be whoever cast the last ballot, which is secret.
    """
    page_id = page.page_id
    changed = session.get_one(Page, page_id)
    changed.accepted_id = revision_id
    if not page.standing.correcting:
        # A typo in a rewritten tip takes nothing of why it was rewritten.
        changed.rewritten_reason = None
    count = select(func.count()).select_from(Acceptance).where(col(Acceptance.page_id) == page_id)
    number = session.connection().execute(count).scalar_one() + 1
    # The time is that of the decision: it tells which decision this acceptance comes from.
    session.add(Acceptance(page_id=page_id, number=number, revision_id=revision_id, at=page.standing.now))
    session.flush()
    if revision_id is not None:
        if number == 1:
            rename_for_readers(session, page, revision_id, editor_id=editor_id)
        complete_mergings(session, page, revision_id, editor_id=editor_id)


def _accepted() -> Statement:
    query: Statement = (
        select(
            col(Page.id),
            col(Page.slug),
            col(Page.kind),
            col(Theme.slug).label("theme"),
            col(Revision.id).label("revision_id"),
            col(Revision.number),
            col(Revision.title),
            col(Revision.digest),
            col(Revision.content_sha256),
            col(Content.text),
        )
        .join(Revision, and_(ACCEPTED, col(Revision.page_id) == col(Page.id)))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
        .where(col(Page.hidden_at).is_(None))
        .order_by(col(Theme.position).nulls_first(), col(Theme.id).nulls_first(), col(Page.position), col(Page.id))
    )
    return query
