"""A retry with an ``Idempotency-Key`` gets the first answer and has no second effect."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import col, func, select

from app.clock import database_now, process_now, shifted
from app.identity.actor import Actor
from app.identity.service import get_user, set_password
from app.web.idempotency import KEPT_FOR, purge_kept_answers
from app.web.models import KeptAnswer
from tests.client import ApiClient
from tests.world import World

pytestmark = pytest.mark.databases

KEY = {"Idempotency-Key": "draw-1"}
THREADS = 6


def usernames(world: World) -> list[str]:
    items = world.as_("root").get("/v1/users").json()["items"]
    return [item["username"] for item in items if item["username"] != "root"]


def kept(world: World) -> int:
    with world.database.reading() as session:
        return session.exec(select(func.count(col(KeptAnswer.id)))).one()


def test_a_retry_gets_the_same_answer_and_has_one_effect(world: World) -> None:
    client = world.as_(world.user("root", site_admin=True))
    body = {"username": "ada", "name": "Ada"}
    first = client.post("/v1/users", json=body, headers=KEY)
    again = client.post("/v1/users", json=body, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    for name in ("location", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert usernames(world) == ["ada"]
    other = client.post("/v1/users", json={**body, "name": "Bob"}, headers=KEY)
    assert other.status_code == 422
    assert other.json()["type"] == "urn:bonsens:problem:idempotency-key-reused"
    assert client.post("/v1/users", json=body).status_code == 409


def test_the_query_is_part_of_the_request(world: World) -> None:
    client = world.as_(world.user("root", site_admin=True))
    world.user("ada")
    assert client.post("/v1/users/ada/block", headers=KEY).json()["blocked"]
    assert client.post("/v1/users/ada/block?blocked=false", headers=KEY).status_code == 422
    long = {"Idempotency-Key": "k" * 255}
    assert client.post("/v1/users/ada/block?blocked=false", headers=long).status_code == 200
    assert kept(world) == 2


@pytest.mark.slow
def test_a_key_is_the_callers_own_and_the_paths_own(world: World) -> None:
    for name in ("ada", "bob"):
        world.user(name)
    for slug in ("a", "b"):
        world.campaign(slug, enrolment="everyone")
    for name in ("ada", "bob"):
        for slug in ("a", "b"):
            joined = world.as_(name).post(f"/v1/campaigns/{slug}/join", headers=KEY)
            assert joined.json()["username"] == name
            assert "idempotency-replayed" not in joined.headers
    assert kept(world) == 4


def test_a_refused_request_is_not_kept(world: World) -> None:
    world.campaign(enrolment="invited", visibility="public")
    client = world.as_(world.user("ada"))
    assert client.post("/v1/campaigns/guide/join", headers=KEY).status_code == 403
    assert kept(world) == 0
    with world.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE campaign SET enrolment = 'everyone'")
    assert client.post("/v1/campaigns/guide/join", headers=KEY).status_code == 200


def test_an_answer_is_kept_for_48_hours(world: World) -> None:
    world.campaign(enrolment="everyone")
    admin = world.client.as_(world.app.state.services.tokens.issue(1, now=process_now(), lifetime=timedelta(days=9)))
    body = {"reason": "Vacances.", "closes_at": "2099-01-01T00:00:00Z"}
    assert admin.post("/v1/campaigns/guide/extend", json=body, headers=KEY).status_code == 200
    with shifted(KEPT_FOR - timedelta(minutes=1)):
        purge(world)
        assert admin.post("/v1/campaigns/guide/extend", json=body, headers=KEY).status_code == 200
    with shifted(KEPT_FOR + timedelta(minutes=1)):
        forgotten = admin.post("/v1/campaigns/guide/extend", json=body, headers=KEY)
        assert forgotten.status_code == 409
        assert forgotten.json()["type"] == "urn:bonsens:problem:conflict"
        purge(world)
        assert kept(world) == 0


def purge(world: World) -> None:
    with world.database.writing() as session:
        purge_kept_answers(session, database_now(session))


def test_equal_requests_at_once_have_one_effect(world: World) -> None:
    world.user("root", site_admin=True)
    start = Barrier(THREADS)

    def post(_number: int) -> tuple[int, bytes, bool]:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["root"])
        start.wait()
        answer = client.post("/v1/users", json={"username": "ada", "name": "Ada"}, headers=KEY)
        return answer.status_code, answer.content, "idempotency-replayed" in answer.headers

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(post, range(THREADS)))
    assert {status for status, _, _ in answers} == {201}
    assert len({content for _, content, _ in answers}) == 1
    assert sum(replayed for _, _, replayed in answers) == THREADS - 1
    assert usernames(world) == ["ada"]


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\there"])
def test_a_bad_key_is_refused(world: World, key: str) -> None:
    client = world.as_(world.user("root", site_admin=True))
    answer = client.post("/v1/users", json={"username": "ada", "name": "Ada"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert "dempotency" in answer.json()["errors"][0]["field"]
    assert usernames(world) == []


def test_signing_in_is_never_replayed(world: World) -> None:
    world.user("ada", password="a long password")
    credentials = {"username": "ada", "password": "a long password"}
    for _ in range(2):
        answer = world.as_("ada").post("/v1/auth/token", json=credentials, headers=KEY)
        assert "idempotency-replayed" not in answer.headers
    assert kept(world) == 0


def test_a_kept_answer_outlives_what_it_is_about(world: World) -> None:
    world.campaign()
    page = world.page()
    me, editor = world.as_("guide-contributor"), world.as_("guide-editor")
    body = {"base_revision": page["revision"]["id"], "text": "Un, moi.\n"}
    path = f"/v1/pages/{page['id']}/revisions"
    saved = me.post(path, json=body, headers=KEY)
    undo = f"/v1/revisions/{saved.json()['revision']['id']}/undo"
    undone = me.post(undo, json={}, headers=KEY)
    assert (saved.status_code, undone.status_code) == (201, 201)
    tag = editor.get(f"/v1/pages/{page['id']}?state=latest").headers["etag"]
    assert editor.delete(f"/v1/pages/{page['id']}", headers={"If-Match": tag}).status_code == 204
    for first, again in ((saved, me.post(path, json=body, headers=KEY)), (undone, me.post(undo, json={}, headers=KEY))):
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotency-replayed"] == "true"


def test_a_withdrawn_token_is_answered_nothing_again(world: World) -> None:
    world.campaign(enrolment="everyone")
    client = world.as_(world.user("ada"))
    assert client.post("/v1/campaigns/guide/join", headers=KEY).status_code == 200
    with world.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE user_account SET blocked_at = tokens_valid_from")
    assert client.post("/v1/campaigns/guide/join", headers=KEY).status_code == 200, "a blocked account reads"
    with world.database.writing() as session:
        set_password(session, Actor(None), get_user(session, "ada"), "a long password", now=process_now())
    assert client.post("/v1/campaigns/guide/join", headers=KEY).status_code == 401
