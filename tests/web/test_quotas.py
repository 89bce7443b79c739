"""One person fills nothing that all share: a quota refuses the next one, says what to do, and is nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest

from app.config import Settings
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOST = 2
QUOTAS = ("pages", "drafts", "comments", "jobs", "answers")
PAGE = {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un.\n"}
Told = tuple[int, str | None]


@pytest.fixture
def settings(database_url: str) -> Settings:
    few = {f"quota_{name}": MOST for name in QUOTAS}
    return Settings.model_validate({"database_url": database_url, "token_keys": TOKEN_KEYS, **few})


def told(answer: Any) -> Told:
    return answer.status_code, answer.json().get("code")


def pages(client: ApiClient, key: str = "") -> Told:
    headers = {"Idempotency-Key": key} if key else {}
    return told(client.post("/v1/campaigns/guide/pages", json=PAGE, headers=headers))


def drafts(client: ApiClient) -> Told:
    return told(client.post("/v1/campaigns/guide/drafts", json=PAGE))


def comments(client: ApiClient) -> Told:
    return told(client.post("/v1/pages/1/comments", json={"text": "Oui."}))


def jobs(client: ApiClient) -> Told:
    return told(client.post("/v1/campaigns/guide/editions", json={"kind": "proof", "audience": "company"}))


@pytest.mark.parametrize("ask", [pages, drafts, comments, jobs], ids=lambda ask: ask.__name__)
def test_a_quota_refuses_one_person_the_next(world: World, ask: Callable[[ApiClient], Told]) -> None:
    world.campaign()
    first = world.page(by="guide-editor")
    world.accept(first["revision"]["id"], by="guide-editor")
    client = world.as_("guide-admin" if ask is jobs else "guide-contributor")
    assert {ask(client)[0] for _ in range(MOST)} <= {201, 202}
    assert ask(client) == (409, f"quota-{ask.__name__}")
    if ask is not jobs:
        assert ask(world.as_("guide-editor"))[0] == 201


def test_a_repetition_meets_no_quota(world: World) -> None:
    world.campaign()
    client = world.as_("guide-contributor")
    assert [pages(client, key)[0] for key in ("a", "b", "a")] == [201, 201, 201]
    # The third answer would be kept, and the third page be made.
    assert pages(client, "c") == (409, "quota-answers")
    assert pages(client) == (409, "quota-pages")
    assert pages(client, "b")[0] == 201
