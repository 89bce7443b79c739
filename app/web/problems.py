"""Every error as an RFC 9457 problem document.

Maps kinds of error to statuses; knows no rule that raises them.
"""

from collections.abc import Mapping
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.db import UNAVAILABLE
from app.errors import Conflict, DomainError, Forbidden, Invalid, NotAuthenticated, NotFound, TooMany
from app.fields import Wire

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:bonsens:problem:"
RETRY_AFTER_SECONDS = 5

STATUS: dict[type[DomainError], int] = {
    NotAuthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
}

TITLES = {
    "another-editor": "It takes another editor",
    "attribution-missing": "Who wrote this is not known yet",
    "bad-request": "The request cannot be read",
    "body-too-large": "The request is too large",
    "conflict": "The state does not allow this",
    "database-unavailable": "The database cannot be reached",
    "draft-stale": "The draft was changed elsewhere",
    "edit-conflict": "Somebody changed the same passage",
    "forbidden": "You may not do this",
    "glyphs-missing": "Characters have no glyph in the fonts of the guide",
    "idempotency-key-reused": "This key was used for another request",
    "internal-error": "Something went wrong here",
    "invalid": "The request has a mistake",
    "method-not-allowed": "This path does not answer to this method",
    "not-accepted-yet": "No text of this page has been accepted yet",
    "not-authenticated": "Sign in first",
    "not-found": "There is nothing here",
    "older-revision": "There is a later revision",
    "precondition-failed": "It changed since you read it",
    "precondition-required": "Say which state you saw",
    "redacted": "The text was redacted",
    "renderer-missing": "The guide cannot be rendered here",
    "slug-taken": "This name is taken",
    "support-budget": "You support as many tips as one person may",
    "text-too-long": "The text is too long",
    "theme-not-empty": "The theme has pages",
    "token-expired": "The token has expired",
    "too-many": "Too many attempts",
    "undo-conflict": "Later changes stand in the way",
    "votes-decide": "Votes decide here",
    "voting-closed": "Voting is over",
    "window-closed": "The window is not open",
    "window-open": "The window is still open",
}


class PreconditionFailed(DomainError):
    """The state that the caller saw is not the state any more (412)."""

    problem = "precondition-failed"


class PreconditionRequired(DomainError):
    """A write that replaces state came without ``If-Match`` (428)."""

    problem = "precondition-required"


STATUS |= {PreconditionFailed: 412, PreconditionRequired: 428}


class FieldError(Wire):
    field: str
    """The field that is wrong."""
    reason: str
    """What is wrong with it."""


class Problem(Wire):
    """A problem document; further members depend on the type, see ``docs/problems.md``."""

    model_config = ConfigDict(extra="allow")

    type: str
    """Which problem it is; decide by this."""
    title: str
    """What the problem is, the same each time it occurs."""
    status: int
    """The status of the answer."""
    detail: str
    """What happened this time, and what to do."""
    request_id: str | None = None
    """The id of the request, which the operator finds in the log."""
    errors: list[FieldError] | None = None
    """Which fields are wrong, and why."""


_DOCUMENTED = {
    "model": Problem,
    "description": "A problem document (RFC 9457)",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {422: _DOCUMENTED, "default": _DOCUMENTED}
"""For ``include_router(responses=…)``: every route may answer with a problem document."""


def problem(
    request: Request,
    status: int,
    type_: str,
    detail: str,
    *,
    members: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document; ``members`` are its typed facts."""
    document: dict[str, object] = {
        "type": TYPE_PREFIX + type_,
        "title": TITLES[type_],
        "status": status,
        "detail": detail,
        "request_id": request_id(request),
    }
    body = document | jsonable_encoder(members or {})
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def request_id(request: Request) -> str | None:
    return cast("str | None", request.scope.get("bonsens_request_id"))


def install(app: FastAPI) -> None:
    """Register a handler for everything that can be raised."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    for kind in UNAVAILABLE:
        app.add_exception_handler(kind, _unavailable)
    app.add_exception_handler(Exception, unexpected)


def problem_of(request: Request, error: DomainError) -> Response:
    """Return the problem document of a refusal."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    headers = {}
    if status == STATUS[NotAuthenticated]:
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in error.members:
        headers["Retry-After"] = str(error.members["retry_after"])
    return problem(request, status, error.type, error.detail, members=error.members, headers=headers)


def _domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    return problem_of(request, error)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The input itself is left out: it may hold what cannot be encoded, and the caller has it.
    errors = [
        {
            "field": ".".join(str(part) for part in item["loc"] if part != "body") or "body",
            "reason": item["msg"],
        }
        for item in error.errors()
    ]
    detail = "; ".join(f"{item['field']}: {item['reason']}" for item in errors[:3])
    return problem(request, 422, "invalid", detail, members={"errors": errors})


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    type_ = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}.get(error.status_code, "bad-request")
    return problem(request, error.status_code, type_, str(error.detail), headers=error.headers)


def _unavailable(request: Request, error: Exception) -> Response:
    structlog.get_logger().error("database unavailable", error=type(error).__name__, request_id=request_id(request))
    return problem(
        request,
        503,
        "database-unavailable",
        "Nothing was stored. Try again in a few seconds; the operator finds the reason in the log.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def unexpected(request: Request, _error: Exception) -> Response:
    """Return the problem document of a defect: the request id and nothing else."""
    return problem(
        request,
        500,
        "internal-error",
        "Nothing was stored. Tell the operator the request id, it is in the log.",
    )
