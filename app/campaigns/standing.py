"""How a caller stands to a campaign at a moment: role, phase, and so what they may do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, bindparam, or_, select
from sqlmodel import Session, col

from app.campaigns.errors import (
    AccountBlocked,
    ByInvitation,
    NoSuchCampaign,
    RightMissing,
    Times,
    VotingClosed,
    WindowClosed,
    WindowOpen,
)
from app.campaigns.models import Campaign, Membership
from app.campaigns.rules import (
    AcceptancePolicy,
    Act,
    Enrolment,
    Phase,
    Role,
    Visibility,
    effective_role,
    is_at_least,
    least_role,
    may,
    may_ever,
    phase_at,
    role_in,
    voting_ends,
)
from app.clock import database_clock
from app.db import BigId, Columns, Statement
from app.errors import Unfit
from app.identity.actor import Actor
from app.identity.errors import SessionEnded, SignedOut, SignInNeeded, TokenWithdrawn
from app.identity.models import BrowserSession, PersonalToken, User
from app.identity.service import token_is_stale
from app.words.codes import Word
from app.words.hearing import find_language
from app.words.saying import Language, Said


@dataclass(frozen=True, slots=True)
class Standing:
    """What one statement told about caller, campaign and clock."""

    campaign_id: int
    campaign_slug: str
    user_id: int | None
    role: Role | None
    phase: Phase
    now: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    voting_closes_at: datetime | None
    """When ballots and support end, with its default filled in."""
    announced: bool
    """Whether others than its preparers see the campaign before it opens."""
    corrections_open: bool
    """Whether an admin has opened corrections, and has not closed them."""
    acceptance: AcceptancePolicy
    """Who makes a revision the accepted one."""
    sealed_tallies: bool
    """Whether the campaign keeps its tallies closed while people vote."""
    voting_round: int
    """How often voting was opened again after it had ended."""
    same_text_percent: int
    """From which similarity on two texts count as materially the same."""
    language: Language
    """In which sentences are stored and compiled for this campaign."""
    blocked: bool = False
    """Whether the caller's account is blocked: it reads, and asks nothing."""
    may_join: bool = False
    """Whether a click makes the caller a contributor, who is no member yet."""

    @property
    def correcting(self) -> bool:
        """Whether editors correct now what is published."""
        return self.phase is Phase.PUBLISHED and self.corrections_open

    @property
    def tallies_sealed(self) -> bool:
        """Whether nobody is told any count now, whatever their role."""
        return self.sealed_tallies and self._voting()

    @property
    def voting_ended_at(self) -> datetime | None:
        """When voting ended, None while people can still vote."""
        return None if self._voting() else self.voting_closes_at

    def counts_all(self, page_round: int) -> bool:
        """Tell whether every vote on a page is told: voting has ended, or nobody voted on it since it opened again.

        ``page_round`` is the round of voting in which the page was voted on last.
        """
        return not self._voting() or page_round != self.voting_round

    def may(self, act: Act) -> bool:
        if act is Act.VOTE and not self._voting():
            return False
        if act is Act.COMPILE_RELEASE and self._voting():
            return False
        if act is Act.ANNOUNCE and self.announced:
            return False
        if act is Act.ASK and (self.user_id is None or self.blocked):
            return False
        return may(act, self.role, self.phase, correcting=self.correcting)

    def require(self, act: Act) -> None:
        """Raise NotFound, NotAuthenticated, Forbidden or Conflict unless the caller may do the act now."""
        self.require_visible()
        if self.may(act):
            return
        if not may_ever(act, self.role):
            if self.user_id is None:
                raise SignInNeeded
            raise RightMissing(self.role, self._lacking(act))
        if act is Act.ASK and self.user_id is None:
            raise SignInNeeded
        if act is Act.ASK and self.blocked:
            raise AccountBlocked
        if act is Act.VOTE and self.phase in (Phase.OPEN, Phase.REVIEW):
            raise VotingClosed(**self.times())
        if act is Act.COMPILE_RELEASE and self._voting():
            raise WindowOpen(reason=Said.of(Word.RELEASE_TOO_EARLY), **self.times())
        if act is Act.ANNOUNCE and self.announced:
            raise Unfit(Said.of(Word.ANNOUNCED_ALREADY))
        raise WindowClosed(reason=self._too_late(act), **self.times())

    def require_role(self, least: Role) -> None:
        """Raise NotFound, NotAuthenticated or Forbidden unless the caller has this role or a higher one."""
        self.require_visible()
        if is_at_least(self.role, least):
            return
        if self.user_id is None:
            raise SignInNeeded
        assert self.role is not None
        raise RightMissing(self.role, Said.of(Word.ROLE_NEEDED, needed=least, role=self.role))

    def require_visible(self) -> None:
        if self.role is None:
            raise NoSuchCampaign

    def times(self) -> Times:
        """Return the facts about the window that go with a refusal."""
        return Times(
            phase=self.phase,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            voting_closes_at=self.voting_closes_at,
            now=self.now,
        )

    def allowed_actions(self) -> list[str]:
        return [act.value for act in Act if self.may(act)]

    def _voting(self) -> bool:
        return self.voting_closes_at is None or self.now < self.voting_closes_at

    def _too_late(self, act: Act) -> Said:
        least = least_role(act, self.phase, correcting=self.correcting)
        if least is not None:
            return Said.of(Word.PHASE_NEEDS_ROLE, phase=self.phase, needed=least)
        if self.phase is Phase.PUBLISHED and may(act, self.role, self.phase, correcting=True):
            return Said.of(Word.CORRECTIONS_CLOSED)
        if self.correcting and act is Act.OPEN_CORRECTIONS:
            return Said.of(Word.CORRECTIONS_OPEN)
        return Said.of(Word.PHASE_FORBIDS, phase=self.phase)

    def _lacking(self, act: Act) -> Said:
        if self.role is Role.READER and act in (Act.EDIT, Act.VOTE, Act.COMMENT, Act.ASK, Act.READ_LATEST):
            return Said.of(Word.JOIN_FIRST)
        assert self.role is not None
        return Said.of(Word.ROLE_TOO_LOW, role=self.role)


class StandingRow(NamedTuple):
    """The columns ``STANDING``, in their order."""

    standing_now: datetime
    campaign_id: int
    campaign_slug: str
    visibility: str
    enrolment: str
    acceptance: str
    opens_at: datetime | None
    closes_at: datetime | None
    voting_closes_at: datetime | None
    sealed_tallies: bool
    voting_round: int
    same_text_percent: int
    published_at: datetime | None
    announced_at: datetime | None
    corrections_opened_at: datetime | None
    member_role: str | None
    campaign_language: str
    standing_user_id: int | None
    standing_language: str | None
    site_admin: bool | None
    blocked_at: datetime | None
    can_sign_in: bool | None
    disabled_at: datetime | None
    tokens_valid_from: datetime | None
    session_id: int | None
    token_id: int | None


STANDING: Columns = (
    database_clock().label("standing_now"),
    col(Campaign.id).label("campaign_id"),
    col(Campaign.slug).label("campaign_slug"),
    col(Campaign.visibility).label("visibility"),
    col(Campaign.enrolment).label("enrolment"),
    col(Campaign.acceptance).label("acceptance"),
    col(Campaign.opens_at).label("opens_at"),
    col(Campaign.closes_at).label("closes_at"),
    col(Campaign.voting_closes_at).label("voting_closes_at"),
    col(Campaign.sealed_tallies).label("sealed_tallies"),
    col(Campaign.voting_round).label("campaign_voting_round"),
    col(Campaign.same_text_percent).label("same_text_percent"),
    col(Campaign.published_at).label("published_at"),
    col(Campaign.announced_at).label("announced_at"),
    col(Campaign.corrections_opened_at).label("corrections_opened_at"),
    col(Membership.role).label("member_role"),
    col(Campaign.language).label("campaign_language"),
    col(User.id).label("standing_user_id"),
    col(User.language).label("standing_language"),
    col(User.site_admin).label("site_admin"),
    col(User.blocked_at).label("blocked_at"),
    col(User.can_sign_in).label("can_sign_in"),
    col(User.disabled_at).label("disabled_at"),
    col(User.tokens_valid_from).label("tokens_valid_from"),
    col(BrowserSession.id).label("session_id"),
    col(PersonalToken.id).label("token_id"),
)
"""Columns for ``standing_from``, first in their query; to be joined with ``with_caller``."""
WIDTH = len(StandingRow._fields)
EXISTS = col(Campaign.deleted_at).is_(None)
"""The condition on a campaign that it was not deleted."""


def with_caller(query: Statement) -> Statement:
    """Join what is known of a caller, whom ``caller`` gives, to a query that has the campaign."""
    user_id, session_id, token_id = (
        bindparam(name, type_=BigId) for name in ("caller_id", "caller_session", "caller_token")
    )
    membership = and_(col(Membership.campaign_id) == col(Campaign.id), col(Membership.user_id) == user_id)
    return (
        query.outerjoin(User, col(User.id) == user_id)
        .outerjoin(BrowserSession, col(BrowserSession.id) == session_id)
        .outerjoin(PersonalToken, col(PersonalToken.id) == token_id)
        .outerjoin(Membership, membership)
    )


_ANY = with_caller(select(*STANDING).select_from(Campaign)).where(EXISTS)
_BY_SLUG = _ANY.where(col(Campaign.slug) == bindparam("campaign"))
_BY_ID = _ANY.where(col(Campaign.id) == bindparam("campaign"))


def caller(actor: Actor) -> dict[str, object]:
    """Return the parameters of ``with_caller``."""
    return {"caller_id": actor.user_id, "caller_session": actor.session_id, "caller_token": actor.token_id}


def standing_from(columns: Sequence[object], actor: Actor) -> Standing:
    """Return the standing that the first columns of a row tell, which are ``STANDING``.

    Raises NotAuthenticated when the account is gone, its tokens were withdrawn, or the session has ended.
    """
    row = StandingRow._make(columns[:WIDTH])
    _require_account(row, actor)
    actor.hearing.meet(row.standing_language)
    phase = phase_at(row.standing_now, row.opens_at, row.closes_at, row.published_at)
    role = role_in(_role_of(row, actor), phase, announced=row.announced_at is not None)
    if role is not None:
        actor.hearing.campaign = find_language(row.campaign_language)
    return Standing(
        campaign_id=row.campaign_id,
        campaign_slug=row.campaign_slug,
        user_id=actor.user_id,
        role=role,
        phase=phase,
        now=row.standing_now,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        voting_closes_at=voting_ends(row.closes_at, row.voting_closes_at),
        announced=row.announced_at is not None,
        corrections_open=row.corrections_opened_at is not None,
        acceptance=AcceptancePolicy(row.acceptance),
        sealed_tallies=bool(row.sealed_tallies),
        voting_round=row.voting_round,
        same_text_percent=row.same_text_percent,
        language=find_language(row.campaign_language) or Language.ENGLISH,
        blocked=row.blocked_at is not None,
        may_join=role is not None
        and actor.user_id is not None
        and row.member_role is None
        and find_bar_to_joining(Enrolment(row.enrolment), blocked=row.blocked_at is not None) is None,
    )


def find_bar_to_joining(enrolment: Enrolment, *, blocked: bool) -> ByInvitation | AccountBlocked | None:
    """Return why somebody who is no member cannot become a contributor by a click, None where they can."""
    if enrolment is not Enrolment.EVERYONE:
        return ByInvitation()
    return AccountBlocked() if blocked else None


def _role_of(row: StandingRow, actor: Actor) -> Role | None:
    return effective_role(
        Role(row.member_role) if row.member_role else None,
        visibility=Visibility(row.visibility),
        enrolment=Enrolment(row.enrolment),
        signed_in=actor.user_id is not None,
        blocked=row.blocked_at is not None,
        site_admin=bool(row.site_admin),
    )


def is_shown(role: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Return, in a query of campaigns, the condition that they exist for somebody who has this role there."""
    return or_(
        col(Campaign.announced_at).is_not(None),
        col(Campaign.opens_at) <= database_clock(),
        role.in_([Role.EDITOR.value, Role.ADMIN.value]),
    )


def _require_account(row: StandingRow, actor: Actor) -> None:
    if actor.user_id is not None and (
        row.standing_user_id is None
        or (actor.issued_at is not None and not row.can_sign_in)
        or row.disabled_at is not None
        or row.tokens_valid_from is None
        or token_is_stale(actor, row.tokens_valid_from)
    ):
        raise SignedOut
    if actor.session_id is not None and row.session_id is None:
        raise SessionEnded
    if actor.token_id is not None and row.token_id is None:
        raise TokenWithdrawn


def standing_in(session: Session, actor: Actor, campaign: str | int) -> Standing:
    """Return the caller's standing in a campaign by slug or id; raises NotFound when hidden or absent.

    Called after a lock, its ``now`` is the database's clock after that lock.
    """
    standing = any_standing_in(session, actor, campaign)
    standing.require_visible()
    return standing


def standings(session: Session, actor: Actor, *, after: str | None, archived: bool) -> Iterator[Standing]:
    """Yield the caller's standing in every campaign, hidden ones too, by slug; archived ones where they are wanted."""
    query = _ANY.order_by(col(Campaign.slug))
    if not archived:
        query = query.where(col(Campaign.archived_at).is_(None))
    if after is not None:
        query = query.where(col(Campaign.slug) > after)
    for row in session.connection().execute(query, caller(actor)).all():
        yield standing_from(row, actor)


def any_standing_in(session: Session, actor: Actor, campaign: str | int) -> Standing:
    """Return the caller's standing, even where the campaign itself is hidden but an edition may be public."""
    query = _BY_SLUG if isinstance(campaign, str) else _BY_ID
    row = session.connection().execute(query, {**caller(actor), "campaign": campaign}).one_or_none()
    if row is None:
        raise NoSuchCampaign
    return standing_from(row, actor)
