"""Codes that many people join a campaign by, and joining by department."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.admitting import Grant, give_roles
from app.campaigns.models import Membership
from app.campaigns.rules import Role, is_at_least
from app.campaigns.service import admit_member
from app.campaigns.standing import standing_in
from app.errors import Mistake
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.rules import checked_name
from app.invitations.accepting import Newcomer, bring_along, make_account
from app.invitations.errors import InvitationOver, NoSuchJoinCode
from app.invitations.models import JoinCode
from app.invitations.rules import CODE_LENGTH, CODE_LETTERS, digest_of, plain_code, spelt_code
from app.words.codes import Word
from app.words.saying import Said

SHORTEST = timedelta(minutes=1)


def make_join_code(
    session: Session, actor: Actor, slug: str, *, uses: int, expires_at: datetime, department: str | None = None
) -> tuple[JoinCode, str]:
    """Return a new code and how it is spelt, which nobody is told again (admins)."""
    standing = standing_in(session, actor, slug)
    standing.require_role(Role.ADMIN)
    if expires_at < standing.now + SHORTEST:
        raise Mistake("expires_at", Said.of(Word.CODE_ENDS_EARLY))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    made = JoinCode(
        code_sha256=digest_of(code),
        campaign_id=standing.campaign_id,
        uses=uses,
        department=None if department is None else checked_name(department, "department"),
        made_by=actor.signed_in(),
        created_at=standing.now,
        expires_at=expires_at,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    record_act(session, standing.campaign_id, actor.user_id, acts.MakeJoinCode(made.id), now=standing.now)
    return made, spelt_code(code)


def list_join_codes(session: Session, campaign_id: int, *, before: int | None, limit: int) -> Sequence[JoinCode]:
    """Return the codes of a campaign, the newest first."""
    query = select(JoinCode).where(col(JoinCode.campaign_id) == campaign_id)
    if before is not None:
        query = query.where(col(JoinCode.id) < before)
    return session.scalars(query.order_by(col(JoinCode.id).desc()).limit(limit)).all()


def disable_join_code(session: Session, actor: Actor, slug: str, code_id: int) -> None:
    """Let nobody in by a code any more; twice is as once (admins)."""
    standing = standing_in(session, actor, slug)
    standing.require_role(Role.ADMIN)
    query = select(JoinCode).where(col(JoinCode.id) == code_id, col(JoinCode.campaign_id) == standing.campaign_id)
    code = session.scalars(query.with_for_update()).one_or_none()
    if code is None:
        raise NoSuchJoinCode
    if code.disabled_at is None:
        code.disabled_at = standing.now
        session.flush()
        record_act(session, standing.campaign_id, actor.user_id, acts.DisableJoinCode(code_id), now=standing.now)


def is_open(code: JoinCode, now: datetime) -> bool:
    """Tell whether a code lets somebody in."""
    return code.disabled_at is None and now < code.expires_at and code.used < code.uses


def find_join_code(session: Session, typed: str) -> JoinCode | None:
    """Return the code that was typed, whatever became of it, locked in a transaction that writes."""
    query = select(JoinCode).where(col(JoinCode.code_sha256) == digest_of(plain_code(typed)))
    return session.scalars(query.with_for_update()).one_or_none()


def join_by_code(
    session: Session, actor: Actor, typed: str, newcomer: Newcomer, *, site: Iterable[str], now: datetime
) -> tuple[User, JoinCode]:
    """Let somebody into the campaign of a code as a contributor: with their account, or with a new one."""
    code = find_join_code(session, typed)
    if code is None:
        raise NoSuchJoinCode
    if not is_open(code, now):
        raise InvitationOver(Said.of(Word.CODE_OVER))
    if actor.user_id is not None:
        user = bring_along(session, actor, newcomer)
        _require_department(code, user.department)
    else:
        _require_department(code, None)
        user = make_account(session, newcomer, site=site, now=now)
    assert user.id is not None
    assert code.id is not None
    code.used += 1
    session.flush()
    admit_member(session, code.campaign_id, user.id, Role.CONTRIBUTOR, now=now)
    record_act(session, code.campaign_id, user.id, acts.UseJoinCode(code.id, user.id), now=now)
    return user, code


def _require_department(code: JoinCode, department: str | None) -> None:
    # An account that is being made says nothing of its department that anybody has confirmed.
    if code.department is not None and code.department.casefold() != (department or "").casefold():
        raise Mistake("join_code", Said.of(Word.CODE_OF_DEPARTMENT, department=code.department))


def admit_department(session: Session, actor: Actor, slug: str, department: str, role: Role) -> int:
    """Give a role to everybody of a department who has a lower one or none, and return how many that were (admins).

    Raises Invalid for a department that nobody has: a slip of the pen would admit nobody, and look as if it had worked.
    """
    standing = standing_in(session, actor, slug)
    standing.require_role(Role.ADMIN)
    wanted = department.strip().casefold()
    # The databases fold capitals with accents differently, so that is done here.
    named = session.scalars(select(col(User.department)).where(col(User.department).is_not(None)).distinct())
    spelt = [found for found in named if found is not None and found.casefold() == wanted]
    if not spelt:
        raise Mistake("department", Said.of(Word.DEPARTMENT_UNKNOWN, department=department.strip()))
    here = and_(col(Membership.user_id) == col(User.id), col(Membership.campaign_id) == standing.campaign_id)
    people = select(col(User.id), col(Membership.role)).outerjoin(Membership, here)
    people = people.where(
        col(User.department).in_(spelt), col(User.can_sign_in), col(User.disabled_at).is_(None)
    ).order_by(col(User.id))
    grants = [
        Grant(user_id, role, before)
        for user_id, held in session.execute(people)
        if not is_at_least(before := None if held is None else Role(held), role)
    ]
    give_roles(session, standing.campaign_id, actor.user_id, grants, now=standing.now)
    return len(grants)
