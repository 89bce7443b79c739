"""Every error as an RFC 9457 problem document.

Maps kinds of error to statuses; knows no rule that raises them.
"""

from collections.abc import Mapping
from typing import cast

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.db import UNAVAILABLE, CommitUnanswered
from app.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotAuthenticated,
    NotFound,
    TooMany,
    Unavailable,
    Unfinished,
    facts_of,
)
from app.fields import Wire
from app.web.errors import (
    BodyTooLarge,
    DatabaseUnavailable,
    EncodingUnsupported,
    Foreign,
    HeadTooLarge,
    Insecure,
    InternalError,
    MethodNotAllowed,
    OutcomeUnknown,
    PathUnknown,
    PreconditionFailed,
    PreconditionRequired,
    Unreadable,
    WorkOfOne,
)
from app.web.hearing import hearing_of, told_in
from app.web.validation import mistakes_of
from app.words.codes import Word
from app.words.hearing import Hearing
from app.words.saying import Language, Said, tell, title_of

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:bonsens:problem:"
RETRY_AFTER_SECONDS = 5

STATUS: dict[type[DomainError], int] = {
    NotAuthenticated: 401,
    Unfinished: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
    PreconditionFailed: 412,
    PreconditionRequired: 428,
    Unreadable: 400,
    Insecure: 403,
    Foreign: 403,
    PathUnknown: 404,
    MethodNotAllowed: 405,
    BodyTooLarge: 413,
    EncodingUnsupported: 415,
    HeadTooLarge: 431,
    InternalError: 500,
    DatabaseUnavailable: 503,
    OutcomeUnknown: 503,
}


class FieldError(Wire):
    field: str
    """The field that is wrong."""
    reason: str
    """What is wrong with it."""
    code: str
    """Names the sentence of ``reason``, for a front end that words it itself."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""


class Problem(Wire):
    """A problem document; further members depend on the type, see ``docs/problems.md``."""

    type: str
    """Which problem it is; decide by this."""
    title: str
    """What the problem is, the same each time it occurs."""
    status: int
    """The status of the answer."""
    detail: str
    """What happened this time, and what to do."""
    code: str
    """Names the sentence of ``detail``, for a front end that words it itself."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""
    request_id: str | None
    """The id of the request, which the operator finds in the log."""


class TooLarge(HTTPException):
    """Raised while a body is read, where the framework lets only its own exceptions through."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


def problem_of(
    request: Request,
    error: DomainError,
    headers: Mapping[str, str] | None = None,
    *,
    hearing: Hearing | None = None,
) -> Response:
    """Return the problem document of a refusal, for the caller unless somebody else is to hear it."""
    hearing = hearing or hearing_of(request)
    said, language = error.said(), hearing.language
    document: dict[str, object] = {
        "type": TYPE_PREFIX + error.problem,
        "title": tell(title_of(error.problem), language),
        "status": status_of(type(error)),
        "detail": tell(said, language),
        **said.coded(),
        "request_id": request_id(request),
    }
    if isinstance(error, Invalid) and (found := error.mistakes()):
        document["errors"] = [_field_error(field, reason, language) for field, reason in found]
    document |= jsonable_encoder(_facts(error))
    return JSONResponse(
        document,
        status_of(type(error)),
        _headers(error, {**told_in(hearing), **(headers or {})}),
        media_type=MEDIA_TYPE,
    )


def status_of(kind: type[DomainError]) -> int:
    """Return the HTTP status of a class of errors."""
    return next(STATUS[above] for above in kind.__mro__ if above in STATUS)


def request_id(request: Request) -> str | None:
    return cast("str | None", request.scope.get("bonsens_request_id"))


def install(app: FastAPI) -> None:
    """Register a handler for everything that can be raised."""
    app.add_exception_handler(DomainError, domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    for kind in UNAVAILABLE:
        app.add_exception_handler(kind, _unavailable)
    app.add_exception_handler(Exception, unexpected)


def _facts(error: DomainError) -> dict[str, object]:
    return {name: getattr(error, name) for name in facts_of(type(error))}


def _headers(error: DomainError, given: Mapping[str, str]) -> dict[str, str]:
    headers = dict(given)
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, EncodingUnsupported):
        headers["Accept-Encoding"] = "identity"
    if isinstance(error, BodyTooLarge | EncodingUnsupported | WorkOfOne):
        # The rest of the body would have to be read before another request.
        headers["Connection"] = "close"
    if isinstance(error, DatabaseUnavailable | OutcomeUnknown | Unavailable):
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return headers


def _field_error(field: str, reason: Said, language: Language) -> dict[str, object]:
    return {"field": field, "reason": tell(reason, language), **reason.coded()}


def domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    hearing_of(request).learn()
    return problem_of(request, error)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    hearing_of(request).learn()
    # The input itself is left out: it may hold what cannot be encoded, and the caller has it.
    return problem_of(request, mistakes_of(error.errors()))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal: DomainError
    if isinstance(error, TooLarge):
        refusal = BodyTooLarge(error.limit)
    elif error.status_code == STATUS[PathUnknown]:
        refusal = PathUnknown()
    elif error.status_code == STATUS[MethodNotAllowed]:
        refusal = MethodNotAllowed()
    else:
        too_deep = isinstance(error.__cause__, RecursionError)
        said = Said.of(Word.BODY_TOO_DEEP) if too_deep else Said.of(Word.REQUEST_UNREADABLE)
        refusal = Unreadable(said)
    return problem_of(request, refusal, error.headers)


def _unavailable(request: Request, error: Exception) -> Response:
    structlog.get_logger().error("database unavailable", error=type(error).__name__, request_id=request_id(request))
    if isinstance(error, CommitUnanswered):
        return problem_of(request, OutcomeUnknown())
    return problem_of(request, DatabaseUnavailable(Said.of(Word.DATABASE_AWAY)))


def unexpected(request: Request, _error: Exception) -> Response:
    """Return the problem document of a defect: the request id and nothing else."""
    return problem_of(request, InternalError())
