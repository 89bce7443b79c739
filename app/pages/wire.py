"""Turns rows and outcomes into what goes over the wire."""

from typing import Any, Literal

from sqlalchemy import Row
from sqlmodel import Session

from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.errors import Conflict
from app.identity.actor import Actor
from app.pages.contributors import Contribution
from app.pages.outcomes import Clash, Conflicted, Saved, TooLate, Unchanged
from app.pages.reading import read_page
from app.pages.rules import Kind, Origin
from app.pages.schemas import (
    ContributorOut,
    EditOut,
    HunkOut,
    PageItem,
    PageOut,
    PersonOut,
    RevisionItem,
    RevisionOut,
    SpanOut,
)
from app.text.spans import Span

Shown = Literal["accepted", "latest", "as-of"]


def revision_out(row: Row[Any]) -> RevisionOut:
    return RevisionOut.model_construct(
        id=row.revision_id,
        page_id=row.revision_page_id,
        number=row.number,
        parent_id=row.parent_id,
        base_id=row.base_id,
        origin=Origin(row.origin),
        title=row.title,
        text=row.text,
        summary=row.summary,
        minor=row.minor,
        author=_person(row),
        created_at=row.created_at,
        authored_at=row.authored_at,
        digest=row.digest,
    )


def revision_item(row: Row[Any], accepted_id: int | None) -> RevisionItem:
    return RevisionItem.model_construct(
        id=row.revision_id,
        number=row.number,
        parent_id=row.parent_id,
        base_id=row.base_id,
        origin=Origin(row.origin),
        title=row.title,
        summary=row.summary,
        minor=row.minor,
        author=_person(row),
        created_at=row.created_at,
        authored_at=row.authored_at,
        digest=row.digest,
        accepted=row.revision_id == accepted_id,
    )


def page_out(row: Row[Any], standing: Standing, state: Shown, html: str | None) -> PageOut:
    sees_latest = standing.may(Act.READ_LATEST)
    return PageOut.model_construct(
        id=row.page_id,
        campaign=row.campaign_slug,
        theme=row.theme_slug,
        kind=Kind(row.kind),
        slug=row.page_slug,
        position=row.position,
        pinned=row.pinned,
        excluded_reason=row.excluded_reason if sees_latest else None,
        hidden=row.hidden_at is not None,
        state=state,
        support_count=row.support_count,
        head_number=row.head_number if sees_latest else None,
        accepted_number=row.accepted_number,
        revision=revision_out(row),
        html=html,
        allowed_actions=standing.allowed_actions(),
    )


def page_item(row: Row[Any], standing: Standing) -> PageItem:
    return PageItem.model_construct(
        id=row.page_id,
        theme=row.theme_slug,
        kind=Kind(row.kind),
        slug=row.page_slug,
        position=row.position,
        title=row.title,
        pinned=row.pinned,
        hidden=row.hidden_at is not None,
        support_count=row.support_count,
        head_number=row.head_number if standing.may(Act.READ_LATEST) else None,
        accepted_number=row.accepted_number,
        updated_at=row.created_at,
    )


def contributor_out(person: Contribution) -> ContributorOut:
    assert person.first_at is not None
    assert person.last_at is not None
    return ContributorOut(
        name=person.name,
        department=person.department,
        revisions=person.revisions,
        pages=len(person.pages),
        first_at=person.first_at,
        last_at=person.last_at,
    )


def edit_out(session: Session, actor: Actor, outcome: Saved | Unchanged) -> EditOut:
    """Return a saved or unchanged edit with the revision as stored."""
    row, _ = read_page(session.connection(), actor, outcome.page_id, "revision", revision_id=outcome.revision.id)
    saved = isinstance(outcome, Saved)
    return EditOut.model_construct(
        outcome="saved" if saved else "unchanged",
        merged=outcome.merged if isinstance(outcome, Saved) else False,
        came_in=[span_out(span) for span in outcome.came_in] if isinstance(outcome, Saved) else [],
        revision=revision_out(row),
    )


def refusal(outcome: Conflicted | TooLate) -> Conflict:
    """Return the problem of a refusal; its draft is committed, so it is answered, not raised."""
    if isinstance(outcome, TooLate):
        kept = " Your text is kept as a draft." if outcome.draft_id is not None else ""
        return Conflict(
            f"The campaign is in phase {outcome.standing.phase}; contributors write only while it is open.{kept}",
            problem="window-closed",
            draft_id=outcome.draft_id,
            **outcome.standing.times(),
        )
    if outcome.draft_id is None:
        return Conflict(
            "Later changes touch the same place. Edit the page instead.",
            problem="undo-conflict",
            head_revision=outcome.head.id,
            hunks=[hunk_out(clash) for clash in outcome.clashes],
        )
    return Conflict(
        "Somebody changed the same place since your base revision. Your text is kept as a draft: choose at each "
        "hunk, then submit the draft with base_revision set to head_revision.",
        problem="edit-conflict",
        draft_id=outcome.draft_id,
        base_revision=outcome.base.id,
        head_revision=outcome.head.id,
        head_number=outcome.head.number,
        hunks=[hunk_out(clash) for clash in outcome.clashes],
    )


def hunk_out(clash: Clash) -> HunkOut:
    hunk = clash.hunk
    return HunkOut(
        part=clash.part,
        base=hunk.base,
        ours=hunk.ours,
        theirs=hunk.theirs,
        base_span=span_out(hunk.base_span),
        ours_span=span_out(hunk.ours_span),
        theirs_span=span_out(hunk.theirs_span),
    )


def span_out(span: Span) -> SpanOut:
    return SpanOut(start=span.start, end=span.end)


def _person(row: Row[Any]) -> PersonOut:
    return PersonOut.model_construct(id=row.author_id, name=row.author_name, department=row.author_department)
