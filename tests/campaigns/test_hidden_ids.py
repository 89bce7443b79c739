"""What is hidden from somebody and what does not exist are told apart by no answer, whatever the address names."""

from contextlib import nullcontext
from typing import Any

import pytest

from app.pages import access
from tests.pages.acts import EDITOR, ME
from tests.planting import on_one_database
from tests.world import Json, World

ABSENT = "999999"
IDS = ("question_id", "page_id", "revision_id", "comment_id", "draft_id", "job_id")


def told_apart(world: World, who: str | None, ids: Json) -> list[str]:
    """Return the operations whose answers tell an id that is hidden from one that nothing has."""
    client, found = world.as_(who), []
    for path, methods in world.app.openapi()["paths"].items():
        names = [name for name in IDS if f"{{{name}}}" in path]
        for method, told in methods.items() if names else ():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
            shown = []
            for number in (ids[names[0]], ABSENT):
                url = path.format(**{"code": "absent", **ids, names[0]: number})
                answer = client.request(method, url, json=body, headers={"If-Match": "*"})
                shown.append((answer.status_code, _sentence(answer)))
            if shown[0] != shown[1] or shown[0][0] not in (401, 403, 404):
                found.append(f"{method} {path}")
    return found


def _sentence(answer: Any) -> Json | None:
    return None if not answer.content else {**answer.json(), "request_id": None}


def made(world: World) -> Json:
    """Return the ids of a page that is for editors and its author alone, and of what hangs on it."""
    world.accept(world.page(title="Acceptée")["revision"]["id"], by=EDITOR)
    page = world.page()
    comment = world.as_(EDITOR).post(f"/v1/pages/{page['id']}/comments", json={"text": "Un mot."}).json()
    base = {"base_revision": page["revision"]["id"], "title": "Titre", "text": "Un.\n"}
    draft = world.as_(ME).put(f"/v1/pages/{page['id']}/draft", json=base).json()
    job = world.as_("guide-admin").post("/v1/campaigns/guide/editions", json={"kind": "proof"}).json()
    question = world.as_(ME).post("/v1/campaigns/guide/questions", json={"text": "Pourquoi ?"}).json()
    ids = question["id"], page["id"], page["revision"]["id"], comment["id"], draft["id"], job["id"]
    return dict(zip(IDS, ids, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["outsider", "guide-reader", None])
def test_a_page_that_is_not_for_the_caller_looks_absent(world: World, who: str | None) -> None:
    world.campaign(visibility="members" if who == "outsider" else "public")
    world.user("outsider")
    assert told_apart(world, who, made(world)) == []


@pytest.mark.slow
@on_one_database
def test_a_sentence_that_tells_them_apart_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "told_of_revisions", nullcontext)
    world.campaign(visibility="public")
    assert "put /v1/revisions/{revision_id}/ballot" in told_apart(world, "guide-reader", made(world))
