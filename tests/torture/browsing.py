"""A person's browser over loopback, thin enough that thousands of them leave the processor to the server.

Knows sessions, tags and keys as a browser does, and no route. Notes how long each answer took.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.torture.caller import HOST, Answer

SAFE = frozenset({"GET", "HEAD"})
CREATED, UNCHANGED, BUSY, ERROR = 201, 304, 429, 500
LONGEST_WAIT = 30.0
SET_COOKIE = "set-cookie"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what for, how many seconds its answer took, and what that was; status 0 for one that got lost."""

    kind: str
    seconds: float
    status: int
    problem: str = ""


@dataclass(slots=True)
class Browser:
    """One person's window, with one connection; not for two tasks."""

    port: int
    asked: list[Asked]
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    _tags: dict[str, Answer] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def read(self, path: str, kind: str = "read") -> Answer:
        """Return what a path shows, which the server need not send again while it is unchanged."""
        known = self._tags.get(path)
        answer = await self._send(kind, "GET", path, None, {"if-none-match": known.headers["etag"]} if known else {})
        if answer.status == UNCHANGED and known is not None:
            return known
        if "etag" in answer.headers:
            self._tags[path] = answer
        return answer

    async def write(self, kind: str, method: str, path: str, body: object, *, tag: str = "", lost: int = 0) -> Answer:
        """Send what takes effect once until it is answered: under the same key where network or server fail.

        The first ``lost`` answers never arrive.
        """
        headers = {"idempotency-key": str(uuid.uuid4()), **({"if-match": tag} if tag else {})}
        for tried in range(1, 100):
            try:
                answer = await self._send(kind, method, path, body, headers, is_lost=tried <= lost)
            except (OSError, EOFError):
                await asyncio.sleep(min(2.0**tried, LONGEST_WAIT))
                continue
            if answer.status != BUSY and answer.status < ERROR:
                return answer
            await asyncio.sleep(float(answer.headers.get("retry-after", "5")))
        raise AssertionError("No answer comes.")

    async def sign_in(self, kind: str, username: str, password: str) -> int:
        """Sign in with a password and return what came of it."""
        answer = await self._send(
            kind, "POST", "/v1/auth/session", {"username": username, "password": password, "code": None}, {}
        )
        if answer.status == CREATED:
            self.csrf = answer.body["csrf_token"]
        return answer.status

    def _take_cookies(self, answer: Answer) -> None:
        for cookie in answer.headers.get(SET_COOKIE, "").split("\n"):
            name, _, value = cookie.partition(";")[0].partition("=")
            if name:
                self.cookies[name] = value

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _send(
        self, kind: str, method: str, path: str, body: object, headers: dict[str, str], *, is_lost: bool = False
    ) -> Answer:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            reader, writer = await self._connected()
            writer.write(self._request(method, path, body, headers))
            answer = await (_lost(writer) if is_lost else _answer(reader))
        except (OSError, EOFError):
            self.asked.append(Asked(kind, clock() - began, 0))
            self.close()
            raise
        self._take_cookies(answer)
        self.asked.append(Asked(kind, clock() - began, answer.status, answer.problem))
        return answer

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None or self._streams[0].at_eof():
            self.close()
            self._streams = await asyncio.open_connection(HOST, self.port, limit=2**21)
        return self._streams

    def _request(self, method: str, path: str, body: object, headers: dict[str, str]) -> bytes:
        data = b"" if body is None else json.dumps(body).encode()
        told = {"host": f"{HOST}:{self.port}", "accept-language": "fr", **headers}
        if self.cookies:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method not in SAFE:
            told |= {"origin": f"http://{HOST}:{self.port}", "content-length": str(len(data))}
            if data:
                told["content-type"] = "application/json"
            if self.csrf:
                told["x-csrf-token"] = self.csrf
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + data


async def _lost(writer: asyncio.StreamWriter) -> Answer:
    """Let a request leave, and raise EOFError in the place of its answer."""
    await writer.drain()
    raise EOFError


async def _answer(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    # The one field that may come twice and cannot be joined by a comma.
    cookies = [line.partition(": ")[2] for line in lines if line.lower().startswith(SET_COOKIE)]
    headers |= {SET_COOKIE: "\n".join(cookies)}
    data = await reader.readexactly(int(headers.get("content-length", "0")))
    body: Any = json.loads(data) if data and "json" in headers.get("content-type", "") else None
    return Answer(int(first.split(" ")[1]), headers, body)


async def all_at(moments: Sequence[float], act: Callable[[int], Awaitable[None]]) -> None:
    """Let the first act at the first of the moments, in seconds from now, the second at the second, and so on."""
    async with asyncio.TaskGroup() as group:
        for number, moment in enumerate(moments):
            group.create_task(_later(moment, act, number))


async def _later(moment: float, act: Callable[[int], Awaitable[None]], number: int) -> None:
    await asyncio.sleep(moment)
    await act(number)


@asynccontextmanager
async def window(browser: Browser) -> AsyncIterator[Browser]:
    """Yield a browser that is closed at the end."""
    try:
        yield browser
    finally:
        browser.close()
