"""Slows down guessing, and locks nobody out: wrong passwords are counted by account and by where they come from.

An attempt is counted before its password is checked and taken back when it was right, in the database, so that all
processes together allow as many as one. Whoever guesses makes only their own place wait: the owner signs in from
another one. Places are kept as keyed digests; what somebody typed as a username may be a password.
"""

import hmac
import math
import os
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import get_native_id
from typing import Self, TypeVar

from sqlalchemy import delete
from sqlmodel import Session, col

from app.db import lock_name
from app.identity.errors import SignInBusy, TooManyAttempts
from app.identity.models import SignInAttempt
from app.networks import network_of
from app.turns import NoTurn, Turns

Result = TypeVar("Result")

FORGOTTEN_AFTER = timedelta(days=1)
LONGEST_WAIT = timedelta(minutes=15)
BUSY_SECONDS = 3
"""How long whoever is sent away waits for the answer, and is told to wait: people retype faster."""
_LAST = 19
"""The niceness of what comes after all else."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """``free`` wrong passwords in a row cost nothing, and each further one doubles the wait."""

    key: bytes
    """Makes the digests; a secret of this service."""
    free: int

    @classmethod
    def keyed_by(cls, secret: str, free: int) -> Self:
        """Return them with a key of their own, made from the secret that signs tokens."""
        return cls(hmac.digest(secret.encode(), b"sign-in attempts", "sha256"), free)

    def place(self, username: str, address: str) -> str:
        """Return what stands for an account tried from an address."""
        return hmac.digest(self.key, f"{username}\0{network_of(address)}".encode(), "sha256").hex()

    def reserve(self, session: Session, place: str, *, now: datetime) -> None:
        """Count an attempt as failed until it is taken back; raises TooManyAttempts where it must wait."""
        # Two at once would both find room for one.
        lock_name(session, int(place[:15], 16))
        session.execute(delete(SignInAttempt).where(col(SignInAttempt.last_at) < now - FORGOTTEN_AFTER))
        found = self.require_turn(session, place, now=now)
        if found is None:
            session.add(SignInAttempt(place=place, failures=1, last_at=now))
            return
        found.failures += 1
        found.last_at = now

    def require_turn(self, session: Session, place: str, *, now: datetime) -> SignInAttempt | None:
        """Return what failed from here; raises TooManyAttempts where it must wait. Asked alone, it writes nothing."""
        found = session.get(SignInAttempt, place, populate_existing=True)
        wait = timedelta(0) if found is None else found.last_at + self.wait(found.failures) - now
        if wait > timedelta(0):
            raise TooManyAttempts(math.ceil(wait.total_seconds()))
        return found

    def take_back(self, session: Session, place: str) -> None:
        """Forget what failed from here before: the password was right."""
        session.execute(delete(SignInAttempt).where(col(SignInAttempt.place) == place))

    def wait(self, failures: int) -> timedelta:
        """Return how long a place waits after so many failures in a row."""
        if failures < self.free:
            return timedelta(0)
        return min(timedelta(seconds=2.0 ** min(failures - self.free, 20)), LONGEST_WAIT)


class Hashing:
    """Lets few passwords be hashed at once, because each takes 19 MiB and a core, and few wait for their turn.

    They are hashed after all else that there is to do: whoever reads meanwhile notices little of it.
    """

    def __init__(self, at_once: int = 2, waiting: int = 12) -> None:
        self._turns = Turns(at_once, waiting)
        self._threads = ThreadPoolExecutor(at_once, "hashing", initializer=_come_last)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn; raises SignInBusy where too many wait already."""
        try:
            async with self._turns.turn():
                yield
        except NoTurn as none:
            raise SignInBusy(BUSY_SECONDS) from none

    def work_out(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Return what a function returns that hashes, in a thread that comes after all others; call it in a turn."""
        return self._threads.submit(function, *arguments).result()


def _come_last() -> None:
    # Linux knows priorities of threads, others of whole processes alone.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _LAST)
