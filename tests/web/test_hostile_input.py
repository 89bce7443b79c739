"""Nothing that a caller can send makes the server fail: every operation of the document, with hostile values."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.client import ApiClient
from tests.world import Json, World

HUGE = str(10**30)
PARAMETER = re.compile(r"\{([^}]*)\}")
DEEP = '{"a":' * 2000 + "1" + "}" * 2000


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def example(document: Json, schema: Json, text: str) -> Any:
    """Return a value of the schema's structure: this text in each string, a huge number, an impossible time."""
    if "$ref" in schema:
        return example(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], text)
    if "anyOf" in schema:
        return example(document, next(choice for choice in schema["anyOf"] if choice.get("type") != "null"), text)
    if schema.get("type") == "object":
        return {name: example(document, part, text) for name, part in schema.get("properties", {}).items()}
    if schema.get("pattern", "").startswith("^https"):
        return f"https://example.org/{text}"
    if schema.get("format") == "date-time":
        return "9999-12-31T23:59:59-12:00"
    simple = {"integer": int(HUGE), "boolean": True, "array": [], "string": text}
    return schema.get("enum", [simple[schema["type"]]])[0]


def body_of(document: Json, operation: Json, text: str) -> str | None:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return json.dumps(example(document, content["application/json"]["schema"], text))


def statuses(client: ApiClient, world: World, *, value: str | None, text: str) -> dict[str, int]:
    """Call every operation and return the answers that are the server's fault."""
    document = world.app.openapi()
    real = {"campaign": "guide", "theme": "t1", "user": "guide-reader"}
    failed = {}
    for method, path, operation in operations(document):
        url = PARAMETER.sub(lambda found: value or real.get(found[1], "1"), path)
        names = [given["name"] for given in operation.get("parameters", []) if given.get("in") == "query"]
        query = "&".join(f"{name}={value}" for name in names if name != "limit") if value else ""
        body = body_of(document, operation, text)
        headers = {"Content-Type": "application/json", "If-Match": "*"}
        answer = client.request(method, f"{url}?{query}", content=body, headers=headers)
        if answer.status_code >= 500:
            failed[f"{method} {path}"] = answer.status_code
    return failed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "text"),
    [(HUGE, "x"), ("a%00b", "x"), ("%FF%FE", "x" * 9999), (None, "a\0b"), (None, "\ud800")],
    ids=["beyond 64 bits", "NUL in paths", "not UTF-8, and long", "NUL in bodies", "lone surrogates"],
)
def test_no_operation_fails(world: World, value: str | None, text: str) -> None:
    """``value`` stands in each place of path and query, None for paths of what exists; ``text`` in bodies."""
    world.campaign()
    world.page()
    world.user("root", site_admin=True)
    client = ApiClient(world.app, world.client._contract, token=world.tokens["root"], raise_server_exceptions=False)
    assert statuses(client, world, value=value, text=text) == {}


@pytest.mark.parametrize(
    "body",
    ["", "{", "[1]", '"text"', "null", '{"slug": ' + "9" * 5000 + "}", DEEP, b"\xff\xfe{", b'{"slug": "\xe9"}', "NaN"],
    ids=["nothing", "cut", "list", "string", "null", "long number", "deep", "UTF-16 mark", "Latin-1", "NaN"],
)
def test_what_is_no_request_is_refused(world: World, body: str | bytes) -> None:
    client = world.as_(world.user("root", site_admin=True))
    answer = client.post("/v1/campaigns", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["type"] in ("urn:bonsens:problem:bad-request", "urn:bonsens:problem:invalid")


def test_nul_is_no_name(world: World) -> None:
    for url in ("/v1/campaigns/a%00b", "/v1/campaigns?after=%00", "/%00"):
        answer = world.as_(None).get(url)
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:bonsens:problem:bad-request")
        assert answer.headers["X-Request-Id"] == answer.json()["request_id"]
