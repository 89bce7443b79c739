"""Whoever has been signed out or disabled is told so by every route that takes a token, whatever else is wrong."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.clock import database_now
from app.identity import asking, service
from app.identity.actor import Actor
from app.identity.models import BrowserSession, User
from app.identity.service import disable_user
from app.identity.sessions import OpenSession
from app.pages import router as pages_router
from app.web.stating import ACT, Caller
from tests.client import ApiClient
from tests.pages.acts import ME
from tests.planting import on_one_database
from tests.world import World

Ending = Callable[[Session, User], None]
GIVEN = {"campaign": "guide", "user": "guide-reader", "edition": "1", "artefact": "guide.pdf", "theme": "t1"}
"""What stands in for a parameter of a path; 1 for all others."""


def sign_out(session: Session, user: User) -> None:
    user.tokens_valid_from = database_now(session) + timedelta(hours=1)


def keep_out(_session: Session, user: User) -> None:
    user.can_sign_in = False


def disable(session: Session, user: User) -> None:
    disable_user(session, Actor(None), user, disabled=True, now=database_now(session))


def disable_only(session: Session, user: User) -> None:
    """Disabled by itself ends a token, also one that is not older."""
    user.disabled_at = database_now(session)


def end(world: World, ending: Ending) -> None:
    """Let somebody write, comment and ask, and end what their token stands for."""
    world.campaign(visibility="public")
    page = world.page()
    world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": "Un mot."})
    world.as_(ME).post("/v1/campaigns/guide/questions", json={"text": "Et le soir ?"})
    with world.database.writing() as session:
        ending(session, session.exec(select(User).where(col(User.username) == ME)).one())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield method, address and example body of every operation that asks who calls."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            if told[ACT] != Caller.ANYONE:
                parameters = [one for one in told.get("parameters", []) if "name" in one]
                names = {one["name"]: GIVEN.get(one["name"], "1") for one in parameters if one["in"] == "path"}
                needed = "&".join(f"{one['name']}=1" for one in parameters if one["in"] == "query" and one["required"])
                body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
                yield method, f"{path.format(**names)}?{needed}", body


def answers_otherwise(world: World, client: ApiClient | None = None) -> list[str]:
    """Return what answers somebody who no longer stands for an account with anything but 401."""
    client, found = client or world.as_(ME), []
    for method, address, body in operations(world.app.openapi()):
        answer = client.request(method, address, json=body, headers={"If-Match": "*"})
        if answer.status_code != 401:
            found.append(f"{method} {address}: {answer.status_code}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("ending", [sign_out, keep_out, disable, disable_only])
def test_every_route_tells_that_the_token_stands_for_nobody(world: World, ending: Ending) -> None:
    end(world, ending)
    assert answers_otherwise(world) == []


@pytest.mark.slow
def test_every_route_tells_that_the_session_was_ended_while_it_was_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = in_an_ended_session(world, monkeypatch)
    assert answers_otherwise(world, browser) == []


def in_an_ended_session(world: World, monkeypatch: pytest.MonkeyPatch) -> ApiClient:
    """Return a browser whose session is still found at the door, and is ended before anything else is done."""
    end(world, lambda _session, _user: None)
    browser = world.browser(ME)
    with world.database.writing() as session:
        found, now = session.exec(select(BrowserSession)).one(), database_now(session)
        assert found.id is not None
        remembered = OpenSession(found.id, found.user_id, found.opened_at, found.seen_at, now)
        session.delete(found)
    monkeypatch.setattr(asking, "find_session", lambda *_given: remembered)
    return browser


@pytest.mark.slow
@on_one_database
def test_a_route_that_does_not_ask_whether_the_session_is_open_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = in_an_ended_session(world, monkeypatch)
    monkeypatch.setattr(service, "is_open", lambda _session, _id: True)
    assert "get /v1/me?: 200" in answers_otherwise(world, browser)


@pytest.mark.slow
@on_one_database
def test_a_route_that_does_not_ask_for_the_account_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_router, "require_user", lambda _session, actor: actor.signed_in())
    end(world, keep_out)
    assert answers_otherwise(world) == ["post /v1/render?: 200"]
