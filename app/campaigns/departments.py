"""Departments that take part in a campaign: whoever is of one, now or later, is a member by it.

A membership that somebody has already stands, whatever its role; and whoever was removed is not brought back by this.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.admitting import Grant, give_roles
from app.campaigns.errors import NoSuchDepartment
from app.campaigns.locking import locked_campaign
from app.campaigns.models import Campaign, CampaignDepartment, KeptOut, Membership
from app.campaigns.rules import Role
from app.campaigns.standing import EXISTS, Standing
from app.db import lock_name, lock_name_shared
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.rules import checked_name

_LOCK = int.from_bytes(b"departm", "big")
"""The name under which declaring a department and coming to one wait for each other."""


def declare_department(
    session: Session, actor: Actor, slug: str, department: str, role: Role
) -> tuple[CampaignDepartment, int]:
    """Let a department take part, and return that with how many people became members at once (admins).

    Declared again with another role, that is the role of those who come from then on.
    """
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require_role(Role.ADMIN)
    assert campaign.id is not None
    name = checked_name(department, "department")
    # Whoever comes to a department meanwhile is either found here, or finds it declared.
    lock_name(session, _LOCK)
    query = select(CampaignDepartment).where(col(CampaignDepartment.campaign_id) == campaign.id)
    declared = session.scalars(query.where(col(CampaignDepartment.folded) == name.casefold())).one_or_none()
    is_news = declared is None or declared.role != role
    if declared is None or is_news:
        declared = declared or CampaignDepartment(
            campaign_id=campaign.id, department=name, folded=name.casefold(), role=role, declared_at=standing.now
        )
        declared.role = role
        session.add(declared)
        session.flush()
    held = hold_newcomers(session, [campaign.id])
    if is_news:
        assert declared.id is not None
        act = acts.DeclareDepartment(declared.id, role)
        record_act(session, campaign.id, actor.user_id, act, now=standing.now)
    return declared, admit_by_department(session, actor, campaign.id, held, now=standing.now)


def list_departments(session: Session, campaign_id: int) -> list[CampaignDepartment]:
    """Return the departments that take part, in the order in which they were declared."""
    query = select(CampaignDepartment).where(col(CampaignDepartment.campaign_id) == campaign_id)
    return list(session.scalars(query.order_by(col(CampaignDepartment.id))))


def take_back_department(session: Session, actor: Actor, slug: str, department_id: int) -> None:
    """Let nobody else in by their department (admins); whoever is a member stays one."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require_role(Role.ADMIN)
    query = select(CampaignDepartment).where(
        col(CampaignDepartment.id) == department_id, col(CampaignDepartment.campaign_id) == campaign.id
    )
    declared = session.scalars(query).one_or_none()
    if declared is None:
        raise NoSuchDepartment
    session.delete(declared)
    session.flush()
    record_act(session, campaign.id, actor.user_id, acts.TakeBackDepartment(department_id), now=standing.now)


def admit_of_department(
    session: Session, actor: Actor, user: User, *, but: Collection[str] = (), now: datetime
) -> None:
    """Make somebody, whose account is held, a member where their department takes part, ``but`` in these campaigns."""
    if user.department is None or user.id is None:
        return
    for campaign_id in campaigns_with_departments(session, user.department, but=but):
        admit_by_department(session, actor, campaign_id, [user.id], now=now)


def campaigns_with_departments(
    session: Session, department: str | None = None, *, but: Collection[str] = ()
) -> list[int]:
    """Return the campaigns in which departments take part, or this one: in the order in which chains are locked."""
    query = select(col(CampaignDepartment.campaign_id)).join(Campaign).where(EXISTS)
    if department is not None:
        query = query.where(col(CampaignDepartment.folded) == department.casefold())
    if but:
        query = query.where(col(Campaign.slug).not_in(but))
    return list(session.scalars(query.distinct().order_by(col(CampaignDepartment.campaign_id))))


def hold_departments(session: Session) -> None:
    """Keep departments from being declared until the commit: for whoever brings people to one, before all else."""
    lock_name_shared(session, _LOCK)


def hold_newcomers(session: Session, campaign_ids: Collection[int], *others: int) -> set[int]:
    """Lock the accounts that departments bring into campaigns, and these others, before any chain is locked."""
    missing = [rule for campaign_id in campaign_ids for _, rule in _missing(session, campaign_id)]
    query = select(col(User.id)).where(or_(*missing, col(User.id).in_(others))).order_by(col(User.id))
    held = session.scalars(query.with_for_update(of=User, key_share=True))
    return {user_id for user_id in held if user_id is not None}


def admit_by_department(
    session: Session, actor: Actor, campaign_id: int, held: Collection[int], *, now: datetime
) -> int:
    """Make those of these people, whose accounts are held, members by their department; return how many became one."""
    admitted = 0
    for role, rule in _missing(session, campaign_id):
        found = session.scalars(select(col(User.id)).where(rule).order_by(col(User.id)))
        grants = [Grant(user_id, role, None) for user_id in found if user_id is not None and user_id in held]
        if grants:
            give_roles(session, campaign_id, actor.user_id, grants, now=now)
            admitted += len(grants)
    return admitted


def _missing(session: Session, campaign_id: int) -> Iterator[tuple[Role, ColumnElement[bool]]]:
    """Yield, by department that takes part, the condition on accounts of it that are no members yet."""
    # The databases fold capitals with accents differently, so that is done here.
    spelt = session.scalars(select(col(User.department)).where(col(User.department).is_not(None)).distinct()).all()
    for declared in list_departments(session, campaign_id):
        here = [one for one in spelt if one is not None and one.casefold() == declared.folded]
        if here:
            gone = (~_has_row(table, campaign_id) for table in (Membership, KeptOut))
            yield Role(declared.role), and_(col(User.department).in_(here), col(User.can_sign_in), *gone)


def carry_departments(session: Session, original_id: int, standing: Standing) -> None:
    """Let the departments of a campaign take part in the one of this standing too, and keep out whom that one does."""
    of = standing.campaign_id
    for declared in list_departments(session, original_id):
        again = declared.model_dump(exclude={"id"}) | {"campaign_id": of, "declared_at": standing.now}
        carried = CampaignDepartment(**again)
        session.add(carried)
        session.flush()
        assert carried.id is not None
        act = acts.DeclareDepartment(carried.id, Role(carried.role))
        record_act(session, of, standing.user_id, act, now=standing.now)
    removed = session.scalars(select(col(KeptOut.user_id)).where(col(KeptOut.campaign_id) == original_id)).all()
    session.add_all(KeptOut(campaign_id=of, user_id=user_id) for user_id in removed)
    session.flush()


def _has_row(table: type[Membership | KeptOut], campaign_id: int) -> ColumnElement[bool]:
    return exists().where(col(table.user_id) == col(User.id), col(table.campaign_id) == campaign_id)
