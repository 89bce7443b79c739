"""Keeps work that may be large apart from small requests: little of it at once, and little for one person.

Knows no route and nothing of what is worked out.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from threading import Condition, Lock
from typing import TypeVar

from app.apart import SHORT, Child, Overrun, WorkOut
from app.settling import Outdated
from app.turns import NoTurn, Turns
from app.web.errors import TooCostly, WorkFull, WorkOfOne

Result = TypeVar("Result")
Person = int | None
"""Whoever asks; None stands for all who have not signed in."""

TRIFLE = 1000
"""What costs less is worked out at once: asking a child takes longer."""
AT_ONCE = 6
"""How much one person may have under way: as many requests as a browser makes at once."""
IN_LINE = 58
"""How much of one person waits, without a thread, for what they have under way."""
WAITING = 16
"""How many wait for a lane; each of them holds a thread."""
WAIT_SECONDS = 10.0
RETRY_SECONDS = 2
REMEMBERED = 1000
"""People of whom a lane knows when it was their turn."""
KEPT_CHARACTERS = 8_000_000
"""What is kept of finished work; each character takes a byte or more."""
_MEGABYTES = 1024


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    person: Person
    since: float


@dataclass(slots=True)
class Lane:
    """One work at a time, and few that wait; next comes whoever waits longest since their last turn."""

    _changed: Condition = field(default_factory=Condition)
    _waiting: list[_Waiter] = field(default_factory=list)
    _served: dict[Person, float] = field(default_factory=dict)
    _busy: bool = False

    @contextmanager
    def turn(self, person: Person) -> Iterator[None]:
        """Wait for a turn; raises WorkFull where too many wait already, or for too long."""
        waiter = _Waiter(person, time.monotonic())
        with self._changed:
            if len(self._waiting) >= WAITING:
                raise WorkFull(RETRY_SECONDS)
            self._waiting.append(waiter)
            comes = self._changed.wait_for(lambda: self._next() is waiter, WAIT_SECONDS)
            self._waiting.remove(waiter)
            if not comes:
                # It may have been named as the next while it gave up.
                self._changed.notify_all()
                raise WorkFull(RETRY_SECONDS)
            self._busy = True
            self._serve(person)
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next(self) -> _Waiter | None:
        if self._busy:
            return None
        return min(self._waiting, key=lambda waiter: (self._served.get(waiter.person, 0.0), waiter.since))

    def _serve(self, person: Person) -> None:
        self._served.pop(person, None)
        self._served[person] = time.monotonic()
        if len(self._served) > REMEMBERED:
            del self._served[next(iter(self._served))]


@dataclass(frozen=True, slots=True)
class _Apart:
    """A lane whose work a child process does."""

    child: Child
    lane: Lane = field(default_factory=Lane)


@cache
def _apart(length: str, seconds: int) -> _Apart:  # noqa: ARG001  Each length has a lane of its own.
    """Return the lane for works of a length; one for the whole process, because its child costs memory."""
    return _Apart(Child(seconds, _MEGABYTES))


class Heavy:
    """Where routes have their large work done."""

    def __init__(self, seconds: int) -> None:
        """``seconds`` is what a computation may take."""
        self._seconds = seconds
        self._here = Lane()
        self._under_way: Counter[Person] = Counter()
        self._kept: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._turns: dict[Person, Turns] = {}
        self._lock = Lock()

    def start(self) -> None:
        """Start the children, so that nobody waits for them and their memory is taken from the beginning."""
        for length in ("short", "long"):
            _apart(length, self._seconds).child.start()

    def work_out(self, person: Person, cost: int, function: Callable[..., Result], *arguments: object) -> Result:
        """Return what a pure function of a module returns; ``cost`` is the length of what it reads, in characters.

        Raises WorkOfOne, WorkFull, and TooCostly where it takes more than it may.
        """
        if cost <= TRIFLE:
            return function(*arguments)
        with self._one_of(person):
            return self._work_out("short" if cost <= SHORT else "long", person, function, *arguments)

    def parts_for(self, person: Person) -> WorkOut:
        """Return what works out the long parts of something that is under way; they are not counted by themselves."""
        return partial(self._work_out, "long", person)

    def _work_out(self, length: str, person: Person, function: Callable[..., Result], *arguments: object) -> Result:
        apart = _apart(length, self._seconds)
        with apart.lane.turn(person):
            try:
                return apart.child.work_out(function, *arguments)
            except Overrun as overrun:
                raise TooCostly(self._seconds) from overrun

    def written(self, person: Person, cost: int, function: Callable[..., str], *arguments: str) -> str:
        """Return what ``work_out`` does, of a function that writes what many read: it is kept for a while."""
        key = (function, *arguments)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        result = self.work_out(person, cost, function, *arguments)
        with self._lock:
            self._kept[key] = result
            while sum(map(_length, self._kept.items())) > KEPT_CHARACTERS:
                self._kept.popitem(last=False)
        return result

    @contextmanager
    def here(self, person: Person, cost: int = SHORT + 1) -> Iterator[None]:
        """Let what needs the database do its large work in this thread, one at a time in this process.

        Where others were always faster, it is refused too: nothing large is thought again while others wait for a lock.
        """
        try:
            if cost <= SHORT:
                yield
                return
            with self._one_of(person), self._here.turn(person):
                yield
        except Outdated as outdated:
            raise WorkFull(RETRY_SECONDS) from outdated

    @asynccontextmanager
    async def turn_of(self, person: Person) -> AsyncIterator[None]:
        """Wait, without a thread, until less of one person goes on; raises WorkOfOne where too much of it waits."""
        with self._lock:
            turns = self._turns.setdefault(person, Turns(AT_ONCE, IN_LINE, WAIT_SECONDS))
        try:
            async with turns.turn():
                yield
        except NoTurn as none:
            raise WorkOfOne(RETRY_SECONDS) from none
        finally:
            with self._lock:
                if turns.is_idle and self._turns.get(person) is turns:
                    del self._turns[person]

    @contextmanager
    def _one_of(self, person: Person) -> Iterator[None]:
        with self._lock:
            if self._under_way[person] >= AT_ONCE:
                raise WorkOfOne(RETRY_SECONDS)
            self._under_way[person] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[person] -= 1
                if not self._under_way[person]:
                    del self._under_way[person]


def _length(item: tuple[tuple[object, ...], str]) -> int:
    key, result = item
    return len(result) + sum(len(part) for part in key if isinstance(part, str))
