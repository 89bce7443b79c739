"""The file that ``BONSENS_SIGN_ON`` names: which providers people sign in with, and what their claims mean here.

Opens that file and those of the secrets; asks no provider.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from app.errors import OperatorError
from app.fields import In
from app.identity.foreign import Trust
from app.identity.sso.addresses import require_sound

ProviderId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Named = Annotated[str, StringConstraints(min_length=1, max_length=200)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
CampaignRole = Literal["reader", "contributor", "editor", "admin"]
HEADER_ISSUER = "trusted-header"
"""What stands for the issuer of those whom a proxy names; no address, so that no provider is called so."""
Issuer = Annotated[str, StringConstraints(max_length=500), AfterValidator(require_sound)]


class SignOnInvalid(OperatorError):
    """The file of sign-on cannot be used; the message says why."""


class ClaimsIn(In):
    """Which claim says what; an empty name takes none."""

    subject: str = "sub"
    username: str = "preferred_username"
    name: str = "name"
    mail: str = "email"
    department: str = "department"
    language: str = "locale"


class LeaversIn(In):
    """Whose account is disabled when they sign in: whoever has one of the values in the claim."""

    claim: Named
    values: Annotated[list[Named], Field(min_length=1)]


class RolesIn(In):
    """Which values of a claim make somebody what; what is named here, nobody else decides."""

    claim: Named
    site_admin: list[Named] | None = None
    campaigns: dict[str, dict[CampaignRole, list[Named]]] = Field(default={})


class AccountsIn(In):
    """How somebody who signs in comes to an account."""

    create_accounts: bool = True
    """Whether the first sign-in makes an account; else somebody links one before."""
    link_by: Literal["username"] | None = None
    """Whether the first sign-in takes over the account that has this username, and is nobody's of this provider."""


class ProviderIn(AccountsIn):
    title: Named
    issuer: Issuer
    client_id: Named
    client_secret_env: Named | None = None
    client_secret_file: Named | None = None
    scopes: list[Named] = Field(default=["openid", "profile", "email"])
    algorithms: list[Literal["RS256", "PS256", "ES256"]] = Field(default=["RS256"], min_length=1)
    audiences: list[Named] = Field(default=[])
    """What access tokens of machines are made out to; without one, none is taken."""
    userinfo: bool = True
    """Whether claims are asked for at the provider's userinfo endpoint too; what the ID token says goes first."""
    claims: ClaimsIn = ClaimsIn()
    leavers: LeaversIn | None = None
    roles: RolesIn | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.client_secret_env is None) == (self.client_secret_file is None):
            raise ValueError("needs client_secret_env or client_secret_file, and not both")
        if "openid" not in self.scopes:
            raise ValueError("needs the scope openid")
        if self.client_id in self.audiences:
            raise ValueError("has its client_id among the audiences: then an ID token would pass for an access token")
        return self


class TrustedHeaderIn(AccountsIn):
    """Headers in which a proxy names whoever it has let in; taken from the peers alone."""

    title: Named
    peers: Annotated[list[str], Field(min_length=1)]
    username: HeaderName
    name: HeaderName | None = None
    mail: HeaderName | None = None
    department: HeaderName | None = None


class SignOnIn(In):
    """The whole file."""

    providers: dict[ProviderId, ProviderIn] = Field(default={})
    trusted_header: TrustedHeaderIn | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        issuers = [provider.issuer for provider in self.providers.values()]
        if len(set(issuers)) < len(issuers):
            raise ValueError("two providers have one issuer")
        return self


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, with its secret."""

    id: str
    given: ProviderIn
    secret: str

    @property
    def trust(self) -> Trust:
        given = self.given
        return Trust(
            given.issuer, given.client_id, frozenset(given.algorithms), frozenset(given.audiences), given.claims.subject
        )


@dataclass(frozen=True, slots=True)
class TrustedHeader:
    """The headers, with the networks of the peers."""

    given: TrustedHeaderIn
    peers: tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class SignOn:
    """All ways of signing in that the company brings."""

    providers: Mapping[str, Provider]
    header: TrustedHeader | None


NOBODY = SignOn({}, None)


def read_sign_on(path: Path | None, public_url: str | None) -> SignOn:
    """Return what the file says, with the secrets; raises SignOnInvalid where it cannot be used."""
    if path is None:
        return NOBODY
    if public_url is None:
        raise SignOnInvalid("BONSENS_SIGN_ON needs BONSENS_PUBLIC_URL: providers send people back to that address.")
    given = read_file(path)
    providers = {name: Provider(name, provider, _secret(name, provider)) for name, provider in given.providers.items()}
    return SignOn(providers, None if given.trusted_header is None else _header(given.trusted_header))


def read_file(path: Path) -> SignOnIn:
    """Return what the file says; raises SignOnInvalid where that is nothing that can be done."""
    try:
        given = SignOnIn.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SignOnInvalid(f"BONSENS_SIGN_ON: {path} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise SignOnInvalid(f"BONSENS_SIGN_ON: {place}: {first['msg']}.") from error
    if HEADER_ISSUER in given.providers:
        raise SignOnInvalid(f"BONSENS_SIGN_ON: no provider may be called {HEADER_ISSUER}.")
    return given


def _secret(name: str, given: ProviderIn) -> str:
    if given.client_secret_env is not None:
        secret = os.environ.get(given.client_secret_env, "")
        where = f"the variable {given.client_secret_env}"
    else:
        where = f"the file {given.client_secret_file}"
        try:
            secret = Path(str(given.client_secret_file)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SignOnInvalid(f"BONSENS_SIGN_ON: providers.{name}: {where} cannot be read: {error}.") from error
    if not secret:
        raise SignOnInvalid(f"BONSENS_SIGN_ON: providers.{name}: {where} holds no secret.")
    return secret


def _header(given: TrustedHeaderIn) -> TrustedHeader:
    try:
        return TrustedHeader(given, tuple(ip_network(peer) for peer in given.peers))
    except ValueError as error:
        raise SignOnInvalid(f"BONSENS_SIGN_ON: trusted_header.peers: {error}.") from error
