"""Lets so many requests go on at once and so many wait for their turn, and none of those who wait holds a thread.

Knows no route. The threads in which routes run are for those whose turn it is: what waits in one keeps out all others.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Lock


class NoTurn(Exception):
    """Too many wait already, or it did not come in time."""


@dataclass(slots=True)
class Turns:
    """First come, first served; of whatever event loop they are."""

    at_once: int
    waiting: int
    seconds: float | None = None
    """How long somebody waits, None for as long as it takes."""
    _going: int = 0
    _line: deque[Future[None]] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    @property
    def is_idle(self) -> bool:
        return self._going == 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn; raises NoTurn."""
        place = self._arrive()
        if place is not None:
            await self._wait(place)
        try:
            yield
        finally:
            self._leave()

    def _arrive(self) -> Future[None] | None:
        """Take a turn that is free, or return a place in the line."""
        with self._lock:
            if self._going < self.at_once:
                self._going += 1
                return None
            if len(self._line) >= self.waiting:
                raise NoTurn
            place = Future[None]()
            self._line.append(place)
            return place

    async def _wait(self, place: Future[None]) -> None:
        try:
            async with asyncio.timeout(self.seconds):
                await asyncio.wrap_future(place)
        except BaseException as error:
            self._give_up(place)
            if isinstance(error, TimeoutError):
                raise NoTurn from error
            raise

    def _give_up(self, place: Future[None]) -> None:
        with self._lock:
            if place in self._line:
                self._line.remove(place)
                return
        # It came in the same moment: whoever is next gets it.
        self._leave()

    def _leave(self) -> None:
        """Hand the turn on to whoever waits longest."""
        with self._lock:
            while self._line:
                # Whoever has gone meanwhile is passed over.
                if self._line[0].set_running_or_notify_cancel():
                    self._line.popleft().set_result(None)
                    return
                self._line.popleft()
            self._going -= 1
