"""Entity tags and preconditions (RFC 9110). Knows no resource."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Header, Request
from starlette.responses import Response

from app.web.errors import MatchMissing, StateMoved
from app.words.codes import Word
from app.words.saying import Said

IF_MATCH = "The ETag that the caller read; refused when the state has moved on."
# Not required by the framework, whose refusal would be 422: without it, 428 tells the tag.
IfMatch = Annotated[str | None, Header(alias="If-Match", description=IF_MATCH)]
IfMatchWhereNeeded = Annotated[
    str | None,
    Header(alias="If-Match", description=f"{IF_MATCH} Needed only where there is a state to be read."),
]


def not_modified(request: Request, etag: str, headers: Mapping[str, str] | None = None) -> Response | None:
    """Return a 304 when the caller's ``If-None-Match`` names the tag, else None."""
    known = request.headers.get("if-none-match")
    if known is None or not _names(known, etag):
        return None
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "private, no-cache", **(headers or {})})


def require_match(if_match: str | None, etag: str, moved: Word) -> None:
    """Raise MatchMissing without ``If-Match``, StateMoved with this word when it names another state."""
    if not matches(if_match, etag):
        raise StateMoved(etag, Said.of(moved))


def matches(if_match: str | None, etag: str) -> bool:
    """Tell whether ``If-Match`` names the state; raises MatchMissing without it."""
    if if_match is None:
        raise MatchMissing(etag)
    return _names(if_match, etag)


def _names(header: str, etag: str) -> bool:
    # Weak comparison: a proxy that compresses may have turned the tag into a weak one.
    return header.strip() == "*" or any(candidate.strip().removeprefix("W/") == etag for candidate in header.split(","))
