"""Every error is a problem document of a documented type, with the request's id."""

import pytest
from fastapi import FastAPI

from app.config import Settings
from app.errors import DomainError, every_problem, facts_of
from app.main import create_app
from app.web.problems import STATUS, TYPE_PREFIX, status_of
from app.words.saying import Language, tell, title_of
from tests.client import ApiClient
from tests.contract import Contract
from tests.world import World

KEYS = "test:9f86d081884c7d659a2feaa0c55ad015"


def title(problem: str) -> str:
    return tell(title_of(problem), Language.ENGLISH)


def test_each_kind_of_error_has_its_status() -> None:
    found = list(every_problem())
    assert len(found) > 60
    assert {kind for kind in found if not any(above in STATUS for above in kind.__mro__)} == set()


def test_the_errors_of_one_problem_type_have_one_status_and_agree_about_their_facts() -> None:
    facts: dict[tuple[str, str], object] = {}
    statuses: dict[str, int] = {}
    for kind in every_problem():
        for name, fact in facts_of(kind).items():
            assert facts.setdefault((kind.problem, name), fact) == fact, (kind, name)
        assert statuses.setdefault(kind.problem, status_of(kind)) == status_of(kind), kind


def test_no_error_is_raised_that_names_no_state() -> None:
    kinds = {kind for kind in STATUS if not hasattr(kind, "problem")}
    assert DomainError not in STATUS
    assert all(kind.__subclasses__() for kind in kinds)


@pytest.mark.parametrize(
    ("method", "path", "status", "type_"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/campaigns/nothing", 404, "not-found"),
        ("GET", "/v1/campaigns/%2e%2e/%2e%2e/etc", 404, "not-found"),
        ("PUT", "/v1/campaigns", 405, "method-not-allowed"),
        ("HEAD", "/v1/me", 401, "not-authenticated"),
        ("HEAD", "/v1/render", 405, "method-not-allowed"),
        ("GET", "/v1/me", 401, "not-authenticated"),
        ("GET", "/v1/jobs/one", 422, "invalid"),
        ("GET", "/v1/campaigns?limit=0", 422, "invalid"),
        ("POST", "/v1/campaigns", 422, "invalid"),
    ],
)
def test_errors_of_the_framework(world: World, method: str, path: str, status: int, type_: str) -> None:
    answer = world.client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("allow" in answer.headers) == (status == 405)
    assert ("www-authenticate" in answer.headers) == (status == 401)
    if method == "HEAD":
        return
    problem = answer.json()
    assert (problem["type"], problem["title"]) == (TYPE_PREFIX + type_, title(type_))
    assert problem["request_id"] == answer.headers["x-request-id"]
    if status == 422:
        assert all(error["field"] and error["reason"] for error in problem["errors"])


def test_a_request_id_of_the_caller_is_kept_when_it_is_one(world: World) -> None:
    def given(request_id: str) -> str:
        return str(world.client.get("/healthz", headers={"X-Request-Id": request_id}).headers["x-request-id"])

    assert given("front-end.0123") == "front-end.0123"
    for odd in ("short", "x" * 65, "with space", 'quote"quote'):
        assert given(odd) != odd


@pytest.mark.parametrize("parts", [1, 2])
def test_a_body_too_large(world: World, parts: int) -> None:
    client = world.as_(world.user("root", site_admin=True))
    body = b'{"title": "' + b"x" * world.app.state.services.settings.max_body_bytes + b'"}'
    content = body if parts == 1 else iter([body[:5], body[5:]])
    answer = client.post("/v1/campaigns", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:bonsens:problem:body-too-large"
    assert str(world.app.state.services.settings.max_body_bytes) in answer.json()["detail"]


def broken_app(**settings: object) -> FastAPI:
    app = create_app(Settings.model_validate({"database_url": "sqlite://", "token_keys": KEYS, **settings}))

    @app.get("/v1/broken", include_in_schema=False)
    def broken() -> None:
        raise LookupError("a secret of the inside")

    return app


@pytest.mark.slow
def test_a_defect_shows_the_request_id_and_nothing_else(contract: Contract, capsys: pytest.CaptureFixture[str]) -> None:
    app = broken_app(cors_origins=["https://intranet.example"])
    with ApiClient(app, contract, raise_server_exceptions=False) as client:
        answer = client.get("/v1/broken", headers={"Origin": "https://intranet.example"})
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "urn:bonsens:problem:internal-error",
        "title": title("internal-error"),
        "status": 500,
        "detail": "Nothing was stored. Give the operator the request id: the reason is in the log.",
        "code": "internal-error",
        "parameters": {},
        "request_id": answer.headers["x-request-id"],
    }
    assert answer.headers["access-control-allow-origin"] == "https://intranet.example"
    logged = capsys.readouterr().out
    assert "a secret of the inside" in logged
    assert "request failed" in logged
    assert answer.headers["x-request-id"] in logged


@pytest.mark.slow
def test_browsers_of_listed_origins_may_call(contract: Contract) -> None:
    def origin_allowed(app: FastAPI, origin: str) -> str | None:
        with ApiClient(app, contract) as client:
            answer = client.get("/healthz", headers={"Origin": origin})
            return answer.headers.get("access-control-allow-origin")

    listed = broken_app(cors_origins=["https://intranet.example"])
    assert origin_allowed(listed, "https://intranet.example") == "https://intranet.example"
    assert origin_allowed(listed, "https://elsewhere.example") is None
    assert origin_allowed(broken_app(), "https://intranet.example") is None
    with ApiClient(listed, contract) as client:
        preflight = client.options(
            "/v1/campaigns",
            headers={
                "Origin": "https://intranet.example",
                "Access-Control-Request-Method": "PATCH",
                "Access-Control-Request-Headers": "authorization, if-match, idempotency-key",
            },
        )
    assert preflight.status_code == 200
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
