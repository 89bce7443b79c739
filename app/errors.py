"""What can go wrong in the domain: six kinds of error that carry their data.

Knows no HTTP; ``app.web.problems`` maps each kind to a status.
"""

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal: nothing was stored.

    ``problem`` names the documented problem type, ``detail`` is a sentence that says what to
    do, ``members`` are the typed facts that go with it.
    """

    problem: ClassVar[str] = "error"

    def __init__(self, detail: str, *, problem: str | None = None, **members: Any) -> None:  # noqa: ANN401  Facts of every type.
        super().__init__(detail)
        self.detail = detail
        self.type = problem or self.problem
        self.members = members


class NotAuthenticated(DomainError):
    problem = "not-authenticated"


class Forbidden(DomainError):
    problem = "forbidden"


class NotFound(DomainError):
    """Absent, or hidden from this caller: the two look the same."""

    problem = "not-found"


class Conflict(DomainError):
    """The payload is fine, the state is not."""

    problem = "conflict"


class Invalid(DomainError):
    """The payload is wrong; ``errors`` lists field and reason."""

    problem = "invalid"

    def __init__(self, detail: str, *, field: str | None = None, problem: str | None = None, **members: Any) -> None:  # noqa: ANN401
        if field is not None:
            members["errors"] = [{"field": field, "reason": detail}]
        super().__init__(detail, problem=problem, **members)


class TooMany(DomainError):
    """Asked too often; ``retry_after`` is in seconds."""

    problem = "too-many"
