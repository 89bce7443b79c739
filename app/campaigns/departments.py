"""Departments that take part in a campaign: whoever is of one, now or later, is a member by it.

A membership that somebody has already stands, whatever its role; and whoever was removed is not brought back by this.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.admitting import Grant, give_roles
from app.campaigns.errors import NoSuchDepartment
from app.campaigns.locking import locked_campaign
from app.campaigns.models import Campaign, CampaignDepartment, KeptOut, Membership
from app.campaigns.rules import Role
from app.campaigns.standing import EXISTS
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.rules import checked_name


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
    query = select(CampaignDepartment).where(col(CampaignDepartment.campaign_id) == campaign.id)
    declared = session.scalars(query.where(col(CampaignDepartment.folded) == name.casefold())).one_or_none()
    if declared is None or declared.role != role:
        declared = declared or CampaignDepartment(
            campaign_id=campaign.id, department=name, folded=name.casefold(), role=role, declared_at=standing.now
        )
        declared.role = role
        session.add(declared)
        session.flush()
        assert declared.id is not None
        act = acts.DeclareDepartment(declared.id, role)
        record_act(session, campaign.id, actor.user_id, act, now=standing.now)
    return declared, admit_by_department(session, actor, campaign.id, now=standing.now)


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
    """Make somebody a member wherever their department takes part, ``but`` in campaigns with these slugs."""
    if user.department is None:
        return
    for campaign_id in campaigns_with_departments(session, user.department, but=but):
        admit_by_department(session, actor, campaign_id, user=user, now=now)


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


def admit_by_department(
    session: Session, actor: Actor, campaign_id: int, *, user: User | None = None, now: datetime
) -> int:
    """Make everybody, or one person, a member by their department, and return how many became one."""
    # The databases fold capitals with accents differently, so that is done here.
    named = select(col(User.department)).where(col(User.department).is_not(None)).distinct()
    spelt = {user.department} if user is not None else set(session.scalars(named))
    admitted = 0
    for declared in list_departments(session, campaign_id):
        here = [one for one in spelt if one is not None and one.casefold() == declared.folded]
        missing = (
            select(col(User.id))
            .where(col(User.department).in_(here), col(User.can_sign_in))
            .where(*(~_has_row(table, campaign_id) for table in (Membership, KeptOut)))
            .order_by(col(User.id))
        )
        if user is not None:
            missing = missing.where(col(User.id) == user.id)
        # Asked again once they are locked: whoever was waited for may have made one of them a member.
        if here and session.scalars(missing.with_for_update(of=User, key_share=True)).all():
            found = session.scalars(missing)
            grants = [Grant(user_id, Role(declared.role), None) for user_id in found if user_id is not None]
            give_roles(session, campaign_id, actor.user_id, grants, now=now)
            admitted += len(grants)
    return admitted


def _has_row(table: type[Membership | KeptOut], campaign_id: int) -> ColumnElement[bool]:
    return exists().where(col(table.user_id) == col(User.id), col(table.campaign_id) == campaign_id)
