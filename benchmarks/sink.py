"""A server that refuses whatever it is sent, unread: it shows what an attack costs the attacker's own machine."""

import asyncio
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.load import HOST

REFUSAL = b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Refusing(asyncio.Protocol):
    """Answers the first bytes and closes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: ARG002  Whatever it is.
        self.transport.write(REFUSAL)
        self.transport.close()


@contextmanager
def sunk() -> Iterator[int]:
    """Yield the port of a process of its own that refuses everything."""
    with socket.create_server((HOST, 0), backlog=1024) as listening:
        process = multiprocessing.get_context("spawn").Process(target=_refuse, args=(listening,), daemon=True)
        process.start()
        try:
            yield listening.getsockname()[1]
        finally:
            process.kill()
            process.join()


def _refuse(listening: socket.socket) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Refusing, sock=listening)
        await server.serve_forever()

    asyncio.run(serve())
