"""What one person, or a stranger, sends to keep a server from the others; knows no measurement.

Each attack is played by a process of its own until it is ended: so many connections, each with its next request as soon
as the one before is answered or refused, waves of them with a pause in between.
"""

import asyncio
import gzip
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.load import HOST, request

PAUSE_SECONDS = 1.0
"""Between two waves: a flood as such is for the web server in front."""
ANSWER_SECONDS = 60.0
PIECE = 64 * 1024
HEAVY_BYTES = 240_000


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent: requests in turn, or a head with a body that is made while it is sent."""

    name: str
    requests: tuple[bytes, ...]
    parallel: int = 64
    endless: int = 0
    """Bytes that follow each request."""


def heavy_text(seed: str = "a") -> str:
    """Return 240 KB that take long to read, and are taken: few lines, many marks."""
    line = f"*{seed}* **{seed}** `{seed}` ~~{seed}~~ _{seed}_ " * 8
    return (f"{line}\n\n" * (HEAVY_BYTES // len(line)))[:HEAVY_BYTES]


def by_one_person(token: str, page: int, revision: int) -> list[Attack]:
    """Return what somebody sends who is signed in: large work, again and again."""
    headers = {"Authorization": f"Bearer {token}"}
    render = json.dumps({"text": heavy_text()}).encode()
    save = json.dumps({"base_revision": revision, "text": heavy_text("b"), "on_conflict": "fail"}).encode()
    deep = b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    return [
        Attack("renders of 240 KB", (request("POST", "/v1/render", headers, render),)),
        Attack("diffs of 240 KB", (request("GET", f"/v1/pages/{page}/diff?from=1&to=2", headers),)),
        Attack("attributions", (request("GET", f"/v1/revisions/{revision}/attribution?format=html", headers),)),
        Attack("saves of 240 KB", (request("POST", f"/v1/pages/{page}/revisions", headers, save),)),
        Attack("JSON 100,000 deep", (request("POST", "/v1/render", headers, deep),)),
    ]


def by_an_admin(token: str, campaign: str, name: str) -> Attack:
    """Return what an admin sends who compiles a campaign again and again."""
    proof = json.dumps({"kind": "proof"}).encode()
    path = f"/v1/campaigns/{campaign}/editions"
    return Attack(name, (request("POST", path, {"Authorization": f"Bearer {token}"}, proof),), parallel=1)


def by_strangers() -> list[Attack]:
    """Return what anybody can send who reaches the port."""
    typed = {"Content-Type": "application/json"}
    bomb = gzip.compress(b" " * 100_000_000)
    guesses = tuple(
        request("POST", "/v1/auth/token", {}, json.dumps({"username": f"u{number}", "password": "x" * 20}).encode())
        for number in range(500)
    )
    return [
        Attack("500 wrong sign-ins", guesses, parallel=500),
        Attack("bodies of 100 MB", (_head("POST", {**typed, "Content-Length": "100000000"}),), endless=100_000_000),
        Attack("chunks of 100 MB", (_head("POST", {**typed, "Transfer-Encoding": "chunked"}),), endless=100_000_000),
        Attack("headers of 100 MB", (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ",), endless=100_000_000),
        Attack("gzip bombs", (request("POST", "/v1/auth/token", {**typed, "Content-Encoding": "gzip"}, bomb),)),
    ]


def _head(method: str, headers: dict[str, str]) -> bytes:
    return request(method, "/v1/auth/token", headers)


def play(port: int, attack: Attack) -> None:
    """Send an attack until the process is ended; its own work gives way, as another machine would do it."""
    os.nice(19)
    asyncio.run(_waves(port, attack))


async def _waves(port: int, attack: Attack) -> None:
    while True:
        await asyncio.gather(*(_one(port, attack, number) for number in range(attack.parallel)))
        await asyncio.sleep(PAUSE_SECONDS)


async def _one(port: int, attack: Attack, number: int) -> None:
    asked: Sequence[bytes] = attack.requests
    with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
        reader, writer = await asyncio.open_connection(HOST, port)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                writer.write(asked[number % len(asked)])
                await writer.drain()
                left = attack.endless
                while left > 0 and not writer.is_closing() and not reader.at_eof():
                    part = b"y" * PIECE
                    chunked = b"chunked" in asked[0]
                    writer.write(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
                    await writer.drain()
                    left -= PIECE
                await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.close()
