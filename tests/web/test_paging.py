"""Lists: every item once while following ``next``, and cursors that only the list gives out."""

import base64
import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules import Role
from app.errors import Invalid
from app.web.cursors import Cursors, Key
from tests.client import ApiClient
from tests.planting import on_one_database
from tests.world import Json, World

SEALING = Cursors.keyed_by(["0123456789abcdef" * 4])
NAMES = ["a", "a-b", "a.b", "a_b", "ab", "b-", "z@x.fr", "0"]


def everything(world: World, username: str, path: str, limit: int) -> Iterator[list[Json]]:
    """Yield the answers of a list, following the ``Link`` header."""
    link: str | None = f"{path}?limit={limit}"
    while link is not None:
        answer = world.as_(username).get(link)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert (found["next"] is None) == ("link" not in answer.headers)
        link = answer.links["next"]["url"] if found["next"] else None
        yield found["items"]


@pytest.fixture
def listed(world: World) -> World:
    world.campaign()
    for name in NAMES:
        world.member("guide", world.user(name), Role.READER)
    world.user("root", site_admin=True)
    for slug in ("b", "a-1", "a1"):
        body = {"slug": slug, "title": "Autre"}
        assert world.as_("root").post("/v1/campaigns", json=body).status_code == 201
    return world


@pytest.mark.slow
def test_each_list_gives_every_item_once(listed: World) -> None:
    for path, key, count in (
        ("/v1/users", "username", len(NAMES) + 5),
        ("/v1/campaigns/guide/members", "username", len(NAMES) + 4),
        ("/v1/campaigns/guide/audit", "number", len(NAMES) + 5),
        ("/v1/campaigns", "slug", 4),
    ):
        [whole] = everything(listed, "root", path, 100)
        keys = [item[key] for item in whole]
        assert len(set(keys)) == len(keys) == count, path
        for limit in (1, 3, count):
            answers = list(everything(listed, "root", path, limit))
            assert [item[key] for items in answers for item in items] == keys, (path, limit)
            assert all(len(items) == limit for items in answers[:-1])
            assert answers[-1] != []


@pytest.mark.slow
def test_a_list_stays_whole_while_rows_come_and_go(listed: World) -> None:
    root = listed.as_("root")
    first = root.get("/v1/campaigns/guide/members?limit=3").json()
    seen = [item["username"] for item in first["items"]]
    assert root.delete(f"/v1/campaigns/guide/members/{seen[1]}").status_code == 204
    rest = root.get("/v1/campaigns/guide/members", params={"after": first["next"], "limit": 100}).json()["items"]
    assert len(seen) + len(rest) == len(NAMES) + 4


@pytest.mark.slow
