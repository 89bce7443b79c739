"""Speaks OAuth with a provider: the address to send a browser to, and the tokens for the code that it brings back."""

import asyncio
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Self
from urllib.parse import quote_plus

import httpx
from httpx_oauth.oauth2 import OAuth2, OAuth2RequestError

from app.errors import ProviderUnavailable
from app.identity.sso.fetching import FAILED, SECONDS, new_client, read_bounded
from app.identity.sso.issuers import Addresses
from app.identity.sso.settings import Provider
from app.signon.errors import SignOnFailed
from app.signon.flow import Begun
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Brought:
    """The tokens that a code was exchanged for."""

    id_token: str
    access_token: str


class Client(OAuth2):
    """The client of the library, with bounds on what it waits for and reads."""

    @classmethod
    def of(cls, provider: Provider, addresses: Addresses) -> Self:
        return cls(
            provider.given.client_id,
            provider.secret,
            addresses.authorization,
            addresses.token,
            base_scopes=provider.given.scopes,
            token_endpoint_auth_method="client_secret_basic" if addresses.by_header else "client_secret_post",
        )

    def get_httpx_client(self) -> httpx.AsyncClient:
        return new_client()

    async def send_request(
        self,
        client: httpx.AsyncClient,
        request: httpx.Request,
        auth: httpx.Auth | None,
        *,
        exc_class: type[OAuth2RequestError],
    ) -> httpx.Response:
        # The library sends both as they are; the protocol wants them encoded first (RFC 6749, 2.3.1).
        if auth is not None:
            auth = httpx.BasicAuth(quote_plus(self.client_id), quote_plus(self.client_secret))
        streamed = await client.send(request, auth=auth, stream=True)
        try:
            answer = httpx.Response(streamed.status_code, content=await read_bounded(streamed), request=request)
        finally:
            await streamed.aclose()
        if not answer.is_success:
            raise exc_class("refused", answer)
        return answer


async def authorization_address(provider: Provider, addresses: Addresses, begun: Begun, *, back: str) -> str:
    """Return where a browser is sent to sign in, and from where it comes back."""
    challenge = urlsafe_b64encode(sha256(begun.verifier.encode()).digest()).decode().rstrip("=")
    address = await Client.of(provider, addresses).get_authorization_url(
        back, begun.state, code_challenge=challenge, code_challenge_method="S256", extras_params={"nonce": begun.nonce}
    )
    # The library takes every address for one without a query, which some have.
    before, _, query = address.rpartition("?")
    return f"{before}{'&' if '?' in before else '?'}{query}"


async def exchange(provider: Provider, addresses: Addresses, *, code: str, back: str, verifier: str) -> Brought:
    """Return the tokens for a code; raises SignOnFailed where the provider refuses it."""
    try:
        async with asyncio.timeout(SECONDS):
            tokens = await Client.of(provider, addresses).get_access_token(code, back, verifier)
        return Brought(tokens["id_token"], tokens["access_token"])
    except OAuth2RequestError as error:
        if error.response is not None and error.response.is_client_error:
            raise SignOnFailed(Said.of(Word.SIGN_ON_REFUSED)) from error
        raise ProviderUnavailable from error
    except (*FAILED, KeyError, TypeError) as error:
        raise ProviderUnavailable from error
