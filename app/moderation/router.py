"""Routes of redaction."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.rules import Act, Role
from app.campaigns.standing import standing_in
from app.digests import etag_of
from app.errors import Mistake, Unfit
from app.fields import Flag
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.schemas import PersonOut
from app.moderation.errors import AnswerRedacted, RedactedAlready
from app.moderation.finding import Findings, Pointed, find_unlawful
from app.moderation.redacting import Done, RedactionRow, list_redactions, locked_unlawful, people_of, redact
from app.moderation.schemas import (
    AppendedOut,
    CarrierOut,
    RedactionIn,
    RedactionItem,
    RedactionOut,
    RedactionsOut,
    RemainingOut,
    TouchedOut,
)
from app.pages.rules import storable_text
from app.web.answers import answer
from app.web.conditional import IfMatchWhereNeeded, require_match
from app.web.idempotency import withdraw_answers
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, RevisionId
from app.web.problems import problem_of
from app.web.services import CurrentDatabase, TextLimit
from app.web.stating import states
from app.words.codes import Word
from app.words.hearing import Hearing
from app.words.saying import Said

router = APIRouter(tags=["moderation"])

Preview = Annotated[Flag, Query(description="Tell what it would touch, and change nothing.")]


@router.post(
    "/revisions/{revision_id}/redact",
    **states("redact_revision", RedactedAlready, Unfit, act=Act.REDACT, tagged=True),
    response_model=RedactionOut,
)
def post_redact(
    request: Request,
    revision_id: RevisionId,
    body: RedactionIn,
    actor: CurrentActor,
    limit: TextLimit,
    once: OnceOnly,
    preview: Preview = False,  # noqa: FBT002  A parameter of the query.
    if_match: IfMatchWhereNeeded = None,
) -> Response:
    """Purge an unlawful text for good (admins); needs ``If-Match`` with the tag of the preview."""
    pointed = Pointed(revision_id, _checked_passage(body.passage, limit))
    if preview:
        with once.database.reading() as session:
            found = find_unlawful(session, actor, pointed)
        return answer(_redaction_out(found, None), headers={"ETag": _etag(pointed, found)})
    with once.writing() as session:
        held = locked_unlawful(session, actor, pointed)
        require_match(if_match, _etag(pointed, held.found), Word.REDACTION_CHANGED)
        _require_reason(body)
        _withdraw_answers(request, session, held.found)
        done = redact(session, held, body.reason)
        return once.keep(session, answer(_redaction_out(held.found, done)))


@router.get(
    "/campaigns/{campaign}/redactions", **states("list_redactions", act=Role.ADMIN), response_model=RedactionsOut
)
def get_redactions(
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
) -> Response:
    """List what was redacted, by whom and why, newest first (admins)."""
    before = paging.number()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require_role(Role.ADMIN)
        found = list_redactions(session, standing.campaign_id, before=before, limit=paging.fetched)
    part = paging.part(found, lambda row: row.id)
    items = [_redaction_item(row) for row in part.rows]
    return part.answer(RedactionsOut(items=items, next=part.next))


def _checked_passage(passage: str | None, limit: int) -> str | None:
    if passage is None:
        return None
    if not passage.strip():
        raise Mistake("passage", Said.of(Word.PASSAGE_BLANK))
    return storable_text(passage, limit)


def _require_reason(body: RedactionIn) -> None:
    if not body.reason:
        raise Mistake("reason", Said.of(Word.REDACTION_REASON_MISSING))
    if body.passage is not None and body.passage in body.reason:
        raise Mistake("reason", Said.of(Word.REASON_REPEATS_PASSAGE))


def _withdraw_answers(request: Request, session: Session, found: Findings) -> None:
    """Take the words out of the answers that are kept for repetitions."""
    words = json.dumps(found.words.passage or found.words.text, ensure_ascii=False)
    revisions = [revision.revision_id for revision in found.touched]
    # A conflict tells texts in pieces, in which a passage may be cut in two.
    named = {
        "base_revision": revisions,
        "head_revision": revisions,
        "draft_id": [draft_id for draft_id, _ in found.drafts],
    }
    people = people_of(session, found.words.campaigns)
    said = words if found.words.passage is None else words[1:-1]
    withdraw_answers(
        session,
        people,
        said,
        named,
        problem_of(request, AnswerRedacted(), hearing=Hearing(campaign=found.standing.language)),
    )


def _etag(pointed: Pointed, found: Findings) -> str:
    editions = [(carrier.campaign, carrier.edition.number) for carrier in found.editions]
    return etag_of("redaction", pointed, found.touched, found.drafts, found.comments, editions, found.remains)


def _redaction_out(found: Findings, done: Done | None) -> RedactionOut:
    return RedactionOut(
        id=done.redaction_id if done else None,
        revisions=[
            TouchedOut(
                campaign=revision.campaign,
                page_id=revision.page_id,
                revision_id=revision.revision_id,
                number=revision.number,
                parts=[part.part for part in revision.parts],
                head=revision.is_head,
                accepted=revision.is_accepted,
            )
            for revision in found.touched
        ],
        appended=[
            AppendedOut(page_id=new.page_id, revision_id=new.link.id, number=new.link.number)
            for new in (done.appended if done else ())
        ],
        drafts=len(found.drafts),
        comments=len(found.comments),
        editions=[
            CarrierOut(
                campaign=carrier.campaign,
                artefacts=list(carrier.artefacts),
                **carrier.edition.model_dump(include={"number", "kind", "audience", "language", "sealed_at"}),
            )
            for carrier in found.editions
        ],
        remains=[RemainingOut(page_id=kept.page_id, what=kept.what, number=kept.number) for kept in found.remains],
    )


def _redaction_item(row: RedactionRow) -> RedactionItem:
    return RedactionItem(
        id=row.id,
        page_id=row.page_id,
        revision_id=row.revision_id,
        reason=row.reason,
        admin=PersonOut(id=row.admin_id, name=row.name, department=row.department),
        at=row.at,
        texts=row.text_count,
        titles=row.title_count,
        summaries=row.summary_count,
    )
