"""Jobs: put in a queue, taken by one worker at a time, their progress told while they run."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from pydantic_core import to_jsonable_python
from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.clock import database_now
from app.db import UNAVAILABLE, Database
from app.digests import canonical
from app.errors import DomainError, facts_of
from app.identity.actor import Actor
from app.jobs.errors import NoSuchJob
from app.jobs.models import Job
from app.jobs.rules import JobState
from app.words.codes import Word
from app.words.saying import Language, Said, tell

LEASE = timedelta(minutes=10)
Progress = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a job has done."""

    path: str
    """The API path of what it made."""
    lacks: DomainError | None = None
    """Why a part of it could not be made."""


Handler = Callable[[Database, Actor, Mapping[str, str], Progress], Made]
"""Does the work."""


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


def own_job(session: Session, actor: Actor, job_id: int) -> Job:
    """Return a job of the caller's; raises NoSuchJob for one that is absent or somebody else's."""
    job = session.scalars(select(Job).where(col(Job.id) == job_id, col(Job.user_id) == actor.signed_in())).one_or_none()
    if job is None:
        raise NoSuchJob
    return job


def run_next_job(database: Database, handlers: Mapping[str, Handler]) -> bool:
    """Run the oldest waiting job, if any, and tell whether there was one.

    A job whose worker died is taken again when its lease ends; telling progress renews the lease. A refusal
    fails the job with its problem; any other exception fails it too, is logged, and shows nothing of its
    cause to the caller. Raises what the driver raises where not even the failure can be stored.
    """
    taken = _take(database)
    if taken is None:
        return False
    job_id, kind, user_id, arguments = taken

    def progress(percent: int, stage: str) -> None:
        _update(database, job_id, progress=percent, stage=stage)

    try:
        made = handlers[kind](database, Actor(user_id), json.loads(arguments), progress)
    except DomainError as refusal:
        _fail(database, job_id, _written(refusal))
    except UNAVAILABLE:
        structlog.get_logger().exception("job failed", job_id=job_id, kind=kind)
        _fail(database, job_id, _document("database-unavailable", Said.of(Word.JOB_UNSTORED, job=job_id)))
    except Exception:  # noqa: BLE001  A worker outlives whatever one job does; the log has the cause.
        structlog.get_logger().exception("job failed", job_id=job_id, kind=kind)
        _fail(database, job_id, _document("internal-error", Said.of(Word.JOB_BROKEN, job=job_id)))
    else:
        lacks = None if made.lacks is None else _written(made.lacks)
        _update(
            database, job_id, state=JobState.DONE.value, progress=100, stage="done", result=made.path, problem=lacks
        )
    return True


def _take(database: Database) -> tuple[int, str, int, str] | None:
    with database.writing() as session:
        now = database_now(session)
        waiting = or_(
            col(Job.state) == JobState.QUEUED.value,
            (col(Job.state) == JobState.RUNNING.value) & (col(Job.leased_until) < now),
        )
        job = session.scalars(
            select(Job).where(waiting).order_by(col(Job.id)).limit(1).with_for_update(skip_locked=True)
        ).one_or_none()
        if job is None:
            return None
        assert job.id is not None
        job.state, job.leased_until = JobState.RUNNING.value, now + LEASE
        return job.id, job.kind, job.user_id, job.arguments


def _written(refusal: DomainError) -> str:
    facts = {name: getattr(refusal, name) for name in facts_of(type(refusal))}
    return _document(refusal.problem, refusal.said(), **facts)


def _document(problem: str, said: Said, **facts: object) -> str:
    document = {**facts, "type": problem, "detail": tell(said, Language.ENGLISH), **said.coded()}
    return canonical(to_jsonable_python(document)).decode()


def _fail(database: Database, job_id: int, problem: str) -> None:
    _update(database, job_id, state=JobState.FAILED.value, stage="failed", problem=problem)


def _update(database: Database, job_id: int, **fields: object) -> None:
    with database.writing() as session:
        job = session.get_one(Job, job_id)
        for name, value in fields.items():
            setattr(job, name, value)
        now = database_now(session)
        if job.state == JobState.RUNNING:
            # Whoever tells progress is alive; nobody else may take the job.
            job.leased_until = now + LEASE
        else:
            job.finished_at = now
