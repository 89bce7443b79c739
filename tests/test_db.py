"""Transactions, snapshots and locks, and the ids that the database knows."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from app.audit.models import AuditChain
from app.db import Database, lock_campaign, lock_campaign_exclusively, lock_name
from app.identity.models import User
from tests.world import World

pytestmark = pytest.mark.databases

NOW = "'2026-03-01 12:00:00.000000'"


def test_ids_beyond_64_bits_name_nothing(database: Database) -> None:
    with database.reading() as session:
        for number in (2**63, -(2**63) - 1, 10**40):
            assert session.get(User, number) is None
            assert session.exec(select(AuditChain).where(AuditChain.id == number)).all() == []


def test_a_failed_block_stores_nothing_and_readers_see_one_state(database: Database) -> None:
    def add(session: Session, username: str) -> None:
        row = f"'{username}', '{username}', 'A', false, false, {NOW}, {NOW}"
        columns = "key, username, name, site_admin, can_sign_in, tokens_valid_from, created_at"
        session.connection().execute(text(f"INSERT INTO user_account ({columns}) VALUES ({row})"))  # noqa: S608

    class Failed(Exception):
        pass

    def fail() -> None:
        with database.writing() as session:
            add(session, "ada")
            raise Failed

    with pytest.raises(Failed):
        fail()
    with database.reading() as before:
        assert before.exec(select(User.username)).all() == []
        with database.writing() as session:
            add(session, "bob")
        assert before.exec(select(User.username)).all() == []
    with database.fetching() as connection:
        assert connection.scalar(select(User.username)) == "bob"


def test_a_failed_statement_tells_no_values(database: Database) -> None:
    """What people wrote must not reach the log by way of an error."""
    user = {"key": "k", "username": "ada", "name": "Ada zqsecretqz", "site_admin": False, "can_sign_in": False}
    row = {**user, "tokens_valid_from": datetime.now(UTC), "created_at": datetime.now(UTC)}
    with database.writing() as session:
        session.connection().execute(insert(User), row)
    with pytest.raises(IntegrityError) as failed, database.writing() as session:
        session.connection().execute(insert(User), row)
    assert "user_account" in str(failed.value)
    assert "zqsecretqz" not in str(failed.value)


def test_the_close_waits_for_those_who_were_admitted(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    order: list[str] = []
    admitted, asked = Event(), Event()

    def admit() -> None:
        with database.writing() as session:
            lock_campaign(session, 1)
            admitted.set()
            asked.wait(10)
            order.append("admitted")

    def close() -> None:
        admitted.wait(10)
        with database.writing() as session:
            asked.set()
            lock_campaign_exclusively(session, 1)
            order.append("closed")

    def others() -> None:
        admitted.wait(10)
        with database.writing() as session:
            # Another campaign, and a name with the same number, are other locks.
            lock_campaign_exclusively(session, 2)
            lock_name(session, 1)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(task) for task in (admit, close, others)]:
            done.result(timeout=20)
    database.dispose()
    assert order == ["admitted", "closed"]


@pytest.mark.slow
def test_the_close_is_a_barrier(world: World) -> None:
    """Saves race a close: what is answered 201 was written before it, what came later is a draft."""
    world.campaign()
    made = world.page()
    history = f"/v1/pages/{made['id']}/revisions"

    def save(number: int) -> int:
        body = {"base_revision": made["revision"]["id"], "text": f"Un {number}.\n\nDeux.\n\nTrois.\n", "summary": "x"}
        return world.as_("guide-contributor").post(history, json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        saves = [pool.submit(save, number) for number in range(12)]
        closed = world.as_("guide-admin").post("/v1/campaigns/guide/close", json={"reason": "x"}).json()
        statuses = [saved.result() for saved in saves]
    assert set(statuses) <= {201, 409}
    times = [item["created_at"] for item in world.as_("guide-editor").get(history).json()["items"]]
    assert all(time < closed["closes_at"] for time in times)
    assert len(times) == 1 + statuses.count(201)


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    """Let whatever is made be readable by everybody, unless it says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_open_to_all")
def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    database = Database(f"sqlite:///{folder}/bonsens.sqlite")
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE made (id integer)"))
    found = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    database.dispose()
    names = ("bonsens.sqlite", "bonsens.sqlite-shm", "bonsens.sqlite-wal")
    assert found == {"var": 0o700, **dict.fromkeys(names, 0o600)}


@pytest.mark.usefixtures("_open_to_all")
def test_a_file_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    """An operator may have given a group the right to copy it."""
    path = tmp_path / "bonsens.sqlite"
    path.touch(0o640)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE made (id integer)"))
    database.dispose()
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_made_is_told_by_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}")
    with pytest.raises(OperationalError, match="unable to open"), database.reading():
        pass
