"""One person's ballots on one text, sixty-four at once, over and over; and as many supports against a budget.

Knows how to race them, and what may be left of a race.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlmodel import func, select

from app.campaigns.locking import get_campaign
from app.reviews.arithmetic import parsed
from app.reviews.models import Ballot, BallotCount, Support
from app.reviews.votes.recount import verify_tallies
from tests.torture.caller import CHANCE, Caller
from tests.torture.defects import Defect
from tests.torture.evidence import verified
from tests.torture.report import Report
from tests.torture.servers import serving
from tests.torture.stage import SLUG, Stage, staged
from tests.torture.writers import Writer

T = TypeVar("T")
U = TypeVar("U")

SERVERS = 2
PERSONS = 8
CHOICES = ("approve", "oppose", None)
"""None withdraws the ballot."""


@dataclass(frozen=True, slots=True)
class Size:
    parallel: int
    ballot_races: int
    budget_races: int


FULL = Size(parallel=64, ballot_races=1000, budget_races=20)
SHORT = Size(parallel=64, ballot_races=4, budget_races=1)


@dataclass(frozen=True, slots=True)
class Cast:
    """One ballot of a race as its caster saw it."""

    choice: str | None
    status: int
    told: str | None
    """The caster's own choice by the answer."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is there after a race: the person's ballots on the text, all ballots on it, and how many are counted."""

    own: Sequence[str]
    stored: Counter[str]
    counted: Counter[str]


def judge_race(casts: Iterable[Cast], left: Left) -> list[str]:
    """Each ballot is answered with itself; one at most is left, one that was sent; counted is what is stored."""
    faults, sent = [], set()
    for cast in casts:
        sent.add(cast.choice)
        if cast.status != 200 or (cast.choice is not None and cast.told != cast.choice):
            faults.append(f"A ballot to {cast.choice or 'withdraw'} was answered {cast.status}, {cast.told}.")
    if len(left.own) > 1 or not {*left.own} <= sent:
        faults.append(f"Of one person's ballots {list(left.own)} are left.")
    if left.stored != left.counted:
        faults.append(f"Counted are {dict(left.counted)}, stored are {dict(left.stored)}.")
    return faults


def judge_budget(answers: Iterable[tuple[int, str]], stored: int, budget: int) -> list[str]:
    """Of many tips supported at once as many are as the budget allows; the others are refused, and for nothing else."""
    counted = Counter(answers)
    refused = sum(counted.values()) - budget
    if counted != Counter({(200, ""): budget, (409, "support-budget"): refused}) or stored != budget:
        return [f"With a budget of {budget}, the answers were {dict(counted)} and {stored} tips are supported."]
    return []


def play(url: str, folder: Path, size: Size, *, defect: Defect | None = None) -> Report:
    with (
        staged(url, folder, contributors=PERSONS) as stage,
        serving(url, stage.log, SERVERS, defect=defect) as servers,
        ThreadPoolExecutor(size.parallel) as pool,
    ):
        ports = [servers[number % SERVERS].port for number in range(size.parallel)]
        people = [[Caller(port, stage.tokens[name]) for port in ports] for name in stage.contributors]
        race = Race(stage, pool, people)
        report = Report(faults=race.ballots(size.ballot_races) + race.budgets(size.budget_races))
        report.faults += verified(stage.database)
        report.figures = {
            "races of ballots": f"{size.ballot_races} of {size.parallel} at once by one person",
            "races against a budget": f"{size.budget_races} of {size.parallel} at once by one person",
        }
        return report


@dataclass(frozen=True, slots=True)
class Race:
    """Those who race: for each person as many connections as act at once."""

    stage: Stage
    pool: ThreadPoolExecutor
    people: Sequence[Sequence[Caller]]

    def ballots(self, races: int) -> list[str]:
        """Race on two texts of one page in turn, so that most people hold ballots on both."""
        start, name = self.stage.page("Un deux trois quatre cinq.\n"), self.stage.contributors[0]
        writer = Writer(name, self.stage.people[name], self.people[0][0], start, 0)
        with closing(writer.caller):
            texts = [start.revision_id, writer.edit().revision_id or 0]
        faults = []
        for number in range(races):
            person, revision = number % PERSONS, texts[number // PERSONS % len(texts)]
            choices = [CHANCE.choice(CHOICES) for _ in self.people[person]]
            casts = self._together(partial(_cast, revision), person, choices)
            faults += judge_race(casts, self._left(person, revision)) + recounted(self.stage)
        return faults

    def budgets(self, races: int) -> list[str]:
        """Let one person support as many tips at once, and withdraw all at once, again and again."""
        tips = [self.stage.page("Un.\n").page_id for _ in self.people[0]]
        faults = []
        for number in range(races):
            person, budget = number % PERSONS, CHANCE.randint(1, len(tips) - 1)
            self._allow(budget)
            answers = self._together(partial(_support, "PUT"), person, tips)
            faults += judge_budget(answers, self._supported(person), budget) + recounted(self.stage)
            self._together(partial(_support, "DELETE"), person, tips)
            if self._supported(person):
                faults.append(f"{self._supported(person)} tips are supported after all were withdrawn.")
        return faults

    def _together(self, act: Callable[[Caller, T], U], person: int, subjects: Sequence[T]) -> list[U]:
        """Let one person act on each subject at once, each on a connection of its own."""
        callers = self.people[person]
        try:
            return list(self.pool.map(act, callers, subjects))
        finally:
            # Until this person's next turn the server would give up the connection.
            for caller in callers:
                caller.close()

    def _left(self, person: int, revision_id: int) -> Left:
        user_id = self.stage.people[self.stage.contributors[person]]
        with self.stage.database.reading() as session:
            rows = session.exec(select(Ballot.user_id, Ballot.choice).where(Ballot.revision_id == revision_id)).all()
            counts = session.exec(select(BallotCount.ballots, BallotCount.persons)).all()
        counted: Counter[str] = Counter()
        for held, persons in counts:
            counted.update({choice: persons for voted, choice in parsed(held).ballots if voted == revision_id})
        return Left(
            own=[choice for by, choice in rows if by == user_id],
            stored=Counter(choice for _, choice in rows),
            counted=+counted,
        )

    def _allow(self, budget: int) -> None:
        with self.stage.database.writing() as session:
            get_campaign(session, SLUG).support_budget = budget

    def _supported(self, person: int) -> int:
        user_id = self.stage.people[self.stage.contributors[person]]
        with self.stage.database.reading() as session:
            return session.exec(select(func.count()).select_from(Support).where(Support.user_id == user_id)).one()


def recounted(stage: Stage) -> list[str]:
    """Return what a recount finds counted wrong."""
    with stage.database.reading() as session:
        return list(verify_tallies(session))


def _cast(revision_id: int, caller: Caller, choice: str | None) -> Cast:
    path = f"/v1/revisions/{revision_id}/ballot"
    answer = caller.send("PUT", path, {"choice": choice}) if choice else caller.send("DELETE", path)
    return Cast(choice, answer.status, answer.body.get("my_choice"))


def _support(method: str, caller: Caller, page_id: int) -> tuple[int, str]:
    answer = caller.send(method, f"/v1/pages/{page_id}/support")
    return answer.status, answer.problem
