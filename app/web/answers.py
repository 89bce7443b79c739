"""Answers that are serialised once, straight from a wire schema. Knows no schema by name."""

from collections.abc import Mapping

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from app.digests import etag_of
from app.web.conditional import not_modified


def answer(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer; validation by the framework would cost a second pass over the text."""
    return Response(model.model_dump_json(), status, dict(headers or {}), media_type="application/json")


def tagged(request: Request, model: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer tagged by its own bytes, or a 304 when the caller has just these."""
    return tagged_body(request, model.model_dump_json(), "application/json", headers)


def tagged_body(request: Request, body: str, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return what ``tagged`` does, of a body that is written already."""
    etag = etag_of(body)
    told = {name: value for name, value in (headers or {}).items() if name == "Content-Language"}
    return not_modified(request, etag, told) or Response(
        body, headers={"ETag": etag, **(headers or {})}, media_type=media_type
    )


def created(model: BaseModel, location: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a 201 with the path of what was made."""
    return answer(model, 201, {"Location": location, **(headers or {})})
