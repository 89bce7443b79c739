"""Many people at once, from a list: accounts, roles and invitations, with a few statements whatever its length.

A list that was carried out can be carried out again: who has an account keeps it, and a role is raised, never lowered.
No password is hashed: each newcomer chooses one by their invitation.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Insert, bindparam, insert, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_acts
from app.campaigns.admitting import Grant, give_roles
from app.campaigns.departments import (
    admit_by_department,
    campaigns_with_departments,
    hold_departments,
    hold_newcomers,
)
from app.campaigns.models import Campaign, Membership
from app.campaigns.rules import Role
from app.campaigns.standing import EXISTS
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import require_site_admin
from app.invitations.letters import Invited, Reach, invitation_letter
from app.invitations.listing import BadLine, Listing
from app.invitations.models import Invitation
from app.invitations.planning import Known, Newcomer, Plan, make_plan
from app.invitations.rules import digest_of
from app.mail.outbox import Addressed, enqueue_all
from app.words.saying import Language

_MOVE = update(User).where(col(User.id) == bindparam("of_user")).values(department=bindparam("to_department"))


class Link(NamedTuple):
    """A link for an operator to hand over."""

    name: str
    mail: str
    link: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a list did, or would do."""

    stored: bool
    """Whether it was done: not on trial, and not while a line is bad."""
    lines: int
    created: int
    """New accounts, each of which gets an invitation."""
    moved: int
    """Accounts whose department is another one now."""
    roles: int
    """Roles in campaigns that were given or raised."""
    bad: Sequence[BadLine]
    encoding: str
    links: Sequence[Link] = field(default=())
    """For who is not written to."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a list is carried out."""

    language: Language
    """Of the letters."""
    reach: Reach
    dry_run: bool = False
    by_mail: bool = True
    """Whether newcomers are written to; else their links are handed over."""


def import_people(session: Session, actor: Actor, listing: Listing, *, terms: Terms, now: datetime) -> Report:
    """Make the accounts of a list, give the roles, and invite the newcomers (site admins, and a shell).

    While a line is bad nothing is stored.
    """
    inviter = None if actor.user_id is None else require_site_admin(session, actor).name
    hold_departments(session)
    known = _known(session)
    plan = make_plan(listing.people, known)
    bad = sorted([*listing.bad, *plan.bad])
    links: list[Link] = []
    stored = not bad and not terms.dry_run
    if stored:
        moved = [known.users[mail] for mail in plan.moves]
        held = hold_newcomers(session, campaigns_with_departments(session), *moved)
        _move(session, plan, known.users)
        made = _create(session, actor, plan.newcomers, now)
        ids = {**known.users, **made}
        _grant(session, actor, plan, ids, held | set(made.values()), now)
        links = _invite(session, actor, plan, ids, terms, inviter, now)
    return Report(
        stored=stored,
        lines=len(listing.people) + len(listing.bad),
        created=len(plan.newcomers),
        moved=len(plan.moves),
        roles=len(plan.grants),
        bad=bad,
        encoding=listing.encoding,
        links=links,
    )


def _known(session: Session) -> Known:
    connection = session.connection()
    users = connection.execute(select(col(User.id), col(User.mail), col(User.username), col(User.department))).all()
    campaigns = connection.execute(
        select(col(Campaign.id), col(Campaign.slug), col(Campaign.title)).where(EXISTS)
    ).all()
    members = connection.execute(select(col(Membership.campaign_id), col(Membership.user_id), col(Membership.role)))
    mail_of = {row.id: row.mail for row in users if row.mail is not None}
    return Known(
        users={row.mail: row.id for row in users if row.mail is not None},
        usernames={row.username: row.mail for row in users},
        departments={row.mail: row.department for row in users if row.mail is not None},
        campaigns={row.slug: row.id for row in campaigns},
        titles={row.slug: row.title for row in campaigns},
        roles={(row.campaign_id, mail_of[row.user_id]): Role(row.role) for row in members if row.user_id in mail_of},
    )


def _create(session: Session, actor: Actor, newcomers: Sequence[Newcomer], now: datetime) -> dict[str, int]:
    """Make the accounts and return their ids by mail address."""
    rows = [
        {
            "key": secrets.token_hex(16),
            "username": one.username,
            "name": one.name,
            "department": one.department,
            "mail": one.mail,
            "site_admin": False,
            "can_sign_in": True,
            "tokens_valid_from": now,
            "created_at": now,
        }
        for one in newcomers
    ]
    ids = _inserted(session, insert(User).returning(col(User.id), sort_by_parameter_order=True), rows)
    made = (acts.CreateUser(user_id, site_admin=False) for user_id in ids)
    record_acts(session, None, actor.user_id, made, now=now)
    return {one.mail: user_id for one, user_id in zip(newcomers, ids, strict=True)}


def _move(session: Session, plan: Plan, ids: Mapping[str, int]) -> None:
    if plan.moves:
        rows = [{"of_user": ids[mail], "to_department": department} for mail, department in plan.moves.items()]
        session.connection().execute(_MOVE, rows)


def _grant(
    session: Session, actor: Actor, plan: Plan, ids: dict[str, int], held: Collection[int], now: datetime
) -> None:
    by_department = set(campaigns_with_departments(session)) if plan.moves or plan.newcomers else set()
    for campaign_id in sorted({wish.campaign_id for wish in plan.grants} | by_department):
        grants = [Grant(ids[one.mail], one.role, one.before) for one in plan.grants if one.campaign_id == campaign_id]
        give_roles(session, campaign_id, actor.user_id, grants, now=now)
        if campaign_id in by_department:
            admit_by_department(session, actor, campaign_id, held, now=now)


def _invite(
    session: Session, actor: Actor, plan: Plan, ids: dict[str, int], terms: Terms, inviter: str | None, now: datetime
) -> list[Link]:
    """Invite the newcomers and return the links of those who are not written to."""
    drawn = {one.mail: secrets.token_urlsafe(32) for one in plan.newcomers}
    rows = [
        {
            "token_sha256": digest_of(drawn[one.mail]),
            "site_admin": False,
            "user_id": ids[one.mail],
            "mail": one.mail,
            "name": one.name,
            "language": terms.language.value,
            "invited_by": actor.user_id,
            "created_at": now,
            "expires_at": now + timedelta(days=terms.reach.days),
        }
        for one in plan.newcomers
    ]
    made = _inserted(session, insert(Invitation).returning(col(Invitation.id), sort_by_parameter_order=True), rows)
    told = (acts.Invite(number, user=ids[one.mail]) for number, one in zip(made, plan.newcomers, strict=True))
    record_acts(session, None, actor.user_id, told, now=now)
    links = [Link(one.name, one.mail, terms.reach.link(drawn[one.mail]) or "") for one in plan.newcomers]
    if not terms.by_mail:
        return links
    enqueue_all(session, _letters(plan.newcomers, links, terms, inviter), now=now)
    return []


def _letters(
    newcomers: Sequence[Newcomer], links: Sequence[Link], terms: Terms, inviter: str | None
) -> Iterable[Addressed]:
    for one, link in zip(newcomers, links, strict=True):
        invited = Invited(one.name, inviter, one.campaign, one.role)
        yield Addressed(one.mail, terms.language, invitation_letter(invited, terms.reach, link.link))


def _inserted(session: Session, statement: Insert, rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows and return their ids, in the same order."""
    return list(session.connection().execute(statement, rows).scalars()) if rows else []
