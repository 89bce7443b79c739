"""Asks providers over HTTP, for a bounded time and a bounded answer, and follows no redirect. Knows no token."""

import asyncio
import json
from functools import cache
from ssl import SSLContext

import httpx

from app.errors import ProviderUnavailable
from app.identity.sso.addresses import require_sound

SECONDS = 5.0
MOST_BYTES = 512 * 1024
PLAIN = {"Accept": "application/json", "Accept-Encoding": "identity"}
"""A compressed answer would be bounded only after it is unpacked."""
FAILED = (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError, UnicodeError)


async def fetch_json(address: str, *, token: str | None = None) -> object:
    """Return the JSON that is there, for a bearer token's holder; raises ProviderUnavailable for anything else."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    try:
        require_sound(address)
        asked = new_client()
        async with asyncio.timeout(SECONDS), asked as client, client.stream("GET", address, headers=headers) as answer:
            answer.raise_for_status()
            return json.loads(await read_bounded(answer))
    except FAILED as error:
        raise ProviderUnavailable from error


def new_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, headers=PLAIN, verify=_trusted())


@cache
def _trusted() -> SSLContext:
    """Return whom this machine trusts, read once: it takes as long as many requests."""
    return httpx.create_ssl_context()


async def read_bounded(answer: httpx.Response) -> bytes:
    """Return the body of an answer that is streamed; raises ValueError where it is longer than any should be."""
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise ValueError("compressed although that was not asked for")
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > MOST_BYTES:
            raise ValueError("longer than any answer should be")
    return bytes(body)
