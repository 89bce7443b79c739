"""A client over loopback, light enough that the servers get the processor; knows no route.

Refuses to retry: what an unanswered request did is for the judges to find out.
"""

import http.client
import json
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any, Literal

HOST = "127.0.0.1"
SECONDS = 120.0
CHANCE = SystemRandom()
"""When to act in a race; each process has its own, forked or not."""
Cut = Literal["at once", "after the answer", "half sent"]
"""When the client closes its socket: the request sent, the answer there but unread, the body sent in part."""


class Unanswered(Exception):
    """The connection was refused or broke before an answer; the act may or may not have been done."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Any

    @property
    def problem(self) -> str:
        """The last part of a problem's type; empty for an answer that is none."""
        return str(self.body.get("type", "")).rpartition(":")[2] if isinstance(self.body, dict) else ""


@dataclass(slots=True)
class Caller:
    """One person's connection to one server at a time, opened when needed; not for two threads."""

    port: int
    token: str
    _connection: http.client.HTTPConnection | None = field(default=None)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Return the answer; ``headers`` are written with underscores. Raises Unanswered."""
        try:
            connection = self._request(method, path, body, headers)
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered(repr(error)) from error
        answered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, answered, json.loads(data) if data else None)

    def send_and_cut(self, method: str, path: str, body: object, cut: Cut, **headers: str) -> None:
        """Send a request on a connection of its own and close it without reading the answer."""
        self.close()
        try:
            if cut == "half sent":
                self._send_half(method, path, body, headers)
                return
            connection = self._request(method, path, body, headers)
            if cut == "after the answer":
                select.select([connection.sock], [], [], SECONDS)
        except (OSError, http.client.HTTPException):
            return
        finally:
            self.close()

    def move(self, port: int) -> None:
        """Talk to another server from now on."""
        self.close()
        self.port = port

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _request(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> http.client.HTTPConnection:
        connection = self._connected()
        data = None if body is None else json.dumps(body).encode()
        connection.request(method, path, data, self._all(headers))
        return connection

    def _send_half(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> None:
        connection, data = self._connected(), json.dumps(body).encode()
        connection.putrequest(method, path)
        for name, value in {**self._all(headers), "content-length": str(len(data))}.items():
            connection.putheader(name, value)
        connection.endheaders(data[: len(data) // 2])
        # The server must have begun to read when the rest does not come.
        time.sleep(0.002)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=SECONDS)
        return self._connection

    def _all(self, headers: Mapping[str, str]) -> dict[str, str]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"authorization": f"Bearer {self.token}", "content-type": "application/json", **given}
