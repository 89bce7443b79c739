"""The document itself: names that make good methods, parameters spelt out, headers where they are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.main import create_app
from tests.conftest import TOKEN_KEYS

Json = dict[str, Any]

DOCUMENT: Json = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
SPELT_OUT = re.compile(r"[a-z]+(_[a-z]+)*")


def operations(document: Json = DOCUMENT) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_operation_ids_make_good_method_names() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    assert [name for name in names if SPELT_OUT.fullmatch(name) is None] == []
    assert {"get_page", "save_revision", "list_pages", "head_page"} <= set(names)


def test_path_parameters_are_words() -> None:
    names = {name for _, path, _ in operations() for name in re.findall(r"{(.*?)}", path)}
    assert {name for name in names if SPELT_OUT.fullmatch(name) is None or len(name) < 4} == set()


def test_no_component_is_named_after_a_module() -> None:
    assert [name for name in DOCUMENT["components"]["schemas"] if re.fullmatch(r"[A-Z][A-Za-z]*", name) is None] == []


def test_every_tag_is_described() -> None:
    described = {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}
    used = {tag for _, _, operation in operations() for tag in operation["tags"]}
    assert used == described


def test_every_parameter_is_described() -> None:
    components = DOCUMENT["components"]["parameters"]
    for method, path, operation in operations():
        for given in operation.get("parameters", []):
            parameter = components[given["$ref"].rsplit("/", 1)[1]] if "$ref" in given else given
            assert parameter.get("description"), f"{method} {path}: {parameter['name']}"


def test_head_is_wherever_get_is() -> None:
    for path, methods in DOCUMENT["paths"].items():
        assert ("head" in methods) == ("get" in methods), path
        for status, answer in methods.get("head", {"responses": {}})["responses"].items():
            assert "content" not in answer, path
            assert answer["headers"] == methods["get"]["responses"][status]["headers"], path


@pytest.mark.parametrize(("url", "server"), [(None, "/"), ("https://guide.example/b", "https://guide.example/b")])
def test_servers_are_where_the_service_is_reached(url: str | None, server: str) -> None:
    document = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS, public_url=url)).openapi()
    assert document["servers"] == [{"url": server}]


def test_every_field_is_described() -> None:
    assert undescribed(DOCUMENT["components"]["schemas"]) == []


def test_planted_field_without_a_description_is_found() -> None:
    assert undescribed({"PageOut": {"properties": {"id": {"type": "integer"}}}}) == ["PageOut.id"]


def undescribed(schemas: Json) -> list[str]:
    return [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, told in schema.get("properties", {}).items()
        if not told.get("description")
    ]


def test_every_operation_is_described() -> None:
    assert [path for _, path, operation in operations() if not operation.get("description")] == []
