"""Guessing is slowed down, exactly, and whoever knows the password is not locked out by somebody else's guesses."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import httpx2
import pytest
from sqlmodel import select

from app.clock import shifted
from app.identity import service, signing_in
from app.identity.attempts import FORGOTTEN_AFTER, LONGEST_WAIT, Attempts, Hashing
from app.identity.errors import SignInBusy
from app.identity.models import SignInAttempt
from app.identity.service import Secret
from app.identity.signing_in import Device
from tests.client import ApiClient
from tests.planting import on_one_database
from tests.world import World

pytestmark = pytest.mark.databases

RIGHT, WRONG = "correct horse battery", "wrong"
FREE = 5


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    world.user("ada", password=RIGHT)


def client_at(world: World, address: str) -> ApiClient:
    """Return an anonymous client that calls from an address."""
    client = world.client.as_(None)
    vars(client._transport)["_inside"].client = (address, 50000)
    return client


def sign_in(client: ApiClient, password: str, username: str = "ada") -> httpx2.Response:
    return client.post("/v1/auth/token", json={"username": username, "password": password})


def guess_at_once(world: World, count: int) -> list[int]:
    """Let so many wrong passwords arrive in the same moment, and return the answers."""
    start = Barrier(count)
    clients = [client_at(world, "192.0.2.1") for _ in range(count)]
    # All of them may be hashed at once: here it is counted who gets so far.
    world.app.state.services = replace(world.app.state.services, hashing=Hashing(at_once=count))

    def guess(client: ApiClient) -> int:
        start.wait()
        return sign_in(client, WRONG).status_code

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(guess, clients))


def test_of_guesses_at_once_as_many_pass_as_of_guesses_in_a_row(world: World) -> None:
    assert guess_at_once(world, 16) == [401] * FREE + [429] * (16 - FREE)


@on_one_database
def test_a_count_that_is_taken_afterwards_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    together = Barrier(16)
    check = service.authenticate

    def late(secret: Secret, password: str) -> int:
        together.wait()
        return check(secret, password)

    monkeypatch.setattr(Attempts, "reserve", lambda *_given, **_more: None)
    monkeypatch.setattr(signing_in, "authenticate", late)
    assert guess_at_once(world, 16) == [401] * 16


def test_each_further_guess_waits_twice_as_long(world: World) -> None:
    stranger = client_at(world, "192.0.2.1")
    assert [sign_in(stranger, WRONG).status_code for _ in range(FREE)] == [401] * FREE
    later = timedelta(0)
    for seconds in (1, 2, 4, 8):
        with shifted(later):
            refusal = sign_in(stranger, RIGHT)
            assert (refusal.status_code, refusal.headers["retry-after"]) == (429, str(seconds))
        later += timedelta(seconds=seconds)
        with shifted(later):
            assert sign_in(stranger, WRONG).status_code == 401
    assert Attempts(b"", FREE).wait(10**6) == LONGEST_WAIT


def test_the_owner_signs_in_whatever_strangers_guess(world: World) -> None:
    for number in range(FREE + 1):
        sign_in(client_at(world, "192.0.2.1"), WRONG)
        sign_in(client_at(world, f"198.51.100.{number}"), WRONG)
    assert sign_in(client_at(world, "192.0.2.1"), RIGHT).status_code == 429
    assert sign_in(client_at(world, "203.0.113.7"), RIGHT).status_code == 200


@pytest.mark.slow
def test_a_known_device_signs_in_whatever_strangers_guess_at_the_same_address(world: World) -> None:
    owner, stranger, thief = browser_at(world), browser_at(world), browser_at(world)
    assert open_session(owner, RIGHT).status_code == 201
    thief.cookies.set("__Host-bonsens-device", owner.cookies["__Host-bonsens-device"] + "0")
    world.user("mallory", password=RIGHT)
    assert open_session(stranger, RIGHT, "mallory").status_code == 201
    for browser in (stranger, thief):
        for _ in range(FREE + 1):
            open_session(browser, WRONG)
        assert open_session(browser, RIGHT).status_code == 429
    assert open_session(owner, WRONG).status_code == 401
    assert open_session(owner, RIGHT).status_code == 201
    # On a device that somebody lost, guessing is slowed down as anywhere.
    assert [open_session(owner, WRONG).status_code for _ in range(FREE + 1)] == [401] * FREE + [429]


def browser_at(world: World, address: str = "192.0.2.1") -> ApiClient:
    """Return a browser that calls from an address."""
    browser = world.client.browser()
    vars(browser._transport)["_inside"].client = (address, 50000)
    return browser


def open_session(browser: ApiClient, password: str, username: str = "ada") -> httpx2.Response:
    return browser.post("/v1/auth/session", json={"username": username, "password": password})


def test_a_device_is_known_for_so_many_accounts() -> None:
    device = Device("laptop")
    for number in range(30):
        device = device.knowing(f"account-{number % 12}")
    assert device.accounts == tuple(f"account-{number % 12}" for number in range(29, 19, -1))


@pytest.mark.slow
def test_a_whole_office_behind_one_address_signs_in(world: World) -> None:
    """Only an account's own mistakes count against it."""
    office = client_at(world, "192.0.2.1")
    for number in range(4):
        world.user(f"person-{number}", password=RIGHT)
        for _ in range(FREE - 1):
            assert sign_in(office, WRONG, f"person-{number}").status_code == 401
    assert [sign_in(office, RIGHT, f"person-{number}").status_code for number in range(4)] == [200] * 4


@pytest.mark.slow
def test_a_right_password_forgets_what_failed(world: World) -> None:
    client = client_at(world, "192.0.2.1")
    for _ in range(3):
        assert [sign_in(client, WRONG).status_code for _ in range(FREE - 1)] == [401] * (FREE - 1)
        assert sign_in(client, RIGHT).status_code == 200
    assert kept(world) == []


def test_what_is_old_is_forgotten_and_nothing_that_was_typed_is_kept(world: World) -> None:
    sign_in(client_at(world, "192.0.2.1"), WRONG, "a-secret-typed-here")
    [found] = kept(world)
    assert (len(found.place), found.failures) == (64, 1)
    with shifted(FORGOTTEN_AFTER + timedelta(minutes=1)):
        sign_in(client_at(world, "192.0.2.2"), WRONG)
    assert [attempt.place for attempt in kept(world)] != [found.place]
    assert len(kept(world)) == 1


def kept(world: World) -> list[SignInAttempt]:
    with world.database.reading() as session:
        found = list(session.exec(select(SignInAttempt)))
        session.expunge_all()
        return found


def test_addresses_of_one_network_are_one_place() -> None:
    attempts = Attempts(b"key", FREE)
    places = {attempts.place("ada", address) for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")}
    assert len(places) == 1
    assert attempts.place("ada", "2001:db8:1:3::1") not in places
    assert attempts.place("ada", "::ffff:192.0.2.1") == attempts.place("ada", "192.0.2.1")
    assert attempts.place("bob", "192.0.2.1") != attempts.place("ada", "192.0.2.1")
    assert Attempts(b"other", FREE).place("ada", "192.0.2.1") != attempts.place("ada", "192.0.2.1")


def test_whoever_finds_too_many_waiting_is_told_that_others_sign_in() -> None:
    hashing = Hashing(at_once=1, waiting=0)

    async def take_two() -> None:
        async with hashing.turn(), hashing.turn():
            pass

    async def take_one() -> bool:
        async with hashing.turn():
            return True

    with pytest.raises(SignInBusy):
        asyncio.run(take_two())
    assert asyncio.run(take_one())
