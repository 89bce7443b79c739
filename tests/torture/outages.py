"""PostgreSQL stands still, is stopped, and is started again under load, while the service goes on running.

Whoever asks is told within five seconds, truly: nothing was stored, or nobody knows and it is to be repeated. After it,
all goes on by itself.
"""

import itertools
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.caller import Answer, Caller, Unanswered
from tests.torture.crashing import CrashingServer, crashing_server
from tests.torture.evidence import read_chain
from tests.torture.kills import Hammer, judged
from tests.torture.report import Report
from tests.torture.servers import serving
from tests.torture.stage import migrate, staged
from tests.torture.writers import Sent, Writer, page_text

TOLD_WITHIN = 5.0
BACK_WITHIN = 5.0
"""Seconds after the database is back from which everything is answered again."""
WRITERS, READERS = 4, 2
CALM, STILL, AFTER = 4.0, 8.0, 8.0
PAUSE = 0.02
KINDS = ("read", "save", "ready")
UNSTORED, UNKNOWN = "database-unavailable", "outcome-unknown"


@dataclass(frozen=True, slots=True)
class Heard:
    """One request: when it was sent, how long its answer took, and what that was; status 0 for none."""

    kind: str
    sent: float
    seconds: float
    status: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """When the database was away, by the clock of the requests."""

    name: str
    since: float
    until: float


@dataclass(slots=True)
class Timed(Caller):
    """A caller that notes how long each answer took."""

    heard: list[Heard] = field(default_factory=list)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        began, status, problem = time.monotonic(), 0, ""
        try:
            answer = Caller.send(self, method, path, body, **headers)
            status, problem = answer.status, answer.problem
        finally:
            kind = "save" if method == "POST" else "ready" if path == "/readyz" else "read"
            self.heard.append(Heard(kind, began, time.monotonic() - began, status, problem))
        return answer


def play(folder: Path) -> Report:
    """Freeze, stop and restart a PostgreSQL of its own while people read and write."""
    with crashing_server() as server:
        url = server.cluster.create_database("torture")
        migrate(url)
        return _play(server, url, folder)


def _play(server: CrashingServer, url: str, folder: Path) -> Report:
    with staged(url, folder, contributors=WRITERS) as stage:
        start = stage.page(page_text(WRITERS), accepted=True)
        with serving(url, stage.log, 1) as [service]:
            callers = [Timed(service.port, stage.tokens[name]) for name in stage.contributors]
            writers = [
                Writer(name, stage.people[name], caller, start, paragraph)
                for paragraph, (name, caller) in enumerate(zip(stage.contributors, callers, strict=True))
            ]
            paths = [f"/v1/pages/{start.page_id}"] * READERS + ["/readyz"]
            readers = [Timed(service.port, stage.tokens[stage.contributors[0]]) for _ in paths]
            with _loaded(Hammer([service.port], writers), readers, paths):
                outages = [*_outages(server)]
        sent = [edit for writer in writers for edit in writer.log]
        report = judged(stage, start.page_id, sent)
        there = {marker for link in read_chain(stage.database, start.page_id) for marker in link.brought}
    heard = sorted((one for caller in (*callers, *readers) for one in caller.heard), key=lambda one: one.sent)
    report.figures |= figures(heard, outages)
    report.faults += judge(heard, outages) + judge_told(sent, there)
    return report


def _outages(server: CrashingServer) -> Iterator[Outage]:
    """Yield each outage once it is over and its time of recovery too."""
    for name in ("frozen", "stopped", "restarted"):
        time.sleep(CALM)
        since = time.monotonic()
        if name == "frozen":
            _signal(server, signal.SIGSTOP)
            time.sleep(STILL)
            _signal(server, signal.SIGCONT)
        else:
            server.crash(signal.SIGINT)
            time.sleep(STILL if name == "stopped" else 0)
            server.start()
        yield Outage(name, since, time.monotonic())
        time.sleep(AFTER)


def _signal(server: CrashingServer, number: signal.Signals) -> None:
    """Send a signal to the server and to all its processes, the one that starts others first."""
    first = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(first, number)
    for process in Path(f"/proc/{first}/task/{first}/children").read_text().split():
        os.kill(int(process), number)


@contextmanager
def _loaded(hammer: Hammer, readers: Sequence[Timed], paths: Sequence[str]) -> Iterator[None]:
    with ThreadPoolExecutor(WRITERS + len(readers)) as pool:
        running = [pool.submit(hammer.run, *pair) for pair in zip(hammer.writers, itertools.count())]
        running += [pool.submit(_read, *pair, hammer.stop) for pair in zip(readers, paths, strict=True)]
        try:
            yield
        finally:
            hammer.stop.set()
        for done in running:
            done.result()


def _read(caller: Timed, path: str, stop: threading.Event) -> None:
    while not stop.wait(PAUSE):
        try:
            caller.send("GET", path)
        except Unanswered:
            continue
    caller.close()


def judge(heard: Sequence[Heard], outages: Sequence[Outage]) -> list[str]:
    """Every answer came in time and was clear; the outage was felt; after it all was answered again."""
    faults = []
    for one in heard:
        if one.status == 0:
            faults.append(f"A {one.kind} was never answered.")
        elif one.status >= 500 and not (one.status == 503 and one.problem in {UNSTORED, UNKNOWN}):
            faults.append(f"A {one.kind} was answered {one.status} {one.problem}.")
        if one.seconds > TOLD_WITHIN:
            faults.append(f"A {one.kind} was answered {one.status} after {one.seconds:.1f} s.")
    ends = [outage.since for outage in outages[1:]] + [float("inf")]
    for outage, end in zip(outages, ends, strict=True):
        if not any(one.status == 503 and outage.since <= one.sent <= outage.until for one in heard):
            faults.append(f"Nobody noticed that PostgreSQL was {outage.name}.")
        late = [one for one in heard if outage.until + BACK_WITHIN < one.sent < end - TOLD_WITHIN / 2]
        kinds = {one.kind for one in late if one.status < 500}
        faults += [f"After it was {outage.name} no {kind} was answered." for kind in {"read", "save"} - kinds]
        refused = [one for one in late if one.status >= 500]
        faults += [f"Long after it was {outage.name}, a {one.kind} was answered {one.status}." for one in refused]
    return faults


def judge_told(sent: Sequence[Sent], there: set[str]) -> list[str]:
    """What was said not to have been stored is not there."""
    untold = [edit.marker for edit in sent if edit.problem == UNSTORED and edit.marker in there]
    return [f"{marker} is there, and was said not to be." for marker in untold]


def figures(heard: Sequence[Heard], outages: Sequence[Outage]) -> dict[str, str]:
    calm = [one for one in heard if one.sent + one.seconds < outages[0].since]
    told = {f"before: {kind}": _times([one for one in calm if one.kind == kind]) for kind in KINDS}
    for outage in outages:
        within = [one for one in heard if outage.since <= one.sent <= outage.until]
        answers = Counter(f"{one.status} {one.problem}".strip() for one in within)
        listed = ", ".join(f"{count} × {answer}" for answer, count in answers.most_common())
        told[f"{outage.name}, {outage.until - outage.since:.1f} s"] = listed
        told[f"{outage.name}: slowest answer"] = f"{max((one.seconds for one in within), default=0):.1f} s"
        after = [one for one in heard if outage.until < one.sent < outage.until + AFTER]
        for kind in KINDS:
            good = [one for one in after if one.kind == kind and one.status < 500]
            first = good[0].sent + good[0].seconds - outage.until if good else float("nan")
            told[f"{outage.name}, then: {kind}"] = f"first after {first:.2f} s, then {_times(good)}"
    return told


def _times(heard: Sequence[Heard]) -> str:
    times = sorted(one.seconds * 1000 for one in heard)
    return f"{len(times)}, p95 {times[int(len(times) * 0.95)]:.0f} ms" if times else "none"
