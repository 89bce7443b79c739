"""Edits, ballots and decisions raced against an audited close, over and over in one campaign.

Knows how to race; the judges know what may not come after a close.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from app.clock import process_now
from app.db import Database
from tests.torture.caller import CHANCE, Caller
from tests.torture.defects import Defect
from tests.torture.evidence import count_admitted, read_acts, read_cast_times, read_chain, read_drafts, verified
from tests.torture.judging import Counted, Raced, judge_cast_times, judge_chain, judge_edits, judge_races, judge_window
from tests.torture.report import Report
from tests.torture.servers import Server, serving
from tests.torture.stage import ADMIN, SLUG, Stage, Start, staged
from tests.torture.writers import Writer, page_text
from tests.world import older

SERVERS = 2
EDITORS_OF_TEXT = 2
ACTS_A_ROUND = EDITORS_OF_TEXT + 2
SPREAD_SECONDS = 0.012
"""Within so long the acts and the close of a round are sent, each at a moment of its own."""


@dataclass(slots=True)
class Decider:
    """An editor who accepts and unaccepts one revision in turn, each time on what the last answer showed."""

    caller: Caller
    start: Start
    etag: str = ""
    accepts: bool = True

    def decide(self) -> int:
        path = f"/v1/revisions/{self.start.revision_id}"
        tag = self.etag or self.caller.send("GET", path).headers["etag"]
        verdict = "accept" if self.accepts else "unaccept"
        answer = self.caller.send("POST", f"{path}/{verdict}", {"reason": "Encore.", **older(verdict)}, If_Match=tag)
        self.etag, self.accepts = answer.headers.get("etag", ""), not self.accepts
        return answer.status


@dataclass(slots=True)
class Field:
    """Those who race, the admin who closes, and what happened so far."""

    writers: list[Writer]
    voter: Caller
    voted_on: Start
    decider: Decider
    admin: Caller
    database: Database
    races: list[Raced] = field(default_factory=list)
    rounds: list[Counted] = field(default_factory=list)

    def race(self, pool: ThreadPoolExecutor) -> None:
        """Play one round: all act while the admin closes; then the window opens again."""
        racers: list[tuple[str, Callable[[], int]]] = [("edit", _editing(writer)) for writer in self.writers]
        racers += [("ballot", self._vote), ("decision", self.decider.decide)]
        running = [(kind, pool.submit(_sent, act)) for kind, act in racers]
        time.sleep(CHANCE.uniform(0, SPREAD_SECONDS))
        self._act_on_window("close", {"reason": "Fini."})
        answered = time.monotonic()
        at_close = self._admitted()
        for kind, future in running:
            self.races.append(_raced(kind, future, answered))
        self.rounds.append(Counted(at_close, self._admitted()))
        closes_at = (process_now() + timedelta(days=1)).isoformat()
        self._act_on_window("reopen", {"reason": "Encore.", "closes_at": closes_at})

    def close(self) -> None:
        for caller in (self.voter, self.decider.caller, self.admin, *(writer.caller for writer in self.writers)):
            caller.close()

    def _vote(self) -> int:
        choice = CHANCE.choice(["approve", "oppose"])
        return self.voter.send("PUT", f"/v1/revisions/{self.voted_on.revision_id}/ballot", {"choice": choice}).status

    def _admitted(self) -> int:
        with self.database.reading() as session:
            return count_admitted(session, SLUG)

    def _act_on_window(self, act: str, body: dict[str, str]) -> None:
        answer = self.admin.send("POST", f"/v1/campaigns/{SLUG}/{act}", body)
        assert answer.status == 200, answer


def play(url: str, folder: Path, rounds: int, *, defect: Defect | None = None) -> Report:
    """Close and reopen the window so many times, each time against four acts on their way."""
    with staged(url, folder, contributors=EDITORS_OF_TEXT + 1) as stage:
        with serving(url, stage.log, SERVERS, defect=defect) as servers:
            playing = _field(stage, servers)
            with ThreadPoolExecutor(ACTS_A_ROUND) as pool:
                for _ in range(rounds):
                    playing.race(pool)
            playing.close()
        return _judged(stage, playing)


def _field(stage: Stage, servers: list[Server]) -> Field:
    *names, voter = stage.contributors
    ports = [server.port for server in servers]
    writers = [
        Writer(
            name, stage.people[name], Caller(ports[number % SERVERS], stage.tokens[name]), stage.page(page_text(1)), 0
        )
        for number, name in enumerate(names)
    ]
    return Field(
        writers=writers,
        voter=Caller(ports[0], stage.tokens[voter]),
        voted_on=writers[0].start,
        decider=Decider(Caller(ports[1], stage.tokens["editor-0"]), writers[0].start),
        admin=Caller(ports[0], stage.tokens[ADMIN]),
        database=stage.database,
    )


def _editing(writer: Writer) -> Callable[[], int]:
    return lambda: writer.edit().status


def _sent(act: Callable[[], int]) -> tuple[int, float]:
    time.sleep(CHANCE.uniform(0, SPREAD_SECONDS))
    sent = time.monotonic()
    return act(), sent


def _raced(kind: str, future: Future[tuple[int, float]], answered: float) -> Raced:
    status, sent = future.result()
    return Raced(kind, status, sent, answered)


def _judged(stage: Stage, playing: Field) -> Report:
    report = Report()
    drafts = read_drafts(stage.database)
    for writer in playing.writers:
        links = read_chain(stage.database, writer.start.page_id)
        report.faults += judge_chain(links) + judge_edits(writer.log, links, drafts)
    acts = read_acts(stage.database)
    report.faults += judge_window(acts) + judge_cast_times(read_cast_times(stage.database), acts)
    report.faults += judge_races(playing.races, playing.rounds)
    report.faults += verified(stage.database)
    refused = sum(race.status == 409 for race in playing.races)
    report.figures = {
        "closes": f"{len(playing.rounds)}",
        "acts raced against them": f"{len(playing.races)}",
        "refused as too late": f"{refused}, texts kept as drafts: {len(drafts)}",
        "admitted": f"{len(playing.races) - refused}",
    }
    return report
