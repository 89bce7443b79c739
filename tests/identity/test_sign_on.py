"""Signing in over HTTP: what a token is good for, until when, and how guessing is slowed down."""

from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher

from app.clock import database_now, process_now, shifted
from app.identity import passwords
from app.identity.actor import Actor
from app.identity.service import create_user, get_user, set_password
from tests.client import ApiClient
from tests.world import World

PASSWORD = "correct horse battery"
SIGNED_OUT = "urn:bonsens:problem:not-authenticated"


def sign_in(world: World, username: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = world.client.post("/v1/auth/token", json={"username": username, "password": password})
    return answer.status_code, answer.json().get("access_token") or answer.json()["type"]


def refused(client: ApiClient, path: str = "/v1/me") -> bool:
    answer = client.get(path)
    return answer.status_code == 401 and answer.json()["type"] == SIGNED_OUT


def test_a_password_gives_a_token_for_as_long_as_the_setting_says(world: World) -> None:
    world.user("ada", password=PASSWORD, department="Sinistres")
    answer = world.client.post("/v1/auth/token", json={"username": "ada", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "bearer"
    client = world.client.as_(answer.json()["access_token"])
    me = client.get("/v1/me").json()
    assert (me["username"], me["name"], me["department"], me["site_admin"]) == ("ada", "Ada", "Sinistres", False)
    assert "password" not in str(me)
    hours = timedelta(hours=world.app.state.services.settings.token_hours)
    with shifted(hours - timedelta(minutes=1)):
        assert client.get("/v1/me").status_code == 200
    with shifted(hours):
        expired = client.get("/v1/me")
        assert (expired.status_code, expired.json()["type"]) == (401, "urn:bonsens:problem:token-expired")
        assert expired.headers["www-authenticate"] == "Bearer"


def test_other_credentials_are_refused_even_where_anybody_may_read(world: World) -> None:
    for header in ("Basic YTpi", "Bearer", "Bearer ", "Token x", "", "bearer  x y", "Bearer é"):
        answer = world.client.get("/v1/campaigns", headers={b"authorization": header.encode()})
        assert answer.status_code == 401, header
        assert answer.headers["www-authenticate"] == "Bearer"


def test_wrong_names_and_passwords_look_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.database.writing() as session:
        now = database_now(session)
        create_user(session, Actor(None), "imported", name="Imported", password=PASSWORD, can_sign_in=False, now=now)
    world.user("ada", password=PASSWORD)
    world.user("sso-only")
    hashes = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            hashes.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    answers = []
    for username, password in (
        ("ada", "wrong password"),
        ("nobody", PASSWORD),
        ("sso-only", PASSWORD),
        ("sso-only", ""),
        ("imported", PASSWORD),
        ("ADA", PASSWORD),
    ):
        answer = world.client.post("/v1/auth/token", json={"username": username, "password": password})
        answers.append({**answer.json(), "request_id": None})
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["status"] == 401
    # The costly part ran for each, so the time tells nothing either.
    assert len(hashes) == len(answers)


def test_a_new_password_withdraws_the_tokens_before(world: World) -> None:
    world.campaign(visibility="public")
    world.user("ada", password=PASSWORD)
    before = world.as_("ada")
    _, signed = sign_in(world, "ada")
    with world.database.writing() as session:
        set_password(session, Actor(None), get_user(session, "ada"), "another long one", now=database_now(session))
    for client in (before, world.client.as_(signed)):
        assert refused(client)
        assert refused(client, "/v1/campaigns/guide")
        assert refused(client, "/v1/campaigns")
        assert refused(client, "/v1/users")
    assert sign_in(world, "ada")[0] == 401
    status, token = sign_in(world, "ada", "another long one")
    assert status == 200
    assert world.client.as_(token).get("/v1/me").status_code == 200


def test_tokens_of_accounts_that_are_gone_are_refused(world: World) -> None:
    world.campaign(visibility="public")
    world.user("ada")
    with world.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE user_account SET can_sign_in = false WHERE username = 'ada'")
    nobody = world.client.as_(
        world.app.state.services.tokens.issue(10**9, now=process_now(), lifetime=timedelta(hours=1))
    )
    for client in (world.as_("ada"), nobody):
        assert refused(client)
        assert refused(client, "/v1/campaigns/guide")


def test_bad_credentials_are_a_bad_request(world: World) -> None:
    for body in (
        {},
        {"username": "ada"},
        {"username": "a\0", "password": "x"},
        {"username": "x" * 65, "password": "x"},
    ):
        answer = world.client.post("/v1/auth/token", json=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:bonsens:problem:invalid"), body
