"""What a route does not take is refused: every operation of the document, reads and writes, and nothing is stored."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter, Depends
from jsonschema_rs import Draft202012Validator
from pydantic import BaseModel
from sqlmodel import SQLModel, select

from app.config import Settings
from app.db import Database
from app.fields import NAMED_AT_MOST
from app.main import create_app
from app.web.stating import Caller, states
from app.web.strict import ParametersOfOthers, only_what_is_taken
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.contract import contract_of
from tests.web.test_hostile_input import PARAMETER, body_of, operations
from tests.world import Json, World

REAL = {"campaign": "guide", "theme": "t1", "user": "guide-reader"}
WRONG: dict[str, list[Any]] = {
    "boolean": ["yes", "true", 0, 1],
    "integer": ["5", True, 1.5],
    "number": ["5", True],
    "string": [5, True, ["a"], {"a": 1}],
    "array": ["a", {"0": "a"}],
}
NO_TIMES = [0, 1700000000, "0", "2026-12-31", "2026-12-31T18:00Z", "2026-12-31 18:00:00Z", "2026-12-31T18:00:00"]


def everything(database: Database) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    with database.reading() as session:
        return {
            name: sorted(map(repr, session.execute(select(*table.columns)).all()))
            for name, table in SQLModel.metadata.tables.items()
        }


def caller(world: World) -> ApiClient:
    world.campaign()
    world.page()
    return world.as_(world.user("root", site_admin=True))


def calls(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield method, path and operation of all of ``/v1``, with parameters of what exists."""
    for method, path, operation in operations(document):
        if path.startswith("/v1/"):
            yield method, PARAMETER.sub(lambda found: REAL.get(found[1], "1"), path), operation


def refused(answer: Any, field: str) -> bool:
    if answer.request.method == "HEAD":
        return bool(answer.status_code == 422)
    return answer.status_code == 422 and field in [error["field"] for error in answer.json().get("errors", ())]


def send(client: ApiClient, method: str, url: str, content: str | None) -> Any:
    headers = {"If-Match": "*", **({"Content-Type": "application/json"} if content is not None else {})}
    return client.request(method, url, content=content, headers=headers)


def lenient(client: ApiClient, document: Json) -> list[str]:
    """Return each operation that takes a parameter, a member or a body that its document does not have.

    But for those that a provider of sign-on calls or sends people to, with parameters of its own.
    """
    found = []
    for method, url, operation in calls(document):
        if url.startswith("/v1/auth/providers/") and url.endswith(("/callback", "/backchannel-logout")):
            continue
        body = body_of(document, operation, "x")
        if not refused(send(client, method, f"{url}?unknown-one=1", body), "query.unknown-one"):
            found.append(f"{method} {url}: a parameter")
        if body is None:
            more, field = '{"unknown-one": 1}', "body"
        else:
            more, field = json.dumps({**json.loads(body), "unknown-one": 1}), "unknown-one"
        if not refused(send(client, method, url, more), field):
            found.append(f"{method} {url}: a {'body' if body is None else 'member'}")
    return found


@pytest.mark.slow
def test_no_operation_takes_what_its_document_does_not_have(world: World) -> None:
    client = caller(world)
    before = everything(world.database)
    assert lenient(client, world.app.openapi()) == []
    assert everything(world.database) == before


@pytest.mark.slow
def test_a_lenient_route_is_found() -> None:
    app = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS))

    class Lenient(BaseModel):
        reason: str

    @app.post("/v1/lenient", **states("post_lenient", act=Caller.ANYONE))
    def post_lenient(body: Lenient) -> Lenient:
        return body

    document = {**app.openapi(), "paths": {"/v1/lenient": app.openapi()["paths"]["/v1/lenient"]}}
    with ApiClient(app, contract_of(app)) as client:
        assert lenient(client, document) == ["post /v1/lenient: a parameter", "post /v1/lenient: a member"]


def members(document: Json, schema: Json) -> Iterator[tuple[str, Json]]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    yield from schema.get("properties", {}).items()


def wrong_for(document: Json, schema: Json) -> Iterator[Any]:
    """Yield values that JSON Schema refuses for a member."""
    validator = Draft202012Validator({**schema, "components": document["components"]}, validate_formats=True)
    times = NO_TIMES if "date-time" in json.dumps(schema) else []
    candidates = [*times, *(value for values in WRONG.values() for value in values)]
    yield from (value for value in candidates if not validator.is_valid(value))


def loosely_typed(client: ApiClient, document: Json) -> list[str]:
    """Return each member that takes a value which its schema refuses."""
    found = []
    for method, url, operation in calls(document):
        body = body_of(document, operation, "x")
        if body is None:
            continue
        wrong = {
            name: [*wrong_for(document, schema)]
            for name, schema in members(document, operation["requestBody"]["content"]["application/json"]["schema"])
        }
        for number in range(max(map(len, wrong.values()), default=0)):
            # As many at once as an answer names; that one is wrong does not make another right.
            together = [(name, values[number]) for name, values in wrong.items() if number < len(values)]
            for some in (together[at : at + NAMED_AT_MOST] for at in range(0, len(together), NAMED_AT_MOST)):
                answer = send(client, method, url, json.dumps({**json.loads(body), **dict(some)}))
                for name, value in some:
                    if not any(refused(answer, field) for field in (name, f"{name}.0")):
                        found.append(f"{method} {url}: {name} = {value!r}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_member_takes_a_value_of_another_type(world: World) -> None:
    client = caller(world)
    before = everything(world.database)
    assert loosely_typed(client, world.app.openapi()) == []
    assert everything(world.database) == before


@pytest.mark.slow
def test_a_loosely_typed_member_is_found() -> None:
    app = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS))

    class Loose(BaseModel):
        minor: bool

    @app.post("/v1/loose", **states("post_loose", act=Caller.ANYONE))
    def post_loose(body: Loose) -> Loose:
        return body

    document = {**app.openapi(), "paths": {"/v1/loose": app.openapi()["paths"]["/v1/loose"]}}
    with ApiClient(app, contract_of(app)) as client:
        assert "post /v1/loose: minor = 'yes'" in loosely_typed(client, document)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_change_of_what_cannot_change_says_so(world: World) -> None:
    client = caller(world)
    document = world.app.openapi()
    patches = [(url, operation) for method, url, operation in calls(document) if method == "patch"]
    assert len(patches) >= 5
    for url, operation in patches:
        parts: list[Json] = [operation["responses"]["200"], operation["requestBody"]]
        shown, sent = (dict(members(document, part["content"]["application/json"]["schema"])) for part in parts)
        for name in set(shown) - set(sent):
            answer = send(client, "patch", url, json.dumps({name: None}))
            assert refused(answer, name), (url, name)
            assert answer.json()["errors"][0]["code"].startswith("fixed-"), (url, name)


@pytest.mark.parametrize(
    ("method", "url", "body", "field", "reason"),
    [
        ("POST", "/v1/campaigns", {"acceptence": "votes"}, "acceptence", "Did you mean “acceptance”?"),
        ("POST", "/v1/campaigns", {"zzz": 1}, "zzz", "Nothing here has this name. Check the spelling."),
        ("GET", "/v1/campaigns/guide/pages?stat=latest", None, "query.stat", "Did you mean “state”?"),
        ("GET", "/v1/campaigns?limit=1&limit=2", None, "query.limit", "This was given more than once."),
        ("GET", "/v1/pages/1/comments?resolved=yes", None, "query.resolved", "Say true or false."),
        ("GET", "/v1/pages/1?as_of=1700000000", None, "query.as_of", "Give a date and a time, such as"),
        ("POST", "/v1/pages/1/unhide", {"reason": "x"}, "body", "Send the request without a body."),
        ("PATCH", "/v1/campaigns/guide", {"slug": "other"}, "slug", "addresses and editions use it"),
        ("PATCH", "/v1/pages/1", {"kind": "notion"}, "kind", "A page stays what it was created as."),
    ],
)  # fmt: skip
def test_refusals_name_the_field_and_help(
    world: World, method: str, url: str, body: Json | None, field: str, reason: str
) -> None:
    answer = send(caller(world), method, url, None if body is None else json.dumps(body))
    assert answer.json()["type"] == "urn:bonsens:problem:invalid"
    assert refused(answer, field), answer.text
    assert reason in answer.json()["errors"][0]["reason"]


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "x" * 100_000, "é\U0001f600"])
def test_unknown_names_of_every_kind_are_refused(world: World, name: str) -> None:
    client = caller(world)
    answer = send(client, "POST", "/v1/campaigns", json.dumps({name: 1}))
    assert answer.status_code == 422
    assert len(answer.content) < 1000


@pytest.mark.slow
def test_of_many_unknown_names_the_first_are_named(world: World) -> None:
    client = caller(world)
    answer = send(client, "POST", "/v1/campaigns", json.dumps({f"unknown{number}": 1 for number in range(50_000)}))
    assert len(answer.json()["errors"]) == NAMED_AT_MOST
    answer = send(client, "GET", "/v1/campaigns?" + "&".join(f"unknown{number}=1" for number in range(500)), None)
    assert len(answer.json()["errors"]) == NAMED_AT_MOST


def test_a_body_in_pieces_where_none_is_taken(world: World) -> None:
    client = caller(world)
    answer = client.post("/v1/campaigns/guide/join", content=iter([b"{", b"}"]))
    assert refused(answer, "body")


@pytest.mark.slow
def test_a_route_may_take_the_parameters_of_others() -> None:
    app = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS))

    router = APIRouter(dependencies=[Depends(only_what_is_taken)])

    @router.get("/callback", **states("get_callback", act=Caller.ANYONE))
    def get_callback(others: ParametersOfOthers) -> dict[str, str]:
        return dict(others)

    @router.get("/ours", **states("get_ours", act=Caller.ANYONE))
    def get_ours(code: str) -> str:
        return code

    app.include_router(router, prefix="/v1")
    with ApiClient(app, contract_of(app)) as client:
        assert client.get("/v1/callback?code=1&utm_source=mail").json() == {"code": "1", "utm_source": "mail"}
        assert refused(client.get("/v1/ours?code=1&utm_source=mail"), "query.utm_source")
