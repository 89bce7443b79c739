"""Somebody is always left who can look after a campaign, and after the site."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx2
import pytest
from sqlalchemy import select
from sqlmodel import col

from app.campaigns import service as campaigns
from app.campaigns.models import Membership
from app.campaigns.rules import Role
from app.identity import service as accounts
from app.identity.models import User
from tests.client import ApiClient
from tests.pages.acts import refused
from tests.planting import on_one_database
from tests.world import World

pytestmark = pytest.mark.databases

MEMBERS = "/v1/campaigns/guide/members"
ADMIN, OTHER = "guide-admin", "ada"
Ask = Callable[[ApiClient, str], httpx2.Response]


def remove(client: ApiClient, username: str) -> httpx2.Response:
    return client.delete(f"{MEMBERS}/{username}")


def demote(client: ApiClient, username: str) -> httpx2.Response:
    return client.put(f"{MEMBERS}/{username}", json={"role": "editor"})


def block(client: ApiClient, username: str) -> httpx2.Response:
    return client.post(f"/v1/users/{username}/block")


def disable(client: ApiClient, username: str) -> httpx2.Response:
    return client.post(f"/v1/users/{username}/disable")


OF_SITE = (block, disable)
"""Requests on an account; the others are on a membership."""


def left(world: World, ask: Ask) -> list[str]:
    """Return who can still do what the request is about."""
    able = col(User.blocked_at).is_(None), col(User.disabled_at).is_(None)
    query = select(col(User.username)).where(*able).order_by(col(User.username))
    if ask in OF_SITE:
        query = query.where(col(User.site_admin))
    else:
        query = query.join(Membership, col(Membership.user_id) == col(User.id))
        query = query.where(col(Membership.role) == Role.ADMIN)
    with world.database.reading() as session:
        return [*session.scalars(query)]


@pytest.fixture(params=[remove, demote, block, disable])
def ask(world: World, request: pytest.FixtureRequest) -> Ask:
    """Return a request that takes a right from somebody; two accounts have it."""
    world.campaign()
    world.user(OTHER, site_admin=request.param in OF_SITE)
    world.member("guide", OTHER, Role.ADMIN)
    if request.param in OF_SITE:
        with world.database.writing() as session:
            session.scalars(select(User).where(col(User.username) == ADMIN)).one().site_admin = True
    asked: Ask = request.param
    return asked


def test_the_last_one_stays(world: World, ask: Ask) -> None:
    admin = world.as_(ADMIN)
    assert ask(admin, OTHER).is_success
    assert refused(ask(admin, ADMIN), 409, "last-admin")["username"] == ADMIN
    assert left(world, ask) == [ADMIN]


@pytest.mark.parametrize("out", [block, disable])
def test_one_who_is_out_does_not_count(world: World, ask: Ask, out: Ask) -> None:
    world.user("root", site_admin=True)
    if ask in OF_SITE:
        assert out(world.as_("root"), OTHER).is_success
        assert ask(world.as_("root"), ADMIN).is_success
        refused(ask(world.as_("root"), "root"), 409, "last-admin")
    else:
        assert out(world.as_("root"), OTHER).is_success
        refused(ask(world.as_(ADMIN), ADMIN), 409, "last-admin")


def both(world: World, ask: Ask) -> None:
    """Let two take the right from each other at once."""
    start, others = Barrier(2), {ADMIN: OTHER, OTHER: ADMIN}

    def go(who: str) -> int:
        client = ApiClient(world.app, world.client._contract, token=world.tokens[who])
        start.wait()
        return ask(client, others[who]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(go, others)) <= {200, 204, 401, 403, 404, 409}


def test_of_two_who_end_each_other_one_stays(world: World, ask: Ask) -> None:
    both(world, ask)
    assert len(left(world, ask)) >= 1


@on_one_database
def test_a_rule_that_is_left_out_is_found(world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaigns, "_require_another_admin", lambda *_given: None)
    monkeypatch.setattr(accounts, "require_another_site_admin", lambda *_given: None)
    assert ask(world.as_(ADMIN), OTHER).is_success
    assert ask(world.as_(ADMIN), ADMIN).is_success
    assert left(world, ask) == []
