"""What testers of questions do again and again: ask, dispose, prepare a hall, ask in it from a phone."""

from typing import Any

import httpx2

from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME
from tests.world import Json, World

QUESTIONS = "/v1/campaigns/guide/questions"
HALLS = "/v1/campaigns/guide/halls"
CODE = "NANTERRE3"
HALL = f"/v1/halls/{CODE}"
TOLD = "Voyez le conseil."


def ask(world: World, text: str = "Dois-je devenir ami avec mon fils ?", *, by: str = ME, **fields: Any) -> Json:
    answer = world.as_(by).post(QUESTIONS, json={"text": text, **fields})
    assert answer.status_code == 201, answer.text
    asked: Json = answer.json()
    return asked


def dispose(world: World, question: int, disposition: str, *, by: str = EDITOR, **fields: Any) -> httpx2.Response:
    """Say what became of a question as it stands now."""
    path = f"/v1/questions/{question}"
    body = {"disposition": disposition, "text": TOLD, **fields}
    headers = {"If-Match": world.as_(by).get(path).headers.get("etag", "*")}
    return world.as_(by).post(f"{path}/dispose", json=body, headers=headers)


def hall(world: World, **fields: Any) -> Json:
    """Prepare a hall that is open."""
    body = {"place": "Nanterre", "held_on": "2026-12-01", "code": CODE, "open": True, **fields}
    answer = world.as_(EDITOR).post(HALLS, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def ask_there(phone: ApiClient, text: str = "Qui lit mes messages ?") -> Json:
    """Ask in the hall and return the answer, with the receipt."""
    answer = phone.post(f"{HALL}/questions", json={"text": text})
    assert answer.status_code == 201, answer.text
    asked: Json = answer.json()
    return asked


def change(world: World, made: Json, **fields: Any) -> httpx2.Response:
    return world.as_(EDITOR).patch(f"{HALLS}/{made['id']}", json=fields, headers={"If-Match": "*"})


def texts(world: World, who: str | None = ME, **asked: Any) -> list[str]:
    """Return what somebody sees in the list."""
    answer = world.as_(who).get(QUESTIONS, params=asked)
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json()["items"]]
