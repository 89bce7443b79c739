"""A PostgreSQL that can be killed and started again on the same data; knows no table.

The clusters of ``tests.postgres`` delete their data when the server ends, so this one has a keeper of its own.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL

from tests.postgres import ROLE, Cluster, Command, _account, _initialise, _spawn, conninfo, find_binaries

START_SECONDS = 60.0
# Stops the server when the standard input ends, so that it does not outlive the scenario; $@ is the command.
KEEPER = """
exec 3<&0
"$@" & server=$!
(cat <&3; kill -INT $server) >/dev/null 2>&1 &
wait $server
"""


@dataclass(slots=True)
class CrashingServer:
    """A durable server in ``folder`` on a Unix socket: fsync and autovacuum are on."""

    folder: Path
    keeper: subprocess.Popen[str] | None = None
    cluster: Cluster = field(init=False)

    def __post_init__(self) -> None:
        url = URL.create("postgresql+psycopg", username=ROLE, database="postgres", query={"host": str(self.folder)})
        self.cluster = Cluster(url)

    def start(self) -> None:
        """Start the server and return when it takes connections, its recovery done.

        The first tries may find the shared memory of the killed server still in use.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.keeper is None or self.keeper.poll() is not None:
                self._spawn()
            try:
                psycopg.connect(conninfo(self.cluster.url), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError(f"PostgreSQL did not start again; its log is {self.folder / 'log'}.")

    def crash(self, number: signal.Signals) -> None:
        """End the server by SIGKILL, or by SIGQUIT, which is its immediate shutdown; nothing is written down."""
        assert self.keeper is not None
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), number)
        self.keeper.wait()
        self.close()

    def close(self) -> None:
        """Stop the server if it runs."""
        if self.keeper is not None and self.keeper.stdin is not None:
            self.keeper.stdin.close()
            self.keeper.wait()

    def _spawn(self) -> None:
        self.close()
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "max_connections=200",
            "timezone=UTC",
        ]
        command: Command = [
            find_binaries() / "postgres",
            "-D",
            self.folder / "data",
            *(f"--{option}" for option in options),
        ]
        with (self.folder / "log").open("a") as log:
            self.keeper = _spawn(["sh", "-c", KEEPER, "keeper", *command], self.folder, _account(), log)


@contextmanager
def crashing_server() -> Iterator[CrashingServer]:
    """Yield a running server with an empty cluster; stop and delete it at the end. Raises PostgresMissing."""
    folder, account = Path(tempfile.mkdtemp(prefix="bonsens-pg-")), _account()
    server = CrashingServer(folder)
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _initialise(find_binaries(), folder, account)
        server.start()
        yield server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
