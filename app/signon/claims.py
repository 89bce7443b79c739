"""What a provider's claims say of somebody, by its configuration. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from app.campaigns.rules import Role, is_at_least
from app.identity.sso.settings import HEADER_ISSUER, CampaignRole, ProviderIn, RolesIn
from app.words.hearing import find_language
from app.words.saying import Language

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
LONGEST = 200
_UNFIT = re.compile(r"[^a-z0-9._@-]+")
_SIGNS = 48
"""Of a username that is made of one that cannot be one."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody whom a provider names, and what it says of them; None where it says nothing."""

    provider: str
    issuer: str
    subject: str
    username: str | None
    name: str | None = None
    mail: str | None = None
    department: str | None = None
    language: Language | None = None
    has_left: bool = False
    site_admin: bool | None = None
    """None where the configuration leaves it to the admins."""
    roles: Mapping[str, Role | None] = field(default_factory=dict)
    """By campaign; None for no role, and campaigns that are left to their admins are missing."""


def read_arrival(provider: str, given: ProviderIn, subject: str, claims: Mapping[str, object]) -> Arrival:
    """Return what the claims of a provider say of somebody."""
    names = given.claims
    return Arrival(
        provider=provider,
        issuer=given.issuer,
        subject=subject,
        username=text_of(claims, names.username),
        name=text_of(claims, names.name),
        mail=None if claims.get("email_verified") is False else text_of(claims, names.mail),
        department=text_of(claims, names.department),
        language=find_language((text_of(claims, names.language) or "").replace("_", "-")),
        has_left=given.leavers is not None
        and not values_of(claims, given.leavers.claim).isdisjoint(given.leavers.values),
        site_admin=_site_admin(given.roles, claims),
        roles=_roles(given.roles, claims),
    )


def read_proxied(username: str, told: Mapping[str, str]) -> Arrival:
    """Return somebody whom a proxy names, with what it says of them."""
    return Arrival(
        provider=HEADER_ISSUER,
        issuer=HEADER_ISSUER,
        subject=username,
        username=username,
        name=text_of(told, "name"),
        mail=text_of(told, "email"),
        department=text_of(told, "department"),
    )


def text_of(claims: Mapping[str, object], name: str) -> str | None:
    """Return a claim as one short printable line, None where it says nothing."""
    value = _found(claims, name)
    if not isinstance(value, str):
        return None
    shown = "".join(
        sign if unicodedata.category(sign)[0] != "C" else " " for sign in unicodedata.normalize("NFC", value)
    )
    return " ".join(shown.split())[:LONGEST].rstrip() or None


def values_of(claims: Mapping[str, object], name: str) -> frozenset[str]:
    """Return the values of a claim that lists some, or has one."""
    value = _found(claims, name)
    listed = value if isinstance(value, list) else [value]
    return frozenset(_written(one) for one in listed if isinstance(one, str | int))


def username_of(arrival: Arrival) -> str:
    """Return a username for somebody who has no account, made fit where the provider's cannot be one."""
    given = (arrival.username or "").lower()
    if USERNAME.fullmatch(given):
        return given
    plain = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode()
    fit = _UNFIT.sub("-", plain).strip("-._@")[:_SIGNS]
    # Two people may be alike in what is left, so it ends with what they differ in.
    mark = sha256(f"{arrival.issuer}\0{arrival.subject}".encode()).hexdigest()[:8]
    return f"{fit}-{mark}" if fit else f"account-{mark}"


def _found(claims: Mapping[str, object], name: str) -> object:
    """Return a claim by its name, else by a path of names: ``realm_access.roles``."""
    if name in claims or not name:
        return claims.get(name) if name else None
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _written(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _site_admin(roles: RolesIn | None, claims: Mapping[str, object]) -> bool | None:
    if roles is None or roles.site_admin is None:
        return None
    return not values_of(claims, roles.claim).isdisjoint(roles.site_admin)


def _roles(roles: RolesIn | None, claims: Mapping[str, object]) -> Mapping[str, Role | None]:
    if roles is None:
        return {}
    has = values_of(claims, roles.claim) | {"*"}
    return {campaign: _highest(named, has) for campaign, named in roles.campaigns.items()}


def _highest(named: Mapping[CampaignRole, list[str]], has: frozenset[str]) -> Role | None:
    found: Role | None = None
    for name, values in named.items():
        role = Role(name)
        if not has.isdisjoint(values) and (found is None or is_at_least(role, found)):
            found = role
    return found
