"""Traces a passage back: to the revisions it comes from, who wrote them, what was said, voted and decided."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.campaigns.standing import Standing, any_standing_in, standing_in
from app.credits.comments import comments_about
from app.credits.ledger import CHOSEN, PERSON, author_from, find_written
from app.credits.lines import Author, Written
from app.credits.models import CreditChoice
from app.credits.rules import passage
from app.db import Statement
from app.discussions.schemas import CommentOut
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.attribution.stored import attribution_of
from app.pages.errors import NoSuchPage
from app.pages.models import Decision, Page
from app.pages.reading import PageRow, read_page
from app.pages.rules import TextState, Verdict
from app.pages.wire import support_told
from app.reviews.votes.tally import BallotTally, ballot_tally
from app.text.attribution import Attribution
from app.text.spans import Span
from app.words.saying import Said, find_said

Elsewhere = Mapping[int, Standing]
"""How the caller stands to the other campaigns that words come from, by their ids."""


@dataclass(frozen=True, slots=True)
class TracedSpan:
    """A part of the text, and the revision that brought it in."""

    span: Span
    written: Written


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The last decision about a revision; ``editor`` is None where the campaign's policy decided."""

    verdict: Verdict
    reason: str
    """An editor's words, or what the policy said in the campaign's language."""
    said: Said | None
    """What the policy said, in no language yet."""
    editor: Author | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a passage of a page comes from, and what was said to the revision whose text it is."""

    standing: Standing
    page: PageRow
    span: Span
    parts: list[TracedSpan]
    ballots: BallotTally
    support: int | None
    """None while the campaign keeps its tallies sealed."""
    comments: list[CommentOut] | None
    """None for a caller who may not read the discussion."""
    decided: LastDecision | None
    elsewhere: Elsewhere


_DECIDED: Statement = (
    select(
        col(Decision.verdict),
        col(Decision.reason),
        col(Decision.reason_code),
        col(Decision.reason_parameters),
        col(Decision.decided_at),
        *PERSON,
    )
    .select_from(Decision)
    .outerjoin(User, col(User.id) == col(Decision.editor_id))
    .outerjoin(CreditChoice, CHOSEN)
    .where(col(Decision.revision_id) == bindparam("revision"))
    .order_by(col(Decision.number).desc())
    .limit(1)
)


def trace_passage(
    session: Session, actor: Actor, campaign: str, page: str, state: TextState, *, start: int, end: int | None
) -> Trace:
    """Trace the code points ``[start, end)`` of a page's text, to its end for None.

    ``page`` is a slug or, where no page has that slug, an id. Raises NotFound for what the caller may not read,
    Invalid for a passage that is not in the text.
    """
    standing = standing_in(session, actor, campaign)
    page_id = _find_page(session, standing.campaign_id, page)
    row, standing = read_page(session.connection(), actor, page_id, state)
    span = passage(len(row.text), start, end)
    parts = _parts(session, standing.campaign_id, attribution_of(session, row.revision_id), span)
    return Trace(
        standing=standing,
        page=row,
        span=span,
        parts=parts,
        ballots=ballot_tally(session, standing, row.page_id, row.revision_id),
        support=support_told(row, standing),
        comments=comments_about(session, standing, page_id, row.revision_id, span),
        decided=_find_decided(session, standing.campaign_id, row.revision_id),
        elsewhere=standings_elsewhere(session, actor, standing, [part.written for part in parts]),
    )


def standings_elsewhere(session: Session, actor: Actor, standing: Standing, written: Iterable[Written]) -> Elsewhere:
    """Return how the caller stands to the other campaigns that these revisions are of."""
    others = {revision.campaign_id for revision in written} - {standing.campaign_id}
    # What is read of another campaign must not make its language that of this answer.
    spoken = actor.hearing.campaign
    found = {campaign_id: any_standing_in(session, actor, campaign_id) for campaign_id in sorted(others)}
    actor.hearing.campaign = spoken
    return found


def _find_page(session: Session, campaign_id: int, page: str) -> int:
    here = select(col(Page.id)).where(col(Page.campaign_id) == campaign_id)
    found = session.connection().execute(here.where(col(Page.slug) == page)).scalar_one_or_none()
    if found is None and page.isascii() and page.isdigit():
        found = session.connection().execute(here.where(col(Page.id) == int(page))).scalar_one_or_none()
    if found is None:
        raise NoSuchPage
    return found


def _parts(session: Session, campaign_id: int, attribution: Attribution, span: Span) -> list[TracedSpan]:
    cut = list(_within(attribution, span))
    written = find_written(session, campaign_id, {origin for _, origin in cut})
    return [TracedSpan(part, written[origin]) for part, origin in cut]


def _within(attribution: Attribution, span: Span) -> Iterator[tuple[Span, int]]:
    for credit in attribution.credits():
        start, end = max(credit.start, span.start), min(credit.end, span.end)
        if start < end:
            yield Span(start, end), credit.origin


def _find_decided(session: Session, campaign_id: int, revision_id: int) -> LastDecision | None:
    parameters = {"campaign": campaign_id, "revision": revision_id}
    row = session.connection().execute(_DECIDED, parameters).one_or_none()
    if row is None:
        return None
    editor = None if row.user_id is None else author_from(row.user_id, row.name, row.department, row.naming)
    said = find_said(row.reason_code, json.loads(row.reason_parameters or "{}"))
    return LastDecision(Verdict(row.verdict), row.reason, said, editor, row.decided_at)
