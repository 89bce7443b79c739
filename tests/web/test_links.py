"""Links start at the public URL, whatever ``Host`` says; HEAD answers as GET does, without the body."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from app.config import Settings
from app.guides.work import COMPILE, compile_job
from app.jobs.service import run_next_job
from app.main import create_app
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.contract import contract_of
from tests.world import World

PUBLIC = "https://guide.example/bonsens"
ELSEWHERE = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}


@pytest.fixture
def public_world(sqlite_url: str) -> Iterator[World]:
    application: FastAPI = create_app(Settings(database_url=sqlite_url, token_keys=TOKEN_KEYS, public_url=f"{PUBLIC}/"))
    with ApiClient(application, contract_of(application)) as client:
        yield World(application, application.state.services.database, client)


@pytest.mark.slow
def test_every_link_starts_at_the_public_url(public_world: World) -> None:
    world = public_world
    world.campaign()
    for number in range(2):
        world.page(title=f"Titre {number}")
    world.accept(1, by="guide-editor")
    world.edit(world.as_("guide-contributor").get("/v1/pages/1").json(), "Un.\n", by="guide-contributor")
    client = world.as_("guide-admin")
    first = client.get("/v1/campaigns/guide/pages?limit=1&state=latest", headers=ELSEWHERE)
    assert first.headers["link"].startswith(f"<{PUBLIC}/v1/campaigns/guide/pages?")
    queue = client.get("/v1/campaigns/guide/review-queue", headers=ELSEWHERE).json()
    differences = {item["page_id"]: item["diff_url"] for item in queue["items"]}
    assert differences[1] == f"{PUBLIC}/v1/pages/1/diff?from=1&to=2"
    order = client.post("/v1/campaigns/guide/editions", json={"kind": "proof"}, headers=ELSEWHERE)
    assert order.headers["location"] == f"{PUBLIC}/v1/jobs/1"
    run_next_job(world.database, {COMPILE: compile_job})
    job = client.get("/v1/jobs/1", headers=ELSEWHERE).json()
    assert job["result"] == f"{PUBLIC}/v1/campaigns/guide/editions/1"
    edition = client.get("/v1/campaigns/guide/editions/1", headers=ELSEWHERE).json()
    assert {file["path"].startswith(f"{job['result']}/artefacts/") for file in edition["artefacts"]} == {True}
    for answer in (first, order):
        assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/bonsens"])
def test_prefix_may_be_taken_off_or_not(public_world: World, prefix: str) -> None:
    assert public_world.client.get(f"{prefix}/healthz").status_code == 200
    moved = public_world.client.get(f"{prefix}/readyz/", headers=ELSEWHERE, follow_redirects=False)
    assert moved.headers["location"] == f"{PUBLIC}/readyz"


@pytest.mark.slow
def test_answer_is_replayed_whatever_the_public_url_is(public_world: World) -> None:
    public_world.campaign()
    client, body = public_world.as_("guide-admin"), {"slug": "t2", "question": "?"}
    for path, replayed in (("", None), ("/bonsens", "true")):
        answer = client.post(f"{path}/v1/campaigns/guide/themes", json=body, headers={"Idempotency-Key": "k"})
        assert answer.headers.get("idempotency-replayed") == replayed
        assert answer.headers["location"] == f"{PUBLIC}/v1/campaigns/guide/themes/t2"


@pytest.mark.parametrize(
    "url",
    [
        *("guide.example", "ftp://guide.example", "https://", "https:///path", "https://:@guide.example", ""),
        *(
            "https://guide.example?x=1",
            "https://guide.example/#a",
            "https://guide.example/?",
            "https://guide.example:x",
        ),
        *("https://guide example", "https://guide.example/é", "https://guide.example/a\nb"),
    ],
)
def test_public_url_must_be_one(url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(public_url=url)


@pytest.mark.parametrize(
    "path", ["/v1/campaigns/guide", "/v1/campaigns/guide/pages?limit=1", "/healthz", "/v1/nothing"]
)
def test_head_is_get_without_the_body(world: World, path: str) -> None:
    world.campaign()
    for number in range(2):
        world.page(title=f"Titre {number}")
    client = world.as_("guide-contributor")
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    varying = {"x-request-id", "ratelimit"}
    assert {n: v for n, v in head.headers.items() if n not in varying} == {
        n: v for n, v in get.headers.items() if n not in varying
    }
