"""Whatever the document allows or forbids is answered as the document promises, and never with a failure."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from starlette.responses import JSONResponse

from app.config import Settings
from app.main import create_app
from app.web.stating import Caller, states
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS
from tests.contract import contract_of
from tests.examples.story import ADMIN, EDITOR, OTHER, play
from tests.fuzzing import ask
from tests.world import World

CALLERS = (ADMIN, EDITOR, OTHER, None)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_operation_answers_as_its_document_promises(world: World) -> None:
    play(world)
    asked = ask(world.app.openapi(), [world.as_(caller).unchecked() for caller in CALLERS], each=4)
    assert len(asked.statuses) >= 500
    assert asked.wrong == []


PLANTED = {
    "undeclared": "Undocumented status code",
    "failing": "Server error",
    "misshapen": "Response violates schema",
    "lenient": "Schema-violating request accepted",
}


@pytest.mark.slow
def test_planted_routes_are_found() -> None:
    app = planted()
    document = app.openapi()
    with ApiClient(app, contract_of(app)) as client:
        for name, found in PLANTED.items():
            path = f"/v1/{name}"
            asked = ask({**document, "paths": {path: document["paths"][path]}}, [client.unchecked()], each=8)
            assert asked.wrong, name
            assert all(found in told for told in asked.wrong), asked.wrong


def planted() -> FastAPI:
    app = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS))

    @app.get("/v1/undeclared", **states("get_undeclared", act=Caller.ANYONE))
    def get_undeclared() -> JSONResponse:
        return JSONResponse({}, 418)

    @app.get("/v1/failing", **states("get_failing", act=Caller.ANYONE))
    def get_failing() -> JSONResponse:
        raise RuntimeError

    @app.get("/v1/misshapen", **states("get_misshapen", act=Caller.ANYONE), response_model=dict[str, int])
    def get_misshapen() -> JSONResponse:
        return JSONResponse({"number": "one"})

    @app.get("/v1/lenient", **states("get_lenient", act=Caller.ANYONE))
    def get_lenient(limit: Annotated[str, Query(json_schema_extra={"pattern": "^[0-9]+$"})]) -> dict[str, str]:
        return {"limit": limit}

    return app
