"""A company signs in from one address, and strangers guess meanwhile: nobody is sent away, and nobody guesses more.

People arrive when they do, whether those before have been answered or not. The address of a stranger is what a proxy on
this machine would tell.
"""

import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.clock import database_now
from app.config import Settings
from app.db import Database
from app.identity.attempts import Attempts
from app.migrating import upgrade
from tests.torture.caller import CHANCE, Caller, Unanswered
from tests.torture.report import Report
from tests.torture.servers import serving_as_people_do
from tests.torture.stage import add_people

PASSWORD, WRONG = "a bicycle in the rain", "a bicycle in the ruin"
OFFICE, FLOOD = "203.0.113.7", "198.51.100.9"
MISTYPES = 0.05
RETYPES_AFTER = 3.0
AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class Size:
    """How many people sign in within how many seconds, and how many wrong guesses strangers make."""

    people: int
    seconds: float
    guesses: int


FULL, SHORT = Size(500, 300, 1000), Size(20, 5, 40)


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: its status, and after how many seconds since it was meant it was answered."""

    status: int
    seconds: float


def play(url: str, folder: Path, *, size: Size) -> Report:
    """Let people sign in, then let strangers guess the password of one of them while its owner signs in."""
    database = Database(url)
    upgrade(database)
    with database.writing() as session:
        add_people(session, size.people, PASSWORD, database_now(session))
    database.dispose()
    with serving_as_people_do(url, folder / "sign-ins.log", 1) as port:
        told = _morning(port, size)
        alone = _flood(port, size.guesses, lambda _number: FLOOD)
        spread = _flood(port, size.guesses, lambda number: f"10.0.{number // 250}.{number % 250 + 1}")
    report = Report()
    right = [tried.seconds for tried in told if tried.status == 200]
    cuts = statistics.quantiles(right, n=100) if len(right) > 1 else [0.0] * 99
    report.figures = {
        f"{size.people} people within {size.seconds:.0f} s, one address": _counted(told),
        "signing in takes, p50, p95, p99": ", ".join(f"{cuts[at]:.2f} s" for at in (49, 94, 98)),
        **_figures("from one address", alone),
        **_figures("each from their own", spread),
    }
    report.faults = judge_morning(told, size.people)
    report.faults += judge_guesses(alone, most=allowed(alone.seconds)) + judge_guesses(spread, most=size.guesses)
    return report


def judge_morning(told: Sequence[Tried], people: int) -> list[str]:
    """Everybody comes in, and is told nothing but that they mistyped."""
    refused = Counter(tried.status for tried in told if tried.status not in {200, 401})
    faults = [f"{count} people were answered {status}." for status, count in refused.items()]
    came = sum(tried.status == 200 for tried in told)
    return faults + ([f"{people - came} of {people} people did not come in."] if came != people else [])


@dataclass(frozen=True, slots=True)
class Guessed:
    """What became of guesses, how long they went on, and of its owner's attempts meanwhile."""

    guesses: Sequence[Tried]
    owner: Sequence[Tried]
    seconds: float


def judge_guesses(guessed: Guessed, *, most: int) -> list[str]:
    """No more guesses were checked than may be, none was right, and the owner came in each time."""
    checked = sum(tried.status == 401 for tried in guessed.guesses)
    faults = [f"{checked} guesses were checked where {most} may be."] if checked > most else []
    odd = Counter(tried.status for tried in guessed.guesses if tried.status not in {401, 429})
    faults += [f"{count} guesses were answered {status}." for status, count in odd.items()]
    kept_out = [tried.status for tried in guessed.owner if tried.status != 200]
    return faults + ([f"The owner was answered {kept_out}."] if kept_out or not guessed.owner else [])


def allowed(seconds: float) -> int:
    """Return how many wrong passwords one place may try within a time."""
    attempts, passed, count = Attempts.keyed_by("", Settings().sign_in_attempts), timedelta(0), 0
    while passed <= timedelta(seconds=seconds):
        count += 1
        passed += attempts.wait(count)
    return count


def _morning(port: int, size: Size) -> list[Tried]:
    """Return what everybody was told; those who mistype type again a little later."""
    began = time.monotonic()
    moments = sorted(CHANCE.uniform(0, size.seconds) for _ in range(size.people))
    mistyping = set(CHANCE.sample(range(size.people), round(size.people * MISTYPES)))
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def arrive(number: int) -> list[Tried]:
            _wait_until(began + moments[number])
            told = []
            if number in mistyping:
                told.append(_try(port, number, WRONG, OFFICE, meant=began + moments[number]))
                time.sleep(RETYPES_AFTER)
            meant = time.monotonic() if told else began + moments[number]
            return [*told, _try(port, number, PASSWORD, OFFICE, meant=meant)]

        return [*itertools.chain.from_iterable(pool.map(arrive, range(size.people)))]


def _flood(port: int, guesses: int, address: Callable[[int], str]) -> Guessed:
    """Return what guesses at the first person's password led to, and what its owner was told meanwhile."""
    began, owner = time.monotonic(), list[Tried]()
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(_try, port, 0, f"{WRONG} {number}", address(number)) for number in range(guesses)]
        while not all(guess.done() for guess in running):
            owner.append(_try(port, 0, PASSWORD, OFFICE))
            time.sleep(1)
    owner.append(_try(port, 0, PASSWORD, OFFICE))
    return Guessed([guess.result() for guess in running], owner, time.monotonic() - began)


def _try(port: int, person: int, password: str, address: str, meant: float | None = None) -> Tried:
    began = time.monotonic() if meant is None else meant
    caller = Caller(port, "")
    body = {"username": f"person-{person}", "password": password}
    try:
        status = caller.send("POST", "/v1/auth/token", body, x_forwarded_for=address).status
    except Unanswered:
        status = 0
    finally:
        caller.close()
    return Tried(status, time.monotonic() - began)


def _wait_until(moment: float) -> None:
    time.sleep(max(moment - time.monotonic(), 0))


def _counted(told: Sequence[Tried]) -> str:
    return ", ".join(f"{count} × {status}" for status, count in sorted(Counter(one.status for one in told).items()))


def _figures(name: str, guessed: Guessed) -> dict[str, str]:
    slowest = max(tried.seconds for tried in guessed.owner)
    return {
        f"{len(guessed.guesses)} guesses {name}, {guessed.seconds:.0f} s": _counted(guessed.guesses),
        f"the owner meanwhile, {name}": f"{_counted(guessed.owner)}, slowest {slowest:.2f} s",
    }
