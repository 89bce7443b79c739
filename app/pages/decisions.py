"""Writes decisions: the one place that numbers them.

Judges nothing, and lets nothing follow from what is decided.
"""

from sqlmodel import Session

from app.campaigns.rules import Phase
from app.campaigns.standing import Standing
from app.digests import canonical
from app.pages.models import Decision, Page
from app.pages.rules import Verdict
from app.words.saying import Said, tell


def write_decision(
    session: Session,
    page: Page,
    revision_id: int,
    verdict: Verdict,
    reason: str | Said,
    *,
    editor_id: int | None,
    standing: Standing,
) -> int:
    """Write what was decided about a revision of a page that is locked and return the decision's id.

    ``reason`` holds an editor's words, or what the program says, which is stored in the campaign's language. What is
    decided after the release is marked as a correction.
    """
    assert page.id is not None
    page.decisions += 1
    decision = Decision(
        page_id=page.id,
        revision_id=revision_id,
        number=page.decisions,
        verdict=verdict.value,
        reason=reason if isinstance(reason, str) else tell(reason, standing.language),
        editor_id=editor_id,
        decided_at=standing.now,
        correction=standing.phase is Phase.PUBLISHED,
    )
    if isinstance(reason, Said):
        decision.reason_code = reason.word.value
        decision.reason_parameters = canonical(dict(reason.parameters)).decode()
    session.add(decision)
    session.flush()
    assert decision.id is not None
    return decision.id
