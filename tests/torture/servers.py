"""Server processes of their own on one database, to be killed and started again; knows no route.

They are forked from a process that has imported the application, so that a start takes no second of importing.
"""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import uvicorn

from app.config import Settings
from app.logs import configure_logs
from app.main import create_app
from tests.torture.caller import HOST
from tests.torture.defects import Defect

TOKEN_KEYS = "torture:9f86d081884c7d659a2feaa0c55ad015"
UNLIMITED = {"BONSENS_RATE_LIMIT_ACCOUNT": "0", "BONSENS_RATE_LIMIT_ADDRESS": "0", "BONSENS_DATABASE_SECONDS": "60"}
"""For servers that are asked more than they can answer at once, in the name of a few accounts: who waits is served."""
START_SECONDS = 60.0
STOP_SECONDS = 20.0

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.torture.servers", "tests.torture.writers"])


class ServerFailed(Exception):
    """A server did not start; the message names its log."""


@dataclass(slots=True)
class Server:
    """One process that serves a database on a port of its own; ``defect`` is planted in it."""

    url: str
    log: Path
    defect: Defect | None
    port: int
    process: BaseProcess | None = None

    def start(self) -> None:
        """Start the process and return when it answers."""
        self.process = processes.Process(target=_serve, args=(self.url, self.port, self.log, self.defect))
        self.process.start()
        _wait(self.port, self.log)

    def kill(self) -> None:
        """End the process the way ``kill -9`` does: no line of it runs any more."""
        assert self.process is not None
        self.process.kill()
        self.process.join()

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.join(STOP_SECONDS)
        if self.process.exitcode is None:
            self.kill()


@contextmanager
def serving(url: str, log: Path, count: int, *, defect: Defect | None = None) -> Iterator[list[Server]]:
    """Yield ``count`` running servers on one database; stop them at the end."""
    servers = [Server(url, log, defect, free_port()) for _ in range(count)]
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for server in servers:
            if server.process is not None:
                server.stop()


@dataclass(frozen=True, slots=True)
class Running:
    """``bonsens run``, as people start it: its port and its first process."""

    port: int
    pid: int


@contextmanager
def running(url: str, log: Path, *options: str, **environment: str) -> Iterator[Running]:
    """Yield ``bonsens run`` on a database, with the limits that it has by itself."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port), *options]
    told = {**os.environ, "BONSENS_DATABASE_URL": url, "BONSENS_TOKEN_KEYS": TOKEN_KEYS, **environment}
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=told, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(port, log)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


@contextmanager
def served(url: str, log: Path, *, forked: bool, defect: Defect | None) -> Iterator[Running]:
    """Yield ``bonsens run`` as a machine of two cores has it; or a server that is forked from here, with a defect."""
    if forked or defect is not None:
        with serving(url, log, 1, defect=defect) as [server]:
            assert server.process is not None
            assert server.process.pid is not None
            yield Running(server.port, server.process.pid)
        return
    # SQLite is for one process, with PostgreSQL they share the work.
    workers = "1" if url.startswith("sqlite") else "2"
    with running(url, log, "--workers", workers) as service:
        yield service


@contextmanager
def serving_as_people_do(url: str, log: Path, workers: int, **more: str) -> Iterator[int]:
    """Yield the port of ``bonsens run`` with so many workers, without limits, and more in its environment."""
    with running(url, log, "--workers", str(workers), "--no-work", **{**UNLIMITED, **more}) as service:
        yield service.port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(url: str, port: int, log: Path, defect: Defect | None) -> None:
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    if defect is not None:
        defect()
    configure_logs("json")
    application = create_app(
        Settings(database_url=url, token_keys=TOKEN_KEYS, rate_limit_account=0, rate_limit_address=0)
    )
    uvicorn.run(application, host=HOST, port=port, access_log=False, log_level="warning", server_header=False)


def _wait(port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.01)
    raise ServerFailed(f"The server does not start; its log is {log}.")
