"""What a route states of itself at its decorator, and the OpenAPI document takes up. Knows no domain."""

from enum import StrEnum
from typing import Any, TypedDict

from app.errors import DomainError

ACT = "x-bonsens-act"
PROBLEMS = "x-bonsens-problems"
TAGGED = "x-bonsens-tagged"


class Caller(StrEnum):
    """Who may do what is no act in a campaign."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    SITE_ADMIN = "site-admin"
    IN_PERSON = "in-person"
    """Whoever has signed in themselves: no script with a personal token."""


class Stated(TypedDict):
    """Arguments of the decorators of FastAPI."""

    operation_id: str
    openapi_extra: dict[str, Any]


def states(operation_id: str, *problems: type[DomainError], act: StrEnum, tagged: bool = False) -> Stated:
    """Return what a route states: how clients call it, what it is to the rights, and the states that it refuses in.

    ``act`` is what its rights are asked for: an act in a campaign, the least role there, or a ``Caller``. What follows
    from its parameters is not stated, see ``app.web.openapi``; ``tagged`` says that a write answers with an ETag.
    """
    return {
        "operation_id": operation_id,
        "openapi_extra": {ACT: act.value, PROBLEMS: [kind.problem for kind in problems], TAGGED: tagged},
    }
