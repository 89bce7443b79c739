"""What happens around every request: its id, its log line, its size limit, its safety headers.

Plain ASGI, because wrappers that rebuild requests cost a third of a small read.
"""

import hashlib
import re
import secrets
import time
from collections import Counter

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import DomainError
from app.web.errors import BodyTooLarge, EncodingUnsupported, Unreadable, WorkOfOne
from app.web.heavy import AT_ONCE, RETRY_SECONDS
from app.web.links import asked_publicly, locate_publicly
from app.web.problems import TooLarge, problem_of, unexpected
from app.web.rates import write_rate
from app.words.codes import Word
from app.words.saying import Said

_NAME = re.compile(r"v1|[a-z]*", re.IGNORECASE)
"""A part of a path that names nothing of a campaign."""
_RUN_BY_BROWSERS = ("text/html", "image/svg", "application/xhtml", "text/xml", "application/xml")
NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
LARGE_BYTES = 16 * 1024
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")


class Around:
    """Give each request an id, count its bytes, and log one line when it is answered."""

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int, unlogged: frozenset[str], public_url: str | None = None
    ) -> None:
        """``unlogged`` are names in paths beside which it is a secret what else the path names."""
        self.app = app
        self.unlogged = unlogged
        self.public_url = public_url
        self.max_body_bytes = max_body_bytes
        self.log = structlog.get_logger()
        self._sending = Sending()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        method, path = scope["method"], scope["path"]
        scope = self._understood(scope)
        scope["bonsens_request_id"] = request_id = _request_id(scope)
        sender = _large_from(scope)
        exchange = _Exchange(self, scope, is_head=method == "HEAD", receive=receive, send=send)
        try:
            refusal = self._refusal(scope)
            if refusal is None:
                refusal = self._sending.begin(sender)
            else:
                sender = None
            answering = self.app if refusal is None else problem_of(Request(scope), refusal)
            await answering(scope, exchange.receive, exchange.send)
        except Exception as error:
            self.log.exception("request failed", request_id=request_id)
            if exchange.status is None:
                await unexpected(Request(scope), error)(scope, receive, exchange.send)
            raise
        finally:
            self._sending.end(sender)
            self.log.info(
                "request",
                request_id=request_id,
                method=method,
                path=self._logged(path),
                status=exchange.status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )

    def _refusal(self, scope: Scope) -> DomainError | None:
        """Return why a request is refused whatever it asks for, before anything of its body is read."""
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # No name holds a NUL, and PostgreSQL would refuse the very question.
            return Unreadable(Said.of(Word.NUL_IN_PATH))
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value[:20]) > self.max_body_bytes:
                return BodyTooLarge(self.max_body_bytes)
            if name == b"content-encoding" and value.lower() != b"identity":
                return EncodingUnsupported()
        return None

    def _logged(self, path: str) -> str:
        # Whatever the method, the slashes, and whether there is such a route: who mistypes a vote means one too.
        parts = path.split("/")
        if self.unlogged.isdisjoint(part.strip().casefold() for part in parts):
            return path
        return "/".join(part if _NAME.fullmatch(part) else "…" for part in parts)

    def _understood(self, scope: Scope) -> Scope:
        """Return the request that the application answers: HEAD is GET, and every link starts at the public URL."""
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        return scope if self.public_url is None else asked_publicly(scope, self.public_url)


class Sending:
    """Counts the large bodies that are under way from whoever sends them: reading one takes longer than refusing it."""

    def __init__(self) -> None:
        self._under_way: Counter[bytes] = Counter()

    def begin(self, sender: bytes | None) -> DomainError | None:
        """Count one more of a sender, None for a body that is small; return the refusal where they have too many."""
        if sender is None:
            return None
        self._under_way[sender] += 1
        return WorkOfOne(RETRY_SECONDS) if self._under_way[sender] > AT_ONCE else None

    def end(self, sender: bytes | None) -> None:
        if sender is None:
            return
        self._under_way[sender] -= 1
        if not self._under_way[sender]:
            del self._under_way[sender]


class _Exchange:
    """One request and its answer, as they pass: counts what is read, marks what is sent, keeps the status."""

    def __init__(self, around: Around, scope: Scope, *, is_head: bool, receive: Receive, send: Send) -> None:
        self.status: int | None = None
        self._around = around
        self._scope = scope
        self._is_head = is_head
        self._receive = receive
        self._send = send
        self._read = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._around.max_body_bytes:
            raise TooLarge(self._around.max_body_bytes)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            _mark(headers, self._scope["bonsens_request_id"])
            write_rate(self._scope, headers)
            if self._around.public_url is not None:
                locate_publicly(headers, self._around.public_url)
        elif self._is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _mark(headers: MutableHeaders, request_id: str) -> None:
    headers["X-Request-Id"] = request_id
    headers.setdefault("Cache-Control", "private, no-cache")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    if headers.get("content-type", "").startswith(_RUN_BY_BROWSERS):
        # Whoever writes an HTML answer without a word of its own on what it may do gets none of it.
        headers.setdefault("Content-Security-Policy", NOTHING_RUNS)
        headers.setdefault("X-Frame-Options", "DENY")
    if "content-language" in headers:
        headers.add_vary_header("Accept-Language")


def _large_from(scope: Scope) -> bytes | None:
    """Return what whoever sends a large body is known by before it is read; None where it is small."""
    is_large, known_by = False, b""
    for name, value in scope["headers"]:
        if name == b"content-length":
            is_large = value.isdigit() and int(value[:20]) > LARGE_BYTES
        elif name == b"transfer-encoding":
            is_large = True
        elif name in {b"authorization", b"cookie"}:
            known_by = value
    return hashlib.blake2b(known_by, digest_size=16).digest() if is_large else None


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(8)
