"""What a route states of itself at its decorator, and the OpenAPI document takes up. Knows no domain."""

from typing import Any, TypedDict


class Stated(TypedDict):
    """Arguments of the decorators of FastAPI."""

    operation_id: str
    openapi_extra: dict[str, Any]


TAGGED = "x-bonsens-tagged"


def states(operation_id: str, *, tagged: bool = False) -> Stated:
    """Return what a route states: how clients call it, and whether what it answers carries an ETag.

    GET always answers with one, so only writes say it.
    """
    return {"operation_id": operation_id, "openapi_extra": {TAGGED: True} if tagged else {}}
