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


def test_a_list_stays_whole_while_rows_come_and_go(listed: World) -> None:
    root = listed.as_("root")
    first = root.get("/v1/campaigns/guide/members?limit=3").json()
    seen = [item["username"] for item in first["items"]]
    assert root.delete(f"/v1/campaigns/guide/members/{seen[1]}").status_code == 204
    rest = root.get("/v1/campaigns/guide/members", params={"after": first["next"], "limit": 100}).json()["items"]
    assert len(seen) + len(rest) == len(NAMES) + 4


def of_another_list(root: ApiClient, path: str) -> str:
    other = "/v1/campaigns" if path == "/v1/users" else "/v1/users"
    cursor: str = root.get(other, params={"limit": 1}).json()["next"]
    return cursor


@pytest.mark.parametrize("path", ["/v1/users", "/v1/campaigns", "/v1/campaigns/guide/members"])
def test_foreign_cursors_and_bad_limits_are_refused(listed: World, path: str) -> None:
    root = listed.as_("root")
    for after in (of_another_list(root, path), packed(b"[1]"), packed(b'["a"]'), "%25%25", "é", "x" * 501, "W10", ""):
        refused = root.get(path, params={"after": after})
        assert refused.status_code == 422, after
        assert refused.json()["errors"][0]["field"].endswith("after")
    for limit in ("0", "-1", "101", "ten", "1e9", "9" * 30):
        assert root.get(path, params={"limit": limit}).status_code == 422, limit


@given(keys=st.lists(st.integers(-(2**63), 2**63 - 1) | st.text(max_size=64), min_size=1, max_size=3))
def test_cursors_come_back_as_they_were_and_tell_nothing(keys: list[Key]) -> None:
    kinds = [type(key) for key in keys]
    cursor = SEALING.seal("/v1/things", *keys)
    assert SEALING.open("/v1/things", cursor, *kinds) == tuple(keys)
    assert SEALING.seal("/v1/things", *keys) == cursor
    assert what_is_told(cursor) is None
    with pytest.raises(Invalid):
        SEALING.open("/v1/others", cursor, *kinds)


@given(first=st.integers(1, 10**6), second=st.integers(1, 10**6))
def test_the_length_of_a_cursor_tells_nothing(first: int, second: int) -> None:
    assert len(SEALING.seal("/v1/things", first)) == len(SEALING.seal("/v1/things", second))


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_cursor_that_somebody_changed_is_refused(at: int, bit: int) -> None:
    sealed = bytearray(unpacked(SEALING.seal("/v1/things", 7)))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(Invalid):
        SEALING.open("/v1/things", packed(bytes(sealed)), int)


def test_a_key_follows_another() -> None:
    before, after = Cursors.keyed_by(["a" * 40]), Cursors.keyed_by(["b" * 40, "a" * 40])
    assert after.open("/v1/things", before.seal("/v1/things", 7), int) == (7,)
    with pytest.raises(Invalid):
        before.open("/v1/things", after.seal("/v1/things", 7), int)


def given_out(world: World) -> list[object]:
    """Return what somebody who reads the cursors of some lists learns."""
    told = []
    for path in ("/v1/users", "/v1/campaigns/guide/members", "/v1/campaigns/guide/audit", "/v1/campaigns"):
        answer = world.as_("root").get(path, params={"limit": 1})
        told.append(what_is_told(answer.json()["next"]))
    return told


@on_one_database
def test_no_cursor_is_readable(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert given_out(listed) == [None] * 4

    def plain(_self: Cursors, _of: str, *keys: Key) -> str:
        return packed(json.dumps(keys).encode())

    monkeypatch.setattr(Cursors, "seal", plain)
    assert None not in given_out(listed)


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unpacked(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


def what_is_told(cursor: str) -> object:
    """Return what stands in a cursor for everybody to read, signed or not; None for nothing."""
    found = re.match(rb"\[.+?\]", unpacked(cursor))
    try:
        told: object = None if found is None else json.loads(found[0])
    except ValueError:
        return None
    return told
