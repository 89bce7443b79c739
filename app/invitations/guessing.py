"""Slows down those who try links and codes; whoever has a right one is never refused. Knows no link and no code."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from app.identity.attempts import Attempts
from app.identity.errors import TooManyAttempts
from app.invitations.errors import TooManyGuesses

FREE = 50
"""Wrong ones in a row that cost nothing: a hall of people behind one address mistypes now and then."""


def count_guess(session: Session, attempts: Attempts, kind: str, who: str, *, now: datetime) -> None:
    """Count a wrong link or code from somewhere; raises TooManyGuesses where it must wait."""
    patient = replace(attempts, free=FREE)
    try:
        patient.reserve(session, patient.place(kind, who), now=now)
    except TooManyAttempts as refusal:
        raise TooManyGuesses(refusal.retry_after) from refusal
