"""Undoing one account: what it did to the pages of a campaign is taken back in new revisions, previewed first.

What it said about them is hidden.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.db import Database, Statement
from app.identity.actor import Actor
from app.moderation.accounts import Account, PageTrace, account_in, locked_account
from app.moderation.comments import hide_comments
from app.moderation.rules import Fate, is_hidden_with
from app.moderation.taking_back import Step, TakenBack, take_back
from app.pages.access import Link, LockedPage
from app.pages.arranging import hide_page
from app.pages.attribution.finding import Attributed, attribute_text
from app.pages.attribution.stored import find_credited
from app.pages.models import Revision
from app.pages.revisions.appending import NewRevision, append_revision
from app.pages.revisions.states import PageState, state_of
from app.pages.rules import Origin
from app.settling import Answering, Keeper, settle

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an account is to be undone."""

    hide_created: bool | None
    """Whether the pages that it made are hidden; None hides those on which nobody else wrote."""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What undoing the account does to one page."""

    trace: PageTrace
    head: PageState
    back: TakenBack
    accepted_holds: bool
    """What readers see holds something of the account's."""
    attributed: Attributed | None
    """Who wrote what in the page's new text; None where it is not asked for or does not change."""

    @property
    def is_changed(self) -> bool:
        return (self.back.title, self.back.text) != (self.head.title, self.head.text)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone of an account, and the revisions that were appended for it, by page."""

    account: Account
    plans: list[PagePlan]
    appended: Mapping[int, Link]


@dataclass(frozen=True, slots=True)
class _Thought:
    account: Account
    plans: list[PagePlan]


def plan_undo(session: Session, account: Account, *, attributing: bool) -> list[PagePlan]:
    """Return what undoing the account does, page by page; all the thinking happens here, no lock is needed.

    Who wrote what in the new texts is found out only where it is going to be stored.
    """
    plans = [_plan(session, trace) for trace in account.traces]
    if not attributing:
        return plans
    campaign_id = account.standing.campaign_id
    return [
        replace(plan, attributed=_attributed(session, campaign_id, plan)) if plan.is_changed else plan for plan in plans
    ]


def undo_account(
    database: Database,
    actor: Actor,
    campaign: str,
    username: str,
    wanted: Wanted,
    *,
    require_same: Callable[[Account], None],
    keeper: Keeper[Answer],
    answer: Answering[Undone, Answer],
) -> Answer:
    """Take back what an account did to the pages of a campaign, and return the answer.

    ``require_same`` is asked under the locks and raises where the account is not what the caller saw of it.
    Ballots and support stay: a tally that changed by just one person's choice would tell it. Decisions of the
    account as an editor stay too.
    """

    def think(session: Session) -> _Thought:
        account = account_in(session, actor, campaign, username)
        return _Thought(account, plan_undo(session, account, attributing=True))

    def finish(session: Session, thought: _Thought, *, again: bool) -> Undone:
        account, pages = locked_account(session, actor, campaign, username)
        require_same(account)
        plans = thought.plans
        if again or account.state != thought.account.state:
            plans = plan_undo(session, account, attributing=True)
        return Undone(account, plans, _undo(session, account, pages, plans, wanted))

    return settle(database, keeper, think, finish, answer)


def _undo(
    session: Session, account: Account, pages: Mapping[int, LockedPage], plans: list[PagePlan], wanted: Wanted
) -> dict[int, Link]:
    appended: dict[int, Link] = {}
    hidden = 0
    for plan in plans:
        page = pages[plan.trace.page_id]
        if plan.is_changed:
            appended[page.page_id] = _append(session, page, plan, wanted.summary)
        if is_hidden(plan.trace, hide_created=wanted.hide_created):
            hide_page(session, page)
            hidden += 1
    standing, said = account.standing, account.comments
    hide_comments(session, standing, account.user.id, said, pages, reason=wanted.summary)
    fates = fates_of(plans)
    act = acts.UndoAccount(
        user=account.user.id,
        pages=sorted(appended),
        hidden=hidden,
        comments=len(said),
        clean=fates[Fate.CLEAN],
        conflicting=fates[Fate.CONFLICTING],
        gone=fates[Fate.GONE],
        created=fates[Fate.CREATED],
        redacted=fates[Fate.REDACTED],
    )
    record_act(session, standing.campaign_id, standing.user_id, act, now=standing.now)
    return appended


def is_hidden(trace: PageTrace, *, hide_created: bool | None) -> bool:
    """Tell whether the page is hidden with this."""
    wanted = is_hidden_with(hide_created=hide_created, made_page=trace.created, wrote_alone=trace.alone)
    return wanted and not trace.hidden


def fates_of(plans: list[PagePlan]) -> dict[Fate, int]:
    """Count the fates of the account's revisions, each fate told."""
    met = Counter(taken.fate for plan in plans for taken in plan.back.taken)
    return {fate: met[fate] for fate in Fate}


def _plan(session: Session, trace: PageTrace) -> PagePlan:
    head = state_of(session, trace.page_id, trace.head_id)
    steps = [
        Step(
            state_of(session, trace.page_id, revision_id),
            None if parent_id is None else state_of(session, trace.page_id, parent_id),
        )
        for revision_id, parent_id in trace.revisions
    ]
    back = take_back(steps, head)
    return PagePlan(trace, head, back, _holds(session, trace, steps, head, back), None)


def _holds(session: Session, trace: PageTrace, steps: list[Step], head: PageState, back: TakenBack) -> bool:
    """Tell whether the accepted text has something of the account's, or may have where a text was redacted."""
    if trace.accepted_id is None or trace.accepted_number is None:
        return False
    if trace.accepted_id != head.link.id:
        before = [step for step in steps if step.state.link.number <= trace.accepted_number]
        back = take_back(before, state_of(session, trace.page_id, trace.accepted_id))
    return any(taken.fate is not Fate.GONE for taken in back.taken)


def _attributed(session: Session, campaign_id: int, plan: PagePlan) -> Attributed:
    head = plan.head.credited
    parent: Statement = select(col(Revision.parent_id)).where(col(Revision.id) == head.revision_id)
    before = find_credited(session, session.connection().execute(parent).scalars().all())
    # As for an undo of the head: a rebuild, which knows nothing of the account, compares with the same texts.
    sources = [head, *before.values()]
    return attribute_text(session, campaign_id, plan.trace.page_id, plan.back.title, plan.back.text, sources)


def _append(session: Session, page: LockedPage, plan: PagePlan, summary: str) -> Link:
    assert plan.attributed is not None
    new = NewRevision(
        title=plan.back.title,
        text=plan.back.text,
        attributed=plan.attributed,
        summary=summary,
        minor=False,
        origin=Origin.UNDO,
        base=plan.head.link,
    )
    return append_revision(session, page, new)
