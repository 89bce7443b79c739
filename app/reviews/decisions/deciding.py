"""Decisions: an editor accepts, rejects, asks for changes or takes an acceptance back, as the policy allows."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.campaigns.rules import Act
from app.errors import Mistake
from app.identity.actor import Actor
from app.pages.accepted import Ruling, record_decision
from app.pages.access import LockedPage, PageAccess, locked_page_of
from app.pages.drafts import DraftPlace, DraftText, keep_draft
from app.pages.models import Content, Revision
from app.pages.rules import DraftReason, Verdict
from app.reviews.decisions.policy import Case, case_of
from app.reviews.decisions.rules import REASON_NEEDED, assess, find_bar, find_bar_to_overruling, needs_reason
from app.reviews.errors import OlderRevision, VerdictUnfit
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision; ``missing`` says what an acceptance lacks that others must complete."""

    decision_id: int
    accepted: bool
    """Whether readers see the revision now."""
    missing: Said | None


_REJECTED = (
    select(
        col(Revision.author_id),
        col(Revision.title),
        col(Revision.summary),
        col(Revision.minor),
        col(Content.text),
    )
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .where(col(Revision.id) == bindparam("revision"))
)


def locked_for_decision(session: Session, actor: Actor, revision_id: int) -> LockedPage:
    """Return the revision's page, locked, with the right to decide checked after the locks."""
    page = locked_page_of(session, actor, revision_id)
    page.standing.require(Act.REVIEW)
    return page


def decide(
    session: Session,
    page: LockedPage,
    revision_id: int,
    verdict: Verdict,
    reason: str,
    *,
    older: bool = False,
) -> Decided:
    """Record a decision on exactly this revision and let readers see what follows from it.

    ``older`` says that a revision is meant which is not the page's latest. Raises Invalid without a reason where one
    is needed, Conflict where the verdict does not fit the state or the campaign's policy.
    """
    if verdict in REASON_NEEDED and not reason:
        raise Mistake("reason", Said.of(Word.REASON_MISSING))
    if (page.accepted_id == revision_id) != (verdict is Verdict.UNACCEPT):
        raise VerdictUnfit(page.accepted_id, Said.of(_UNFIT[verdict]))
    editor_id, case, draft_id = page.standing.user_id, case_of(session, page, revision_id), None
    assert editor_id is not None
    accepted, missing = False, None
    if verdict is Verdict.ACCEPT:
        _require_acceptable(case, page, editor_id, reason, older=older)
        after = assess(case.policy, case.evidence.with_consent(editor_id))
        accepted = after.accepted
        missing = after.editors.missing if after.editors is not None and not accepted else None
    bar = find_bar_to_overruling(case.policy, verdict)
    if bar is not None:
        raise bar
    if verdict is Verdict.REJECT:
        draft_id = _give_back(session, page, revision_id)
    ruling = Ruling(revision_id, verdict, reason, editor_id, is_decisive=accepted)
    decision_id = record_decision(session, page, ruling, draft_id=draft_id)
    return Decided(decision_id, accepted, missing)


_UNFIT = {
    Verdict.ACCEPT: Word.ACCEPTED_ALREADY,
    Verdict.REJECT: Word.UNACCEPT_FIRST,
    Verdict.REQUEST_CHANGES: Word.UNACCEPT_FIRST,
    Verdict.UNACCEPT: Word.NOT_THE_ACCEPTED_ONE,
}


def _require_acceptable(case: Case, page: PageAccess, editor_id: int, reason: str, *, older: bool) -> None:
    policy, evidence = case.policy, case.evidence
    if evidence.number < evidence.head_number and not older:
        assert page.head_id is not None
        raise OlderRevision(
            head_revision=page.head_id,
            head_number=evidence.head_number,
            accepted_revision=page.accepted_id,
            accepted_number=evidence.accepted_number,
        )
    bar = find_bar(policy, evidence, editor_id)
    if bar is not None:
        raise bar
    if policy.is_correction and not reason:
        raise Mistake("reason", Said.of(Word.CORRECTION_REASON_MISSING))
    if needs_reason(policy, evidence) and not reason:
        raise Mistake("reason", Said.of(Word.OVERRULING_REASON_MISSING))


def _give_back(session: Session, page: PageAccess, revision_id: int) -> int:
    """Keep a rejected text for its author and return the draft's id.

    Its base is the rejected revision itself: what the author changes in it merges with what came after. On the
    revision before, the author's own rejected words would stand against the new ones as somebody else's.
    """
    row = session.connection().execute(_REJECTED, {"revision": revision_id}).one()
    place = DraftPlace(page.standing.campaign_id, page.page_id, revision_id)
    written = DraftText(row.title, row.text, row.summary, row.minor)
    return keep_draft(session, row.author_id, place, written, DraftReason.REJECTED, now=page.standing.now)
