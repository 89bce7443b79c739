"""Stands between a client and PostgreSQL, and stops answering when it is told to; knows no test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto

from sqlalchemy import URL, make_url

HOST = "127.0.0.1"
_COMMIT = b"COMMIT\0"
_CHANGES = (b"INSERT", b"UPDATE", b"DELETE")


class Freeze(Enum):
    """When nothing passes any more; each connection by itself but for ``NOW``."""

    NEVER = auto()
    NOW = auto()
    BEFORE_COMMIT = auto()
    """The server never gets the commit of a change."""
    AFTER_COMMIT = auto()
    """The client never gets the answer to the commit of a change."""


class Between:
    """A listening socket whose connections lead to a server, as long as ``freeze`` lets them."""

    def __init__(self, server: URL) -> None:
        self.freeze = Freeze.NEVER
        self._target = server
        self._listening = socket.create_server((HOST, 0))
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        port = self._listening.getsockname()[1]
        url = self._target.set(host=HOST, port=port, query={})
        return url.render_as_string(hide_password=False)

    def close(self) -> None:
        self._listening.close()
        for each in self._sockets:
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = self._connect()
                self._sockets += [client, server]
                _Connection(self, client, server).start()

    def _connect(self) -> socket.socket:
        folder = self._target.query.get("host") or self._target.host
        port = self._target.port or 5432
        if isinstance(folder, str) and folder.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{folder}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((str(folder), port))


class _Connection:
    def __init__(self, between: Between, client: socket.socket, server: socket.socket) -> None:
        self._between, self._client, self._server = between, client, server
        self._changes = self._is_cut = False

    def start(self) -> None:
        threading.Thread(target=self._forth, daemon=True).start()
        threading.Thread(target=self._back, daemon=True).start()

    def _forth(self) -> None:
        with suppress(OSError):
            while data := self._client.recv(65536):
                if self._passes(data):
                    self._server.sendall(data)
        _end(self._server)

    def _back(self) -> None:
        with suppress(OSError):
            while data := self._server.recv(65536):
                if not self._is_cut and self._between.freeze is not Freeze.NOW:
                    self._client.sendall(data)
        _end(self._client)

    def _passes(self, data: bytes) -> bool:
        self._changes |= any(change in data for change in _CHANGES)
        commits = self._changes and _COMMIT in data
        if _COMMIT in data:
            self._changes = False
        freeze = self._between.freeze
        self._is_cut |= commits and freeze in {Freeze.BEFORE_COMMIT, Freeze.AFTER_COMMIT}
        return freeze is not Freeze.NOW and not (self._is_cut and freeze is Freeze.BEFORE_COMMIT)


def _end(each: socket.socket) -> None:
    # Closing alone would wait for the thread that reads from it.
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextmanager
def between(url: str) -> Iterator[Between]:
    """Yield a way to the server of a URL that can be frozen."""
    made = Between(make_url(url))
    try:
        yield made
    finally:
        made.close()
