"""Jobs on the wire."""

import json
from datetime import datetime

from pydantic import ConfigDict

from app.fields import Wire
from app.jobs.models import Job
from app.jobs.rules import JobState
from app.words.saying import Language, find_said, tell

_UNCODED: dict[str, object] = {"code": None, "parameters": {}}
"""Of a job that failed before sentences had codes."""


class JobProblem(Wire):
    """Also has the members of its type, as an answer would."""

    model_config = ConfigDict(extra="allow")

    type: str
    """Why it failed, as a problem type."""
    detail: str
    """What happened and what to do."""
    code: str | None
    """Names the sentence of ``detail``; None for a job that failed before sentences had codes."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""


class JobOut(Wire):
    id: int
    """The id of the job."""
    kind: str
    """What the job does."""
    state: JobState
    """Whether it waits, runs, is done or has failed."""
    progress: int
    """Percent."""
    stage: str
    """What it is doing now."""
    result: str | None
    """Path of what was made."""
    problem: JobProblem | None
    """Why it failed; of a job that is done, why a part of it could not be made. Null where nothing is lacking."""
    outcome: dict[str, object] | None
    """What it found out; of a verification `proven`, `broken` and `notes`. Null before the end, and for other jobs."""
    created_at: datetime
    """When it was ordered."""
    finished_at: datetime | None
    """When it ended; null before."""


def job_out(job: Job, language: Language, origin: str = "") -> JobOut:
    """Return what is told of a job; ``origin`` stands before the path of what it made."""
    result = None if job.result is None else origin + job.result
    problem = JobProblem.model_validate(_UNCODED | json.loads(job.problem)) if job.problem else None
    said = find_said(problem.code, problem.parameters) if problem else None
    if problem and said:
        problem.detail = tell(said, language)
    outcome = None if job.outcome is None else json.loads(job.outcome)
    told = job.model_dump(exclude={"problem", "outcome"})
    return JobOut.model_validate({**told, "problem": problem, "result": result, "outcome": outcome})
