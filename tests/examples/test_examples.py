"""Every operation has an example that works, is what was answered, and asks for the act that its route states."""

from collections.abc import Iterator

import httpx2
import pytest

from app.campaigns.rules import Act, Role
from app.campaigns.standing import Standing
from app.web.stating import Caller
from tests.contract import validator_of
from tests.examples.recording import Recorder, alike, kept
from tests.examples.story import AUTHOR, play
from tests.web.test_openapi import DOCUMENT, operations
from tests.world import Json, World

pytestmark = pytest.mark.databases

OF_COMMENTS = {"hide_comment", "unhide_comment"}
"""What may be done to a comment is asked of its own rules, which know editors."""


def by_id() -> dict[str, Json]:
    return {told["operationId"]: told for method, _, told in operations() if method != "head"}


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_examples_are_what_is_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = spied(monkeypatch)
    played = play(world)
    assert alike(played) == alike(kept()), "run: make docs"
    acts = {operation: told["x-bonsens-act"] for operation, told in by_id().items()}
    assert played.keys() == acts.keys()
    for operation, act in acts.items():
        if act in {*Act, *Role} - {Act.READ} and operation not in OF_COMMENTS:
            assert act in asked[operation], f"{operation} states {act}, but asks for {asked[operation]}"
    for operation in acts.keys() - {"list_campaigns"}:
        if acts[operation] != Caller.ANYONE:
            assert again(world, operation, None) in {401, 403, 404}, operation
        if acts[operation] == Caller.SITE_ADMIN:
            assert again(world, operation, AUTHOR) == 403, operation


def spied(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Return what each request asks for as a right, filled while the story is played."""
    found: dict[str, set[str]] = {}
    now: set[str] = set()
    may, require_role, actions, send = Standing.may, Standing.require_role, Standing.allowed_actions, Recorder.send

    def asked(self: Standing, act: Act) -> bool:
        now.add(act)
        return may(self, act)

    def asked_for_role(self: Standing, least: Role) -> None:
        now.add(least)
        require_role(self, least)

    def told(self: Standing) -> list[str]:
        # To tell a caller all that they may do is no question about one act.
        before = set(now)
        allowed = actions(self)
        now.intersection_update(before)
        return allowed

    def sent(self: Recorder, operation: str, *given: object, **more: object) -> httpx2.Response:
        now.clear()
        answer = send(self, operation, *given, **more)  # type: ignore[arg-type]
        found.setdefault(operation, set(now))
        return answer

    for name, spy in {"may": asked, "require_role": asked_for_role, "allowed_actions": told}.items():
        monkeypatch.setattr(Standing, name, spy)
    monkeypatch.setattr(Recorder, "send", sent)
    return found


def again(world: World, operation: str, by: str | None) -> int:
    """Send the example of an operation as somebody else and return the status."""
    method, template = next((m, path) for m, path, told in operations() if told["operationId"] == operation)
    example = kept()[operation]
    parameters = example.get("parameters", {})
    headers = {"If-Match": "*"} if "If-Match" in parameters else {}
    query = {n: v for n, v in parameters.items() if n != "If-Match" and f"{{{n}}}" not in template}
    client = world.as_(by)
    url = template.format(**parameters)
    return client.request(method, url, params=query, json=example.get("request"), headers=headers).status_code


def parts(operation: Json) -> Iterator[tuple[str, Json]]:
    """Yield what needs an example in an operation: bodies both ways, and what every caller must name."""
    for parameter in operation.get("parameters", []):
        if parameter.get("required"):
            yield parameter["name"], parameter
    yield from operation.get("requestBody", {}).get("content", {}).items()
    answers = [
        (media, body)
        for status, answer in operation["responses"].items()
        if status in {"200", "201", "202"}
        for media, body in answer.get("content", {}).items()
    ]
    # One of several answers is enough: a file in one format, a draft that was new.
    yield from [part for part in answers if "example" in part[1]] or answers[:1]


def without_example(told: dict[str, Json]) -> list[str]:
    return [f"{name}: {part}" for name, op in told.items() for part, body in parts(op) if "example" not in body]


def test_every_operation_has_examples() -> None:
    assert without_example(by_id()) == []


def test_planted_operation_without_an_example_is_found() -> None:
    bare: Json = {"responses": {"200": {"content": {"application/json": {"schema": {}}}}}}
    assert without_example({"get_page": bare}) == ["get_page: application/json"]


def test_planted_answer_is_told_from_what_is_kept() -> None:
    example = kept()["get_me"]
    later = {**example["response"], "created_at": "2031-01-01T00:00:00.5Z"}
    assert alike({**example, "response": later}) == alike(example)
    assert alike({**example, "response": {**later, "blocked": True}}) != alike(example)


@pytest.mark.slow
def test_examples_are_valid() -> None:
    for name, told in by_id().items():
        parameters = [(parameter["name"], parameter) for parameter in told.get("parameters", []) if "name" in parameter]
        for part, body in [*parameters, *parts(told)]:
            if "example" in body:
                schema = {**body["schema"], "components": DOCUMENT["components"]}
                errors = list(validator_of(schema).iter_errors(body["example"]))
                assert not errors, f"{name}: {part}: {errors[0].message}"
