"""Saving: edits, undo and restore, admitted under the campaign's lock and never lost."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from app.apart import SHORT, WorkOut
from app.audit import acts
from app.audit.service import record_act
from app.campaigns.rules import Act
from app.db import Database
from app.errors import Conflict
from app.identity.actor import Actor
from app.pages.access import LockedPage, PageAccess, locked_page_in, page_in, page_of
from app.pages.attribution.finding import Attributed, attribute_text
from app.pages.drafts import DraftPlace, DraftText, Submitted, drop_submitted, end_autosave, keep_draft, stays_for
from app.pages.merging import bind_mergings
from app.pages.revisions.appending import NewRevision, append_revision
from app.pages.revisions.outcomes import Conflicted, Outcome, Saved, TooLate, Unchanged
from app.pages.revisions.proposals import Dispute, Proposal, combine, invert
from app.pages.revisions.states import PageState, head_state, parent_state, readable_state, state_of
from app.pages.rules import DraftReason, Origin
from app.settling import Answering, Keeper, Outdated, not_under_a_lock, settle

Answer = TypeVar("Answer")
Propose = Callable[[Session, PageAccess, WorkOut | None], Proposal | Dispute]


@dataclass(frozen=True, slots=True)
class Edit:
    """What an author sends; all strings are checked already. A title of None keeps the page's."""

    base_id: int
    title: str | None
    text: str
    summary: str
    minor: bool
    merging: bool
    submitted: Submitted | None = None
    """The draft that this edit submits, deleted when the text is saved."""


@dataclass(frozen=True, slots=True)
class _Considered:
    """What was thought of a change; ``attributed`` is None for what is not appended."""

    proposed: Proposal | Dispute
    attributed: Attributed | None


@dataclass(frozen=True, slots=True)
class Thought:
    """The page that a change is for, and what was thought of it: nothing where the author may not write now."""

    page_id: int
    considered: _Considered | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change on its way: where and how to propose it, and what to keep of it when it is refused."""

    actor: Actor
    find_page: Callable[[Session], int]
    propose: Propose
    summary: str
    minor: bool
    origin: Origin
    kept: Edit | None
    work_out: WorkOut | None = None
    """Works out what is large of it, outside any lock; None: it is done here, as all else."""

    def think(self, session: Session) -> Thought:
        page = page_in(session, self.actor, self.find_page(session))
        self.actor.signed_in()
        # Who may not write now is told so under the lock, whatever they sent.
        considered = _consider(session, page, self, self.work_out) if page.standing.may(Act.EDIT) else None
        return Thought(page.page_id, considered)

    def settle(self, session: Session, thought: Thought, *, again: bool) -> Outcome:
        page = locked_page_in(session, self.actor, thought.page_id)
        if not page.standing.may(Act.EDIT):
            return _refuse(session, page, self)
        considered = None if again else thought.considered
        if considered is None:
            considered = _consider(session, page, self, self.work_out and not_under_a_lock)
        if page.head_id != considered.proposed.head.id:
            raise Outdated
        if isinstance(considered.proposed, Dispute):
            return _keep_conflict(session, page, self, considered.proposed)
        return _append(session, page, self, considered.proposed, considered.attributed)


def edit_of(actor: Actor, page_id: int, edit: Edit, work_out: WorkOut | None) -> Change:
    """Return the change that appends a text to a page, merged with what came meanwhile."""

    def propose(session: Session, page: PageAccess, work_out: WorkOut | None) -> Proposal | Dispute:
        base, head = _base_and_head(session, page, edit.base_id)
        title = base.title if edit.title is None else edit.title
        compare = partial(combine, merging=edit.merging)
        if work_out is None or base is head or not _is_long(base, head, edit.text):
            return compare(base, head, title, edit.text)
        return work_out(compare, base, head, title, edit.text)

    return Change(actor, lambda _: page_id, propose, edit.summary, edit.minor, Origin.EDIT, edit, work_out)


def submit_edit(
    database: Database,
    actor: Actor,
    page_id: int,
    edit: Edit,
    *,
    keeper: Keeper[Answer],
    answer: Answering[Outcome, Answer],
    work_out: WorkOut | None = None,
) -> Answer:
    """Append the text to the page, merged with what came meanwhile.

    Commits one of four outcomes and returns the answer to it. Raises Invalid for a base of another page,
    NotFound, NotAuthenticated or Forbidden where the caller may not write, whatever the phase.
    """
    actor.signed_in()
    change = edit_of(actor, page_id, edit, work_out)
    return settle(database, keeper, change.think, change.settle, answer)


def undo_revision(
    database: Database,
    actor: Actor,
    revision_id: int,
    summary: str,
    *,
    keeper: Keeper[Answer],
    answer: Answering[Outcome, Answer],
    work_out: WorkOut | None = None,
) -> Answer:
    """Take back one revision and keep all later ones; Conflicted where they changed the same place."""

    def propose(session: Session, page: PageAccess, work_out: WorkOut | None) -> Proposal | Dispute:
        undone = readable_state(session, page.page_id, revision_id)
        head = head_state(session, page)
        before = parent_state(session, page.page_id, undone.link.id)
        if work_out is None or not _is_long(undone, head, before.text):
            return invert(undone, before, head)
        return work_out(invert, undone, before, head)

    change = _change_of(actor, revision_id, propose, summary, Origin.UNDO, work_out)
    return settle(database, keeper, change.think, change.settle, answer)


def restore_revision(
    database: Database,
    actor: Actor,
    revision_id: int,
    summary: str,
    *,
    keeper: Keeper[Answer],
    answer: Answering[Outcome, Answer],
    work_out: WorkOut | None = None,
) -> Answer:
    """Make an earlier revision's title and text the page's again, whatever came after it."""

    def propose(session: Session, page: PageAccess, _work_out: WorkOut | None) -> Proposal:
        earlier = readable_state(session, page.page_id, revision_id)
        head = head_state(session, page)
        proposal = combine(head, head, earlier.title, earlier.text)
        assert isinstance(proposal, Proposal)
        return proposal

    change = _change_of(actor, revision_id, propose, summary, Origin.RESTORE, work_out)
    return settle(database, keeper, change.think, change.settle, answer)


def _change_of(
    actor: Actor, revision_id: int, propose: Propose, summary: str, origin: Origin, work_out: WorkOut | None
) -> Change:
    def find_page(session: Session) -> int:
        return page_of(session, actor, revision_id).page_id

    return Change(actor, find_page, propose, summary, False, origin, None, work_out)


def _is_long(base: PageState, head: PageState, text: str) -> bool:
    return max(len(base.text), len(head.text), len(text)) > SHORT


def _consider(session: Session, page: PageAccess, change: Change, work_out: WorkOut | None) -> _Considered:
    proposed = change.propose(session, page, work_out)
    if isinstance(proposed, Dispute) or proposed.is_unchanged:
        return _Considered(proposed, None)
    campaign_id = page.standing.campaign_id
    attributed = attribute_text(
        session, campaign_id, page.page_id, proposed.title, proposed.text, proposed.sources, work_out=work_out
    )
    return _Considered(proposed, attributed)


def _append(
    session: Session,
    page: LockedPage,
    change: Change,
    proposal: Proposal,
    attributed: Attributed | None,
) -> Saved | Unchanged:
    submitted = change.kept.submitted if change.kept is not None else None
    if submitted is not None:
        drop_submitted(session, change.actor.signed_in(), submitted)
    elif change.kept is not None:
        end_autosave(session, change.actor.signed_in(), page.page_id, change.kept.base_id)
    if attributed is None:
        if submitted is not None:
            bind_mergings(session, page, submitted.id, proposal.head.id)
        return Unchanged(page.page_id, proposal.head)
    new = NewRevision(
        title=proposal.title,
        text=proposal.text,
        attributed=attributed,
        summary=change.summary,
        minor=change.minor,
        origin=change.origin,
        base=proposal.base,
    )
    link = append_revision(session, page, new)
    if submitted is not None:
        bind_mergings(session, page, submitted.id, link.id)
    return Saved(page.page_id, link, proposal.merged, proposal.came_in)


def _keep_conflict(session: Session, page: PageAccess, change: Change, dispute: Dispute) -> Conflicted:
    draft_id = _keep(session, page, change, DraftReason.CONFLICT, dispute.base.id)
    return Conflicted(page.page_id, dispute, draft_id)


def _refuse(session: Session, page: PageAccess, change: Change) -> TooLate:
    try:
        page.standing.require(Act.EDIT)
    except Conflict:
        base_id = None if change.kept is None else state_of(session, page.page_id, change.kept.base_id).link.id
        draft_id = _keep(session, page, change, DraftReason.LATE, base_id)
        return TooLate(page.standing, draft_id)
    raise AssertionError("A right that is lacking is either refused or a matter of time.")


def _keep(session: Session, page: PageAccess, change: Change, reason: DraftReason, base_id: int | None) -> int | None:
    edit, user_id = change.kept, page.standing.user_id
    if edit is None or user_id is None:
        return None
    if edit.submitted is not None:
        if stays_for(session, edit.submitted, reason):
            _record_draft(session, page, edit.submitted.id, reason)
        return edit.submitted.id
    head = head_state(session, page)
    written = DraftText(edit.title or head.title, edit.text, edit.summary, edit.minor)
    place = DraftPlace(page.standing.campaign_id, page.page_id, base_id)
    draft_id = keep_draft(session, user_id, place, written, reason, now=page.standing.now)
    _record_draft(session, page, draft_id, reason)
    return draft_id


def _record_draft(session: Session, page: PageAccess, draft_id: int, reason: DraftReason) -> None:
    act, standing = acts.KeepDraft(draft_id, reason, page.page_id), page.standing
    record_act(session, standing.campaign_id, standing.user_id, act, now=standing.now)


def _base_and_head(session: Session, page: PageAccess, base_id: int) -> tuple[PageState, PageState]:
    base = state_of(session, page.page_id, base_id)
    return base, base if page.head_id == base_id else head_state(session, page)
