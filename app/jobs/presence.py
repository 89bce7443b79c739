"""Whether somebody does the jobs: each worker tells now and then that it is there."""

from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlmodel import Session, col

from app.clock import database_now
from app.jobs.models import WorkerSeen

MISSED_AFTER = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=1)


def note_worker(session: Session, name: str) -> None:
    """Note that a worker is at work; the name is its own."""
    now = database_now(session)
    session.execute(delete(WorkerSeen).where(col(WorkerSeen.seen_at) < now - FORGOTTEN_AFTER))
    session.merge(WorkerSeen(name=name, seen_at=now))


def is_worked(session: Session) -> bool:
    """Tell whether some worker was at work within the last minute."""
    lately = col(WorkerSeen.seen_at) > database_now(session) - MISSED_AFTER
    return bool(session.scalar(select(exists().where(lately))))
