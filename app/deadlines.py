"""Waits for PostgreSQL so long and no longer, by the clock of the client: a server that stands still keeps no promise.

Knows no statement.
"""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

Result = TypeVar("Result")

TRIED_AGAIN_SECONDS = 1.0
"""How long nobody asks a server that did not answer."""
CONNECT_SECONDS = 3
"""How long a new connection may take; libpq knows no less than two."""
_INTERVAL_SECONDS = 0.1
"""How often the driver looks whether it is interrupted."""
_CANCELLED_BEFORE = 0.5
"""How much earlier than the client the server gives up, where it can: the connection lives on then."""


@dataclass(slots=True)
class Patience:
    """How long a process waits for its database, and whether it waits at all just now.

    Where the server left somebody without an answer, one request a second finds out whether it is back; the others are
    sent away at once, for each of them would hold a thread and a connection.
    """

    seconds: float
    """How long a statement, or a commit, may take."""
    _closed_until: float | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def listen(self, engine: Engine) -> None:
        """Have every connection of this engine opened with this patience."""
        event.listen(engine, "do_connect", self._connect)

    @property
    def options(self) -> str:
        """What the server is told of it."""
        return f"-c statement_timeout={round((self.seconds - _CANCELLED_BEFORE) * 1000)}"

    def require_answering(self) -> None:
        """Raise OperationalError where the server does not answer, but for one caller now and then."""
        if self._closed_until is None:
            return
        with self._lock:
            now = time.monotonic()
            if self._closed_until is not None and now < self._closed_until:
                lost = psycopg.OperationalError("The server does not answer; it is asked again in a moment.")
                raise OperationalError(None, None, lost)
            self._closed_until = now + self.seconds + TRIED_AGAIN_SECONDS

    def lost(self) -> None:
        """Note that the server left somebody without an answer."""
        self._closed_until = time.monotonic() + TRIED_AGAIN_SECONDS

    def answered(self) -> None:
        """Note that the server answered."""
        if self._closed_until is not None:
            self._closed_until = None

    def _connect(
        self,
        _dialect: Dialect,
        _entry: ConnectionPoolEntry,
        arguments: list[Any],
        parameters: dict[str, Any],
    ) -> psycopg.Connection:
        try:
            connection = _Waiting.connect(*arguments, **parameters)
        except errors.ConnectionTimeout:
            self.lost()
            raise
        connection.patience = self
        return connection


class _Waiting(psycopg.Connection[Any]):
    """A connection that is closed when an answer does not come: nothing that follows could be understood."""

    patience: Patience | None = None

    def wait(self, gen: PQGen[Result], interval: float = _INTERVAL_SECONDS, timeout: float | None = None) -> Result:
        patience = self.patience
        if patience is None:
            return super().wait(gen, interval, timeout)
        try:
            result = super().wait(gen, interval, timeout or patience.seconds)
        except errors._WaitTimeout as error:  # noqa: SLF001  The driver has no other name for it.
            self.pgconn.finish()
            patience.lost()
            raise psycopg.OperationalError("The server does not answer; the connection was closed.") from error
        patience.answered()
        return result
