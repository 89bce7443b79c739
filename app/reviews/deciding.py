"""Decisions: an editor accepts, rejects, asks for changes or takes an acceptance back."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.audit.service import record_act
from app.campaigns.rules import Act
from app.errors import Conflict, Invalid
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.accepted import set_accepted
from app.pages.access import PageAccess, locked_page_in, page_of_revision
from app.pages.models import Page
from app.reviews.models import Decision
from app.reviews.rules import REASON_NEEDED, Verdict


def locked_for_decision(session: Session, actor: Actor, revision_id: int) -> PageAccess:
    """Return the revision's page, locked, with the right to decide checked after the locks."""
    page = locked_page_in(session, actor, page_of_revision(session, revision_id))
    page.standing.require(Act.REVIEW)
    return page


def decide(
    session: Session, actor: Actor, page: PageAccess, revision_id: int, verdict: Verdict, reason: str
) -> Decision:
    """Record a decision on exactly this revision and let readers see what follows from it.

    Raises Invalid without a reason where one is needed, Conflict where the verdict does not fit the state.
    """
    if verdict in REASON_NEEDED and not reason:
        raise Invalid("Say why, so that the author understands.", field="reason")
    is_accepted = page.accepted_id == revision_id
    if is_accepted != (verdict is Verdict.UNACCEPT):
        raise Conflict(_UNFIT[verdict], accepted_revision=page.accepted_id)
    now = page.standing.now
    decision = Decision(
        page_id=page.page_id,
        revision_id=revision_id,
        number=page.decisions + 1,
        verdict=verdict.value,
        reason=reason,
        editor_id=actor.signed_in(),
        decided_at=now,
    )
    session.add(decision)
    session.get_one(Page, page.page_id, populate_existing=True).decisions = decision.number
    session.flush()
    if verdict is Verdict.ACCEPT:
        set_accepted(session, page.page_id, revision_id, now=now)
    elif verdict is Verdict.UNACCEPT:
        set_accepted(session, page.page_id, None, now=now)
    facts = {"page": page.page_id, "revision": revision_id, "decision": decision.id}
    act = f"revision.{verdict.value}"
    record_act(session, page.standing.campaign_id, actor.user_id, act, facts, now=now)
    return decision


_UNFIT = {
    Verdict.ACCEPT: "This revision is accepted already.",
    Verdict.REJECT: "This revision is accepted; unaccept it first.",
    Verdict.REQUEST_CHANGES: "This revision is accepted; unaccept it first.",
    Verdict.UNACCEPT: "Only the accepted revision can be unaccepted.",
}


def list_decisions(session: Session, page_id: int, *, before: int | None, limit: int) -> list[Any]:
    """Return a page's decisions with their editors, newest first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            col(Decision.number),
            col(Decision.revision_id),
            col(Decision.verdict),
            col(Decision.reason),
            col(Decision.decided_at),
            col(User.id).label("editor_id"),
            col(User.name).label("editor_name"),
            col(User.department).label("editor_department"),
        )
        .join(User, col(User.id) == col(Decision.editor_id))
        .where(col(Decision.page_id) == page_id)
        .order_by(col(Decision.number).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(Decision.number) < before)
    return list(session.connection().execute(query))
