"""A second factor: what signing in asks, that no code counts twice, and that guessing one is slowed down."""

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from pyotp.totp import TOTP

from app.clock import process_now, shifted
from app.config import Settings
from app.identity import second_factor
from app.identity.second_factor import RECOVERY_CODES, STEP
from tests.client import ApiClient
from tests.planting import on_one_database
from tests.world import World

PASSWORD, SHORT = "correct horse battery", "xkqv-zjw4"
FREE = Settings().sign_in_attempts


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    world.user("ada", password=PASSWORD)


def code_of(secret: str, later: timedelta = timedelta(0)) -> str:
    return TOTP(secret).at(process_now() + later)


def sign_in(world: World, code: str | None = None, *, route: str = "session") -> httpx2.Response:
    body = {"username": "ada", "password": PASSWORD} | ({} if code is None else {"code": code})
    return world.client.browser().post(f"/v1/auth/{route}", json=body)


def set_up(client: ApiClient) -> tuple[str, list[str]]:
    """Set up a second factor as a person does, and return its secret and its recovery codes."""
    begun = client.post("/v1/me/second-factor", json={"password": PASSWORD})
    assert (begun.status_code, begun.headers["cache-control"]) == (201, "no-store")
    secret = begun.json()["secret"]
    assert f"secret={secret}" in begun.json()["uri"]
    # A step earlier, so that the code of now is still unused, however long this takes.
    with shifted(-STEP):
        confirmed = client.post("/v1/me/second-factor/confirm", json={"code": code_of(secret)})
    assert confirmed.status_code == 200
    return secret, confirmed.json()["recovery_codes"]


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("route", ["session", "token"])
def test_signing_in_asks_for_a_second_step(world: World, route: str) -> None:
    secret, _ = set_up(world.as_("ada"))
    assert told(sign_in(world, route=route)) == (401, "second-factor-needed")
    assert told(sign_in(world, "000000", route=route)) == (401, "second-factor-wrong")
    assert sign_in(world, f" {code_of(secret)[:3]} {code_of(secret)[3:]}", route=route).is_success
    wrong = {"username": "ada", "password": "wrong", "code": code_of(secret, STEP)}
    assert told(world.client.post("/v1/auth/token", json=wrong)) == (401, "password-wrong")


def test_no_code_counts_twice_nor_one_before_it(world: World) -> None:
    secret, _ = set_up(world.as_("ada"))
    here, next_one = code_of(secret), code_of(secret, STEP)
    assert sign_in(world, next_one).status_code == 201
    for used in (next_one, here):
        assert told(sign_in(world, used)) == (401, "second-factor-wrong")
    with shifted(STEP * 3):
        for far in (-2 * STEP, 3 * STEP):
            assert told(sign_in(world, code_of(secret, far))) == (401, "second-factor-wrong")
        assert sign_in(world, code_of(secret)).status_code == 201


@on_one_database
def test_a_code_that_counts_twice_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = set_up(world.as_("ada"))
    monkeypatch.setattr(second_factor, "_is_current", lambda found, code, _now: code == code_of(found.secret))
    assert [sign_in(world, code_of(secret)).status_code for _ in range(2)] == [201, 201]


def test_each_recovery_code_is_good_once_and_kept_as_a_digest(world: World) -> None:
    _, codes = set_up(world.as_("ada"))
    assert len({*codes}) == RECOVERY_CODES
    assert sign_in(world, codes[0].upper().replace("-", " ")).status_code == 201
    assert told(sign_in(world, codes[0])) == (401, "second-factor-wrong")
    assert world.as_("ada").get("/v1/me/second-factor").json()["recovery_codes_left"] == RECOVERY_CODES - 1
    with world.database.fetching() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM recovery_code").all())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


@pytest.mark.slow
def test_guessing_codes_is_slowed_down_from_everywhere_and_only_for_who_knows_the_password(world: World) -> None:
    secret, _ = set_up(world.as_("ada"))
    for number in range(FREE):
        browser = world.client.browser()
        vars(browser._transport)["_inside"].client = (f"192.0.2.{number}", 50000)
        body = {"username": "ada", "password": PASSWORD, "code": "000000"}
        assert told(browser.post("/v1/auth/session", json=body)) == (401, "second-factor-wrong")
        # Asking without a code forgets nothing.
        assert sign_in(world).status_code == 401
    assert sign_in(world, code_of(secret)).status_code == 429
    with shifted(timedelta(seconds=2)):
        assert sign_in(world, code_of(secret, STEP)).status_code == 201


def test_it_counts_once_confirmed_and_is_removed_by_password_and_code(world: World) -> None:
    client = world.as_("ada")
    assert told(client.post("/v1/me/second-factor", json={"password": "wrong"})) == (401, "password-wrong")
    assert client.post("/v1/me/second-factor/confirm", json={"code": "123456"}).status_code == 409
    client.post("/v1/me/second-factor", json={"password": PASSWORD})
    assert client.get("/v1/me/second-factor").json() == {"confirmed_at": None, "recovery_codes_left": 0}
    assert sign_in(world).status_code == 201
    secret, codes = set_up(client)
    for path, body in (("", {"password": PASSWORD}), ("/confirm", {"code": code_of(secret)})):
        assert client.post(f"/v1/me/second-factor{path}", json=body).status_code in {401, 409}
    remove = "/v1/me/second-factor/remove"
    assert client.post(remove, json={"password": PASSWORD, "code": "000000"}).status_code == 401
    assert client.post(remove, json={"password": PASSWORD, "code": codes[0]}).status_code == 204
    assert sign_in(world).status_code == 201


def test_admins_need_one_where_the_site_says_so(world: World) -> None:
    world.user("root", site_admin=True, password=PASSWORD)
    services = world.app.state.services
    wanting = services.settings.model_copy(update={"admins_need_second_factor": True})
    world.app.state.services = replace(services, settings=wanting)
    body = {"username": "root", "password": PASSWORD}
    for route in ("token", "session"):
        answer = world.client.browser().post(f"/v1/auth/{route}", json=body)
        assert told(answer) == (409, "second-factor-missing")
    assert sign_in(world).status_code == 201
    secret, _ = set_up(world.as_("root"))
    signed = world.client.browser().post("/v1/auth/session", json={**body, "code": code_of(secret)})
    assert signed.status_code == 201
