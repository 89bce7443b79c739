"""Devices of those who do not sign in: what stands for one in a hall, and when that is forgotten.

Knows no address: a whole hall has one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.digests import text_digest
from app.questions.models import Question, QuestionSupport

DEVICE_FOR = timedelta(days=30)
"""How long a device is known, where its hall is not closed before."""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, which keeps a random name in a signed cookie."""

    name: str

    def mark(self, hall_id: int) -> str:
        """Return what stands for it in a hall: nobody can tell which two marks in two halls are one device."""
        return text_digest(f"{hall_id}\0{self.name}")


def forget_devices(session: Session, now: datetime) -> None:
    """Forget the devices whose time is over; what they asked and supported stays and counts."""
    for table in (Question, QuestionSupport):
        late = update(table).where(col(table.device_until) < now)
        session.connection().execute(late.values(device=None, device_until=None))


def forget_devices_of(session: Session, hall_id: int) -> None:
    """Forget every device of a hall."""
    asked = update(Question).where(col(Question.hall_id) == hall_id)
    there = select(col(Question.id)).where(col(Question.hall_id) == hall_id)
    supported = update(QuestionSupport).where(col(QuestionSupport.question_id).in_(there))
    for forgotten in (asked, supported):
        session.connection().execute(forgotten.values(device=None, device_until=None))
