"""Times the hot routes beside a bare FastAPI route, on SQLite and on PostgreSQL, in short interleaved rounds.

Checks no answer but its status: the tests do.
"""

import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

from app.db import Database
from app.migrating import upgrade
from benchmarks.load import Script, drive, repeat, request
from benchmarks.scene import TOKEN_KEYS, Scene, build_scene, page_text
from benchmarks.servers import WORKERS, Server, running
from benchmarks.votes import BALLOTS, Poll, build_poll
from tests.postgres import cluster
from tests.torture.servers import UNLIMITED

DATABASES = ("sqlite", "postgresql")
CONNECTIONS = 8
PAGES = 4
FIRST_PROSE = 2
"""The paragraph of a page, counted from 0, after heading and list."""
READS = 200
EDITS = 48
EDITS_OF_ONE = 24
FEWEST_ROUNDS = 3
SECONDS_A_DATABASE = 55.0
"""After this many no further round begins: a busy machine shows less, not later."""
SHOWN_VERSIONS = ("fastapi", "pydantic", "sqlalchemy", "sqlmodel", "uvicorn")


@dataclass(frozen=True, slots=True)
class Sample:
    """What one play of a load showed."""

    rate: float
    """Requests a second."""
    cpu_ms: float
    """CPU of the worker processes, in milliseconds a request."""


@dataclass(slots=True)
class Load:
    """What is sent in one round to one route, and its samples, each with one of the bare route just before."""

    name: str
    server: Server
    scripts: Callable[[], Sequence[Script]]
    requests: int
    status: int = 200
    pairs: list[tuple[Sample, Sample]] = field(default_factory=list)

    def play(self) -> Sample:
        before = self.server.cpu_seconds()
        seconds = drive(self.server.port, self.scripts(), self.status)
        used = self.server.cpu_seconds() - before
        return Sample(self.requests / seconds, used * 1000 / self.requests)


def measure(rounds: int, databases: Sequence[str]) -> None:
    """Print the machine and a table for each database."""
    print_machine()
    for kind in databases:
        with tempfile.TemporaryDirectory(prefix="bonsens-bench-") as folder, _urls(kind, Path(folder)) as urls:
            _measure_on(kind, rounds, urls, Path(folder))


def print_machine() -> None:
    packages = ", ".join(f"{name} {version(name)}" for name in SHOWN_VERSIONS)
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores (load {load:.1f} before), Python {platform.python_version()}")
    print(packages)
    print(
        f"{WORKERS} worker processes and the load generator share the cores; {CONNECTIONS} connections. CPU is that\n"
        "of the workers, without PostgreSQL's own. Figures are medians of the rounds. A ratio compares with the\n"
        "bare route played just before: above 1, bonsens is better.",
        flush=True,
    )


def _measure_on(kind: str, rounds: int, urls: tuple[str, str], folder: Path) -> None:
    own_url, bare_url = urls
    database = Database(own_url)
    upgrade(database)
    bare_environment = {"BARE_DATABASE_URL": bare_url}
    making = [sys.executable, "-m", "benchmarks.bare"]
    subprocess.run(making, input=page_text(), text=True, env={**os.environ, **bare_environment}, check=True)
    keys = ",".join(f"{kid}:{secret}" for kid, secret in TOKEN_KEYS.items())
    own_environment = {"BONSENS_DATABASE_URL": own_url, "BONSENS_TOKEN_KEYS": keys, **UNLIMITED}
    with (
        running("app.serve:application", "/readyz", own_environment, folder / "own.log") as own,
        running("benchmarks.bare:application", "/pages/1", bare_environment, folder / "bare.log") as bare,
    ):
        scene = build_scene(database, own.port, CONNECTIONS, PAGES)
        bare_load, loads = _loads(scene, own, bare)
        polls = [build_poll(database, own.port, ballots) for ballots in BALLOTS]
        tallies = [_tally(poll, own) for poll in polls]
        loads += [*tallies, *(_ballot(poll, own) for poll in polls)]
        _play_rounds(rounds, bare_load, loads)
    found = ".".join(str(part) for part in database.engine.dialect.server_version_info or ())
    database.dispose()
    _print_table(f"{kind} {found}", bare_load, loads)
    _print_growth(*tallies)


def _loads(scene: Scene, own: Server, bare: Server) -> tuple[Load, list[Load]]:
    page = f"/v1/pages/{scene.page_id}"

    def reads(path: str, headers: dict[str, str]) -> Callable[[], list[Script]]:
        asked = request("GET", path, headers)
        return lambda: [repeat(asked, READS // CONNECTIONS) for _ in range(CONNECTIONS)]

    def edits_of_many() -> list[Script]:
        parts = [scene.tips[start : start + PAGES] for start in range(0, CONNECTIONS * PAGES, PAGES)]
        return [scene.edits_of(part, FIRST_PROSE, EDITS // CONNECTIONS) for part in parts]

    def edits_of_one() -> list[Script]:
        places = range(FIRST_PROSE, FIRST_PROSE + CONNECTIONS)
        return [scene.edits_of(scene.tips[-1:], place, EDITS_OF_ONE // CONNECTIONS) for place in places]

    known = scene.headers | {"If-None-Match": scene.etag}
    return Load("bare route", bare, reads("/pages/1", {}), READS), [
        Load("GET page", own, reads(page, scene.headers), READS),
        Load("GET page, 304", own, reads(page, known), READS, 304),
        Load("history of 20", own, reads(f"{page}/revisions?limit=20", scene.headers), READS),
        Load("diff, JSON", own, reads(f"{page}/diff?from=20&to=25", scene.headers), READS),
        Load("edit, many pages", own, edits_of_many, EDITS, 201),
        Load("edit, one page", own, edits_of_one, EDITS_OF_ONE, 201),
    ]


def _tally(poll: Poll, own: Server) -> Load:
    asked = request("GET", poll.tally, poll.headers)
    scripts = partial(_each, lambda: repeat(asked, READS // CONNECTIONS))
    return Load(f"tally, {poll.ballots:,}", own, scripts, READS)


def _ballot(poll: Poll, own: Server) -> Load:
    return Load(f"ballot, {poll.ballots:,}", own, partial(_each, lambda: poll.cast(EDITS // CONNECTIONS)), EDITS)


def _each(script: Callable[[], Script]) -> list[Script]:
    return [script() for _ in range(CONNECTIONS)]


def _play_rounds(rounds: int, bare: Load, loads: Sequence[Load]) -> None:
    for load in (bare, *loads):
        # The first play fills caches and opens connections to the database.
        load.play()
    deadline = time.monotonic() + SECONDS_A_DATABASE
    for number in range(max(rounds, FEWEST_ROUNDS)):
        if number >= FEWEST_ROUNDS and time.monotonic() > deadline:
            return
        for load in loads:
            # Other work on the machine comes and goes: only what is measured side by side compares.
            beside = bare.play()
            load.pairs.append((beside, load.play()))


def _print_table(heading: str, bare: Load, loads: Sequence[Load]) -> None:
    print(f"\n{heading}, {len(loads[0].pairs)} rounds")
    print(f"{'':<18} {'requests/s':>10} {'CPU ms':>8} {'CPU ratio':>10} {'rate ratio':>11}   CPU ratio, middle half")
    theirs = [beside for load in loads for beside, _ in load.pairs]
    print(f"{bare.name:<18} {median(s.rate for s in theirs):>10.0f} {median(s.cpu_ms for s in theirs):>8.2f}")
    for load in loads:
        cpu = [beside.cpu_ms / own.cpu_ms for beside, own in load.pairs]
        rate = [own.rate / beside.rate for beside, own in load.pairs]
        low, _, high = quantiles(cpu, n=4, method="inclusive")
        print(
            f"{load.name:<18} {median(own.rate for _, own in load.pairs):>10.0f}"
            f" {median(own.cpu_ms for _, own in load.pairs):>8.2f}"
            f" {median(cpu):>10.2f} {median(rate):>11.2f}   {low:.2f}..{high:.2f}",
            flush=True,
        )


def _print_growth(few: Load, many: Load) -> None:
    pairs = list(zip(few.pairs, many.pairs, strict=True))
    cpu = median(after.cpu_ms / before.cpu_ms for (_, before), (_, after) in pairs)
    rate = median(before.rate / after.rate for (_, before), (_, after) in pairs)
    print(f"{many.name} ballots take {cpu:.2f} times the CPU of {few.name}, and {rate:.2f} times as long", flush=True)


@contextmanager
def _urls(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs of two empty databases: for bonsens and for the bare route."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'own.sqlite'}", f"sqlite:///{folder / 'bare.sqlite'}"
        return
    with cluster(durable=True) as running_cluster:
        # A server named by the environment may serve several runs at once.
        name = f"bonsens_bench_{secrets.token_hex(4)}"
        try:
            yield running_cluster.create_database(name), running_cluster.create_database(f"{name}_bare")
        finally:
            running_cluster.drop_database(name)
            running_cluster.drop_database(f"{name}_bare")
