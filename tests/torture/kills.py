"""Servers and databases killed in mid-write: what was acknowledged is there, what was not is there once or never.

Knows when to kill; the judges know what must be left.
"""

import itertools
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from app.db import Database
from tests.torture.caller import CHANCE, Caller, Unanswered
from tests.torture.crashing import CrashingServer
from tests.torture.defects import Defect
from tests.torture.evidence import read_chain, read_drafts, verified
from tests.torture.judging import judge_chain, judge_edits
from tests.torture.report import Report
from tests.torture.servers import Server, serving
from tests.torture.stage import Stage, staged
from tests.torture.writers import Sent, Writer, page_text

WRITERS, SERVERS = 8, 2
BETWEEN_KILLS = 6
"""At most so many answered edits lie between two kills, so that each meets writes on their way."""
MOMENT_SECONDS = 0.02
RETRY_SECONDS = 0.02
STALL_SECONDS = 60.0


@dataclass(slots=True)
class Hammer:
    """Writers that never stop: half of them retry each edit, with its key, until it is answered."""

    ports: Sequence[int]
    writers: Sequence[Writer]
    stop: threading.Event = field(default_factory=threading.Event)
    broken: int = 0

    def wait_for_writes(self) -> None:
        """Return at some moment soon after the next few answers; raises TimeoutError when none comes."""
        wanted = self._answered() + CHANCE.randint(1, BETWEEN_KILLS)
        deadline = time.monotonic() + STALL_SECONDS
        while self._answered() < wanted:
            if time.monotonic() > deadline:
                raise TimeoutError("No edit is answered any more.")
            time.sleep(0.002)
        time.sleep(CHANCE.uniform(0, MOMENT_SECONDS))

    def _answered(self) -> int:
        return sum(writer.answered for writer in self.writers)

    def run(self, writer: Writer, number: int) -> None:
        patient = number % 2 == 0
        while not self.stop.is_set():
            if patient:
                self._insist(writer)
            elif writer.edit().is_unknown:
                self._go_on_elsewhere(writer)
        writer.caller.close()

    def _insist(self, writer: Writer) -> None:
        marker, body = writer.compose()
        while True:
            try:
                answer = writer.caller.send("POST", writer.path, body, idempotency_key=marker)
            except Unanswered:
                answer = None
            if answer is not None and answer.status < 500:
                writer.record(marker, str(body["text"]), answer)
                return
            self._go_on_elsewhere(writer)

    def _go_on_elsewhere(self, writer: Writer) -> None:
        self.broken += 1
        time.sleep(RETRY_SECONDS)
        writer.caller.move(CHANCE.choice(self.ports))


def play(url: str, folder: Path, kills: int, *, defect: Defect | None = None) -> Report:
    """Kill one of two server processes after the other, so many times, while eight writers write."""

    def kill_servers(hammer: Hammer, servers: list[Server]) -> None:
        for number in range(kills):
            hammer.wait_for_writes()
            victim = servers[number % len(servers)]
            victim.kill()
            victim.start()

    return _play(url, folder, kill_servers, f"{kills} of server processes", defect)


def play_postgresql(server: CrashingServer, url: str, folder: Path, kills: int) -> Report:
    """Kill the database server so many times, by SIGKILL and immediate shutdown in turn."""

    def kill_database(hammer: Hammer, _servers: list[Server]) -> None:
        for number in range(kills):
            hammer.wait_for_writes()
            server.crash(signal.SIGQUIT if number % 2 else signal.SIGKILL)
            server.start()

    return _play(url, folder, kill_database, f"{kills} of PostgreSQL", None)


def _play(
    url: str, folder: Path, kill: Callable[[Hammer, list[Server]], None], kills: str, defect: Defect | None
) -> Report:
    with staged(url, folder, contributors=WRITERS) as stage:
        start = stage.page(page_text(WRITERS))
        with serving(url, stage.log, SERVERS, defect=defect) as servers:
            ports = [server.port for server in servers]
            writers = [
                Writer(name, stage.people[name], Caller(ports[0], stage.tokens[name]), start, paragraph)
                for paragraph, name in enumerate(stage.contributors)
            ]
            hammer = Hammer(ports, writers)
            with _hammering(hammer):
                kill(hammer, servers)
        report = judged(stage, start.page_id, [sent for writer in writers for sent in writer.log])
    report.figures = {"kills": kills, **report.figures, "answers that never came": f"{hammer.broken}"}
    return report


@contextmanager
def _hammering(hammer: Hammer) -> Iterator[None]:
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(hammer.run, *pair) for pair in zip(hammer.writers, itertools.count())]
        try:
            yield
        finally:
            hammer.stop.set()
        for done in running:
            done.result()


def judged(stage: Stage, page_id: int, sent: list[Sent]) -> Report:
    """Return what became of the edits of a page, held against what was answered to them."""
    # The pool of this process may hold connections to a server that was killed.
    stage.database.dispose()
    links, drafts = read_chain(stage.database, page_id), read_drafts(stage.database)
    there = {marker for link in links for marker in link.brought}
    report = Report()
    report.figures = {
        "edits acknowledged": f"{sum(edit.is_saved for edit in sent)}, revisions: {len(links)}",
        "committed though never acknowledged": f"{sum(edit.is_unknown and edit.marker in there for edit in sent)}",
        "answers": ", ".join(f"{status}: {count}" for status, count in sorted(Counter(e.status for e in sent).items())),
    }
    report.faults = judge_chain(links) + judge_edits(sent, links, drafts) + verified(stage.database)
    report.faults += _unsound(stage.database)
    return report


def _unsound(database: Database) -> list[str]:
    if not database.is_sqlite:
        return []
    with database.reading() as session:
        found = session.connection().execute(text("PRAGMA integrity_check")).scalars().all()
    return [] if found == ["ok"] else [str(sentence) for sentence in found]
