"""Requests that are cut and sent again with the same key: each has its effect once, and one answer.

Knows how a client loses an answer; the judges know what must not happen twice.
"""

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from sqlmodel import col, select

from app.pages.models import Page, Revision
from tests.torture.caller import Answer, Caller, Cut
from tests.torture.defects import Defect
from tests.torture.evidence import read_chain, verified
from tests.torture.judging import judge_chain, judge_once
from tests.torture.report import Report
from tests.torture.servers import serving
from tests.torture.stage import SLUG, THEME, Stage, staged
from tests.torture.writers import Writer, page_text

CLIENTS, SERVERS = 8, 2
EVERY_NEW_PAGE = 8
"""Of so many requests one creates a page; the others are edits."""
CUTS = get_args(Cut)


@dataclass(slots=True)
class Losing:
    """A client that loses the first answer to each request, and now and then the second too."""

    writer: Writer
    ports: list[int]
    requests: int
    sent: list[str] = field(default_factory=list)
    replayed: int = 0
    answers: dict[str, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))

    def run(self) -> None:
        for number in range(self.requests):
            marker, body = self.writer.compose()
            path = self.writer.path
            if number % EVERY_NEW_PAGE == 0:
                path = f"/v1/campaigns/{SLUG}/pages"
                body = {"kind": "tip", "theme": THEME, "title": marker, "text": "Nouveau.\n"}
            self.sent.append(marker)
            for cut in (CUTS[number % 3], CUTS[number // 3 % 3])[: 1 + number % 2]:
                self.writer.caller.send_and_cut("POST", path, body, cut, idempotency_key=marker)
                # A retry may well reach another process than the one still at work.
                self.writer.caller.move(self.ports[number % len(self.ports)])
            self._finish(marker, path, body)
        self.writer.caller.close()

    def _finish(self, marker: str, path: str, body: dict[str, object]) -> None:
        for _ in range(2):
            answer = self.writer.caller.send("POST", path, body, idempotency_key=marker)
            self.answers[marker].add((answer.status, _told(answer)))
            self.replayed += "idempotency-replayed" in answer.headers
        if path == self.writer.path:
            self.writer.record(marker, str(body["text"]), answer)


def play(url: str, folder: Path, requests: int, *, defect: Defect | None = None) -> Report:
    """Send so many requests in all, each one to three times more than its client needed."""
    with staged(url, folder, contributors=CLIENTS) as stage:
        with serving(url, stage.log, SERVERS, defect=defect) as servers:
            ports = [server.port for server in servers]
            clients = [_client(stage, name, ports, requests // CLIENTS) for name in stage.contributors]
            with ThreadPoolExecutor(CLIENTS) as pool:
                for done in [pool.submit(client.run) for client in clients]:
                    done.result()
        return _judged(stage, clients)


def _client(stage: Stage, name: str, ports: list[int], requests: int) -> Losing:
    start = stage.page(page_text(2), title=name)
    caller = Caller(ports[0], stage.tokens[name])
    return Losing(Writer(name, stage.people[name], caller, start, 0), ports, requests)


def _judged(stage: Stage, clients: list[Losing]) -> Report:
    report = Report()
    effects: Counter[str] = Counter()
    for client in clients:
        links = read_chain(stage.database, client.writer.start.page_id)
        report.faults += judge_chain(links)
        effects.update(marker for link in links for marker in link.brought)
    titles = {client.writer.name for client in clients}
    with stage.database.reading() as session:
        query = select(Revision.title).join(Page, col(Page.head_id) == col(Revision.id))
        effects.update(title for title in session.exec(query) if title not in titles)
    sent = [marker for client in clients for marker in client.sent]
    answers = {marker: told for client in clients for marker, told in client.answers.items()}
    report.faults += judge_once(effects, sent, answers) + verified(stage.database)
    report.figures = {
        "requests, each cut once or twice": f"{len(sent)}",
        "effects": f"{sum(effects.values())}",
        "answers replayed": f"{sum(client.replayed for client in clients)}",
    }
    return report


def _told(answer: Answer) -> str:
    return str(answer.headers.get("location", answer.problem))
