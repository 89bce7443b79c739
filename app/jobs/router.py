"""Routes of jobs."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.identity.actor import CurrentActor
from app.jobs.schemas import JobOut, job_out
from app.jobs.service import own_job
from app.web.answers import tagged
from app.web.services import CurrentDatabase

router = APIRouter(tags=["jobs"])


@router.get("/jobs/{job_id}", response_model=JobOut)
def get_job(request: Request, job_id: int, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show how far a job of the caller's is; ``result`` names what it made."""
    with database.reading() as session:
        return tagged(request, job_out(own_job(session, actor, job_id)))
