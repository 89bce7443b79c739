"""What a list of people asks for, beside what is there already. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.campaigns.rules import Role, is_at_least
from app.errors import Mistake
from app.identity.rules import USERNAME, checked_name
from app.invitations.listing import BadLine, Person
from app.words.codes import Word
from app.words.saying import Said

_UNFIT = re.compile(r"[^a-z0-9._@-]+")
_LONGEST = 60


class Newcomer(NamedTuple):
    """Somebody who has no account yet."""

    mail: str
    username: str
    name: str
    department: str | None
    campaign: str | None
    """The title of the first campaign that the list has them in."""
    role: Role | None


class Wish(NamedTuple):
    """A role that somebody does not have yet."""

    campaign_id: int
    mail: str
    role: Role
    before: Role | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is there: accounts by mail address, and campaigns by slug."""

    users: Mapping[str, int]
    usernames: Mapping[str, str | None]
    """Each username with the mail address of its account."""
    departments: Mapping[str, str | None]
    campaigns: Mapping[str, int]
    titles: Mapping[str, str]
    roles: Mapping[tuple[int, str], Role]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    newcomers: list[Newcomer] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    """The new department by mail address."""
    grants: list[Wish] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)


def make_plan(people: Iterable[Person], known: Known) -> Plan:
    """Return what a list asks for that is not there yet, and the lines that do not fit what is there."""
    plan, taken = Plan(), dict(known.usernames)
    fresh: set[str] = set()
    for person in people:
        try:
            campaign_id = _campaign_id(person, known)
            name = checked_name(person.name, "name")
            department = None if person.department is None else checked_name(person.department, "department")
            username = _username(person, taken)
        except Mistake as mistake:
            plan.bad.append(BadLine(person.line, mistake.field, mistake.reason))
            continue
        if person.mail not in known.users and person.mail not in fresh:
            fresh.add(person.mail)
            taken[username] = person.mail
            title = None if person.campaign is None else known.titles[person.campaign]
            plan.newcomers.append(Newcomer(person.mail, username, name, department, title, person.role))
        elif person.mail in known.users and department not in (None, known.departments[person.mail]):
            assert department is not None
            plan.moves[person.mail] = department
        _add_grant(plan, person, campaign_id, known)
    return plan


def _add_grant(plan: Plan, person: Person, campaign_id: int | None, known: Known) -> None:
    if campaign_id is None or person.role is None:
        return
    before = known.roles.get((campaign_id, person.mail))
    if not is_at_least(before, person.role):
        plan.grants.append(Wish(campaign_id, person.mail, person.role, before))


def _campaign_id(person: Person, known: Known) -> int | None:
    if person.campaign is None:
        return None
    found = known.campaigns.get(person.campaign)
    if found is None:
        raise Mistake("campaign", Said.of(Word.NO_SUCH_CAMPAIGN_NAMED, name=person.campaign))
    return found


def _username(person: Person, taken: Mapping[str, str | None]) -> str:
    """Return the name to sign in with: as the list says, else the mail address, which nobody forgets."""
    if person.username is not None:
        if USERNAME.fullmatch(person.username) is None:
            raise Mistake("username", Said.of(Word.USERNAME_MALFORMED))
        if person.username in taken and taken[person.username] != person.mail:
            raise Mistake("username", Said.of(Word.USERNAME_OF_ANOTHER, name=person.username))
        return person.username
    wanted = _UNFIT.sub("-", person.mail)[:_LONGEST].lstrip("._@-") or "person"
    username, number = wanted, 1
    while username in taken and taken[username] != person.mail:
        number += 1
        username = f"{wanted}-{number}"
    return username
