"""A load generator that costs little beside what it loads: HTTP/1.1 over kept-open sockets on one event loop.

Knows no route; understands only answers that carry a ``Content-Length``, or none at all as a 304 does.
"""

import asyncio
import re
import time
from collections.abc import Generator, Sequence
from functools import partial

import uvloop

HOST = "127.0.0.1"
SECONDS_AT_MOST = 60.0

Script = Generator[bytes, bytes, None]
"""What one connection sends: yields whole requests and is sent the body of each answer."""

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Unexpected(Exception):
    """An answer had another status than the script expects; carries the answer's text."""


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    fields = {"Host": HOST, **headers}
    if body:
        fields |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def repeat(asked: bytes, count: int) -> Script:
    """Send the same request ``count`` times."""
    for _ in range(count):
        yield asked


def drive(port: int, scripts: Sequence[Script], status: int) -> float:
    """Play each script on a connection of its own, all at once, and return the seconds until the last is done.

    Raises Unexpected for an answer with another status, TimeoutError after a minute.
    """
    return uvloop.run(_drive(port, scripts, status))


async def _drive(port: int, scripts: Sequence[Script], status: int) -> float:
    loop = asyncio.get_running_loop()
    players = [_Player(script, status) for script in scripts]
    transports = []
    for player in players:
        transport, _ = await loop.create_connection(partial(_same, player), HOST, port)
        transports.append(transport)
        # One at a time, with a moment between: else the worker that wakes first accepts them all.
        await asyncio.sleep(0.01)
    started = time.perf_counter()
    for player, transport in zip(players, transports, strict=True):
        player.play(transport)
    async with asyncio.timeout(SECONDS_AT_MOST):
        await asyncio.gather(*(player.done for player in players))
    return time.perf_counter() - started


def _same(player: "_Player") -> "_Player":
    return player


class _Player(asyncio.Protocol):
    """One connection: sends the next request when the answer to the one before is complete."""

    def __init__(self, script: Script, status: int) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._script = script
        self._status = status
        self._received = bytearray()
        self._head = b""
        self._body_at = 0
        self._expected = -1
        """How long the whole answer is; -1 until its head has come."""

    def play(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        transport.write(next(self._script))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._expected < 0:
            self._read_head()
        if 0 <= self._expected <= len(self._received):
            self._answered(bytes(self._received[self._body_at :]))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("The server closed the connection."))

    def _read_head(self) -> None:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        self._head = bytes(self._received[:end])
        length = _LENGTH.search(self._head)
        self._body_at = end + 4
        self._expected = self._body_at + (int(length[1]) if length else 0)

    def _answered(self, body: bytes) -> None:
        self._received.clear()
        self._expected = -1
        found = _STATUS.match(self._head)
        if found is None or int(found[1]) != self._status:
            self.done.set_exception(Unexpected(f"Not {self._status}: {self._head.decode()} {body.decode()}"))
            self._transport.close()
            return
        try:
            following = self._script.send(body)
        except StopIteration:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._transport.write(following)
