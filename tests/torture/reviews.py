"""Ballots cast sixty-four at once by one person, and decisions raced by two editors.

Knows how to race them; the judges know how many may count.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import func, select

from app.reviews.models import Ballot
from tests.torture.caller import Caller
from tests.torture.defects import Defect
from tests.torture.evidence import read_acts, verified
from tests.torture.judging import judge_ballots, judge_decisions
from tests.torture.report import Report
from tests.torture.servers import Server, serving
from tests.torture.stage import Stage, staged
from tests.torture.writers import Writer

SERVERS = 2


@dataclass(frozen=True, slots=True)
class Size:
    parallel: int
    ballot_rounds: int
    decision_rounds: int


FULL = Size(parallel=64, ballot_rounds=10, decision_rounds=200)
SHORT = Size(parallel=64, ballot_rounds=1, decision_rounds=5)


def play(url: str, folder: Path, size: Size, *, defect: Defect | None = None) -> Report:
    with staged(url, folder, contributors=1) as stage:
        with serving(url, stage.log, SERVERS, defect=defect) as servers:
            report = Report()
            for _ in range(size.ballot_rounds):
                report.faults += _ballots(stage, servers, size.parallel)
            report.faults += _decisions(stage, servers, size.decision_rounds)
        report.faults += verified(stage.database)
        report.figures = {
            "ballots": f"{size.ballot_rounds} times {size.parallel} at once by one person",
            "decisions raced by two editors": f"{size.decision_rounds}, accepted {_count(stage, 'revision.accept')}",
        }
        return report


def _ballots(stage: Stage, servers: list[Server], parallel: int) -> list[str]:
    start, person = stage.page("Un.\n"), stage.contributors[0]
    path = f"/v1/revisions/{start.revision_id}/ballot"
    callers = [Caller(servers[number % len(servers)].port, stage.tokens[person]) for number in range(parallel)]
    choices = ["approve" if number % 2 else "oppose" for number in range(parallel)]
    with ThreadPoolExecutor(parallel) as pool:
        answers = list(pool.map(lambda caller, choice: caller.send("PUT", path, {"choice": choice}), callers, choices))
    tally = callers[0].send("GET", f"/v1/revisions/{start.revision_id}/tally").body
    for caller in callers:
        caller.close()
    with stage.database.reading() as session:
        rows = session.exec(select(func.count()).select_from(Ballot).where(Ballot.revision_id == start.revision_id))
        counted = [answer.body["approve"] + answer.body["oppose"] for answer in answers if answer.status == 200]
        statuses = [answer.status for answer in answers]
        return judge_ballots(rows.one(), statuses, counted, tally["approve"] + tally["oppose"])


def _decisions(stage: Stage, servers: list[Server], rounds: int) -> list[str]:
    start, name = stage.page("Un.\n\nDeux.\n"), stage.contributors[0]
    writer = Writer(name, stage.people[name], Caller(servers[0].port, stage.tokens[name]), start, 0)
    editors = [Caller(server.port, stage.tokens[f"editor-{number}"]) for number, server in enumerate(servers)]
    pairs, winners, accepted = [], [], []
    with ThreadPoolExecutor(len(editors)) as pool:
        for _ in range(rounds):
            # Each editor means another revision, so that what readers see tells who won.
            revisions = [writer.edit().revision_id or 0 for _ in editors]
            tags = [
                editor.send("GET", f"/v1/revisions/{revision}").headers["etag"]
                for editor, revision in zip(editors, revisions, strict=True)
            ]
            statuses = list(pool.map(_accept, editors, revisions, tags))
            pairs.append(statuses)
            shown = editors[0].send("GET", f"/v1/pages/{start.page_id}?state=accepted").body["revision"]["id"]
            winners.append(revisions[statuses.index(200)] if 200 in statuses else 0)
            accepted.append(shown)
    for caller in (*editors, writer.caller):
        caller.close()
    return judge_decisions(pairs, winners, accepted)


def _accept(editor: Caller, revision_id: int, etag: str) -> int:
    return editor.send("POST", f"/v1/revisions/{revision_id}/accept", {"older": True}, If_Match=etag).status


def _count(stage: Stage, kind: str) -> int:
    return sum(act.kind == kind for act in read_acts(stage.database))
