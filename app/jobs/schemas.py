"""Jobs on the wire."""

import json
from datetime import datetime

from pydantic import BaseModel

from app.jobs.models import Job
from app.jobs.rules import JobState


class JobProblem(BaseModel):
    type: str
    detail: str


class JobOut(BaseModel):
    id: int
    kind: str
    state: JobState
    progress: int
    """Percent."""
    stage: str
    result: str | None
    """Path of what was made."""
    problem: JobProblem | None
    created_at: datetime
    finished_at: datetime | None


def job_out(job: Job, origin: str = "") -> JobOut:
    """Return what is told of a job; ``origin`` stands before the path of what it made."""
    result = None if job.result is None else origin + job.result
    problem = JobProblem.model_validate(json.loads(job.problem)) if job.problem else None
    return JobOut.model_validate({**job.model_dump(exclude={"problem"}), "problem": problem, "result": result})
