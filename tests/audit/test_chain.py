"""The audit chains: gapless, tamper-evident, and free of what people wrote or chose."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from app.audit.acts import AuditAct
from app.audit.models import AuditChain, AuditEntry
from app.audit.service import find_chain, list_entries, record_act, start_chain, verify_chains
from app.clock import database_now
from app.db import Database
from app.digests import GENESIS, chained
from app.errors import NotFound
from tests.world import World

pytestmark = pytest.mark.databases

SECRETS = ["Zoé", "zoe-name", "Marqueur", "Secret", "#abcdef", "Sinistres"]


@dataclass(frozen=True)
class Done(AuditAct):
    name = "act.done"
    thing: int
    at: str | None


@dataclass(frozen=True)
class Named(AuditAct):
    name = "act.named"
    who: str


@pytest.fixture
def written(database: Database) -> Database:
    """Return a database with five acts in the site's chain."""
    with database.writing() as session:
        for number in range(5):
            record_act(session, None, None, Done(number, "é"), now=database_now(session))
    return database


def without_triggers(session: Session, database: Database, *statements: str) -> None:
    """Do what only somebody with the whole database in hand can do."""
    connection = session.connection()
    if database.is_sqlite:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_entry_no_{verb}"))
    else:
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
    for statement in statements:
        connection.execute(text(statement))


def broken(database: Database) -> list[str]:
    with database.reading() as session:
        return verify_chains(session)


def test_acts_form_one_chain(written: Database) -> None:
    with written.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()
        assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
        digest = GENESIS
        for entry in entries:
            assert entry.previous_digest == digest
            record = {
                "number": entry.number,
                "at": entry.at.isoformat(timespec="microseconds"),
                "actor": None,
                "act": "act.done",
                "facts": {"thing": entry.number - 1, "at": "é"},
            }
            digest = chained(digest, record)
            assert entry.digest == digest
        head = find_chain(session, None)
        assert (head.number, head.digest) == (5, digest)
        assert [entry.number for entry in list_entries(session, None, before=4, limit=2)] == [3, 2]
    assert broken(written) == []


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("UPDATE audit_entry SET act = 'act.undone' WHERE number = 3", "entry 3"),
        ("UPDATE audit_entry SET facts = '{}' WHERE number = 1", "entry 1"),
        ("UPDATE audit_entry SET facts = 'changed' WHERE number = 2", "entry 2"),
        ("UPDATE audit_entry SET at = '2001-01-01 00:00:00+00:00' WHERE number = 5", "entry 5"),
        ("UPDATE audit_entry SET digest = previous_digest WHERE number = 2", "entry 2"),
        ("DELETE FROM audit_entry WHERE number = 1", "entry 1"),
        ("DELETE FROM audit_entry WHERE number = 3", "entry 3"),
        ("DELETE FROM audit_entry WHERE number = 5", "head says 5"),
        ("DELETE FROM audit_entry", "head says 5"),
        ("UPDATE audit_chain SET number = 4", "head says 4"),
        (
            """INSERT INTO audit_entry (chain_id, number, at, act, facts, previous_digest, digest)
            SELECT chain_id, 6, at, act, facts, digest, digest FROM audit_entry WHERE number = 5""",
            "entry 6",
        ),
    ],
)
def test_tampering_shows(written: Database, statement: str, names: str) -> None:
    if written.is_sqlite:
        statement = statement.replace("+00:00'", ".000000'")
    with written.writing() as session:
        without_triggers(session, written, statement)
    [sentence] = broken(written)
    assert names in sentence
    assert "the site" in sentence


def test_an_act_that_is_rolled_back_leaves_no_gap(written: Database) -> None:
    class Rolled(Exception):
        pass

    def record(session: Session) -> int:
        return record_act(session, None, None, Done(5, None), now=database_now(session))

    def fail() -> None:
        with written.writing() as session:
            assert record(session) == 6
            raise Rolled

    with pytest.raises(Rolled):
        fail()
    with written.writing() as session:
        assert record(session) == 6
    assert broken(written) == []


def test_chains_are_apart(written: Database) -> None:
    with written.reading() as session, pytest.raises(NotFound):
        find_chain(session, 7)
    with written.writing() as session:
        assert len(session.exec(select(AuditChain)).all()) == 1
        with pytest.raises(Exception, match=r"(?i)foreign key|unique"):
            start_chain(session, 7)
        session.rollback()


def everything_said(world: World) -> str:
    with world.database.reading() as session:
        return "\n".join(session.exec(select(AuditEntry.facts)))


def play(world: World) -> None:
    """Do one of each act that is handed a name, a text, a reason or a choice, marked so that it can be found."""
    world.user("root", site_admin=True)
    world.campaign(title="Marqueur")
    root, admin, editor = world.as_("root"), world.as_("guide-admin"), world.as_("guide-editor")
    body = {"username": "zoe-name", "name": "Zoé", "department": "Sinistres", "password": "Secret password"}
    assert root.post("/v1/users", json=body).status_code == 201
    assert root.post("/v1/users/zoe-name/block").status_code == 200
    assert admin.put("/v1/campaigns/guide/members/zoe-name", json={"role": "editor"}).status_code == 200
    etag = {"If-Match": admin.get("/v1/campaigns/guide").headers["etag"]}
    change = {"title": "Marqueur 2", "colour": "#abcdef"}
    assert admin.patch("/v1/campaigns/guide", json=change, headers=etag).status_code == 200
    world.theme("guide", "marked", question="Marqueur ?")
    page = world.page(title="Marqueur", text="Marqueur un.\n", summary="Marqueur")
    world.edit(page, "Marqueur deux.\n", by="guide-editor", summary="Marqueur")
    revision = page["revision"]["id"]
    vote = world.as_("guide-contributor").put(f"/v1/revisions/{revision}/ballot", json={"choice": "oppose"})
    assert vote.status_code == 200
    assert world.as_("guide-contributor").put(f"/v1/pages/{page['id']}/support").status_code == 200
    world.accept(revision, by="guide-editor", reason="Marqueur")
    conflict = {"base_revision": revision, "text": "Marqueur trois.\n"}
    assert editor.post(f"/v1/pages/{page['id']}/revisions", json=conflict).status_code == 409
    assert admin.post("/v1/campaigns/guide/close", json={"reason": "Marqueur"}).status_code == 200


@pytest.mark.slow
def test_facts_hold_no_names_texts_or_choices(world: World) -> None:
    play(world)
    said = everything_said(world)
    assert len(said.splitlines()) > 12
    for secret in [*SECRETS, "approve", "oppose"]:
        assert secret.lower() not in said.lower(), secret
    assert broken(world.database) == []
    # A fact is an id, a number, a moment, a digest, or a word of this program.
    values = re.findall(r':("(?:[^"\\]|\\.)*"|[^",\[{}\]]+)', said)
    words = {value.strip('"') for value in values if re.search(r"[a-z]", value)}
    assert all(re.fullmatch(r"[a-z-]+|[0-9a-f]{64}", word) or "T" in word for word in words), words


@pytest.mark.slow
def test_the_scan_sees_a_name(world: World) -> None:
    play(world)
    with world.database.writing() as session:
        record_act(session, None, None, Named("Zoé"), now=database_now(session))
    assert SECRETS[0] in everything_said(world)


def test_each_act_says_who_did_it(world: World) -> None:
    play(world)
    admin = world.actor("guide-admin").user_id
    items = world.as_("guide-admin").get("/v1/campaigns/guide/audit?limit=100").json()["items"]
    assert [item["number"] for item in items] == list(range(len(items), 0, -1))
    actors = {item["act"]: item["actor_id"] for item in items}
    assert actors["window.closed"] == actors["campaign.configured"] == admin
    assert all(item["actor_id"] is not None for item in items)
