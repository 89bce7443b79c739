"""Measures what people notice while somebody attacks: reads and saves beside the same ones without the attack.

``python -m benchmarks.holding [--seconds N] [names…]``. Everything runs on this machine, whose cores the server, the
attacker and the people share: so each attack is also sent elsewhere, to what refuses it unread, and what people notice
of that is the attacker's own work. Memory and seconds of work are those of the server and all its children.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from app.pages import rules
from benchmarks.attacks import Attack, by_an_admin, by_one_person, by_strangers, heavy_text, play
from benchmarks.load import HOST
from benchmarks.sink import sunk
from tests.torture.servers import TOKEN_KEYS, _wait, free_port
from tests.torture.stage import ADMIN, Stage, Start, migrate, staged

READERS = 4
REST_SECONDS = 0.05
SAVE_REST_SECONDS = 0.1
"""So that there are enough of them: of twenty, the 95th of a hundred is the slowest."""
SETTLE_SECONDS = 1.0
SECONDS = 10.0
MEGABYTE = 2**20
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")
_COLUMNS = f"{'quiet':>8}{'beside':>8}{'under':>8}{'/quiet':>7}{'/beside':>8}"


@dataclass(slots=True)
class Felt:
    """How long reads and saves took, in milliseconds, and how many were not answered with 2xx."""

    reads: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    failed: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.holding", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each is measured")
    parser.add_argument("names", nargs="*", help="attacks whose name begins so; default: all")
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; {READERS} readers and a writer, p95 in ms")
    print("quiet; beside the same attack on what refuses it unread; under attack; seconds of the server's work")
    print(f"{'':<20}{'reads':>8}{'':31}{'saves':>8}{'':31}{'work':>6}")
    print(f"{'attack':<20}{_COLUMNS}{_COLUMNS}{'quiet':>6}{'under':>6}{'MB':>5}{'lost':>5}")
    with tempfile.TemporaryDirectory(prefix="bonsens-holding-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bonsens.sqlite'}"
        migrate(url)
        with staged(url, folder, contributors=READERS + 2) as stage, served(url, folder / "log") as (port, server):
            large = large_page(stage, port)
            attacker = stage.tokens["contributor-0"]
            attacks = [*by_one_person(attacker, large.page_id, large.revision_id), *by_strangers(), *compiles(stage)]
            for attack in attacks:
                if not chosen.names or any(attack.name.startswith(name) for name in chosen.names):
                    measure(stage, port, server, attack, chosen.seconds)


def large_page(stage: Stage, port: int) -> Start:
    """Return a page of 240 KB with two revisions that share little."""
    start = stage.page("Un mot.\n")
    revision = start.revision_id
    for seed in ("c", "d"):
        body = {"base_revision": revision, "text": heavy_text(seed)}
        answer = _asked(port, stage.tokens["editor-0"], "POST", f"/v1/pages/{start.page_id}/revisions", body)
        revision = json.loads(answer)["revision"]["id"]
    return Start(start.page_id, revision, "")


def compiles(stage: Stage) -> Iterator[Attack]:
    """Yield compiles of a guide of one word, and of one with a text that is refused today, and that early rows hold."""
    with mock.patch.object(rules, "TEXT_MARKS", 10**9):
        for campaign, text, name in (
            ("small", "Un mot.\n", "compiles of a word"),
            ("hostile", "a" + "\u0301" * 120_000, "compiles of marks"),
        ):
            stage.campaign(campaign)
            stage.page(text, campaign=campaign, accepted=True)
            yield by_an_admin(stage.tokens[ADMIN], campaign, name)


def measure(stage: Stage, port: int, server: int, attack: Attack, seconds: float) -> None:
    """Print what is felt without, beside and under an attack, what the server works, and how far its memory grew."""
    feel(stage, port, SETTLE_SECONDS)
    idle = used(server)
    quiet = feel(stage, port, seconds)
    before = used(server)
    with sunk() as sink, sent(attack, sink):
        beside = feel(stage, port, seconds)
    peaks: list[int] = []
    with sent(attack, port), watched(server, peaks):
        begun = used(server)
        under = feel(stage, port, seconds)
        after = used(server)
    figures = []
    for times in ([felt.reads for felt in (quiet, beside, under)], [felt.saves for felt in (quiet, beside, under)]):
        calm, other, attacked = map(p95, times)
        figures += [f"{calm:8.1f}{other:8.1f}{attacked:8.1f}{attacked / calm:7.2f}{attacked / other:8.2f}"]
    work = f"{before.seconds - idle.seconds:6.1f}{after.seconds - begun.seconds:6.1f}"
    grown = (max([before.memory, *peaks]) - before.memory) / MEGABYTE
    print(f"{attack.name:<20}{''.join(figures)}{work}{grown:5.0f}{under.failed:5}", flush=True)


@contextmanager
def sent(attack: Attack, port: int) -> Iterator[None]:
    """Let a process of its own attack."""
    attacker = multiprocessing.get_context("spawn").Process(target=play, args=(port, attack), daemon=True)
    attacker.start()
    time.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        attacker.kill()
        attacker.join()


def feel(stage: Stage, port: int, seconds: float) -> Felt:
    """Read and save as people do for a while."""
    felt, until = Felt(), time.monotonic() + seconds
    readers = [
        threading.Thread(target=_read, args=(port, stage.tokens[f"contributor-{number}"], felt, until))
        for number in range(1, READERS + 1)
    ]
    start = stage.page("Un.\n\nDeux.\n\nTrois.\n")
    writer = threading.Thread(target=_save, args=(port, stage.tokens["editor-1"], start, felt, until))
    for each in (*readers, writer):
        each.start()
    for each in (*readers, writer):
        each.join()
    return felt


def _read(port: int, token: str, felt: Felt, until: float) -> None:
    while time.monotonic() < until:
        _timed(felt, felt.reads, port, token, "GET", "/v1/campaigns/guide/pages?state=latest&limit=20", None)
        time.sleep(REST_SECONDS)


def _save(port: int, token: str, start: Start, felt: Felt, until: float) -> None:
    revision, number = start.revision_id, 0
    while time.monotonic() < until:
        number += 1
        body = {"base_revision": revision, "text": f"Un.\n\nDeux, {number}.\n\nTrois.\n"}
        answer = _timed(felt, felt.saves, port, token, "POST", f"/v1/pages/{start.page_id}/revisions", body)
        revision = json.loads(answer)["revision"]["id"] if answer else revision
        time.sleep(SAVE_REST_SECONDS)


def _timed(felt: Felt, times: list[float], port: int, token: str, method: str, path: str, body: object) -> bytes:
    began = time.perf_counter()
    try:
        answer = _asked(port, token, method, path, body)
    except (OSError, http.client.HTTPException):
        answer = b""
        felt.failed += 1
    times.append((time.perf_counter() - began) * 1000)
    return answer


def _asked(port: int, token: str, method: str, path: str, body: object) -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        told = answer.read()
    finally:
        connection.close()
    if answer.status >= http.HTTPStatus.BAD_REQUEST:
        raise http.client.HTTPException(f"{answer.status} {told[:200]!r}")
    return told


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def served(url: str, log: Path) -> Iterator[tuple[int, int]]:
    """Yield the port and the process of a server as people start it, which does the jobs too."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port)]
    environment = {**os.environ, "BONSENS_DATABASE_URL": url, "BONSENS_TOKEN_KEYS": TOKEN_KEYS}
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(port, log)
        # The children of heavy work are ready, and their memory counts from the beginning.
        time.sleep(3 * SETTLE_SECONDS)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def watched(server: int, peaks: list[int]) -> Iterator[None]:
    """Note the memory of a server several times a second."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            peaks.append(used(server).memory)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Used:
    """What a process and all below it take: resident bytes, and seconds of work since they began."""

    memory: int
    seconds: float


def used(process: int) -> Used:
    """Return what a process and all below it take."""
    parents: dict[int, int] = {}
    told: dict[int, Used] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            # Also the work of its children that have ended.
            ticks = sum(map(int, fields[11:15]))
            parents[int(entry.name)] = int(fields[1])
            told[int(entry.name)] = Used(int(fields[21]) * _PAGE_BYTES, ticks / _TICKS)
    family, found = {process}, 1
    while found:
        below = {child for child, parent in parents.items() if parent in family} - family
        family |= below
        found = len(below)
    members = [told[member] for member in family if member in told]
    return Used(sum(member.memory for member in members), sum(member.seconds for member in members))


if __name__ == "__main__":
    main()
