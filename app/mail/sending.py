"""Sends the letters that wait: each is claimed, handed over and answered for in transactions of its own.

A letter goes out once: whoever hands it over has marked it so before the last byte that makes it the server's, and
what is marked is never sent again by itself. What SMTP cannot promise: where a server takes the whole letter and is
gone before it has said so, nobody knows what became of it. Such a letter is kept as unclear, for a person to judge.
"""

import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.sql.dml import Update
from sqlmodel import Session, col

from app.clock import database_now
from app.db import Database
from app.mail.letters import Letter, LetterUnreadable, written
from app.mail.models import OutboxLetter
from app.mail.relay import Relay, Taken, Unanswered
from app.mail.rules import State, wait_after
from app.words.saying import Language

LEASE = timedelta(minutes=10)
_REASON_LENGTH = 500
_FOR_GOOD = 500
"""From this answer on it makes no sense to try again."""
_TROUBLE = (smtplib.SMTPException, OSError)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many letters are sent in a row, and how often one is tried."""

    batch: int
    tries: int


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A letter that this process sends."""

    letter_id: int
    claim: str
    key: str
    recipient: str
    language: str
    letter: str
    tries: int
    """How often it was tried, with this time."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch."""

    taken: int
    reached: bool
    """Whether the server could be spoken to until the end of the batch."""


def send_due(database: Database, relay: Relay, pace: Pace) -> Batch:
    """Send the letters that are due, up to a batch of them.

    Raises what the driver raises where the database is away: what was claimed is free again when its lease ends.
    """
    claimed = _claim(database, pace.batch)
    done = 0
    try:
        if claimed:
            with relay.connected() as connection:
                while done < len(claimed) and connection.sock is not None:
                    done += 1
                    _send(database, relay, connection, claimed[done - 1], pace)
    except _TROUBLE as error:
        if not done:
            # The server could not be reached; no letter is to blame, and none is tried for ever.
            structlog.get_logger().error("mail server unreachable", reason=_reason(error))
            for one in claimed:
                _put_off(database, one, pace, _reason(error), for_good=False)
            return Batch(len(claimed), reached=False)
    _give_back(database, claimed[done:])
    return Batch(len(claimed), reached=done == len(claimed))


def _claim(database: Database, most: int) -> list[_Claimed]:
    with database.writing() as session:
        now = database_now(session)
        _tell_unclear(session, now)
        free = or_(col(OutboxLetter.leased_until).is_(None), col(OutboxLetter.leased_until) < now)
        query = (
            select(OutboxLetter)
            .where(col(OutboxLetter.state) == State.WAITING.value, col(OutboxLetter.due_at) <= now, free)
            .order_by(col(OutboxLetter.due_at), col(OutboxLetter.id))
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        claim = secrets.token_hex(16)
        claimed = []
        for row in session.scalars(query):
            row.claim, row.leased_until, row.tries = claim, now + LEASE, row.tries + 1
            assert row.id is not None
            claimed.append(_Claimed(row.id, claim, row.key, row.recipient, row.language, row.letter, row.tries))
        return claimed


def _tell_unclear(session: Session, now: datetime) -> None:
    """End the letters whose process went away between the last byte and the answer."""
    session.execute(
        update(OutboxLetter)
        .where(col(OutboxLetter.state) == State.HANDED.value, col(OutboxLetter.leased_until) < now)
        .values(state=State.UNCLEAR.value, finished_at=now, reason="The process that sent it ended before the answer.")
    )


def _send(database: Database, relay: Relay, connection: smtplib.SMTP, one: _Claimed, pace: Pace) -> None:
    """Send one letter and store what became of it; raises what smtplib raises where the connection is no good."""
    try:
        message = relay.message(one.key, one.recipient, written(Letter.read(one.letter), Language(one.language)))
    except (LetterUnreadable, KeyError, ValueError) as error:
        _end(database, one, State.FAILED, f"The letter cannot be written: {error!r}")
        return
    try:
        relay.hand_over(connection, one.recipient, message, before_end=partial(_mark_handed, database, one))
    except Taken:
        return
    except Unanswered as unanswered:
        _end(database, one, State.UNCLEAR, f"The server took the letter and did not answer. {unanswered}")
    except smtplib.SMTPResponseException as refusal:
        for_good = refusal.smtp_code >= _FOR_GOOD and not isinstance(refusal, smtplib.SMTPSenderRefused)
        _put_off(database, one, pace, _reason(refusal), for_good=for_good)
        connection.rset()
    except _TROUBLE as error:
        _put_off(database, one, pace, _reason(error), for_good=False)
        connection.close()
    else:
        _end(database, one, State.SENT, None)


def _mark_handed(database: Database, one: _Claimed) -> bool:
    """Mark a letter as handed over, and tell whether it was this process' to hand over."""
    with database.writing() as session:
        now = database_now(session)
        marked = _mine(one, State.WAITING).values(state=State.HANDED.value, leased_until=now + LEASE)
        return session.connection().execute(marked).rowcount == 1


def _end(database: Database, one: _Claimed, state: State, reason: str | None) -> None:
    with database.writing() as session:
        _settle(session, one, state, reason, database_now(session))


def _put_off(database: Database, one: _Claimed, pace: Pace, reason: str, *, for_good: bool) -> None:
    """Let a letter be tried again later, or give it up."""
    if for_good or one.tries >= pace.tries:
        _end(database, one, State.FAILED, reason)
        return
    with database.writing() as session:
        due = database_now(session) + wait_after(one.tries)
        waiting = {"state": State.WAITING.value, "due_at": due, "claim": None, "leased_until": None, "reason": reason}
        session.execute(_mine(one, State.WAITING, State.HANDED).values(**waiting))


def _settle(session: Session, one: _Claimed, state: State, reason: str | None, now: datetime) -> None:
    told = {"state": state.value, "finished_at": now, "reason": None if reason is None else reason[:_REASON_LENGTH]}
    emptied = {"letter": ""} if state is State.SENT else {}
    session.execute(_mine(one, State.WAITING, State.HANDED).values(**told, **emptied))
    if state is not State.SENT:
        structlog.get_logger().error("letter not sent", letter=one.letter_id, state=state.value, reason=reason)


def _give_back(database: Database, untouched: Sequence[_Claimed]) -> None:
    """Free the letters of a batch that broke off before them; for them this was no try."""
    if untouched:
        with database.writing() as session:
            for one in untouched:
                free = {"claim": None, "leased_until": None, "tries": one.tries - 1}
                session.execute(_mine(one, State.WAITING).values(**free))


def _mine(one: _Claimed, *states: State) -> Update:
    """Return an update of a letter that changes nothing where another process has it, or has ended it."""
    return update(OutboxLetter).where(
        col(OutboxLetter.id) == one.letter_id,
        col(OutboxLetter.claim) == one.claim,
        col(OutboxLetter.state).in_([state.value for state in states]),
    )


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {words}"[:_REASON_LENGTH]
    return (str(error) or type(error).__name__)[:_REASON_LENGTH]
