"""Nobody waits for the hash of a password: it is worked out while no transaction is open, and only what is stored."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlmodel import Session

from app.clock import process_now
from app.db import Database
from app.identity import choosing
from app.identity.choosing import Chosen
from app.identity.resetting import make_reset
from app.identity.service import get_user
from tests.invitations.acts import PASSWORD, secret_of, sending_mail
from tests.world import Json, World

JOINING = {"username": "zoe", "name": "Zoé", "password": PASSWORD}
Way = Callable[[World], tuple[str, Json]]


def by_code(world: World) -> tuple[str, Json]:
    body = {"expires_at": "2998-01-01T00:00:00Z"}
    made = world.as_("guide-admin").post("/v1/campaigns/guide/join-codes", json=body).json()
    return "/v1/join", {"join_code": made["join_code"], **JOINING}


def by_invitation(world: World) -> tuple[str, Json]:
    made = world.as_("root").post("/v1/invitations", json={"name": "Zoé"}).json()
    return "/v1/invitations/accept", {"token": secret_of(made["link"]), **JOINING}


def by_reset(world: World) -> tuple[str, Json]:
    world.user("ada", password="correct horse battery")
    with world.database.writing() as session:
        secret = make_reset(session, get_user(session, "ada"), now=process_now())
    return "/v1/auth/reset/confirm", {"token": secret, "password": PASSWORD}


def by_an_admin(_: World) -> tuple[str, Json]:
    return "/v1/users", JOINING


@pytest.fixture
def hashed_beside(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many transactions are open at each hash of a chosen password."""
    under_way, told = set[object](), list[int]()

    def counting(
        way_in: Callable[[Database], AbstractContextManager[Session]],
    ) -> Callable[[Database], AbstractContextManager[Session]]:
        @contextmanager
        def counted(database: Database) -> Iterator[Session]:
            mark = object()
            with way_in(database) as session:
                under_way.add(mark)
                try:
                    yield session
                finally:
                    under_way.remove(mark)

        return counted

    def hash_password(*_: object, **__: object) -> str:
        told.append(len(under_way))
        return "a hash"

    monkeypatch.setattr(Database, "writing", counting(Database.writing))
    monkeypatch.setattr(Database, "reading", counting(Database.reading))
    monkeypatch.setattr(choosing, "hash_password", hash_password)
    return told


@pytest.fixture(autouse=True)
def guide(world: World) -> None:
    world.campaign()
    sending_mail(world)
    world.user("root", site_admin=True)


ways = pytest.mark.parametrize("way", [by_code, by_invitation, by_reset, by_an_admin])


def asked(world: World, way: Way, told: list[int], **other: str) -> int:
    path, body = way(world)
    told.clear()
    by = "root" if way is by_an_admin else None
    return world.as_(by).post(path, json={**body, **other}).status_code


@ways
def test_a_password_is_hashed_once_and_in_no_transaction(world: World, way: Way, hashed_beside: list[int]) -> None:
    assert asked(world, way, hashed_beside) < 300
    assert hashed_beside == [0]


@ways
def test_a_hash_under_a_lock_is_noticed(
    world: World, way: Way, hashed_beside: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:

    def at_once(password: Chosen, known: tuple[str, ...], least: int) -> str:
        return choosing.hash_of(password.password, known, least)

    monkeypatch.setattr(Chosen, "hash_for", at_once)
    assert asked(world, way, hashed_beside) < 300
    assert hashed_beside == [1]


@pytest.mark.parametrize(
    ("way", "wrong"),
    [
        (by_code, {"join_code": "AAAA-AAAA-AAAA"}),
        (by_invitation, {"token": "x" * 43}),
        (by_reset, {"token": "x" * 43}),
        (by_code, {"username": "root"}),
        (by_an_admin, {"username": "root"}),
    ],
)
def test_nothing_is_hashed_for_what_is_refused_anyway(
    world: World, way: Way, wrong: dict[str, str], hashed_beside: list[int]
) -> None:
    assert asked(world, way, hashed_beside, **wrong) in (404, 409)
    assert hashed_beside == []
