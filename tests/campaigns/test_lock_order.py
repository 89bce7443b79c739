"""Transactions lock accounts before chains, and coming to a department and declaring it wait for each other."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from app.campaigns.departments import admit_of_department
from app.identity.sso.settings import AccountsIn
from app.signon.arriving import arrive
from app.signon.claims import Arrival
from tests.campaigns.test_departments import GUIDE, come, declare, roles
from tests.client import ApiClient
from tests.world import Json, World

pytestmark = pytest.mark.databases

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ACCOUNT, CHAIN, END = "account", "chain", "end"


def kind_of(statement: str) -> str | None:
    """Return what a statement locks that was there before it."""
    words = " ".join(statement.split())
    if words.startswith("UPDATE user_account") or ("FOR NO KEY UPDATE" in words and "FROM user_account" in words):
        return ACCOUNT
    return CHAIN if "FOR NO KEY UPDATE" in words and "FROM audit_chain" in words else None


def judge(locked: list[str]) -> list[str]:
    """Return a fault for each account that is locked by whoever has a chain."""
    faults, has_chain = [], False
    for kind in locked:
        if kind == ACCOUNT and has_chain:
            faults.append(f"An account is locked after a chain: {locked}.")
        has_chain = kind != END and (has_chain or kind == CHAIN)
    return faults


@pytest.fixture
def locked() -> Iterator[list[str]]:
    """Yield what is locked from now on, in its order."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (kind := kind_of(statement)) is not None:
            seen.append(kind)

    def end(_connection: Any) -> None:
        seen.append(END)

    names = (("before_cursor_execute", note), ("commit", end), ("rollback", end))
    for name, hearer in names:
        event.listen(Engine, name, hearer)
    yield seen
    for name, hearer in names:
        event.remove(Engine, name, hearer)


@pytest.fixture
def admin(world: World) -> ApiClient:
    world.campaign(enrolment="invited")
    world.campaign("other", enrolment="invited")
    world.user("root", site_admin=True)
    return world.as_("guide-admin")


def test_the_judge_finds_an_account_behind_a_chain() -> None:
    assert judge([ACCOUNT, CHAIN, CHAIN, END, ACCOUNT, END]) == []
    assert len(judge([CHAIN, ACCOUNT, END])) == 1


@ON_POSTGRESQL
def test_a_list_a_department_and_an_arrival_lock_accounts_before_chains(
    world: World, admin: ApiClient, locked: list[str]
) -> None:
    for number in range(3):
        come(world, "list", f"early-{number}", "Études")
    come(world, "claim", "of-company", "Ventes")
    # Whoever makes an account has it, and may change it whatever they have locked.
    locked.clear()
    declare(admin)
    declared = world.as_("other-admin").post("/v1/campaigns/other/departments", json={"department": "Ventes"})
    assert declared.status_code == 200, declared.text
    names = ["of-company", *(f"early-{number}" for number in range(3)), "newcomer"]
    rows = "".join(f"{name};{name}@example.org;Ventes\n" for name in names[1:])
    answer = world.as_("root").post("/v1/users/import", json={"csv": f"name;mail;department\n{rows}", "send": False})
    assert answer.json()["stored"], answer.text
    come(world, "claim", "of-company", "Études")
    assert CHAIN in locked
    assert ACCOUNT in locked
    assert judge(locked) == []


def waiting(world: World) -> bool:
    with world.database.reading() as session:
        return bool(session.connection().scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@ON_POSTGRESQL
def test_whoever_comes_while_a_department_is_declared_is_a_member(
    world: World, admin: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(world, "claim", "ana", "Ventes")
    admit: Callable[..., None] = admit_of_department
    declaring: list[Future[Json]] = []

    def admitted(*arguments: Any, **options: Any) -> None:
        admit(*arguments, **options)
        declaring.append(pool.submit(declare, admin))
        ends = time.monotonic() + 10
        while not waiting(world) and not declaring[0].done() and time.monotonic() < ends:
            time.sleep(0.01)

    monkeypatch.setattr("app.signon.arriving.admit_of_department", admitted)
    with ThreadPoolExecutor(1) as pool:
        arrive(world.database, Arrival("entra", "https://sso", "ana", "ana", "Ana", None, "Études"), AccountsIn())
        assert declaring[0].result(timeout=30)["admitted"] == 1
    assert roles(admin) == {"ana": "contributor"}
    assert admin.get(f"{GUIDE}/departments").json()["items"]
