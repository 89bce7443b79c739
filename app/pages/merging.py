"""Merging a tip into another one: a draft with both texts, and what becomes of the tip once that is accepted.

Knows no votes: whoever supported the tip is asked whether they support the other one.
"""

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.errors import Mistake
from app.pages.access import LockedPage, PageAccess
from app.pages.decisions import write_decision
from app.pages.drafts import DraftPlace, DraftText, add_draft
from app.pages.models import Content, Draft, Merging, Page, Revision
from app.pages.rules import DraftReason, Kind, Verdict, checked_text
from app.words.codes import Word
from app.words.saying import Said


def begin_merging(session: Session, page: LockedPage, merged: PageAccess, reason: str, *, max_text_bytes: int) -> Draft:
    """Return a draft of the caller on the page that holds its latest text and below it that of another tip.

    Raises Invalid unless both are visible tips of one campaign, and for texts that are too long together.
    """
    _require_mergeable(session, page, merged)
    editor_id, now = page.standing.user_id, page.standing.now
    assert editor_id is not None
    title, text = _text_of(session, page.head_id)
    _, more = _text_of(session, merged.accepted_id or merged.head_id)
    both = checked_text(f"{text.rstrip()}\n\n{more.lstrip()}", max_text_bytes)
    place = DraftPlace(page.standing.campaign_id, page.page_id, page.head_id)
    draft = add_draft(session, editor_id, place, DraftText(title, both, "", minor=False), DraftReason.MERGE, now=now)
    assert draft.id is not None
    session.add(
        Merging(
            page_id=page.page_id,
            merged_id=merged.page_id,
            draft_id=draft.id,
            reason=reason,
            editor_id=editor_id,
            begun_at=now,
        )
    )
    session.flush()
    act = acts.BeginMerging(page.page_id, merged.page_id, draft.id)
    record_act(session, page.standing.campaign_id, editor_id, act, now=now)
    return draft


def bind_mergings(session: Session, page: LockedPage, draft_id: int, revision_id: int) -> None:
    """Note of a merge which revision its draft became, or which one says the same already."""
    bound = update(Merging).where(col(Merging.draft_id) == draft_id).values(draft_id=None, revision_id=revision_id)
    if session.connection().execute(bound).rowcount:
        accepted = select(col(Page.accepted_id)).where(col(Page.id) == page.page_id)
        accepted_id = session.connection().execute(accepted).scalar_one()
        if accepted_id is not None:
            complete_mergings(session, page, accepted_id, editor_id=page.standing.user_id)


def forget_mergings(session: Session, revision_id: int) -> None:
    """Let the merges that wait for a revision come to nothing, because it was rejected."""
    pending = col(Merging.revision_id) == revision_id, col(Merging.done_at).is_(None)
    session.connection().execute(delete(Merging).where(*pending))


def complete_mergings(session: Session, page: LockedPage, revision_id: int, *, editor_id: int | None) -> None:
    """Hide the tips whose words this accepted revision of the page, or one before it, has taken in."""
    number = select(col(Revision.number)).where(col(Revision.id) == revision_id).scalar_subquery()
    query = (
        select(Merging)
        .join(Revision, col(Revision.id) == col(Merging.revision_id))
        .where(col(Merging.page_id) == page.page_id, col(Merging.done_at).is_(None), col(Revision.number) <= number)
        .order_by(col(Merging.id))
    )
    for merging in session.scalars(query).all():
        _complete(session, page, merging, editor_id)


def separate(session: Session, page_id: int) -> None:
    """Forget into which tip a page has gone: it stands for itself again."""
    session.connection().execute(
        delete(Merging).where(col(Merging.merged_id) == page_id, col(Merging.done_at).is_not(None))
    )


def _complete(session: Session, page: LockedPage, merging: Merging, editor_id: int | None) -> None:
    merged = session.scalars(
        select(Page)
        .where(col(Page.id) == merging.merged_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    if merged.hidden_at is not None:
        session.delete(merging)
        return
    now, shown_id = page.standing.now, merged.accepted_id or merged.head_id
    assert shown_id is not None
    merged.hidden_at = merging.done_at = now
    decision_id = write_decision(
        session,
        merged,
        shown_id,
        Verdict.MERGE,
        merging.reason,
        editor_id=merging.editor_id,
        standing=page.standing,
    )
    act = acts.MergePage(merging.merged_id, page.page_id, decision_id)
    record_act(session, page.standing.campaign_id, editor_id, act, now=now)


def _require_mergeable(session: Session, page: LockedPage, merged: PageAccess) -> None:
    if page.standing.campaign_id != merged.standing.campaign_id or page.page_id == merged.page_id:
        raise Mistake("page", Said.of(Word.MERGE_ANOTHER))
    if not page.kind == merged.kind == Kind.TIP:
        raise Mistake("page", Said.of(Word.MERGE_TIPS_ONLY))
    both = col(Page.id).in_([page.page_id, merged.page_id])
    if session.scalars(select(col(Page.id)).where(both, col(Page.hidden_at).is_not(None))).first() is not None:
        raise Mistake("page", Said.of(Word.MERGE_HIDDEN))


def _text_of(session: Session, revision_id: int | None) -> tuple[str, str]:
    query = (
        select(col(Revision.title), col(Content.text))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.id) == revision_id)
    )
    row = session.connection().execute(query).one()
    return row.title, row.text
