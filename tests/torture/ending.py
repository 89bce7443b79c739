"""Windows that end by themselves under a hail of edits, each followed by a release compiled at once.

Knows how to press on to the last moment; the judges know what the release must hold.
"""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlmodel import col, select

from app.campaigns.locking import alone_in, get_campaign
from app.campaigns.rules import Act
from app.db import Database
from app.errors import Conflict
from app.guides.compiling import Order, compile_edition
from app.guides.models import Edition
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor
from tests.torture.caller import Caller
from tests.torture.defects import Defect
from tests.torture.evidence import count_admitted, read_accepted, read_acts, read_chain, read_drafts, verified
from tests.torture.judging import Counted, judge_chain, judge_edits, judge_races, judge_release, judge_window
from tests.torture.report import Report
from tests.torture.servers import Server, serving
from tests.torture.stage import ADMIN, Stage, staged
from tests.torture.writers import Writer, page_text

T = TypeVar("T")
SERVERS, WRITERS = 2, 4
WINDOW = timedelta(seconds=1)
AFTERWARDS_SECONDS = 0.1
"""So long the editor goes on accepting after the end: a release must hold that too, or come before it."""
COMPILE_SECONDS = 60.0
POLL_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Pressing:
    """Writers who send until they are refused, and the editor who accepts what they send."""

    writers: list[Writer]
    editor: Caller
    ends_at: float

    def write(self, writer: Writer) -> None:
        while writer.edit().status == 201 and time.time() < self.ends_at + COMPILE_SECONDS:
            pass

    def accept(self) -> None:
        """Accept the latest revision of one page after the other until shortly after the end."""
        while time.time() < self.ends_at + AFTERWARDS_SECONDS:
            for writer in self.writers:
                path = f"/v1/revisions/{writer.base_id}"
                tag = self.editor.send("GET", path).headers.get("etag", "")
                self.editor.send("POST", f"{path}/accept", {"older": True}, If_Match=tag)


def play(url: str, folder: Path, windows: int, *, defect: Defect | None = None) -> Report:
    """Let so many windows, or as many as hold, end by themselves; compile a release of each as soon as allowed."""
    report, saved, late = Report(), 0, 0
    with (
        staged(url, folder, contributors=WRITERS, editors=1) as stage,
        serving(url, stage.log, SERVERS, defect=defect) as servers,
    ):
        for number in range(windows):
            writers, faults = _play_one(stage, servers, f"guide-{number}")
            saved += sum(sent.is_saved for writer in writers for sent in writer.log)
            late += sum(sent.problem == "window-closed" for writer in writers for sent in writer.log)
            report.faults += faults
            if faults:
                break
        report.faults += verified(stage.database)
    report.figures = {
        "windows that ended by themselves": f"{number + 1}, each with a release compiled at once",
        "edits admitted": f"{saved}",
        "refused as too late, kept as drafts": f"{late}",
    }
    return report


def _play_one(stage: Stage, servers: list[Server], slug: str) -> tuple[list[Writer], list[str]]:
    stage.campaign(slug)
    writers = []
    for number, name in enumerate(stage.contributors):
        start = stage.page(page_text(1), title=f"{slug} {name}", campaign=slug, accepted=True)
        caller = Caller(servers[number % SERVERS].port, stage.tokens[name])
        writers.append(Writer(f"{slug}.{name}", stage.people[name], caller, start, 0))
    ends_at = stage.open(slug, lasting=WINDOW)
    pressing = Pressing(writers, Caller(servers[0].port, stage.tokens["editor-0"]), ends_at.timestamp())
    with _pressing(pressing):
        release = _compile(stage, slug)
    return writers, _judged(stage, slug, writers, release, ends_at)


@contextmanager
def _pressing(pressing: Pressing) -> Iterator[None]:
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        running = [pool.submit(pressing.write, writer) for writer in pressing.writers]
        running.append(pool.submit(pressing.accept))
        try:
            yield
        finally:
            wait(running)
            for caller in (pressing.editor, *(writer.caller for writer in pressing.writers)):
                caller.close()
        for done in running:
            done.result()


def _compile(stage: Stage, slug: str) -> tuple[dict[str, int], int]:
    """Compile a release as soon as that is allowed.

    Return the revision numbers that it holds by page, and how many admitted acts there were when it began.
    """
    order, admin = Order(slug, EditionKind.RELEASE, Audience.MEMBERS), Actor(stage.people[ADMIN])
    admitted = _insist(lambda: _ended(stage.database, admin, slug))
    compiled = _insist(lambda: compile_edition(stage.database, admin, order, progress=lambda *_: None))
    with stage.database.reading() as session:
        query = select(Edition).where(
            col(Edition.campaign_id) == get_campaign(session, slug).id, col(Edition.number) == compiled.number
        )
        pages = json.loads(session.exec(query).one().manifest)["pages"]
    return {page["slug"]: page["revision"] for page in pages}, admitted


def _ended(database: Database, admin: Actor, slug: str) -> int:
    """Return how many acts were admitted, counted under the lock of a release; raises Conflict before the end.

    Asks nothing else of a release: while its pages were checked, a late act would be counted as one in time.
    """
    with database.writing() as session:
        alone_in(session, admin, slug).standing.require(Act.COMPILE_RELEASE)
        return count_admitted(session, slug)


def _insist(act: Callable[[], T]) -> T:
    deadline = time.monotonic() + COMPILE_SECONDS
    while True:
        try:
            return act()
        except Conflict:
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)


def _judged(
    stage: Stage, slug: str, writers: list[Writer], release: tuple[dict[str, int], int], ends_at: datetime
) -> list[str]:
    manifest, admitted = release
    drafts = read_drafts(stage.database)
    faults = []
    for writer in writers:
        links = read_chain(stage.database, writer.start.page_id)
        faults += judge_chain(links) + judge_edits(writer.log, links, drafts)
    acts = read_acts(stage.database, slug)
    faults += judge_window(acts, ends_at=ends_at)
    with stage.database.reading() as session:
        after = count_admitted(session, slug)
    faults += judge_races([], [Counted(admitted, after)])
    return faults + judge_release(acts, manifest, read_accepted(stage.database, slug))
