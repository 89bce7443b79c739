"""Jobs: put in a queue, taken by one worker at a time, their progress told while they run.

Campaigns take turns, so that one with many jobs keeps no other waiting.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.clock import database_now
from app.db import UNAVAILABLE, Database, Statement
from app.digests import canonical
from app.identity.actor import Actor
from app.jobs.ending import Ending, Handler, Progress, carry_out, taken_too_often
from app.jobs.errors import NoSuchJob
from app.jobs.models import Job
from app.jobs.rules import MOST_TRIES, JobState

LEASE = timedelta(minutes=2)
BEAT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that a worker has in hand."""

    job_id: int
    kind: str
    user_id: int
    arguments: Mapping[str, str]
    tries: int


class GivenUp(Exception):
    """A job went beyond its limits; ``ending`` is what becomes of it, None where it is tried again."""

    def __init__(self, ending: Ending | None) -> None:
        super().__init__("given up")
        self.ending = ending


Beat = Callable[[], None]
Carry = Callable[[Taken, Progress, Beat], Ending]
"""Does a job and returns how it ended; raises GivenUp. Calls the beat now and then as long as it lives."""


def enqueue(session: Session, actor: Actor, campaign_id: int, kind: str, arguments: Mapping[str, str]) -> Job:
    """Put a job into the queue, in the transaction of the request that asks for it."""
    job = Job(
        kind=kind,
        state=JobState.QUEUED.value,
        campaign_id=campaign_id,
        user_id=actor.signed_in(),
        arguments=canonical(arguments).decode(),
        progress=0,
        stage="queued",
        created_at=database_now(session),
    )
    session.add(job)
    session.flush()
    return job


def unfinished_jobs_of(user_id: int) -> Statement:
    """Return the query of the jobs of somebody's that wait or run."""
    unfinished = col(Job.state).in_((JobState.QUEUED.value, JobState.RUNNING.value))
    return select(col(Job.id)).where(col(Job.user_id) == user_id, unfinished)


def own_job(session: Session, actor: Actor, job_id: int) -> Job:
    """Return a job of the caller's; raises NoSuchJob for one that is absent or somebody else's."""
    job = session.scalars(select(Job).where(col(Job.id) == job_id, col(Job.user_id) == actor.signed_in())).one_or_none()
    if job is None:
        raise NoSuchJob
    return job


def here(database: Database, handlers: Mapping[str, Handler]) -> Carry:
    """Return what does a job in this thread, without limits."""

    def carry(taken: Taken, progress: Progress, _beat: Beat) -> Ending:
        return carry_out(handlers, database, taken.job_id, taken.kind, taken.user_id, taken.arguments, progress)

    return carry


def run_next_job(database: Database, work: Mapping[str, Handler] | Carry) -> bool:
    """Run the next waiting job, if any, and tell whether there was one; handlers run in this thread.

    A job whose worker died is taken again when its lease ends, three times at most; as long as the worker lives it
    renews the lease. Raises what the driver raises where not even the failure can be stored.
    """
    taken = _take(database)
    if taken is None:
        return False
    carry = here(database, work) if isinstance(work, Mapping) else work

    def progress(percent: int, stage: str) -> None:
        _update(database, taken.job_id, progress=percent, stage=stage)

    try:
        ending: Mapping[str, object] | None = carry(taken, progress, _Heart(database, taken.job_id).beat)
    except GivenUp as stopped:
        ending = stopped.ending
    # Without an ending it goes back into the queue.
    _update(database, taken.job_id, **({"state": JobState.QUEUED.value} if ending is None else ending))
    return True


@dataclass(slots=True)
class _Heart:
    """Renews the lease of a job now and then, however long its steps take."""

    database: Database
    job_id: int
    _beaten: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        if time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        self._beaten = time.monotonic()
        try:
            _update(self.database, self.job_id)
        except UNAVAILABLE:
            # The work goes on; whether its result can be stored is seen in the end.
            structlog.get_logger().exception("lease not renewed", job_id=self.job_id)


def _take(database: Database) -> Taken | None:
    while True:
        with database.writing() as session:
            job = _next(session)
            if job is None:
                return None
            assert job.id is not None
            now = database_now(session)
            if job.tries < MOST_TRIES:
                job.state, job.leased_until, job.taken_at = JobState.RUNNING.value, now + LEASE, now
                job.tries += 1
                return Taken(job.id, job.kind, job.user_id, json.loads(job.arguments), job.tries)
            # Each time, whoever took it died with it.
            _set(job, taken_too_often(job.id, job.tries))
            job.finished_at = now


def _next(session: Session) -> Job | None:
    now, others = database_now(session), aliased(Job)
    waiting = or_(
        col(Job.state) == JobState.QUEUED.value,
        (col(Job.state) == JobState.RUNNING.value) & (col(Job.leased_until) < now),
    )
    last_turn = (
        select(func.max(others.taken_at)).where(others.campaign_id == col(Job.campaign_id)).scalar_subquery()  # type: ignore[arg-type]
    )
    query = select(Job).where(waiting).order_by(last_turn.nulls_first(), col(Job.id)).limit(1)
    return session.scalars(query.with_for_update(of=Job, skip_locked=True)).one_or_none()


def _update(database: Database, job_id: int, **fields: object) -> None:
    with database.writing() as session:
        job = session.get_one(Job, job_id)
        _set(job, fields)
        now = database_now(session)
        if job.state == JobState.RUNNING:
            # Whoever tells progress is alive; nobody else may take the job.
            job.leased_until = now + LEASE
        elif job.state != JobState.QUEUED:
            job.finished_at = now


def _set(job: Job, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(job, name, value)
