"""Writers of one page: each edit carries a marker that no other edit has, and a log says what became of it.

Knows what a writer can see; refuses to look into the database.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.context import BaseContext

from tests.torture.caller import Answer, Caller, Unanswered
from tests.torture.stage import Start

FILLER = "Le bon sens est la chose du monde la mieux partagée."


@dataclass(frozen=True, slots=True)
class Sent:
    """One edit as its author saw it; status 0 means that no answer came."""

    user_id: int
    marker: str
    text: str
    status: int
    problem: str = ""
    revision_id: int | None = None
    draft_id: int | None = None
    merged: bool = False

    @property
    def is_saved(self) -> bool:
        return self.status in (200, 201)

    @property
    def is_unknown(self) -> bool:
        """Neither acknowledged nor refused: it may have been done once, or not at all."""
        return self.status == 0 or self.status >= 500


@dataclass(frozen=True, slots=True)
class Task:
    """What one writer is to do, as it travels to another process."""

    name: str
    user_id: int
    token: str
    port: int
    start: Start
    paragraph: int
    edits: int


@dataclass(slots=True)
class Writer:
    """One author in one paragraph, who goes on from what the last answer showed."""

    name: str
    user_id: int
    caller: Caller
    start: Start
    paragraph: int
    base_id: int = 0
    text: str = ""
    log: list[Sent] = field(default_factory=list)
    count: int = 0
    answered: int = 0

    def __post_init__(self) -> None:
        self.base_id, self.text = self.start.revision_id, self.start.text

    @property
    def path(self) -> str:
        return f"/v1/pages/{self.start.page_id}/revisions"

    def compose(self) -> tuple[str, dict[str, object]]:
        """Return a new marker and the body of the edit that carries it."""
        self.count += 1
        marker = f"{self.name}.{self.count}"
        paragraphs = self.text.split("\n\n")
        paragraphs[self.paragraph] = f"⟦{marker}⟧ {FILLER}"
        return marker, {"base_revision": self.base_id, "text": "\n\n".join(paragraphs)}

    def edit(self) -> Sent:
        """Send one edit, once, and log what became of it."""
        marker, body = self.compose()
        try:
            answer = self.caller.send("POST", self.path, body)
        except Unanswered:
            answer = None
        return self.record(marker, str(body["text"]), answer)

    def record(self, marker: str, text: str, answer: Answer | None) -> Sent:
        """Log the answer (None: there was none) and go on from what it shows."""
        sent = Sent(self.user_id, marker, text, 0)
        if answer is not None and answer.status in (200, 201):
            revision = answer.body["revision"]
            self.base_id, self.text = revision["id"], revision["text"]
            sent = Sent(
                self.user_id, marker, text, answer.status, "", revision["id"], merged=bool(answer.body["merged"])
            )
        elif answer is not None:
            draft_id = answer.body.get("draft_id")
            sent = Sent(self.user_id, marker, text, answer.status, answer.problem, draft_id=draft_id)
            if answer.problem == "edit-conflict":
                self.read_again()
        self.log.append(sent)
        self.answered += not sent.is_unknown
        return sent

    def read_again(self) -> None:
        """Start from the page's latest revision; where no answer comes, from the one known."""
        try:
            answer = self.caller.send("GET", f"/v1/pages/{self.start.page_id}?state=latest")
        except Unanswered:
            return
        if answer.status == 200:
            self.base_id, self.text = answer.body["revision"]["id"], answer.body["revision"]["text"]


def page_text(paragraphs: int) -> str:
    return "\n\n".join(f"Paragraphe {number}. {FILLER}" for number in range(paragraphs)) + "\n"


def write_all(tasks: Sequence[Task], groups: int, context: BaseContext) -> list[Sent]:
    """Carry out the tasks at once, a thread each, in ``groups`` processes (1: in this one); return all logs."""
    if groups == 1:
        return _write_together(tasks)
    with ProcessPoolExecutor(groups, mp_context=context) as pool:
        return list(chain.from_iterable(pool.map(_write_together, [tasks[first::groups] for first in range(groups)])))


def _write_together(tasks: Sequence[Task]) -> list[Sent]:
    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(chain.from_iterable(pool.map(_write, tasks)))


def _write(task: Task) -> list[Sent]:
    writer = Writer(task.name, task.user_id, Caller(task.port, task.token), task.start, task.paragraph)
    for _ in range(task.edits):
        writer.edit()
    writer.caller.close()
    return writer.log
