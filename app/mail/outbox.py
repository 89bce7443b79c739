"""The letters that wait: put in by whoever has something to tell, in the transaction of their deed.

Knows nobody who reads them, and no server.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from app.mail.letters import Letter
from app.mail.models import OutboxLetter
from app.mail.rules import State
from app.words.saying import Language

KEPT_FOR = timedelta(days=30)
ENDED = (State.SENT, State.FAILED, State.UNCLEAR)
STUCK = (State.FAILED, State.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter with whom it is for; the address is one that ``addresses`` returned."""

    recipient: str
    language: Language
    letter: Letter


def enqueue(session: Session, addressed: Addressed, *, now: datetime) -> None:
    """Put a letter into the outbox; it leaves when this transaction has been committed."""
    enqueue_all(session, [addressed], now=now)


def enqueue_all(session: Session, letters: Iterable[Addressed], *, now: datetime) -> None:
    """Put letters into the outbox."""
    rows = [
        {
            "key": secrets.token_hex(16),
            "recipient": addressed.recipient,
            "language": addressed.language.value,
            "letter": addressed.letter.stored(),
            "state": State.WAITING.value,
            "tries": 0,
            "due_at": now,
            "created_at": now,
        }
        for addressed in letters
    ]
    if rows:
        session.connection().execute(insert(OutboxLetter), rows)


def list_letters(session: Session, *, states: Sequence[State], limit: int) -> list[OutboxLetter]:
    """Return letters in these states, the newest first."""
    query = select(OutboxLetter).where(col(OutboxLetter.state).in_([state.value for state in states]))
    return list(session.scalars(query.order_by(col(OutboxLetter.id).desc()).limit(limit)))


def send_again(session: Session, *, now: datetime) -> int:
    """Let every letter that failed, or of which nobody knows, be tried anew; return how many."""
    again = update(OutboxLetter).where(col(OutboxLetter.state).in_([state.value for state in STUCK]))
    values = {"state": State.WAITING.value, "tries": 0, "due_at": now, "claim": None, "finished_at": None}
    return session.connection().execute(again.values(**values)).rowcount


def purge_letters(session: Session, now: datetime) -> None:
    """Delete letters that were done with a month ago."""
    session.execute(delete(OutboxLetter).where(col(OutboxLetter.finished_at) < now - KEPT_FOR))
