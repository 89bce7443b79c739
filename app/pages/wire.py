"""Turns rows and outcomes into what goes over the wire."""

from collections.abc import Sequence
from typing import Literal

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.digests import etag_of
from app.identity.actor import Actor
from app.pages.reading import ItemRow, PageRow, read_page
from app.pages.revisions.outcomes import Created, Outcome, TooLate
from app.pages.revisions.wire import edit_answering, notices_out, refusal, revision_out
from app.pages.rules import Kind
from app.pages.schemas import CreatedPageOut, PageOut
from app.settling import Answering
from app.text.notices import Notice
from app.web.answers import created
from app.web.hearing import told_in
from app.web.problems import problem_of

StateTold = Literal["accepted", "latest", "as-of"]
"""Which text of a page an answer holds: the one asked for, or the one of then."""


def page_out(row: PageRow, standing: Standing, state: StateTold, html: str | None) -> PageOut:
    sees_latest = standing.may(Act.READ_LATEST)
    return PageOut(
        id=row.page_id,
        campaign=standing.campaign_slug,
        theme=row.theme_slug,
        kind=Kind(row.kind),
        slug=row.page_slug,
        position=row.position,
        pinned=row.pinned,
        pinned_reason=row.pinned_reason if sees_latest else None,
        excluded_reason=row.excluded_reason if sees_latest else None,
        rewritten_reason=row.rewritten_reason if sees_latest else None,
        hidden=row.hidden_at is not None,
        merged_into=row.merged_into,
        state=state,
        support_count=support_told(row, standing),
        comment_count=comments_told(row, standing),
        head_number=row.head_number if sees_latest else None,
        accepted_number=row.accepted_number,
        revision=revision_out(row, tells_author=sees_latest),
        html=html,
        allowed_actions=standing.allowed_actions(),
    )


def support_told(row: PageRow | ItemRow, standing: Standing) -> int | None:
    """Return how many people support a page as far as that is told, None while tallies are sealed."""
    if standing.tallies_sealed:
        return None
    return row.support_count if standing.counts_all(row.voting_round) else row.support_counted


def comments_told(row: PageRow | ItemRow, standing: Standing) -> int | None:
    """Return how many comments there are on a page, None for a caller who may not read the discussion."""
    return row.comment_count if standing.may(Act.READ_LATEST) else None


def page_etag(row: PageRow, standing: Standing, form: str | None) -> str:
    facts = (getattr(row, name) for name in _TAGGED)
    # A tag that changed with every hidden vote would tell their number.
    counts = support_told(row, standing), comments_told(row, standing)
    if form == "positions":
        form = f"{form} {standing.language}"
    return etag_of(*facts, *counts, standing.role, *standing.allowed_actions(), form)


_TAGGED = [
    "page_id",
    "revision_id",
    "title",
    "summary",
    "redacted_at",
    "head_id",
    "accepted_id",
    "position",
    "pinned",
    "pinned_reason",
    "excluded_reason",
    "rewritten_reason",
    "hidden_at",
    "merged_into",
    "page_slug",
    "theme_slug",
    "author_name",
    "author_department",
]


def creation_answering(
    request: Request, actor: Actor, notices: Sequence[Notice] | None = None
) -> Answering[Created | TooLate, Response]:
    """Return what turns an outcome into the answer of a creation: 201, or 409 with the draft.

    ``notices`` are on the text that was sent; who creates finds them before any lock is taken.
    """

    def finish(session: Session, outcome: Created | TooLate) -> Response:
        if isinstance(outcome, TooLate):
            return problem_of(request, refusal(outcome))
        page_id, revision_id = outcome.page_id, outcome.revision.id
        row, standing = read_page(session.connection(), actor, page_id, "revision", revision_id=revision_id)
        told = None if notices is None else notices_out(notices, actor.hearing.language)
        headers = {"ETag": page_etag(row, standing, None), **(told_in(actor.hearing) if told else {})}
        out = CreatedPageOut(**dict(page_out(row, standing, "latest", None)), notices=told)
        return created(out, f"/v1/pages/{page_id}", headers)

    return finish


def submission_answering(request: Request, actor: Actor) -> Answering[Outcome | Created, Response]:
    """Return what turns an outcome into the answer of a submitted draft: that of an edit, or of a creation."""
    edited, made = edit_answering(request, actor), creation_answering(request, actor)

    def finish(session: Session, outcome: Outcome | Created) -> Response:
        return made(session, outcome) if isinstance(outcome, Created) else edited(session, outcome)

    return finish
