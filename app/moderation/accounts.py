"""What an account left in a campaign: its revisions, comments and decisions, and whose right it is to undo them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.errors import NoSuchMember
from app.campaigns.models import Membership
from app.campaigns.rules import Act, Role
from app.campaigns.standing import Standing, standing_in
from app.db import Statement, fetch, lock_campaign_exclusively
from app.identity.actor import Actor
from app.identity.models import User
from app.moderation.comments import FoundComment, comments_of
from app.pages.access import LockedPage, locked_pages_in
from app.pages.models import Decision, Page, RedactedPart, Revision
from app.pages.rules import Origin

_other = aliased(Revision)


@dataclass(frozen=True, slots=True)
class PageTrace:
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


class UserRow(NamedTuple):
    """Whose account it is."""

    id: int
    username: str
    name: str
    department: str | None


class DecidedRow(NamedTuple):
    """A decision that the account made as an editor."""

    page_id: int
    revision_id: int
    number: int
    verdict: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """An account in a campaign, with all that it left there."""

    standing: Standing
    user: UserRow
    traces: tuple[PageTrace, ...]
    comments: tuple[FoundComment, ...]
    """Those that are visible."""
    decisions: tuple[DecidedRow, ...]
    last_redaction: int
    """A redaction can change what is told of revisions without a new one."""

    @property
    def state(self) -> tuple[object, ...]:
        """What a preview depends on; where two are equal, the plans are."""
        return (*self.user, self.traces, self.comments, self.last_redaction, *self.decisions)


_USER: Statement = select(col(User.id), col(User.username), col(User.name), col(User.department))


def account_in(session: Session, actor: Actor, campaign: str, username: str) -> Account:
    """Return an account with what it left in the campaign (admins).

    Raises NotFound for one that neither takes part nor wrote or said anything there.
    """
    standing = standing_in(session, actor, campaign)
    standing.require_role(Role.ADMIN)
    user = next(iter(fetch(session.connection(), UserRow, _USER.where(col(User.username) == username))), None)
    traces = () if user is None else tuple(_traces(session, standing.campaign_id, user.id))
    comments = () if user is None else comments_of(session, standing.campaign_id, user.id)
    if user is None or not (traces or comments or _is_member(session, standing.campaign_id, user.id)):
        raise NoSuchMember(username)
    decisions = tuple(_decisions(session, standing.campaign_id, user.id))
    last = session.connection().execute(select(func.max(col(RedactedPart.id)))).scalar_one()
    return Account(standing, user, traces, comments, decisions, last or 0)


def locked_account(
    session: Session, actor: Actor, campaign: str, username: str
) -> tuple[Account, dict[int, LockedPage]]:
    """Return what ``account_in`` does, with the right to undo it, with the campaign locked, and the pages.

    They are those that it wrote or spoke on, by id.
    """
    standing = standing_in(session, actor, campaign)
    standing.require(Act.UNDO_ACCOUNT)
    lock_campaign_exclusively(session, standing.campaign_id)
    account = account_in(session, actor, campaign, username)
    account.standing.require(Act.UNDO_ACCOUNT)
    touched = {trace.page_id for trace in account.traces} | {said.page_id for said in account.comments}
    return account, locked_pages_in(session, actor, touched, now=account.standing.now)


def _is_member(session: Session, campaign_id: int, user_id: int) -> bool:
    query = select(col(Membership.id)).where(
        col(Membership.campaign_id) == campaign_id, col(Membership.user_id) == user_id
    )
    return session.connection().execute(query).first() is not None


def _traces(session: Session, campaign_id: int, user_id: int) -> Iterator[PageTrace]:
    accepted = select(col(_other.number)).where(col(_other.id) == col(Page.accepted_id))
    written = select(func.count()).where(col(_other.page_id) == col(Page.id)).select_from(_other)
    query: Statement = (
        select(
            *(col(Page.id), col(Page.key), col(Page.head_id), col(Page.accepted_id), col(Page.hidden_at)),
            *(col(Revision.id).label("revision_id"), col(Revision.parent_id)),
            accepted.scalar_subquery().label("accepted_number"),
            written.scalar_subquery().label("written"),
        )
        .join(Revision, col(Revision.page_id) == col(Page.id))
        # What was cloned was written in another campaign, and accepted there.
        .where(
            col(Page.campaign_id) == campaign_id,
            col(Revision.author_id) == user_id,
            col(Revision.origin) != Origin.CLONE.value,
        )
        .order_by(col(Page.id), col(Revision.number).desc())
    )
    pages: dict[int, list[Row[Any]]] = {}
    for row in session.connection().execute(query):
        pages.setdefault(row.id, []).append(row)
    for page_id, rows in pages.items():
        first = rows[0]
        yield PageTrace(
            page_id=page_id,
            key=first.key,
            head_id=first.head_id,
            accepted_id=first.accepted_id,
            accepted_number=first.accepted_number,
            hidden=first.hidden_at is not None,
            revisions=tuple((row.revision_id, row.parent_id) for row in rows),
            alone=first.written == len(rows),
        )


def _decisions(session: Session, campaign_id: int, user_id: int) -> list[DecidedRow]:
    query: Statement = (
        select(
            *(col(Decision.page_id), col(Decision.revision_id), col(Decision.number)),
            *(col(Decision.verdict), col(Decision.decided_at)),
        )
        .join(Page, col(Page.id) == col(Decision.page_id))
        .where(col(Page.campaign_id) == campaign_id, col(Decision.editor_id) == user_id)
        .order_by(col(Decision.page_id), col(Decision.number))
    )
    return fetch(session.connection(), DecidedRow, query)
