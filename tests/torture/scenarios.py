"""The list of scenarios: on which database, how large in ``make torture`` and how small in ``make test``."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.torture import acceptances, ballots, closing, ending, evening, kills, launch, one_page, retries, reviews
from tests.torture.crashing import crashing_server
from tests.torture.defects import Defect
from tests.torture.report import Report
from tests.torture.stage import BACKENDS, migrate


class Play(Protocol):
    """Plays a scenario on the empty migrated database at ``url``; ``defect`` is planted into its servers."""

    def __call__(self, url: str, folder: Path, *, defect: Defect | None = None) -> Report: ...


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario on one backend, at full size and scaled down."""

    name: str
    backend: str
    full: Play
    short: Play


def scenarios() -> Iterator[Scenario]:
    """Yield every scenario on both backends; ``play_crashes`` has a database server of its own."""
    for backend in BACKENDS:
        # SQLite has one writer at a time, whatever is asked of it, so most races are for PostgreSQL.
        closes = {"sqlite": 250, "postgresql": 1000}[backend]
        for name, full, short in (
            ("one-page", _one_page(one_page.FULL[backend]), _one_page(one_page.SHORT)),
            ("own-paragraphs", _one_page(one_page.APART), _one_page(one_page.APART_SHORT)),
            ("server-kills", partial(kills.play, kills=100), partial(kills.play, kills=5)),
            ("closes", partial(closing.play, rounds=closes), partial(closing.play, rounds=12)),
            ("ends", partial(ending.play, windows=10), partial(ending.play, windows=2)),
            ("retries", partial(retries.play, requests=5000), partial(retries.play, requests=64)),
            ("reviews", partial(reviews.play, rounds=200), partial(reviews.play, rounds=5)),
            ("acceptances", _acceptances(acceptances.FULL), _acceptances(acceptances.SHORT)),
            ("ballots", partial(ballots.play, size=ballots.FULL), partial(ballots.play, size=ballots.SHORT)),
        ):
            yield Scenario(name, backend, full, short)


def loads(*, people: int | None = None, seconds: float | None = None) -> Iterator[Scenario]:
    """Yield what many people do at once on both backends, at full size or with so many within so many seconds."""
    for backend in BACKENDS:
        for name, play, full, short in (
            ("evening", evening.play, evening.FULL, evening.SHORT),
            ("launch", launch.play, launch.FULL, launch.SHORT),
        ):
            size = replace(full, people=people or full.people, seconds=seconds or full.seconds)
            yield Scenario(name, backend, partial(play, size=size), partial(play, size=short))


def play_crashes(folder: Path, *, crashes: int) -> Report:
    """Play the scenario that kills PostgreSQL, on a durable server of its own."""
    with crashing_server() as server:
        url = server.cluster.create_database("torture")
        migrate(url)
        return kills.play_postgresql(server, url, folder, crashes)


def _one_page(size: one_page.Size) -> Play:
    return partial(one_page.play, size=size)


def _acceptances(size: acceptances.Size) -> Play:
    return partial(acceptances.play, size=size)
