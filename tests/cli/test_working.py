"""Jobs in processes of their own: what one of them does to itself, the next one does not feel."""

import pytest

from app.apart import Child
from app.cli import working
from app.cli.working import Apart
from app.config import Settings
from app.jobs.service import run_next_job
from app.pages import rules
from tests.guides.compiles import accepted_page, ordered
from tests.world import Json, World

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def done(world: World) -> Json:
    """Order a proof, let a worker do it in a child, and return the job."""
    path = ordered(world.as_("guide-admin"), kind="proof", audience="company")
    settings = Settings(database_url=str(world.database.url))
    while run_next_job(world.database, Apart(settings, lambda: None)):
        pass
    job: Json = world.as_("guide-admin").get(path).json()
    return job


def test_a_compile_that_takes_too_long_is_given_up_and_the_next_one_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.campaign()
    accepted_page(world)
    with monkeypatch.context() as hurried:
        hurried.setattr(working, "Child", lambda _seconds, megabytes: Child(0.01, megabytes))
        job = done(world)
    assert (job["state"], job["problem"]["type"], job["problem"]["code"]) == ("failed", "too-costly", "job-too-long")
    job = done(world)
    assert (job["state"], job["stage"], job["progress"], job["problem"]) == ("done", "done", 100, None)


def test_a_hostile_text_takes_no_worker_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such texts are refused today; rows from before, and imports, hold them."""
    world.campaign()
    monkeypatch.setattr(rules, "TEXT_MARKS", 10**9)
    accepted_page(world, "a" + "\u0301" * 120_000)
    assert done(world)["state"] in {"done", "failed"}
