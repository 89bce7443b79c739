"""Requests that schemathesis makes of the OpenAPI document, and what is wrong with their answers.

The same seed makes the same requests. Knows no route but by what the document says, its examples included.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import httpx2
import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# Reads meet what exists; what closes, blocks and purges comes when all else was asked.
ORDER = ("get", "head", "post", "put", "patch", "delete")
OF_OTHERS = ("/callback", "/backchannel-logout")
"""What a provider calls or sends people to, with any parameters: none of them is wrong."""
LATE = ("/close", "/block", "/redact", "/undo")
FORBIDDEN = 4
"""One of so many cases is what the document forbids."""
MOST_TOLD = 500

AnyCase = Case[Any]
Json = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """What was answered, and what was wrong with it."""

    statuses: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Operation:
    """What makes requests that the document allows for an operation, and that it forbids."""

    name: str
    allowed: SearchStrategy[AnyCase]
    forbidden: SearchStrategy[AnyCase] | None
    """None where an operation takes nothing that can be wrong."""


def ask(document: Json, clients: Sequence[httpx2.Client], *, each: int, seed: int = 0) -> Asked:
    """Send so many cases, four or more, to every operation, by one client after the other."""
    asked, callers = Asked(), cycle(clients)

    def judge(case: AnyCase) -> None:
        answer = _send(next(callers), case)
        asked.statuses.append(answer.status_code)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            told = "; ".join(str(failure).replace("\n", " ") for failure in failures.exceptions)
            asked.wrong.append(f"{case.method} {case.formatted_path} → {answer.status_code}: {told[:MOST_TOLD]}")

    for operation in _operations(document):
        # Of its own, so that not all are asked the same, nor otherwise because one was added.
        own = zlib.crc32(f"{operation.name} {seed}".encode())
        less = each // FORBIDDEN if operation.forbidden is not None else 0
        _try(operation.allowed, each - less, judge, own)
        if operation.forbidden is not None:
            _try(operation.forbidden, less, judge, own)
    return asked


def _send(client: httpx2.Client, case: AnyCase) -> httpx2.Response:
    # A write says that it saw the state, whatever it is: else each would end at the tag.
    headers = {name: "*" if name == "If-Match" else value for name, value in case.headers.items()}
    content = None
    if case.body is not NOT_SET:
        content = case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()
        headers["Content-Type"] = case.media_type or "application/json"
    return client.request(case.method, case.formatted_path, params=case.query, headers=headers, content=content)


def _operations(document: Json) -> Iterator[Operation]:
    schema = schemathesis.openapi.from_dict(document)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    for one in sorted(found, key=lambda one: (one.path.endswith(LATE), ORDER.index(one.method), one.path)):
        path = _path_of(document["paths"][one.path][one.method]) or None
        allowed = one.as_strategy(GenerationMode.POSITIVE, path_parameters=path)
        forbidden = one.as_strategy(GenerationMode.NEGATIVE, path_parameters=path)
        takes = (one.body or one.query) and not one.path.endswith(OF_OTHERS)
        yield Operation(f"{one.method} {one.path}", allowed, forbidden if takes else None)


def _path_of(operation: Json) -> Json:
    """Return what stands in the path of the example: a made-up id would be answered 404, whatever else is asked."""
    parameters = (parameter for parameter in operation.get("parameters", ()) if parameter.get("in") == "path")
    return {parameter["name"]: parameter.get("example", "1") for parameter in parameters}


def _try(strategy: SearchStrategy[AnyCase], count: int, judge: Callable[[AnyCase], None], seed: int) -> None:
    settings = hypothesis.settings(
        max_examples=count,
        derandomize=False,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    hypothesis.seed(seed)(settings(hypothesis.given(strategy)(judge)))()
