"""How a job ends: what its row says then. Knows the work, and no queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from pydantic_core import to_jsonable_python

from app.db import UNAVAILABLE, Database
from app.digests import canonical
from app.errors import DomainError, facts_of
from app.identity.actor import Actor
from app.jobs.rules import JobState
from app.words.codes import Word
from app.words.saying import Language, Said, tell

Progress = Callable[[int, str], None]
Ending = Mapping[str, object]
"""Columns of the job; what can be told by one process to another."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a job has done."""

    path: str
    """The API path of what it made, or looked at."""
    lacks: DomainError | None = None
    """Why a part of it could not be made."""
    outcome: Mapping[str, object] | None = None
    """What it found out."""


Handler = Callable[[Database, Actor, Mapping[str, str], Progress], Made]
"""Does the work."""


def carry_out(
    handlers: Mapping[str, Handler],
    database: Database,
    job_id: int,
    kind: str,
    user_id: int,
    arguments: Mapping[str, str],
    progress: Progress,
) -> Ending:
    """Do a job and return how it ended.

    A refusal fails it with its problem; any other exception fails it too, is logged, and shows nothing of its cause to
    the caller.
    """
    try:
        made = handlers[kind](database, Actor(user_id), arguments, progress)
    except DomainError as refusal:
        return failed(_written(refusal))
    except UNAVAILABLE:
        structlog.get_logger().exception("job failed", job_id=job_id, kind=kind)
        return failed(_document("database-unavailable", Said.of(Word.JOB_UNSTORED, job=job_id)))
    except Exception:  # noqa: BLE001  A worker outlives whatever one job does; the log has the cause.
        structlog.get_logger().exception("job failed", job_id=job_id, kind=kind)
        return broken(job_id)
    return {
        "state": JobState.DONE.value,
        "progress": 100,
        "stage": "done",
        "result": made.path,
        "problem": None if made.lacks is None else _written(made.lacks),
        "outcome": None if made.outcome is None else canonical(made.outcome).decode(),
    }


def failed(problem: str) -> Ending:
    return {"state": JobState.FAILED.value, "stage": "failed", "problem": problem}


def broken(job_id: int) -> Ending:
    """Return the end of a job that failed by a fault of ours; the log has the cause."""
    return failed(_document("internal-error", Said.of(Word.JOB_BROKEN, job=job_id)))


def given_up(said: Said, *, budget: int) -> Ending:
    """Return the end of a job that went beyond its limits; ``budget`` is the seconds that it had."""
    return failed(_document("too-costly", said, budget=budget))


def taken_too_often(job_id: int, tries: int) -> Ending:
    """Return the end of a job whose workers died with it."""
    return failed(_document("internal-error", Said.of(Word.JOB_TRIED, job=job_id, tries=tries)))


def _written(refusal: DomainError) -> str:
    facts = {name: getattr(refusal, name) for name in facts_of(type(refusal))}
    return _document(refusal.problem, refusal.said(), **facts)


def _document(problem: str, said: Said, **facts: object) -> str:
    document = {**facts, "type": problem, "detail": tell(said, Language.ENGLISH), **said.coded()}
    return canonical(to_jsonable_python(document)).decode()
