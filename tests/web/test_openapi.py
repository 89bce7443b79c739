"""The document itself: names that make good methods, parameters spelt out, headers where they are."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.campaigns.rules import Act, Role
from app.config import Settings
from app.errors import every_problem
from app.main import create_app
from app.web.problems import TYPE_PREFIX
from app.web.stating import Caller
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.contract import ContractBroken, contract_in
from tests.world import World

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
            answered = methods["get"]["responses"][status]
            if "$ref" in answered:
                answered = DOCUMENT["components"]["responses"][answered["$ref"].rsplit("/", 1)[1]]
            assert answer["headers"] == answered["headers"], path


@pytest.mark.slow
@pytest.mark.covers
@pytest.mark.parametrize(("url", "server"), [(None, "/"), ("https://guide.example/b", "https://guide.example/b")])
def test_servers_are_where_the_service_is_reached(url: str | None, server: str) -> None:
    document = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS, public_url=url)).openapi()
    assert document["servers"] == [{"url": server}]


@pytest.mark.slow
def test_every_field_is_described() -> None:
    assert undescribed(DOCUMENT["components"]["schemas"]) == []


@pytest.mark.slow
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


def refusals(operation: Json) -> Iterator[str]:
    """Yield the types of problems that an operation says it can answer with."""
    components = DOCUMENT["components"]
    for status, answer in operation["responses"].items():
        if status >= "400":
            shared = components["responses"][answer["$ref"].rsplit("/", 1)[1]]
            schema = shared["content"]["application/problem+json"]["schema"]
            for part in schema.get("oneOf", [schema]):
                told = components["schemas"][part["$ref"].rsplit("/", 1)[1]]["properties"]
                assert told["status"]["const"] == int(status)
                yield told["type"]["const"].removeprefix(TYPE_PREFIX)


def test_every_route_states_its_act() -> None:
    known = {*Act, *Role, *Caller}
    for method, path, operation in operations():
        assert operation["x-bonsens-act"] in known, f"{method} {path}"


def test_every_problem_can_be_met_somewhere() -> None:
    met = {problem for method, _, operation in operations() if method != "head" for problem in refusals(operation)}
    # No operation: a path that answers to no such method, and a head that is too long. The others end jobs.
    elsewhere = {"method-not-allowed", "headers-too-large", "glyphs-missing", "unprintable", "renderer-missing"}
    assert met == {kind.problem for kind in every_problem()} - elsewhere


def test_conflict_of_an_edit_is_typed() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    conflict = schemas["EditConflictProblem"]
    assert conflict["properties"]["hunks"]["items"] == {"$ref": "#/components/schemas/HunkOut"}
    assert {"hunks", "merged_parts", "merged_title", "draft_id"} <= set(conflict["required"])
    assert schemas["WindowClosedProblem"]["properties"]["phase"] == {
        "$ref": "#/components/schemas/Phase",
        "description": "The phase of the campaign.",
    }
    assert "edit-conflict" in set(refusals(DOCUMENT["paths"]["/v1/pages/{page_id}/revisions"]["post"]))


def test_precondition_is_required_where_428_is_the_answer_without() -> None:
    optional = {"save_page_draft", "redact_revision"}
    for method, path, operation in operations():
        given = [parameter for parameter in operation.get("parameters", []) if parameter.get("name") == "If-Match"]
        assert [parameter["required"] for parameter in given] == [operation["operationId"] not in optional] * len(given)
        if method != "head":
            assert ("precondition-required" in set(refusals(operation))) == bool(given), path


def test_undeclared_problem_is_found(world: World) -> None:
    planted = copy.deepcopy(world.app.openapi())
    operation = planted["paths"]["/v1/campaigns/{campaign}"]["get"]
    del operation["responses"]["404"]
    with pytest.raises(ContractBroken, match="status is not documented"):
        ApiClient(world.app, contract_in(planted)).get("/v1/campaigns/absent")
    operation["responses"]["404"] = {"$ref": "#/components/responses/NotAcceptedYet"}
    planted["components"]["responses"]["NotAcceptedYet"] = {
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/NotAcceptedYetProblem"}}}
    }
    with pytest.raises(ContractBroken, match=r"\$\.type"):
        ApiClient(world.app, contract_in(planted)).get("/v1/campaigns/absent")
