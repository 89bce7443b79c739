"""Accounts over HTTP: made, listed, shown and blocked by site admins only."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.audit.service import ToldEntry, list_entries
from app.clock import database_now
from app.errors import Invalid
from app.identity.actor import Actor
from app.identity.service import create_user
from tests.client import ApiClient
from tests.world import Json, World

THREADS = 4
ADA = {"username": "ada", "name": "Ada", "password": "long enough indeed"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/users", None, 200),
        ("POST", "/v1/users", ADA, 201),
        ("GET", "/v1/users/guide-reader", None, 200),
        ("POST", "/v1/users/guide-reader/block", None, 200),
        ("POST", "/v1/users/guide-reader/disable", None, 200),
        ("POST", "/v1/campaigns", {"slug": "new", "title": "New"}, 201),
        ("POST", "/v1/campaigns/guide/clone", {"slug": "new"}, 201),
    ],
)
def test_only_site_admins(world: World, method: str, path: str, body: Json | None, status: int) -> None:
    world.campaign()
    world.user("root", site_admin=True)
    world.user("blocked-root", site_admin=True)
    assert world.as_("root").post("/v1/users/blocked-root/block").status_code == 200
    answers = {
        name: world.as_(name).request(method, path, json=body).status_code
        for name in (None, "guide-admin", "guide-contributor", "blocked-root", "root")
    }
    assert answers == {None: 401, "guide-admin": 403, "guide-contributor": 403, "blocked-root": 403, "root": status}


def test_anybody_signed_in_sees_their_own_account(world: World) -> None:
    assert world.as_(None).get("/v1/me").status_code == 401
    assert world.as_(world.user("ada")).get("/v1/me").json()["username"] == "ada"


def test_an_account_is_made_and_shown(world: World) -> None:
    root = world.as_(world.user("root", site_admin=True))
    made = root.post("/v1/users", json={**ADA, "name": "  Ame\u0301lie ", "department": "Sinistres"})
    assert made.headers["location"] == "/v1/users/ada"
    shown = root.get(made.headers["location"]).json()
    assert shown == made.json()
    assert (shown["name"], shown["department"], shown["site_admin"], shown["blocked"]) == (
        "Amélie",
        "Sinistres",
        False,
        False,
    )
    assert root.get("/v1/users/nobody").status_code == 404
    assert root.post("/v1/users/nobody/block").status_code == 404
    taken = root.post("/v1/users", json=ADA)
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:bonsens:problem:slug-taken")


def test_bad_accounts_are_refused_with_field_and_reason(world: World) -> None:
    root = world.as_(world.user("root", site_admin=True))
    bad: dict[str, tuple[object, ...]] = {
        "username": ("", "Ada", "-a", "a b", "é", "a" * 65, "a\n", "a/b", 7, None),
        "name": ("", "  ", "a\nb", "a\0b", "x" * 201, None),
        "department": ("a\tb", "x" * 201, "  "),
        "password": ("short", "x" * 1001),
    }
    for field, values in bad.items():
        for value in values:
            answer = root.post("/v1/users", json={**ADA, field: value})
            assert (answer.status_code, answer.json()["type"]) == (422, "urn:bonsens:problem:invalid"), value
            assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert len(root.get("/v1/users").json()["items"]) == 1


def test_a_username_that_several_ask_for_at_once_goes_to_one(world: World) -> None:
    world.user("root", site_admin=True)
    start = Barrier(THREADS)

    def post(number: int) -> int:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["root"])
        start.wait()
        return client.post("/v1/users", json={"username": "ada", "name": f"Ada {number}"}).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        assert sorted(pool.map(post, range(THREADS))) == [201] + [409] * (THREADS - 1)


def test_a_blocked_account_reads_and_no_more_until_it_is_unblocked(world: World) -> None:
    world.campaign()
    root = world.as_(world.user("root", site_admin=True))
    page = world.page()
    editor = world.as_("guide-editor")
    edit = {"base_revision": page["revision"]["id"], "text": "Autrement.\n"}
    assert root.post("/v1/users/guide-editor/block").json()["blocked"]
    assert editor.get("/v1/me").json()["blocked"]
    campaign = editor.get("/v1/campaigns/guide").json()
    assert (campaign["role"], campaign["allowed_actions"]) == ("reader", ["read"])
    assert editor.post(f"/v1/pages/{page['id']}/revisions", json=edit).status_code in (403, 404)
    assert editor.get("/v1/campaigns/guide/members").status_code == 403
    assert not root.post("/v1/users/guide-editor/block?blocked=false").json()["blocked"]
    assert editor.get("/v1/campaigns/guide").json()["role"] == "editor"
    assert editor.post(f"/v1/pages/{page['id']}/revisions", json=edit).status_code == 201


@pytest.mark.parametrize("name", ["a\ud800", "x" * 201, "a\x85b"])
def test_names_that_cannot_be_stored_are_refused_at_the_shell_too(world: World, name: str) -> None:
    with pytest.raises(Invalid), world.database.writing() as session:
        create_user(session, Actor(None), "ada", name=name, now=database_now(session))


def test_a_disabled_account_is_out_at_once_and_keeps_its_credit(world: World) -> None:
    world.campaign()
    page = world.page(by="guide-editor")
    editor, root = world.as_("guide-editor"), world.as_(world.user("root", site_admin=True))
    assert root.post("/v1/users/guide-editor/disable").json()["disabled"]
    assert editor.get("/v1/me").status_code == editor.get(f"/v1/pages/{page['id']}?state=latest").status_code == 401
    shown = root.get(f"/v1/pages/{page['id']}?state=latest").json()["revision"]
    assert shown["author"]["id"] == world.actor("guide-editor").user_id
    people = root.get("/v1/campaigns/guide/contributors?state=latest").json()["items"]
    assert [line["person"]["id"] for line in people] == [shown["author"]["id"]]
    # Let in anew, its owner signs in anew: what was out once stays out.
    assert not root.post("/v1/users/guide-editor/disable?disabled=false").json()["disabled"]
    assert editor.get("/v1/me").status_code == 401
    entries = [entry.act for entry in _site_entries(world)][:2]
    assert entries == ["user.enabled", "user.disabled"]


def test_a_disabled_account_signs_in_nowhere(world: World) -> None:
    root = world.as_(world.user("root", site_admin=True))
    person = {"username": "lea", "name": "Léa", "password": "a bicycle in the rain"}
    assert root.post("/v1/users", json=person).status_code == 201
    credentials = {"username": "lea", "password": person["password"]}
    assert world.as_(None).post("/v1/auth/token", json=credentials).status_code == 200
    root.post("/v1/users/lea/disable")
    assert world.as_(None).post("/v1/auth/token", json=credentials).status_code == 401
    root.post("/v1/users/lea/disable?disabled=false")
    assert world.as_(None).post("/v1/auth/token", json=credentials).status_code == 200


def _site_entries(world: World) -> list[ToldEntry]:
    with world.database.reading() as session:
        return list_entries(session, None, before=None, limit=10)
