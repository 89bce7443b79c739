"""Many writers on one page: each text is in the one chain exactly once or in its author's drafts.

Knows the writers and the judges; what a server is made of is no concern of it.
"""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.torture.defects import Defect
from tests.torture.evidence import read_chain, read_drafts, verified
from tests.torture.judging import judge_chain, judge_edits
from tests.torture.report import Report
from tests.torture.servers import processes, serving, serving_as_people_do
from tests.torture.stage import Stage, Start, staged
from tests.torture.writers import Sent, Task, page_text, write_all


@dataclass(frozen=True, slots=True)
class Size:
    writers: int
    edits: int
    sharing: int
    """So many writers write in one and the same paragraph; all others have one of their own."""
    servers: int
    clients: int
    """Client processes; with 1 the writers are threads of this process."""


FULL = {
    "sqlite": Size(writers=32, edits=500, sharing=4, servers=2, clients=2),
    "postgresql": Size(writers=32, edits=500, sharing=4, servers=4, clients=2),
}
SHORT = Size(writers=8, edits=8, sharing=2, servers=2, clients=1)
APART = Size(writers=8, edits=100, sharing=0, servers=2, clients=1)
APART_SHORT = Size(writers=8, edits=5, sharing=0, servers=2, clients=1)


def play(url: str, folder: Path, size: Size, *, defect: Defect | None = None) -> Report:
    """Let the writers write at once and judge what is left; with nobody sharing, every save must merge."""
    with staged(url, folder, contributors=size.writers) as stage:
        start = stage.page(page_text(size.writers))
        if size.clients > 1:
            # At full size the servers are started as people start them.
            with serving_as_people_do(url, stage.log, size.servers) as port:
                sent, seconds = _write(stage, start, size, [port])
        else:
            with serving(url, stage.log, size.servers, defect=defect) as servers:
                sent, seconds = _write(stage, start, size, [server.port for server in servers])
        return _judged(stage, start, size, sent, seconds)


def _write(stage: Stage, start: Start, size: Size, ports: list[int]) -> tuple[list[Sent], float]:
    tasks = [
        Task(
            name=name,
            user_id=stage.people[name],
            token=stage.tokens[name],
            port=ports[number % len(ports)],
            start=start,
            paragraph=min(number, size.writers - max(size.sharing, 1)),
            edits=size.edits,
        )
        for number, name in enumerate(stage.contributors)
    ]
    began = time.perf_counter()
    sent = write_all(tasks, size.clients, processes)
    return sent, time.perf_counter() - began


def _judged(stage: Stage, start: Start, size: Size, sent: list[Sent], seconds: float) -> Report:
    links, drafts = read_chain(stage.database, start.page_id), read_drafts(stage.database)
    saved = sum(edit.is_saved for edit in sent)
    report = Report()
    report.figures = {
        "edits sent": f"{len(sent)} by {size.writers} writers, {size.servers} server processes",
        "saved": f"{saved}, {sum(edit.merged for edit in sent)} of them by merging",
        "in conflict, kept as drafts": f"{sum(edit.problem == 'edit-conflict' for edit in sent)}",
        "answers": ", ".join(f"{status}: {count}" for status, count in sorted(Counter(e.status for e in sent).items())),
        "saves a second on one page": f"{saved / seconds:.0f} ({seconds:.0f} s)",
    }
    report.faults = judge_chain(links) + judge_edits(sent, links, drafts) + verified(stage.database)
    # No server dies here, so each text is either saved or refused.
    report.faults += [f"{edit.marker}: answered {edit.status}." for edit in sent if edit.is_unknown]
    if not size.sharing:
        report.faults += [f"{edit.marker}: {edit.problem}, in a paragraph of its own." for edit in sent if edit.problem]
    return report
