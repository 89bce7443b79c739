"""Submitting a draft: its text becomes an edit of its page, or the page that it was to be."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.apart import WorkOut
from app.campaigns.models import Campaign, Theme
from app.db import Database
from app.errors import Mistake
from app.identity.actor import Actor
from app.pages.creating import Creation, NewPage
from app.pages.drafts import Submitted, own_draft
from app.pages.models import Draft
from app.pages.revisions.outcomes import Created, Outcome
from app.pages.revisions.saving import Edit, edit_of
from app.pages.revisions.states import state_of
from app.pages.rules import Kind, checked_summary, checked_text, checked_title
from app.settling import Answering, Keeper, settle
from app.words.codes import Word
from app.words.saying import Said

Answer = TypeVar("Answer")


class _Deed(Protocol):
    """Settles what was read of the draft, with what was thought of it."""

    def __call__(self, session: Session, *, again: bool) -> Outcome | Created: ...


@dataclass(frozen=True, slots=True)
class Submission:
    """How a draft is to become a revision; after a conflict, on the head on which its author resolved it."""

    base_id: int | None
    summary: str | None
    """None: the draft's own."""
    merging: bool
    max_text_bytes: int


def submit_draft(
    database: Database,
    actor: Actor,
    draft_id: int,
    submission: Submission,
    *,
    keeper: Keeper[Answer],
    answer: Answering[Outcome | Created, Answer],
    work_out: WorkOut | None = None,
) -> Answer:
    """Save a draft as an edit of its page, or create its page; the draft goes when its text is a revision.

    Raises NotFound for a draft that is absent or somebody else's, and what saving or creating raises.
    """

    def think(session: Session) -> _Deed:
        draft = own_draft(session, actor, draft_id)
        require_base(session, draft, submission.base_id)
        # What was read of the draft stays what is submitted, even where the rest is thought again.
        if draft.page_id is None:
            creation = _creation(session, actor, draft, submission, work_out)
            return partial(creation.settle, thought=creation.think(session))
        change = edit_of(actor, draft.page_id, _edit(draft, submission), work_out)
        return partial(change.settle, thought=change.think(session))

    def finish(session: Session, thought: _Deed, *, again: bool) -> Outcome | Created:
        return thought(session, again=again)

    return settle(database, keeper, think, finish, answer)


def require_base(session: Session, draft: Draft, base_id: int | None) -> None:
    """Raise Invalid for a base that is no revision of the draft's page; None names none."""
    if base_id is None:
        return
    if draft.page_id is None:
        raise Mistake("base_revision", Said.of(Word.PAGE_NOT_MADE_YET))
    state_of(session, draft.page_id, base_id)


def _edit(draft: Draft, submission: Submission) -> Edit:
    title, text, summary = _checked(draft, submission)
    base_id = submission.base_id or draft.base_id
    assert base_id is not None
    return Edit(base_id, title, text, summary, draft.minor, submission.merging, _submitted(draft))


def _creation(
    session: Session, actor: Actor, draft: Draft, submission: Submission, work_out: WorkOut | None
) -> Creation:
    title, text, summary = _checked(draft, submission)
    assert draft.kind is not None
    campaign = session.scalars(select(col(Campaign.slug)).where(col(Campaign.id) == draft.campaign_id)).one()
    theme = session.scalars(select(col(Theme.slug)).where(col(Theme.id) == draft.theme_id)).one_or_none()
    new = NewPage(Kind(draft.kind), theme, None, title, text, summary, _submitted(draft))
    return Creation(actor, campaign, new, work_out)


def _checked(draft: Draft, submission: Submission) -> tuple[str, str, str]:
    summary = checked_summary(draft.summary if submission.summary is None else submission.summary)
    return checked_title(draft.title), checked_text(draft.text, submission.max_text_bytes), summary


def _submitted(draft: Draft) -> Submitted:
    assert draft.id is not None
    return Submitted(draft.id, draft.version)
