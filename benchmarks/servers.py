"""Starts real servers, two worker processes each, and reads how much CPU they have used.

Reads ``/proc``, so it measures on Linux only. Knows no route and no table.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.load import HOST

WORKERS = 2
START_SECONDS = 60.0
LOG_SHOWN = 3000
_TICKS = os.sysconf("SC_CLK_TCK")


class ServerFailed(Exception):
    """A server did not start."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its worker processes."""

    port: int
    workers: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Return the CPU time that all workers have used so far, in steps of a clock tick (10 ms)."""
        return sum(_cpu_ticks(worker) for worker in self.workers) / _TICKS


@contextmanager
def running(application: str, probe: str, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Yield a server of the application once it answers ``probe``; stop it at the end.

    What is raised meanwhile is raised on, after the end of the log. Raises ServerFailed.
    """
    port = _free_port()
    place = ["--host", HOST, "--port", str(port), "--workers", str(WORKERS)]
    quiet = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", application, *place, *quiet]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, f"http://{HOST}:{port}{probe}")
            yield Server(port, _workers_of(process.pid))
        except Exception:
            # The log is gone with its folder when the reason is read.
            print(log.read_text()[-LOG_SHOWN:], file=sys.stderr)
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url).is_success and len(_workers_of(process.pid)) == WORKERS:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise ServerFailed(f"The server does not answer {url}; the end of its log stands above.")


def _workers_of(parent: int) -> tuple[int, ...]:
    # A worker is a child that multiprocessing spawned; its resource tracker is another child.
    children = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return tuple(sorted(int(entry.name) for entry in children if _is_worker(entry, parent)))


def _is_worker(entry: Path, parent: int) -> bool:
    try:
        return int(_stat(entry)[1]) == parent and b"spawn_main" in (entry / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _cpu_ticks(pid: int) -> int:
    fields = _stat(Path(f"/proc/{pid}"))
    return int(fields[11]) + int(fields[12])


def _stat(entry: Path) -> list[str]:
    """Return the fields of proc(5)'s ``stat`` from the third on: the second may hold spaces."""
    return (entry / "stat").read_text().rpartition(")")[2].split()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
