"""Many people get a role in a campaign at once, with a few statements. Knows not how they were found."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_acts
from app.campaigns.models import Membership
from app.campaigns.rules import Role

_RAISE = (
    update(Membership)
    .where(col(Membership.campaign_id) == bindparam("in_campaign"), col(Membership.user_id) == bindparam("of_user"))
    .values(role=bindparam("to_role"))
)


class Grant(NamedTuple):
    """A role that somebody does not have yet."""

    user_id: int
    role: Role
    before: Role | None


def give_roles(
    session: Session, campaign_id: int, actor_id: int | None, grants: Sequence[Grant], *, now: datetime
) -> None:
    """Give roles to people who have none there, or a lower one."""
    new = [
        {"campaign_id": campaign_id, "user_id": grant.user_id, "role": grant.role.value, "joined_at": now}
        for grant in grants
        if grant.before is None
    ]
    higher = [
        {"in_campaign": campaign_id, "of_user": grant.user_id, "to_role": grant.role.value}
        for grant in grants
        if grant.before is not None
    ]
    connection = session.connection()
    if new:
        connection.execute(insert(Membership), new)
    if higher:
        connection.execute(_RAISE, higher)
    given = [acts.SetMember(grant.user_id, grant.role) for grant in grants]
    record_acts(session, campaign_id, actor_id, given, now=now)
