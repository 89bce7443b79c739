"""Undoing one account: what it did to the pages of a campaign is taken back in new revisions, previewed first.

What it said about them is hidden.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit.service import record_act
from app.campaigns.models import Membership
from app.campaigns.rules import Act, Role
from app.campaigns.standing import Standing, standing_in
from app.db import lock_campaign_exclusively
from app.errors import NotFound
from app.identity.actor import Actor
from app.identity.models import User
from app.moderation.comments import Said, comments_of, hide_comments
from app.moderation.rules import Fate, is_hidden_with
from app.moderation.taking_back import Step, TakenBack, take_back
from app.pages.accepted import accept_if_open
from app.pages.access import lock_page, page_in
from app.pages.arranging import hide_page
from app.pages.attribution.finding import Attributed, attribute_text, is_outdated
from app.pages.attribution.stored import find_credited
from app.pages.models import Decision, Page, RedactedPart, Revision
from app.pages.revisions.appending import NewRevision, append_revision, author_of
from app.pages.revisions.states import Link, PageState, state_of
from app.pages.rules import Origin

_other = aliased(Revision)


@dataclass(frozen=True, slots=True)
class Trace:
    """What one page has of the account: ids only, so that two states are quickly compared."""

    page_id: int
    key: str
    head_id: int
    accepted_id: int | None
    accepted_number: int | None
    hidden: bool
    revisions: tuple[tuple[int, int | None], ...]
    """Ids of its revisions with those of their parents, newest first."""
    alone: bool
    """Nobody else wrote on the page."""

    @property
    def created(self) -> bool:
        return self.revisions[-1][1] is None


@dataclass(frozen=True, slots=True)
class Account:
    """An account in a campaign, with all that it left there."""

    standing: Standing
    user: Row[Any]
    traces: tuple[Trace, ...]
    comments: tuple[Said, ...]
    """Those that are visible."""
    decisions: tuple[Row[Any], ...]
    last_redaction: int
    """A redaction can change what is told of revisions without a new one."""

    @property
    def state(self) -> tuple[object, ...]:
        """What a preview depends on; where two are equal, the plans are."""
        return (*self.user, self.traces, self.comments, self.last_redaction, *self.decisions)


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What undoing the account does to one page."""

    trace: Trace
    head: PageState
    back: TakenBack
    accepted_holds: bool
    """What readers see holds something of the account's."""
    attributed: Attributed | None
    """Who wrote what in the page's new text; None where it is not asked for or does not change."""

    @property
    def is_changed(self) -> bool:
        return (self.back.title, self.back.text) != (self.head.title, self.head.text)


def account_in(session: Session, actor: Actor, campaign: str, username: str) -> Account:
    """Return an account with what it left in the campaign (admins).

    Raises NotFound for one that neither takes part nor wrote or said anything there.
    """
    standing = standing_in(session, actor, campaign)
    standing.require_role(Role.ADMIN)
    user = session.connection().execute(_USER.where(col(User.username) == username)).one_or_none()
    traces = () if user is None else tuple(_traces(session, standing.campaign_id, user.id))
    comments = () if user is None else comments_of(session, standing.campaign_id, user.id)
    if user is None or not (traces or comments or _is_member(session, standing.campaign_id, user.id)):
        raise NotFound(f"{username!r} is no member of this campaign.")
    decisions = tuple(_decisions(session, standing.campaign_id, user.id))
    last = session.connection().execute(select(func.max(col(RedactedPart.id)))).scalar_one()
    return Account(standing, user, traces, comments, decisions, last or 0)


def locked_account(session: Session, actor: Actor, campaign: str, username: str) -> Account:
    """Return what ``account_in`` does, with the right to undo it, and with the campaign and its pages locked."""
    standing = standing_in(session, actor, campaign)
    standing.require(Act.UNDO_ACCOUNT)
    lock_campaign_exclusively(session, standing.campaign_id)
    account = account_in(session, actor, campaign, username)
    account.standing.require(Act.UNDO_ACCOUNT)
    for trace in account.traces:
        lock_page(session, trace.page_id)
    return account


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
    session: Session,
    actor: Actor,
    account: Account,
    plans: list[PagePlan],
    *,
    hide_created: bool | None,
    summary: str,
) -> dict[int, Link]:
    """Do what was planned for an account from ``locked_account``; return the appended revisions by page.

    Ballots and support stay: a tally that changed by just one person's choice would tell it. Decisions of the
    account as an editor stay too.
    """
    appended: dict[int, Link] = {}
    hidden = 0
    for plan in plans:
        if plan.is_changed:
            appended[plan.trace.page_id] = _append(session, actor, account.standing, plan, summary)
        if is_hidden(plan.trace, hide_created=hide_created):
            hide_page(session, actor, page_in(session, actor, plan.trace.page_id), hidden=True)
            hidden += 1
    now = account.standing.now
    said, admin_id = account.comments, actor.signed_in()
    hide_comments(session, account.user.id, said, admin_id=admin_id, reason=summary, now=now)
    facts = {
        "user": account.user.id,
        "pages": sorted(appended),
        "hidden": hidden,
        "comments": len(said),
        **{fate.value: count for fate, count in fates_of(plans).items()},
    }
    record_act(session, account.standing.campaign_id, actor.user_id, "account.undone", facts, now=now)
    return appended


def is_hidden(trace: Trace, *, hide_created: bool | None) -> bool:
    """Tell whether the page is hidden with this."""
    wanted = is_hidden_with(hide_created=hide_created, made_page=trace.created, wrote_alone=trace.alone)
    return wanted and not trace.hidden


def fates_of(plans: list[PagePlan]) -> dict[Fate, int]:
    """Count the fates of the account's revisions, each fate told."""
    met = Counter(taken.fate for plan in plans for taken in plan.back.taken)
    return {fate: met[fate] for fate in Fate}


def _plan(session: Session, trace: Trace) -> PagePlan:
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


def _holds(session: Session, trace: Trace, steps: list[Step], head: PageState, back: TakenBack) -> bool:
    """Tell whether the accepted text has something of the account's, or may have where a text was redacted."""
    if trace.accepted_id is None or trace.accepted_number is None:
        return False
    if trace.accepted_id != head.link.id:
        before = [step for step in steps if step.state.link.number <= trace.accepted_number]
        back = take_back(before, state_of(session, trace.page_id, trace.accepted_id))
    return any(taken.fate is not Fate.GONE for taken in back.taken)


def _attributed(session: Session, campaign_id: int, plan: PagePlan) -> Attributed:
    head = plan.head.credited
    parent: Select[*tuple[Any, ...]] = select(col(Revision.parent_id)).where(col(Revision.id) == head.revision_id)
    before = find_credited(session, session.connection().execute(parent).scalars().all())
    # As for an undo of the head: a rebuild, which knows nothing of the account, compares with the same texts.
    sources = [head, *before.values()]
    return attribute_text(session, campaign_id, plan.trace.page_id, plan.back.title, plan.back.text, sources)


def _append(session: Session, actor: Actor, standing: Standing, plan: PagePlan, summary: str) -> Link:
    attributed = plan.attributed
    if attributed is None or is_outdated(session, standing.campaign_id, attributed):
        attributed = _attributed(session, standing.campaign_id, plan)
    link = append_revision(
        session,
        standing.campaign_id,
        (plan.trace.page_id, plan.trace.key),
        plan.head.link,
        NewRevision(
            title=plan.back.title,
            text=plan.back.text,
            attributed=attributed,
            author=author_of(session, actor.signed_in()),
            summary=summary,
            minor=False,
            origin=Origin.UNDO,
            base=plan.head.link,
        ),
        actor_id=actor.user_id,
        now=standing.now,
    )
    accept_if_open(session, standing, plan.trace.page_id, link.id)
    return link


_USER: Select[*tuple[Any, ...]] = select(col(User.id), col(User.username), col(User.name), col(User.department))


def _is_member(session: Session, campaign_id: int, user_id: int) -> bool:
    query = select(col(Membership.id)).where(
        col(Membership.campaign_id) == campaign_id, col(Membership.user_id) == user_id
    )
    return session.connection().execute(query).first() is not None


def _traces(session: Session, campaign_id: int, user_id: int) -> Iterator[Trace]:
    accepted = select(col(_other.number)).where(col(_other.id) == col(Page.accepted_id))
    written = select(func.count()).where(col(_other.page_id) == col(Page.id)).select_from(_other)
    query: Select[*tuple[Any, ...]] = (
        select(
            *(col(Page.id), col(Page.key), col(Page.head_id), col(Page.accepted_id), col(Page.hidden_at)),
            *(col(Revision.id).label("revision_id"), col(Revision.parent_id)),
            accepted.scalar_subquery().label("accepted_number"),
            written.scalar_subquery().label("written"),
        )
        .join(Revision, col(Revision.page_id) == col(Page.id))
        .where(col(Page.campaign_id) == campaign_id, col(Revision.author_id) == user_id)
        .order_by(col(Page.id), col(Revision.number).desc())
    )
    pages: dict[int, list[Row[Any]]] = {}
    for row in session.connection().execute(query):
        pages.setdefault(row.id, []).append(row)
    for page_id, rows in pages.items():
        first = rows[0]
        yield Trace(
            page_id=page_id,
            key=first.key,
            head_id=first.head_id,
            accepted_id=first.accepted_id,
            accepted_number=first.accepted_number,
            hidden=first.hidden_at is not None,
            revisions=tuple((row.revision_id, row.parent_id) for row in rows),
            alone=first.written == len(rows),
        )


def _decisions(session: Session, campaign_id: int, user_id: int) -> list[Row[Any]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            *(col(Decision.page_id), col(Decision.revision_id), col(Decision.number)),
            *(col(Decision.verdict), col(Decision.decided_at)),
        )
        .join(Page, col(Page.id) == col(Decision.page_id))
        .where(col(Page.campaign_id) == campaign_id, col(Decision.editor_id) == user_id)
        .order_by(col(Decision.page_id), col(Decision.number))
    )
    return list(session.connection().execute(query))
