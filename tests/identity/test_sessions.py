"""Browsers sign in and out: what the cookie is called, how long it is good for, and what ends it, at once."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx2
import pytest
from sqlmodel import Session, select

from app.clock import database_now, shifted
from app.config import Settings
from app.identity.actor import Actor
from app.identity.models import BrowserSession, OpenedBy, User
from app.identity.service import block_user, get_user, set_password
from app.identity.sessions import (
    MOST_SESSIONS,
    SEEN_EVERY,
    Limits,
    end_sessions_of_provider,
    open_session,
)
from app.identity.wire import DEVICE_GOOD_FOR
from app.web.csrf import HEADER
from tests.client import ApiClient
from tests.world import World

PASSWORD = "correct horse battery"
HOST, PLAIN = "__Host-bonsens", "bonsens"
LIMITS = Limits.of(Settings())


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    world.user("ada", password=PASSWORD)


def sign_in(browser: ApiClient, password: str = PASSWORD, **more: object) -> httpx2.Response:
    """Sign in as a page does, which keeps the CSRF token for its writes."""
    answer = browser.post("/v1/auth/session", json={"username": "ada", "password": password}, **more)  # type: ignore[arg-type]
    if answer.status_code == 201:
        browser.headers[HEADER] = answer.json()["csrf_token"]
    return answer


def ended(browser: ApiClient) -> bool:
    answer = browser.get("/v1/me")
    return answer.status_code == 401 and answer.json()["code"] == "session-ended"


def rows(world: World) -> list[BrowserSession]:
    with world.database.reading() as session:
        found = list(session.exec(select(BrowserSession).order_by(BrowserSession.id)))  # type: ignore[arg-type]
        session.expunge_all()
        return found


def test_a_password_gives_a_session_that_reads_and_writes(world: World) -> None:
    browser = world.client.browser()
    answer = sign_in(browser, headers={"user-agent": "Firefox \x7f on a desk " + "x" * 300})
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["user"]["username"] == "ada"
    assert browser.get("/v1/auth/session").json() == told
    assert browser.get("/v1/me").json()["username"] == "ada"
    tag = browser.get("/v1/me").headers["etag"]
    assert browser.patch("/v1/me", json={"language": "fr"}, headers={"If-Match": tag}).status_code == 200
    [row] = rows(world)
    secret = browser.cookies[HOST]
    assert secret not in repr(row)
    assert (row.opened_by, row.agent) == ("password", ("Firefox  on a desk " + "x" * 300)[:200])
    assert secret not in answer.text


@pytest.mark.parametrize(
    ("at", "prefix", "name", "told"),
    [
        ("https://guide.example", "", HOST, {"Path=/", "Secure", "HttpOnly", "SameSite=lax"}),
        ("https://guide.example", "/guide", PLAIN, {"Path=/guide", "Secure", "HttpOnly", "SameSite=lax"}),
        ("http://localhost:8000", "", PLAIN, {"Path=/", "HttpOnly", "SameSite=lax"}),
        ("http://127.0.0.1:8000", "/guide", PLAIN, {"Path=/guide", "HttpOnly", "SameSite=lax"}),
        ("http://[::1]", "", PLAIN, {"Path=/", "HttpOnly", "SameSite=lax"}),
    ],
)
def test_the_cookie_is_called_after_where_the_service_lies(
    world: World, at: str, prefix: str, name: str, told: set[str]
) -> None:
    browser = world.client.browser(at)
    vars(browser._transport)["_inside"].root_path = prefix
    session, device = sign_in(browser, headers={"Origin": at}).headers.get_list("set-cookie")
    for cookie, called, lifetime in ((session, name, LIMITS.absolute), (device, f"{name}-device", DEVICE_GOOD_FOR)):
        first, *more = cookie.split("; ")
        assert re.fullmatch(f"{called}=[A-Za-z0-9_.-]{{43,}}", first)
        assert set(more) == {f"Max-Age={int(lifetime.total_seconds())}", *told}


@pytest.mark.parametrize(
    "at", ["http://testserver", "http://guide.example", "http://10.0.0.7", "http://localhost.evil.example"]
)
def test_plain_http_gets_no_session_and_is_told_what_to_do(world: World, at: str) -> None:
    browser = world.client.browser(at)
    answer = sign_in(browser)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:bonsens:problem:connection-insecure")
    assert "https" in answer.json()["detail"]
    assert "set-cookie" not in answer.headers
    assert rows(world) == []
    secure = world.client.browser()
    sign_in(secure)
    # Nor is one believed there, whatever it is called.
    for name in (HOST, PLAIN):
        assert browser.get("/v1/me", headers={"Cookie": f"{name}={secure.cookies[HOST]}"}).status_code == 401


def test_signing_in_again_ends_the_session_before(world: World) -> None:
    browser, before = world.client.browser(), world.client.browser()
    sign_in(browser)
    before.cookies.set(HOST, browser.cookies[HOST])
    sign_in(browser)
    assert ended(before)
    assert browser.get("/v1/me").status_code == 200
    assert len(rows(world)) == 1


def test_signing_out_ends_it_at_once_and_the_browser_forgets_it(world: World) -> None:
    browser, copy = world.client.browser(), world.client.browser()
    sign_in(browser)
    copy.cookies.set(HOST, browser.cookies[HOST])
    copy.headers[HEADER] = browser.headers[HEADER]
    assert browser.delete("/v1/auth/session").status_code == 204
    assert HOST not in browser.cookies
    assert ended(copy)
    assert rows(world) == []
    # Whoever is left with the cookie of a session that has ended gets rid of it.
    del copy.headers[HEADER]
    signed_out = copy.delete("/v1/auth/session")
    assert (signed_out.status_code, "Max-Age=0" in signed_out.headers["set-cookie"]) == (204, True)


def test_a_session_ends_when_it_is_not_used_and_at_last_anyway(world: World) -> None:
    browser, idle = world.client.browser(), world.client.browser()
    sign_in(browser)
    sign_in(idle)
    step, later = LIMITS.idle - timedelta(minutes=1), timedelta(0)
    while later + step < LIMITS.absolute:
        later += step
        with shifted(later):
            assert browser.get("/v1/me").status_code == 200
    with shifted(LIMITS.idle):
        assert ended(idle)
    with shifted(LIMITS.absolute):
        assert ended(browser)
        sign_in(world.client.browser())
        # What has ended by itself is deleted when somebody signs in.
        assert len(rows(world)) == 1


def test_use_is_written_down_now_and_then(world: World) -> None:
    browser = world.client.browser()
    sign_in(browser)
    [first] = rows(world)
    browser.get("/v1/me")
    assert rows(world)[0].seen_at == first.seen_at
    with shifted(SEEN_EVERY + timedelta(minutes=1)):
        browser.get("/v1/me")
        assert rows(world)[0].seen_at > first.seen_at + SEEN_EVERY


def test_own_sessions_are_listed_and_ended(world: World) -> None:
    here, away, phone = (world.client.browser() for _ in range(3))
    for browser in (phone, away, here):
        sign_in(browser)
    listed = here.get("/v1/me/sessions?limit=2").json()
    assert [one["current"] for one in listed["items"]] == [True, False]
    [last] = here.get(f"/v1/me/sessions?limit=2&after={listed['next']}").json()["items"]
    assert here.delete(f"/v1/me/sessions/{last['id']}").status_code == 204
    assert here.delete(f"/v1/me/sessions/{last['id']}").status_code == 404
    assert ended(phone)
    assert away.get("/v1/me").status_code == 200
    world.user("bob")
    assert world.as_("bob").delete(f"/v1/me/sessions/{listed['items'][1]['id']}").status_code == 404
    assert here.delete("/v1/me/sessions").status_code == 204
    assert ended(away)
    assert here.get("/v1/me").status_code == 200
    assert world.as_("ada").get("/v1/me/sessions").json()["items"][0]["current"] is False
    assert world.as_("ada").delete("/v1/me/sessions").status_code == 204
    assert ended(here)


def test_a_bearer_token_is_no_session_and_wins_over_one(world: World) -> None:
    world.user("bob")
    assert world.as_("ada").get("/v1/auth/session").status_code == 404
    browser = world.client.browser()
    sign_in(browser)
    bob = {"Authorization": f"Bearer {world.tokens['bob']}"}
    assert browser.get("/v1/me", headers=bob).json()["username"] == "bob"
    assert browser.get("/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_what_is_done_to_an_account_ends_its_sessions(world: World) -> None:
    shell = Actor(None)
    deeds: list[Callable[[Session, User, datetime], None]] = [
        lambda session, user, now: set_password(session, shell, user, "another long one", now=now),
        lambda session, user, now: block_user(session, shell, user, blocked=True, now=now),
        lambda _session, user, _now: setattr(user, "can_sign_in", False),
    ]
    for do in deeds:
        browser = world.browser("ada")
        assert browser.get("/v1/me").status_code == 200
        with world.database.writing() as session:
            do(session, get_user(session, "ada"), database_now(session))
        assert browser.get("/v1/me").status_code == 401


def test_a_kept_answer_is_not_given_to_a_session_that_has_ended(world: World) -> None:
    world.campaign(enrolment="everyone")
    browser = world.browser("ada")
    body, headers = {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un."}, {"Idempotency-Key": "once"}
    assert browser.post("/v1/campaigns/guide/join").status_code == 200
    first = browser.post("/v1/campaigns/guide/pages", json=body, headers=headers)
    assert first.status_code == 201
    again = browser.post("/v1/campaigns/guide/pages", json=body, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"
    world.as_("ada").delete("/v1/me/sessions")
    assert browser.post("/v1/campaigns/guide/pages", json=body, headers=headers).status_code == 401


def test_a_person_has_so_many_sessions_and_a_provider_ends_its_own(world: World) -> None:
    with world.database.writing() as session:
        user, now = get_user(session, "ada"), database_now(session)
        for number in range(MOST_SESSIONS + 2):
            at = now + timedelta(seconds=number)
            more = {"provider": "acme", "provider_sid": "s1"} if number > MOST_SESSIONS else {}
            open_session(session, user, how=OpenedBy.PROVIDER, now=at, **more)
    kept = rows(world)
    assert len(kept) == MOST_SESSIONS
    assert min(row.opened_at for row in kept) == now + timedelta(seconds=2)
    with world.database.writing() as session:
        end_sessions_of_provider(session, "acme", "s2")
        end_sessions_of_provider(session, "other", "s1")
        end_sessions_of_provider(session, "acme", "s1")
    assert [row.id for row in rows(world)] == [row.id for row in kept[:-1]]
