"""How requests come over a connection: a bound for everything that is not a body, and for a body nobody reads.

The server's own protocol gathers a header as long as it grows. Knows no route.
"""

from typing import Any

from starlette.requests import Request
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.errors import DomainError
from app.web.errors import HeadTooLarge, Unreadable
from app.web.problems import problem_of
from app.words.codes import Word
from app.words.saying import Said

HEAD_BYTES = 32 * 1024
"""Of the first line and all headers together; also of what stands between two parts of a body."""
HEAD_LINES = 100
DROPPED_BYTES = 64 * 1024
"""Of a body that arrives after its answer."""


class Bounded(HttpToolsProtocol):
    """Answers 431 and closes where there is no end to a request's head."""

    def __init__(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401  The server's own.
        super().__init__(*arguments, **more)
        self._since = 0
        """Bytes since the last that had an end: of a head or of a part of a body."""
        self._head = 0
        self._lines = 0
        self._dropped = 0

    def data_received(self, data: bytes) -> None:
        self._since += len(data)
        super().data_received(data)
        if self._since > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(HeadTooLarge(HEAD_BYTES, HEAD_LINES))

    def on_message_begin(self) -> None:
        self._since = self._head = self._lines = self._dropped = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._lines += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        self._since = 0
        if self.cycle.response_complete:
            self._dropped += len(body)
            if self._dropped > DROPPED_BYTES:
                self.transport.close()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._since = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  The server's own, which is not for people.
        if self.transport.is_closing():
            return
        if self._is_long():
            self._refuse(HeadTooLarge(HEAD_BYTES, HEAD_LINES))
        else:
            self._refuse(Unreadable(Said.of(Word.REQUEST_UNREADABLE)))

    def _count(self, size: int) -> None:
        self._head += size
        if self._is_long():
            # The parser stops, and the server answers what it answers to what it cannot read.
            raise ValueError("The head of the request is too long.")

    def _is_long(self) -> bool:
        return self._head > HEAD_BYTES or self._lines > HEAD_LINES

    def _refuse(self, refusal: DomainError) -> None:
        """Answer, unless another request is being answered, and close."""
        if self.cycle is None or self.cycle.response_complete:
            scope: Scope = {"type": "http", "headers": [], "bonsens_request_id": None}
            answer = problem_of(Request(scope), refusal)
            headers = (*answer.raw_headers, (b"connection", b"close"))
            lines = b"".join(b"%s: %s\r\n" % pair for pair in headers)
            self.transport.write(STATUS_LINE[answer.status_code] + lines + b"\r\n" + bytes(answer.body))
        self.transport.close()
