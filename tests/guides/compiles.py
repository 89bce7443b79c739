"""Compiles of a campaign in a test's world, ordered and run the way a user and a worker do it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.db import Database, is_sqlite
from app.guides.work import COMPILE, compile_job
from app.jobs.service import run_next_job
from tests.client import ApiClient
from tests.world import Json, World

EDITIONS = "/v1/campaigns/guide/editions"


def ordered(client: ApiClient, **body: str) -> str:
    """Order an edition and return the path of the job."""
    answer = client.post(EDITIONS, json=body)
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


def compiled(world: World, *, by: str = "guide-admin", **body: str) -> Json:
    """Order an edition, let a worker run it, and return the finished job."""
    path = ordered(world.as_(by), **body)
    assert run_next_job(world.database, {COMPILE: compile_job})
    job: Json = world.as_(by).get(path).json()
    return job


def edition(world: World, *, by: str = "guide-admin", **body: str) -> Json:
    """Compile and return the edition; the compile must succeed."""
    job = compiled(world, by=by, **body)
    assert job["state"] == "done", job
    made: Json = world.as_(by).get(job["result"]).json()
    return made


def editions(world: World) -> list[Json]:
    found: list[Json] = world.as_("guide-admin").get(EDITIONS).json()["items"]
    return found


def accepted_page(world: World, text: str = "Un texte accepté.\n", **fields: Any) -> Json:
    page = world.page(text=text, **fields)
    world.accept(page["revision"]["id"], by="guide-editor")
    return page


class Undone(Exception):
    """Ends a transaction so that nothing of it stays."""


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """Yield a session in which no trigger and no foreign key stands in the way; all it does is undone."""
    with suppress(Undone), database.writing() as session:
        unguard(session)
        yield session
        raise Undone


def unguard(session: Session) -> None:
    """Put triggers and foreign keys out of action until the transaction ends, as somebody with the file can."""
    connection = session.connection()
    if not is_sqlite(session):
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for (trigger,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {trigger}"))
