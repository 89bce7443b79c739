"""What happens around every request: its id, its log line, its size limit, its safety headers.

Plain ASGI, because wrappers that rebuild requests cost a third of a small read.
"""

import re
import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import DomainError
from app.web.errors import BodyTooLarge, EncodingUnsupported, Unreadable
from app.web.links import asked_publicly, locate_publicly
from app.web.problems import TooLarge, problem_of, unexpected
from app.words.codes import Word
from app.words.saying import Said

_NAME = re.compile(r"v1|[a-z]*", re.IGNORECASE)
"""A part of a path that names nothing of a campaign."""
_RUN_BY_BROWSERS = ("text/html", "image/svg", "application/xhtml", "text/xml", "application/xml")
NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        method, path = scope["method"], scope["path"]
        scope = self._understood(scope)
        scope["bonsens_request_id"] = request_id = _request_id(scope)
        exchange = _Exchange(self, request_id, is_head=method == "HEAD", receive=receive, send=send)
        try:
            refusal = self._refusal(scope)
            answering = self.app if refusal is None else problem_of(Request(scope), refusal)
            await answering(scope, exchange.receive, exchange.send)
        except Exception as error:
            self.log.exception("request failed", request_id=request_id)
            if exchange.status is None:
                await unexpected(Request(scope), error)(scope, receive, exchange.send)
            raise
        finally:
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


class _Exchange:
    """One request and its answer, as they pass: counts what is read, marks what is sent, keeps the status."""

    def __init__(self, around: Around, request_id: str, *, is_head: bool, receive: Receive, send: Send) -> None:
        self.status: int | None = None
        self._around = around
        self._request_id = request_id
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
            _mark(headers, self._request_id)
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


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(8)
