"""Entity tags and preconditions (RFC 9110). Knows no resource."""

from typing import Annotated, Any

from fastapi import Header, Request
from starlette.responses import Response

from app.web.problems import PreconditionFailed, PreconditionRequired

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag that the caller read; refused when the state has moved on."),
]


def not_modified(request: Request, etag: str) -> Response | None:
    """Return a 304 when the caller's ``If-None-Match`` names the tag, else None."""
    known = request.headers.get("if-none-match")
    if known is None or not _names(known, etag):
        return None
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


def require_match(if_match: str | None, etag: str, detail: str, **members: Any) -> None:  # noqa: ANN401  Facts of every type.
    """Raise PreconditionRequired without ``If-Match``, PreconditionFailed when it names another state."""
    if if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag that you read.", etag=etag)
    if not _names(if_match, etag):
        raise PreconditionFailed(detail, etag=etag, **members)


def _names(header: str, etag: str) -> bool:
    # Weak comparison: a proxy that compresses may have turned the tag into a weak one.
    return header.strip() == "*" or any(candidate.strip().removeprefix("W/") == etag for candidate in header.split(","))
