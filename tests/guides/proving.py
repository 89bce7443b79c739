"""Has editions proven as people do: the order of a proof, the work, and what its job found."""

from app.guides.work import HANDLERS
from app.jobs.service import run_next_job
from tests.world import Json, World


def proof(world: World, edition: str, *, by: str) -> Json:
    """Return the job of a proof that somebody ordered, when it is over; ``edition`` is a path."""
    ordered = world.as_(by).post(f"{edition}/verify")
    assert ordered.status_code == 202, ordered.text
    assert run_next_job(world.database, HANDLERS)
    job: Json = world.as_(by).get(ordered.headers["location"]).json()
    return job


def proven(world: World, edition: str, *, by: str) -> Json:
    """Return what a proof found."""
    job = proof(world, edition, by=by)
    assert job["state"] == "done", job
    found: Json = job["outcome"]
    return found
