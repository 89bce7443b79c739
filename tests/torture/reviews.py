"""Decisions raced by two editors.

Knows how to race them; the judge knows how many may count.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.torture.caller import Caller
from tests.torture.defects import Defect
from tests.torture.evidence import read_acts, verified
from tests.torture.judging import judge_decisions
from tests.torture.report import Report
from tests.torture.servers import Server, serving
from tests.torture.stage import Stage, staged
from tests.torture.writers import Writer

SERVERS = 2


def play(url: str, folder: Path, rounds: int, *, defect: Defect | None = None) -> Report:
    with staged(url, folder, contributors=1) as stage:
        with serving(url, stage.log, SERVERS, defect=defect) as servers:
            faults = _decisions(stage, servers, rounds)
        figure = f"{rounds}, accepted {_count(stage, 'revision.accept')}"
        return Report({"decisions raced by two editors": figure}, faults + verified(stage.database))


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
