"""Routes of jobs."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.identity.asking import CurrentActor
from app.identity.service import require_user
from app.jobs.schemas import JobOut, job_out
from app.jobs.service import own_job
from app.web.answers import tagged
from app.web.hearing import told_in
from app.web.links import origin_of
from app.web.parameters import JobId
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states

router = APIRouter(tags=["jobs"])


@router.get("/jobs/{job_id}", **states("get_job", act=Caller.SIGNED_IN), response_model=JobOut)
def get_job(request: Request, job_id: JobId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show how far a job of the caller's is; ``result`` names what it made."""
    with database.reading() as session:
        require_user(session, actor)
        told = job_out(own_job(session, actor, job_id), actor.hearing.language, origin_of(request))
    return tagged(request, told, told_in(actor.hearing))
