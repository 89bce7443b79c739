"""Decisions about one page, raced: editors against each other, where it takes two, and votes against editors.

Knows how to race them; the judge knows that one decides and what readers see then.
"""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from app.reviews.batches import BATCH
from tests.torture.caller import CHANCE, Caller
from tests.torture.defects import Defect
from tests.torture.evidence import Ruled, read_decisions, verified
from tests.torture.judging import Contested, judge_acceptance
from tests.torture.report import Report
from tests.torture.servers import Server, serving
from tests.torture.stage import SLUG, Stage, staged
from tests.torture.writers import Writer
from tests.world import older

SERVERS, EDITORS, VOTERS = 2, 3, BATCH
TWO, VOTES = "two-editors", "votes"
WINDOW = timedelta(days=1)
SPREAD_SECONDS = 0.03
"""Within so long ballots are sent; within twice as long the decisions against them, of which one is enough."""


@dataclass(frozen=True, slots=True)
class Size:
    editors: int
    """Races of three editors, each of whom accepts another revision."""
    pairs: int
    """Revisions that two of three editors must accept: a race for the first acceptance and one for the second."""
    votes: int
    """Races of a quorum of ballots: by themselves, with an editor who rejects, and with one more who accepts."""


FULL = Size(editors=300, pairs=200, votes=300)
SHORT = Size(editors=4, pairs=3, votes=9)


@dataclass(slots=True)
class Page:
    """A page that is written on and decided about, and what was decided so far."""

    stage: Stage
    writer: Writer
    editors: Sequence[tuple[int, Caller]]
    """Ids and callers."""
    voters: Sequence[Caller]
    pool: ThreadPoolExecutor
    decided: int = 0
    last: Sequence[Ruled] = ()
    accepted: int | None = None
    won: Counter[str] = field(default_factory=Counter)

    def write(self) -> int:
        """Save a text of its own and return the revision."""
        revision_id = self.writer.edit().revision_id
        assert revision_id is not None
        return revision_id

    def close(self) -> None:
        for caller in (self.writer.caller, *(editor for _, editor in self.editors), *self.voters):
            caller.close()

    def race(self, meant: Sequence[Ruled], *, voted_on: int | None = None, is_decisive: bool = True) -> list[str]:
        """Let each editor decide what they mean, on the state that all of them saw, while the voters approve."""
        callers = dict(self.editors)
        tags = [callers[one.editor_id or 0].send("GET", _path(one)).headers["etag"] for one in meant]
        voters = self.voters if voted_on is not None else ()
        answers = [
            self.pool.submit(_decide, callers[one.editor_id or 0], one, tag, 2 * SPREAD_SECONDS if voters else 0)
            for one, tag in zip(meant, tags, strict=True)
        ]
        ballots = [self.pool.submit(_approve, voter, voted_on or 0) for voter in voters]
        statuses, cast = [answer.result() for answer in answers], [ballot.result() for ballot in ballots]
        # A server closes a connection that rests for some seconds, as that of an editor who is not in every race.
        self.close()
        decisions, accepted = read_decisions(self.stage.database, self.writer.start.page_id, after=self.decided)
        contested = Contested(
            list(zip(meant, statuses, strict=True)), cast, decisions, self.accepted, accepted, is_decisive
        )
        self.decided += len(decisions)
        self.last = decisions
        self.accepted = accepted
        self.won.update("votes" if one.editor_id is None else one.verdict for one in decisions)
        return judge_acceptance(contested)


def play(url: str, folder: Path, size: Size, *, defect: Defect | None = None) -> Report:
    # Voters of one department who vote alike are counted in one row, and queue there even without the page's lock.
    with staged(url, folder, contributors=VOTERS, editors=EDITORS, of_departments=True) as stage:
        stage.campaign(TWO, editors_needed=2)
        stage.campaign(VOTES, acceptance="votes", quorum=VOTERS, approval_percent=100)
        for slug in (TWO, VOTES):
            stage.open(slug, lasting=WINDOW)
        report = Report()
        with (
            serving(url, stage.log, SERVERS, defect=defect) as servers,
            ThreadPoolExecutor(EDITORS + VOTERS) as pool,
        ):
            one, two, votes = (_page(stage, servers, pool, slug) for slug in (SLUG, TWO, VOTES))
            report.faults += [fault for _ in range(size.editors) for fault in _editors(one)]
            report.faults += [fault for _ in range(size.pairs) for fault in _pair(two)]
            report.faults += [fault for number in range(size.votes) for fault in _votes(votes, against=number % 3)]
        report.faults += verified(stage.database)
    races = size.editors + 2 * size.pairs + size.votes
    report.figures = {
        "acceptance races": f"{races}, decisions {one.decided + two.decided + votes.decided}",
        "among three editors": f"{size.editors}, decided {one.decided}",
        "where it takes two of three editors": f"{2 * size.pairs}, decided {two.decided}",
        "of votes with none, one or two editors": f"{size.votes}, won by "
        + ", ".join(f"{name} {votes.won[name]}" for name in ("votes", "reject", "accept")),
    }
    return report


def _page(stage: Stage, servers: list[Server], pool: ThreadPoolExecutor, campaign: str) -> Page:
    def caller(name: str, number: int) -> Caller:
        return Caller(servers[number % SERVERS].port, stage.tokens[name])

    start, (name, *_) = stage.page("Un.\n", campaign=campaign), stage.contributors
    writer = Writer(name, stage.people[name], caller(name, 0), start, 0)
    editors = [f"editor-{number}" for number in range(EDITORS)]
    return Page(
        stage,
        writer,
        [(stage.people[editor], caller(editor, number)) for number, editor in enumerate(editors)],
        [caller(voter, number) for number, voter in enumerate(stage.contributors)],
        pool,
    )


def _editors(page: Page) -> list[str]:
    # Each means another revision, so that what readers see tells who won.
    return page.race([Ruled(page.write(), "accept", editor) for editor, _ in page.editors])


def _pair(page: Page) -> list[str]:
    revision = page.write()
    meant = [Ruled(revision, "accept", editor) for editor, _ in page.editors]
    faults = page.race(meant, is_decisive=False)
    first = {ruled.editor_id for ruled in page.last}
    return faults + page.race([one for one in meant if one.editor_id not in first])


def _votes(page: Page, *, against: int) -> list[str]:
    revision = page.write()
    (rejecting, _), (accepting, _), *_ = page.editors
    meant = [Ruled(revision, "reject", rejecting), Ruled(revision, "accept", accepting)]
    return page.race(meant[:against], voted_on=revision)


def _path(ruled: Ruled) -> str:
    return f"/v1/revisions/{ruled.revision_id}"


def _decide(editor: Caller, meant: Ruled, etag: str, within: float) -> int:
    time.sleep(CHANCE.uniform(0, within))
    body = {"reason": "Parce que.", **older(meant.verdict)}
    return editor.send("POST", f"{_path(meant)}/{meant.verdict}", body, If_Match=etag).status


def _approve(voter: Caller, revision_id: int) -> int:
    time.sleep(CHANCE.uniform(0, SPREAD_SECONDS))
    return voter.send("PUT", f"/v1/revisions/{revision_id}/ballot", {"choice": "approve"}).status
