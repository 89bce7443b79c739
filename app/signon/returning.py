"""Somebody comes back from a provider with a code: makes sure whom it stands for. Knows no cookie and no account."""

from collections.abc import Mapping
from dataclasses import dataclass

import anyio.to_thread

from app.clock import database_now, process_now
from app.db import Database
from app.errors import NotAuthenticated, ProviderUnavailable
from app.identity.foreign import Foreign, read_id_token
from app.identity.sso.fetching import fetch_json
from app.identity.sso.issuers import Addresses, Issuer
from app.identity.sso.links import spend
from app.identity.sso.settings import Provider
from app.signon.claims import Arrival, read_arrival
from app.signon.client import Brought, exchange
from app.signon.errors import SignOnFailed
from app.signon.flow import LIFETIME, Begun, code_of
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Returned:
    """Who came back, and the provider's own name of the session in which it let them."""

    arrival: Arrival
    sid: str | None
    then: str
    """Where they wanted to go."""


async def come_back(
    database: Database, provider: Provider, issuer: Issuer, given: Mapping[str, str], begun: Begun | None, back: str
) -> Returned:
    """Return who came back; raises SignOnFailed where that is not proven, ProviderUnavailable where it cannot be."""
    addresses = await issuer.addresses()
    code = code_of(given, begun, provider, addresses)
    assert begun is not None
    await anyio.to_thread.run_sync(_use_up, database, begun)
    brought = await exchange(provider, addresses, code=code, back=back, verifier=begun.verifier)
    said = await _said(issuer, brought, begun)
    assert said.subject is not None
    claims = await _claims(provider, addresses, brought, said)
    return Returned(read_arrival(provider.id, provider.given, said.subject, claims), said.session(), begun.then)


def _use_up(database: Database, begun: Begun) -> None:
    with database.writing() as session:
        now = database_now(session)
        if not spend(session, "state", begun.state, ends_at=now + LIFETIME, now=now):
            raise SignOnFailed(Said.of(Word.SIGN_ON_LOST))


async def _said(issuer: Issuer, brought: Brought, begun: Begun) -> Foreign:
    token = brought.id_token
    try:
        keys, now = await issuer.keys_for(token), process_now()
        return read_id_token(token, keys, issuer.trust, nonce=begun.nonce, access_token=brought.access_token, now=now)
    except NotAuthenticated as refused:
        raise SignOnFailed(Said.of(Word.SIGN_ON_UNPROVEN)) from refused


async def _claims(provider: Provider, addresses: Addresses, brought: Brought, said: Foreign) -> Mapping[str, object]:
    """Return the claims of the ID token, and those that are told at the userinfo endpoint alone."""
    if addresses.userinfo is None or not provider.given.userinfo:
        return said.claims
    told = await fetch_json(addresses.userinfo, token=brought.access_token)
    # It may be an answer about somebody else (OpenID Connect Core, 5.3.2).
    if not isinstance(told, dict) or told.get("sub") != said.claims.get("sub"):
        raise ProviderUnavailable
    return {**told, **said.claims}
