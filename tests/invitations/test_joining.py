"""Codes for many: as often as they may be used, as long as they are good, and nobody guesses one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.clock import shifted
from app.invitations.guessing import FREE
from app.invitations.models import JoinCode
from tests.client import ApiClient
from tests.invitations.acts import PASSWORD
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
LATER = "2998-01-01T00:00:00Z"
ME = {"username": "zoe", "name": "Zoé", "password": PASSWORD}


@pytest.fixture(autouse=True)
def guide(world: World) -> None:
    world.campaign()


def code(world: World, **more: object) -> Json:
    answer = world.as_("guide-admin").post(f"{GUIDE}/join-codes", json={"expires_at": LATER, **more})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def join(world: World, join_code: str, *, by: str | None = None, **said: str) -> int:
    return world.as_(by).post("/v1/join", json={"join_code": join_code, **said}).status_code


def test_people_join_with_their_account_or_with_a_new_one(world: World) -> None:
    world.user("ada")
    made = code(world)["join_code"]
    assert (len(made), made.count("-")) == (14, 2)
    assert join(world, made.lower().replace("-", " "), by="ada") == 200
    assert join(world, made, **ME) == 200
    assert join(world, made, by="guide-editor") == 200
    members = {one["username"]: one["role"] for one in world.as_("guide-admin").get(f"{GUIDE}/members").json()["items"]}
    assert (members["ada"], members["zoe"], members["guide-editor"]) == ("contributor", "contributor", "editor")
    [listed] = world.as_("guide-admin").get(f"{GUIDE}/join-codes").json()["items"]
    assert (listed["used"], listed["open"], "join_code" in listed) == (3, True, False)
    with world.database.reading() as session:
        assert made.replace("-", "") not in repr(session.scalars(select(JoinCode)).one().model_dump())


def test_a_code_ends_by_its_uses_by_its_time_and_when_it_is_disabled(world: World) -> None:
    world.user("ada")
    once, timed, disabled = code(world, uses=1), code(world, expires_at="2997-01-01T00:00:00Z"), code(world)
    assert join(world, once["join_code"], by="ada") == 200
    assert join(world, once["join_code"], **ME) == 409
    for _ in range(2):
        assert world.as_("guide-admin").delete(f"{GUIDE}/join-codes/{disabled['id']}").status_code == 204
    assert join(world, disabled["join_code"], **ME) == 409
    with shifted(timedelta(days=365 * 972)):
        assert join(world, timed["join_code"], **ME) == 409
    assert (
        world.as_("guide-admin").post(f"{GUIDE}/join-codes", json={"expires_at": "2020-01-01T00:00:00Z"}).status_code
        == 422
    )


def test_of_many_at_once_as_many_come_in_as_may(world: World) -> None:
    made = code(world, uses=2)["join_code"]
    start = Barrier(4)
    tokens = [world.tokens[world.user(f"person-{number}")] for number in range(4)]

    def come(token: str) -> int:
        client = ApiClient(world.app, world.client._contract, token=token)
        start.wait()
        return client.post("/v1/join", json={"join_code": made}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, tokens)) == [200, 200, 409, 409]


@pytest.mark.slow
def test_guesses_are_counted_by_account_and_a_right_code_is_never_refused(world: World) -> None:
    world.user("ada")
    world.user("bob")
    made = code(world)["join_code"]
    assert [join(world, f"WRONG-{number}", by="ada") for number in range(FREE + 2)] == [404] * FREE + [429] * 2
    assert join(world, "WRONG", by="bob") == 404
    assert join(world, "WRONG") == 404
    assert join(world, made, by="ada") == 200


def test_codes_are_for_admins_of_the_campaign(world: World) -> None:
    world.campaign("other")
    made = code(world)
    for who in ("guide-editor", "other-admin"):
        denied = 403 if who == "guide-editor" else 404
        client = world.as_(who)
        assert client.post(f"{GUIDE}/join-codes", json={"expires_at": LATER}).status_code == denied
        assert client.get(f"{GUIDE}/join-codes").status_code == denied
        assert client.delete(f"{GUIDE}/join-codes/{made['id']}").status_code == denied
    assert world.as_("other-admin").delete(f"/v1/campaigns/other/join-codes/{made['id']}").status_code == 404


def test_a_department_takes_part_at_once_and_nobody_loses_a_rank(world: World) -> None:
    for number in range(3):
        world.user(f"person-{number}", department="Été" if number else "ÉTÉ")
    world.user("elsewhere", department="Hiver")
    admin, path = world.as_("guide-admin"), f"{GUIDE}/members/department"
    assert admin.post(path, json={"department": " été"}).json() == {"admitted": 3}
    assert admin.post(path, json={"department": "Été", "role": "reader"}).json() == {"admitted": 0}
    mistyped = admin.post(path, json={"department": "Etee"})
    assert (mistyped.status_code, mistyped.json()["errors"][0]["code"]) == (422, "department-unknown")
    assert admin.post(path, json={"department": "Été", "role": "editor"}).json() == {"admitted": 3}
    members = {one["username"]: one["role"] for one in admin.get(f"{GUIDE}/members").json()["items"]}
    assert {members[f"person-{number}"] for number in range(3)} == {"editor"}
    assert "elsewhere" not in members
    assert world.as_("guide-editor").post(path, json={"department": "Hiver"}).status_code == 403
