"""The test client catches each kind of broken promise."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import pytest
from fastapi import FastAPI, Header, Path, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from tests.client import ApiClient
from tests.contract import PROBLEM, ContractBroken, contract_of

PROBLEMS: dict[int | str, dict[str, object]] = {
    404: {"content": {PROBLEM: {"schema": {"type": "object", "required": ["type", "missing"]}}}}
}


class Page(BaseModel):
    title: str
    at: datetime | None = None


def problem(code: int, **members: object) -> Response:
    body = {"type": "urn:x", "title": "t", "status": code, "detail": "d", **members}
    return Response(json.dumps(body), code, media_type=PROBLEM)


ANSWERS: dict[str, Callable[[], Response]] = {
    "good": lambda: JSONResponse({"title": "t"}),
    "status": lambda: JSONResponse({"title": "t"}, 202),
    "body": lambda: JSONResponse({"title": 1}),
    "utc": lambda: JSONResponse({"title": "t", "at": "2026-11-23T08:00:00.5Z"}),
    "local-time": lambda: JSONResponse({"title": "t", "at": "2026-11-23T08:00:00+01:00"}),
    "media": lambda: PlainTextResponse("t"),
    "no-problem": lambda: JSONResponse({"detail": "d"}, 404),
    "wrong-problem": lambda: problem(404),
    "good-problem": lambda: problem(404, missing="page"),
    "lying-problem": lambda: problem(404, status=400),
    "unknown-problem": lambda: problem(418),
    "redirect": lambda: RedirectResponse("/v1/pages/good"),
}


@pytest.fixture
def client() -> ApiClient:
    app = FastAPI()

    @app.get("/v1/pages/fixed", status_code=204)
    def fixed() -> None:
        """Answer nothing."""

    @app.get("/v1/pages/{name}", response_model=Page, responses=PROBLEMS)
    def read(name: Annotated[str, Path()]) -> Response:
        return ANSWERS[name]()

    @app.get("/v1/me", include_in_schema=False)
    def hidden(authorization: Annotated[str, Header()] = "") -> str:
        return authorization

    @app.get("/me", include_in_schema=False)
    def outside(authorization: Annotated[str, Header()] = "") -> str:
        return authorization

    return ApiClient(app, contract_of(app))


@pytest.mark.parametrize("name", ["good", "utc", "good-problem"])
def test_kept_promise_passes(client: ApiClient, name: str) -> None:
    assert client.get(f"/v1/pages/{name}").status_code in {200, 404}


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("status", "status is not documented"),
        ("body", 'is not of type "string"'),
        ("local-time", "not valid under any"),
        ("media", "text/plain, documented: application/json"),
        ("no-problem", "an error as application/json"),
        ("wrong-problem", '"missing" is a required property'),
        ("lying-problem", "says status 400"),
        ("unknown-problem", "status is not documented"),
        ("redirect", "307: the status is not documented"),
    ],
)
def test_broken_promise_is_found(client: ApiClient, name: str, finding: str) -> None:
    with pytest.raises(ContractBroken, match=finding):
        client.get(f"/v1/pages/{name}")


def test_undocumented_operation_is_found(client: ApiClient) -> None:
    with pytest.raises(ContractBroken, match="operation is not documented"):
        client.get("/v1/me")


def test_written_out_path_wins_over_a_parameter(client: ApiClient) -> None:
    assert client.get("/v1/pages/fixed").status_code == 204


def test_framework_errors_must_be_problems_too(client: ApiClient) -> None:
    with pytest.raises(ContractBroken, match="an error as application/json"):
        client.post("/v1/pages/fixed")


def test_as_carries_the_token(client: ApiClient) -> None:
    assert client.as_("abc").get("/me").json() == "Bearer abc"
    assert client.as_("abc").as_(None).get("/me").json() == ""
