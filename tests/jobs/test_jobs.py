"""Jobs run in order, once, by one worker each, and tell their failures without their insides."""

import threading
from collections.abc import Callable, Mapping

import pytest
from sqlmodel import Session, col, select

from app.campaigns.errors import NoSuchMember
from app.clock import shifted
from app.db import Database
from app.identity.actor import Actor
from app.jobs import service
from app.jobs.ending import Ending, Handler, Made, Progress, given_up
from app.jobs.models import Job
from app.jobs.rules import MOST_TRIES, JobState
from app.jobs.service import LEASE, GivenUp, Taken, enqueue, run_next_job
from app.words.codes import Word
from app.words.saying import Said
from tests.world import Json, World

pytestmark = pytest.mark.databases


def queued(world: World, *words: str, kind: str = "work") -> list[int]:
    """Put a job per word into the queue and return their ids."""
    campaign_id = 1
    actor = world.actor("guide-admin")
    ids: list[int] = []
    for word in words:
        with world.database.writing() as session:
            job = enqueue(session, actor, campaign_id, kind, {"word": word})
            assert job.id is not None
            ids.append(job.id)
    return ids


def shown(world: World, job_id: int) -> Json:
    answer = world.as_("guide-admin").get(f"/v1/jobs/{job_id}")
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


def handler(told: list[str]) -> Handler:
    def work(_database: Database, _actor: Actor, arguments: Mapping[str, str], progress: Progress) -> Made:
        progress(50, "half")
        told.append(arguments["word"])
        return Made(f"/v1/{arguments['word']}")

    return work


def states(session: Session) -> list[tuple[str, int]]:
    return list(session.exec(select(Job.state, Job.progress).order_by(col(Job.id))).all())


def test_jobs_run_in_the_order_of_the_queue(world: World) -> None:
    world.campaign()
    told: list[str] = []
    ids = queued(world, "one", "two", "three")
    assert shown(world, ids[0])["state"] == "queued"
    while run_next_job(world.database, {"work": handler(told)}):
        pass
    assert told == ["one", "two", "three"]
    job = shown(world, ids[1])
    assert (job["state"], job["progress"], job["result"], job["problem"]) == ("done", 100, "/v1/two", None)
    assert job["finished_at"] is not None


def test_two_workers_never_take_the_same_job(world: World) -> None:
    world.campaign()
    words = [f"{number}" for number in range(12)]
    queued(world, *words)
    told: list[str] = []
    # The first two jobs wait for each other, so both workers must have one at the same time.
    both = threading.Barrier(2, timeout=20)

    def work(database: Database, actor: Actor, arguments: Mapping[str, str], progress: Progress) -> Made:
        if arguments["word"] in ("0", "1"):
            both.wait()
        return handler(told)(database, actor, arguments, progress)

    def worker() -> None:
        while run_next_job(world.database, {"work": work}):
            pass

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told, key=int) == words
    with world.database.reading() as session:
        assert states(session) == [(JobState.DONE, 100)] * len(words)


def test_a_dead_workers_job_is_taken_when_its_lease_ends(world: World) -> None:
    world.campaign()
    told: list[str] = []
    (job_id,) = queued(world, "one")

    class Died(BaseException):
        """As a killed process: no handler of errors sees it."""

    def dying(_database: Database, _actor: Actor, _arguments: Mapping[str, str], progress: Progress) -> Made:
        with shifted(LEASE / 2):
            progress(30, "begun")
        raise Died

    with pytest.raises(Died):
        run_next_job(world.database, {"work": dying})
    assert (shown(world, job_id)["state"], shown(world, job_id)["progress"]) == ("running", 30)
    # Progress told half-way renewed the lease.
    with shifted(LEASE * 1.4):
        assert not run_next_job(world.database, {"work": handler(told)})
    with shifted(LEASE * 1.6):
        assert run_next_job(world.database, {"work": handler(told)})
        assert not run_next_job(world.database, {"work": handler(told)})
    assert told == ["one"]
    assert shown(world, job_id)["state"] == "done"


def test_a_job_whose_workers_die_is_given_up_after_three_tries(world: World) -> None:
    world.campaign()
    (job_id,) = queued(world, "one")

    class Died(BaseException):
        """As a killed process: no handler of errors sees it."""

    def dying(*_: object) -> Made:
        raise Died

    for tries in range(MOST_TRIES):
        with shifted(LEASE * 1.1 * tries), pytest.raises(Died):
            run_next_job(world.database, {"work": dying})
    with shifted(LEASE * 1.1 * MOST_TRIES):
        assert not run_next_job(world.database, {"work": dying})
    job = shown(world, job_id)
    assert (job["state"], job["problem"]["code"]) == ("failed", "job-tried")
    assert job["finished_at"] is not None


def test_campaigns_take_turns(world: World) -> None:
    world.campaign()
    world.campaign("other")
    told: list[str] = []
    queued(world, "a", "b", "c")
    with world.database.writing() as session:
        for word in "xy":
            enqueue(session, world.actor("other-admin"), 2, "work", {"word": word})
    while run_next_job(world.database, {"work": handler(told)}):
        pass
    assert told == ["a", "x", "b", "y", "c"]


def test_what_lives_keeps_its_lease_whatever_it_tells(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    queued(world, "one")
    monkeypatch.setattr(service, "BEAT_SECONDS", 0)

    def carry(_taken: Taken, _progress: Progress, beat: Callable[[], None]) -> Ending:
        with shifted(LEASE * 0.9):
            beat()
        with shifted(LEASE * 1.8):
            assert not run_next_job(world.database, {"work": handler([])})
        return {"state": "done", "stage": "done"}

    assert run_next_job(world.database, carry)


@pytest.mark.parametrize(("tried_again", "tries"), [(True, MOST_TRIES), (False, 1)])
def test_a_job_beyond_its_limits_fails_with_the_reason(world: World, tries: int, *, tried_again: bool) -> None:
    world.campaign()
    (job_id,) = queued(world, "one")
    taken: list[int] = []

    def carry(job: Taken, _progress: Progress, _beat: Callable[[], None]) -> Ending:
        taken.append(job.tries)
        said = Said.of(Word.JOB_TOO_MUCH, megabytes=2048)
        again = tried_again and job.tries < MOST_TRIES
        raise GivenUp(None if again else given_up(said, budget=600))

    while run_next_job(world.database, carry):
        pass
    job = shown(world, job_id)
    assert taken == [*range(1, tries + 1)]
    assert (job["state"], job["problem"]["type"], job["problem"]["code"]) == ("failed", "too-costly", "job-too-much")


def test_a_failure_shows_its_problem_and_no_internals(world: World) -> None:
    world.campaign()
    refused, broken, unknown = (*queued(world, "one", "two"), *queued(world, "three", kind="strange"))

    def work(_database: Database, _actor: Actor, arguments: Mapping[str, str], _progress: Progress) -> Made:
        if arguments["word"] == "one":
            raise NoSuchMember("somebody")
        raise ZeroDivisionError("secret")

    while run_next_job(world.database, {"work": work}):
        pass
    assert shown(world, refused)["problem"] == {
        "type": "not-found",
        "detail": "“somebody” is not a member of this campaign.",
        "code": "no-such-member",
        "parameters": {"username": "somebody"},
        "username": "somebody",
    }
    for job_id in (broken, unknown):
        job = shown(world, job_id)
        assert (job["state"], job["result"], job["problem"]["type"]) == ("failed", None, "internal-error")
        assert str(job_id) in job["problem"]["detail"]
        assert "secret" not in str(job)
        assert "strange" not in str(job["problem"])


def test_other_peoples_jobs_do_not_exist(world: World) -> None:
    world.campaign()
    (job_id,) = queued(world, "one")
    answers = {who: world.as_(who).get(f"/v1/jobs/{job_id}").status_code for who in (None, "guide-editor")}
    assert answers == {None: 401, "guide-editor": 404}
    assert world.as_("guide-admin").get("/v1/jobs/999").status_code == 404
