"""Personal tokens: what each scope lets through, how long they are good for, and that they end at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.clock import database_now, shifted
from app.identity import asking
from app.identity.actor import Actor
from app.identity.models import PersonalToken
from app.identity.personal import MOST_TOKENS, USED_EVERY
from app.identity.scopes import SCOPES, Scope
from app.identity.service import get_user, set_password, sign_out_user
from app.web.stating import ACT, Caller
from tests.client import ApiClient
from tests.planting import on_one_database
from tests.world import Json, World

GIVEN = {"campaign": "guide", "user": "guide-reader", "edition": "1", "artefact": "guide.pdf", "theme": "t1"}
MISSING = "urn:bonsens:problem:scope-missing"


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    world.user("ada")


def made(world: World, *scopes: Scope, by: str = "ada", **more: object) -> Json:
    body = {"name": "Script", "scopes": [*scopes] or [Scope.READ], **more}
    answer = world.as_(by).post("/v1/me/tokens", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told: Json = answer.json()
    return told


def client(world: World, token: Json) -> ApiClient:
    return world.client.as_(token["token"])


def test_a_token_is_shown_once_and_listed_without_its_secret(world: World) -> None:
    token = made(world, Scope.WRITE, Scope.READ, days=30)
    assert token["token"].startswith("bns_")
    assert token["scopes"] == ["read", "write"]
    [listed] = world.as_("ada").get("/v1/me/tokens").json()["items"]
    assert listed == {name: value for name, value in token.items() if name != "token"}
    with world.database.reading() as session:
        assert token["token"] not in repr(session.exec(select(PersonalToken)).one())


def test_it_is_used_until_it_expires_and_its_use_is_written_down(world: World) -> None:
    token = made(world, Scope.READ, days=2)
    used = []
    for later in (timedelta(0), USED_EVERY / 2, USED_EVERY * 2):
        with shifted(later):
            assert client(world, token).get("/v1/me").json()["username"] == "ada"
        used.append(world.as_("ada").get("/v1/me/tokens").json()["items"][0]["used_at"])
    assert used[0] == used[1] < used[2]
    with shifted(timedelta(days=2)):
        refused = client(world, token).get("/v1/me")
        assert (refused.status_code, refused.json()["code"]) == (401, "token-withdrawn")
    for wrong in ("bns_", "bns_x", token["token"][:-1], token["token"] + "A", token["token"].upper()):
        assert world.client.as_(wrong).get("/v1/campaigns").status_code == 401


def test_a_revoked_token_ends_at_once_and_nobody_revokes_anothers(world: World) -> None:
    world.user("bob")
    token = made(world)
    path = f"/v1/me/tokens/{token['id']}"
    assert world.as_("bob").delete(path).status_code == 404
    assert client(world, token).get("/v1/me").status_code == 200
    assert world.as_("ada").delete(path).status_code == 204
    assert client(world, token).get("/v1/me").status_code == 401
    assert world.as_("ada").delete(path).status_code == 404


def test_what_ends_an_accounts_tokens_ends_these(world: World) -> None:
    shell = Actor(None)
    for number in range(2):
        token = made(world)
        with world.database.writing() as session:
            user, now = get_user(session, "ada"), database_now(session)
            if number:
                sign_out_user(session, shell, user, now=now)
            else:
                set_password(session, shell, user, "another long one", now=now)
        assert client(world, token).get("/v1/me").status_code == 401
        with world.database.writing() as session:
            assert session.exec(select(PersonalToken)).all() == []
            get_user(session, "ada").tokens_valid_from = database_now(session) - timedelta(hours=1)


def test_a_kept_answer_is_not_given_to_a_revoked_token(world: World) -> None:
    world.campaign(enrolment="everyone")
    world.as_("ada").post("/v1/campaigns/guide/join")
    token = made(world, Scope.WRITE)
    body, key = {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un."}, {"Idempotency-Key": "once"}
    for replayed in (None, "true"):
        answer = client(world, token).post("/v1/campaigns/guide/pages", json=body, headers=key)
        assert (answer.status_code, answer.headers.get("idempotency-replayed")) == (201, replayed)
    reading = made(world, Scope.READ)
    assert client(world, reading).post("/v1/campaigns/guide/pages", json=body, headers=key).status_code == 403
    world.as_("ada").delete(f"/v1/me/tokens/{token['id']}")
    assert client(world, token).post("/v1/campaigns/guide/pages", json=body, headers=key).status_code == 401


@pytest.mark.slow
def test_a_person_has_so_many_and_an_expired_one_makes_room(world: World) -> None:
    for _ in range(MOST_TOKENS):
        made(world, days=1)
    refused = world.as_("ada").post("/v1/me/tokens", json={"name": "x", "scopes": ["read"]})
    assert (refused.status_code, refused.json()["most"]) == (409, MOST_TOKENS)
    with world.database.writing() as session:
        # As if all but one had been made a day earlier.
        old = session.exec(select(PersonalToken).order_by(col(PersonalToken.id)).limit(MOST_TOKENS - 1)).all()
        for token in old:
            token.expires_at -= timedelta(days=1)
    made(world)
    assert len(world.as_("ada").get("/v1/me/tokens").json()["items"]) == 2


def operations(world: World) -> Iterator[tuple[str, str, str, Json | None]]:
    """Yield act, method, address and example body of every operation that asks who calls."""
    for path, methods in world.app.openapi()["paths"].items():
        for method, told in methods.items():
            if told[ACT] != Caller.ANYONE:
                names = {one["name"] for one in told.get("parameters", []) if one.get("in") == "path"}
                body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
                yield told[ACT], method, path.format(**{name: GIVEN.get(name, "1") for name in names}), body


def let_through(world: World, scope: Scope) -> set[tuple[str, bool]]:
    """Return the acts that a token with one scope is not refused for its scope, and whether each writes."""
    world.campaign()
    token = client(world, made(world, scope, by="guide-admin"))
    found = set()
    for act, method, address, body in operations(world):
        answer = token.request(method, address, json=body, headers={"If-Match": "*"})
        missing = answer.status_code == 403 and (method == "head" or answer.json()["type"] == MISSING)
        if not missing:
            found.add((act, method not in {"get", "head"}))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("scope", Scope)
def test_each_scope_lets_its_acts_through_and_no_other(world: World, scope: Scope) -> None:
    stated = {(act, method not in {"get", "head"}) for act, method, _, _ in operations(world)}
    allowed = {
        (act, writes) for act, writes in stated if (needed := SCOPES[act]) is not None and needed[writes] is scope
    }
    assert len(allowed) >= 4
    assert let_through(world, scope) == allowed


@pytest.mark.slow
@on_one_database
def test_a_scope_that_is_not_asked_for_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_missing", lambda *_given: None)
    assert ("edit", True) in let_through(world, Scope.READ)


def test_an_act_that_nobody_gave_a_scope_takes_no_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SCOPES, "signed-in")
    refused = client(world, made(world, *Scope)).get("/v1/me")
    assert (refused.status_code, refused.json()["scope"]) == (403, None)
