"""What is known of an issuer: its addresses and keys, found by discovery and kept while it does not answer.

Knows no claim and no account.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Self

import structlog

from app.errors import NotAuthenticated, ProviderUnavailable
from app.identity.compact import read_compact
from app.identity.foreign import Trust
from app.identity.sso.addresses import require_sound
from app.identity.sso.fetching import fetch_json
from app.identity.sso.settings import SignOn
from app.identity.tokens import KEY_TYPES, Keys, name_of_key, read_foreign, usable_keys

Seconds = Callable[[], float]
REFRESHED_AFTER = 3600.0
"""Seconds after which addresses and keys are asked for again, so that a key that was withdrawn goes."""
AT_MOST_EVERY = 60.0
"""Seconds between two questions for keys, however many unknown ones are named."""
FIRST_EVERY = 5.0
"""The same, while nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where an issuer is asked for what (OpenID Connect Discovery 1.0, 3)."""

    authorization: str
    token: str
    keys: str
    end_session: str | None
    sends_issuer: bool
    """Whether its answers to browsers name it (RFC 9207)."""
    by_header: bool
    """Whether it takes the client's secret in a header, else in the body."""
    userinfo: str | None


@dataclass(slots=True)
class _Kept:
    """Something of an issuer that is asked for anew now and then; what was found last is good until more is."""

    tried_at: float = float("-inf")
    found_at: float = float("-inf")
    asking: asyncio.Task[None] | None = None

    def is_due(self, now: float, *, wanted: bool) -> bool:
        every = FIRST_EVERY if self.found_at == float("-inf") else AT_MOST_EVERY
        return now - self.tried_at >= every and (wanted or now - self.found_at >= REFRESHED_AFTER)


@dataclass(slots=True)
class Issuer:
    """One issuer, in one process; everything of it runs in one event loop at a time."""

    trust: Trust
    clock: Seconds = monotonic
    _addresses: Addresses | None = None
    _keys: Keys = field(default_factory=dict)
    _of_addresses: _Kept = field(default_factory=_Kept)
    _of_keys: _Kept = field(default_factory=_Kept)

    async def addresses(self) -> Addresses:
        """Return where it is asked; raises ProviderUnavailable where that was never to be found."""
        await self._ask(self._of_addresses, self._discover, wanted=self._addresses is None)
        if self._addresses is None:
            raise ProviderUnavailable
        return self._addresses

    async def keys_for(self, token: str) -> Keys:
        """Return its keys, asked for anew where the one that the token names is not among them.

        Raises TokenRefused for what is no token, ProviderUnavailable where no key was ever to be found.
        """
        key_id, algorithm = name_of_key(read_foreign(token))
        unknown = algorithm in self.trust.algorithms and (key_id, algorithm) not in self._keys
        await self._ask(self._of_keys, self._read_keys, wanted=unknown)
        if not self._keys:
            raise ProviderUnavailable
        return self._keys

    async def _ask(self, kept: _Kept, ask: Callable[[], Awaitable[None]], *, wanted: bool) -> None:
        """Ask once for all who want to know, and no more often than is polite."""
        if kept.asking is None or kept.asking.done():
            if not kept.is_due(self.clock(), wanted=wanted):
                return
            kept.tried_at = self.clock()
            kept.asking = asyncio.ensure_future(self._asked(kept, ask))
        # Whoever goes away does not end it for the others.
        await asyncio.shield(kept.asking)

    async def _asked(self, kept: _Kept, ask: Callable[[], Awaitable[None]]) -> None:
        try:
            await ask()
            kept.found_at = self.clock()
        except ProviderUnavailable as error:
            structlog.get_logger().warning(
                "provider unavailable", issuer=self.trust.issuer, cause=repr(error.__cause__)
            )

    async def _discover(self) -> None:
        told = await fetch_json(self.trust.issuer.removesuffix("/") + "/.well-known/openid-configuration")
        try:
            self._addresses = _addresses(told, self.trust.issuer)
        except (KeyError, TypeError, ValueError) as error:
            raise ProviderUnavailable from error

    async def _read_keys(self) -> None:
        found = usable_keys(await fetch_json((await self.addresses()).keys))
        if not found:
            raise ProviderUnavailable
        self._keys = found


def _addresses(told: object, issuer: str) -> Addresses:
    if not isinstance(told, dict) or told["issuer"] != issuer:
        raise ValueError("another issuer")
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    end, userinfo = told.get("end_session_endpoint"), told.get("userinfo_endpoint")
    return Addresses(
        authorization=require_sound(told["authorization_endpoint"]),
        token=require_sound(told["token_endpoint"]),
        keys=require_sound(told["jwks_uri"]),
        end_session=None if end is None else require_sound(end),
        sends_issuer=told.get("authorization_response_iss_parameter_supported") is True,
        by_header="client_secret_basic" in methods,
        userinfo=None if userinfo is None else require_sound(userinfo),
    )


@dataclass(frozen=True, slots=True)
class Providers:
    """The providers that are configured, each with what is known of its issuer."""

    sign_on: SignOn
    issuers: Mapping[str, Issuer]
    """By the name of the provider."""

    @classmethod
    def of(cls, sign_on: SignOn) -> Self:
        return cls(sign_on, {name: Issuer(provider.trust) for name, provider in sign_on.providers.items()})

    def find_issuer(self, token: str) -> Issuer | None:
        """Return the issuer that a token says it is of, which nothing but its signature proves; None for any other."""
        if not self.issuers:
            return None
        try:
            compact = read_compact(token)
            named = compact.claims().get("iss") if name_of_key(compact)[1] in KEY_TYPES else None
        except (ValueError, RecursionError, NotAuthenticated):
            return None
        return next((issuer for issuer in self.issuers.values() if issuer.trust.issuer == named), None)
