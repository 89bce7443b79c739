"""One shape for every deed that thinks before it writes: replay, think, settle under the lock, answer once.

Knows no deed, and not where answers are kept.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, Protocol, TypeVar

from sqlmodel import Session

from app.db import Database

Thought = TypeVar("Thought")
Outcome = TypeVar("Outcome")
Answer = TypeVar("Answer")
_In_contra = TypeVar("_In_contra", contravariant=True)
_Out_co = TypeVar("_Out_co", covariant=True)


TRIES = 3
"""How often something large is thought anew because others were faster."""


class Outdated(Exception):
    """What was thought does not hold any more; the transaction is rolled back and nothing of it stored."""


def not_under_a_lock(function: Callable[..., object], *arguments: object) -> NoReturn:  # noqa: ARG001  The shape of what works out.
    """Refuse to work something large out while others wait for a lock: it is thought anew outside."""
    raise Outdated


class Keeper(Protocol[Answer]):
    """Keeps answers with their effect, so that a request that comes again has no second one."""

    def replay(self, session: Session) -> None:
        """Leave with the kept answer, by an exception that carries it, where the request was answered before."""

    def begin(self, session: Session) -> None:
        """Wait for an equal request in flight, then do what ``replay`` does; called first in a transaction."""

    def keep(self, session: Session, answer: Answer) -> Answer:
        """Store the answer in the transaction of its effect, and return it."""


class Settle(Protocol[_In_contra, _Out_co]):
    """Does the deed under its locks, ``again`` where the thought was outdated once: then nothing of it holds.

    Raises Outdated where it does not hold any more.
    """

    def __call__(self, session: Session, thought: _In_contra, *, again: bool) -> _Out_co: ...


Answering = Callable[[Session, Outcome], Answer]
"""Makes an answer of an outcome, in the transaction in which it is kept."""


def settle(
    database: Database,
    keeper: Keeper[Answer],
    think: Callable[[Session], Thought],
    settle: Settle[Thought, Outcome],
    answer: Answering[Outcome, Answer],
) -> Answer:
    """Do a deed once and return its answer.

    A request that was answered before is answered so again whatever became of what it is about, so nothing is read
    before its answer is looked for. All thinking happens in a snapshot, outside any lock. Raises Outdated where that
    never held, of what is too large to be thought under one.
    """
    for _ in range(TRIES):
        with database.reading() as session:
            keeper.replay(session)
            thought = think(session)
        with suppress(Outdated):
            return _settled(database, keeper, thought, settle, answer, again=False)
        # Where one race was lost the next one would be too: measured on a page that many edit at once, waiting for the
        # lock and thinking under it serves more of them than racing again. What is large is not thought under a lock.
        with suppress(Outdated):
            return _settled(database, keeper, thought, settle, answer, again=True)
    raise Outdated


def _settled(
    database: Database,
    keeper: Keeper[Answer],
    thought: Thought,
    settle: Settle[Thought, Outcome],
    answer: Answering[Outcome, Answer],
    *,
    again: bool,
) -> Answer:
    with database.writing() as session:
        keeper.begin(session)
        return keeper.keep(session, answer(session, settle(session, thought, again=again)))


class KeepsNothing:
    """The keeper of those who do not repeat requests: a shell, a test."""

    def replay(self, session: Session) -> None:
        """Nothing was answered before."""

    def begin(self, session: Session) -> None:
        """Nobody else asks the same."""

    def keep(self, session: Session, answer: Answer) -> Answer:  # noqa: ARG002  The shape of a keeper.
        return answer


def outcome_itself(_session: Session, outcome: Outcome) -> Outcome:
    """Return the outcome: the answer for those who need no other."""
    return outcome
