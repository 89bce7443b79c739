"""The OpenAPI document: what the framework makes of the routes, and what holds for all of them.

Knows no route by name.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.errors import DomainError, Forbidden, Mistakes, NotAuthenticated, ProviderUnavailable, Unscoped
from app.web.conditional import IF_MATCH
from app.web.cookies import HOST_ONLY, NAME
from app.web.csrf import HEADER
from app.web.errors import (
    BodyTooLarge,
    DatabaseUnavailable,
    EncodingUnsupported,
    Foreign,
    IdempotencyKeyReused,
    InternalError,
    OutcomeUnknown,
    PathUnknown,
    PreconditionFailed,
    PreconditionRequired,
    TooFrequent,
    Unreadable,
    WorkOfOne,
)
from app.web.problem_schemas import families, problem_components, responses_of
from app.web.problems import MEDIA_TYPE
from app.web.stating import ACT, PROBLEMS, TAGGED, Caller

Json = dict[str, Any]

EXAMPLES = Path(__file__).with_name("examples.json")
VERBS = ("get_", "list_")
"""Beginnings of operation ids that HEAD replaces by its own."""
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": HOST_ONLY + NAME,
        "description": f"The session of a browser; below a path, and on this machine over http, it is called {NAME}.",
    },
}

HEADERS: dict[str, tuple[str, Json]] = {
    "Content-Language": ("The language in which the sentences of the answer are told.", {"type": "string"}),
    "ETag": ("The state that was answered; send it as If-Match or If-None-Match.", {"type": "string"}),
    "Location": ("Where that which was made is found.", {"type": "string", "format": "uri-reference"}),
    "Link": ('The next answer of the list, with rel="next"; absent from the last one.', {"type": "string"}),
    "Retry-After": ("Seconds to wait before the next attempt.", {"type": "string", "pattern": "^[0-9]+$"}),
    "RateLimit-Policy": (
        "The limit that holds: q requests in w seconds, by account, or by address for whoever has not signed in.",
        {"type": "string"},
    ),
    "RateLimit": ("What is left: r requests, until the count begins anew in t seconds.", {"type": "string"}),
    "Idempotency-Replayed": (
        "Present when this answer was first given to an earlier request with the same Idempotency-Key.",
        {"type": "string", "const": "true"},
    ),
    "X-Request-Id": (
        "The id of the request, which the operator finds in the log; a caller may send one of their own.",
        {"type": "string"},
    ),
}
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer that the caller has: 304 without a body when nothing changed.",
    "schema": {"type": "string"},
}
CSRF_TOKEN: Json = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The csrf_token of GET /v1/auth/session; needed in the session of a browser, and only there.",
    "schema": {"type": "string"},
}


def openapi(application: FastAPI) -> Json:
    """Return the document, made once."""
    if application.openapi_schema is None:
        application.openapi_schema = _document(application)
    return application.openapi_schema


def openapi_text(application: FastAPI) -> str:
    """Return the OpenAPI document as it is committed."""
    return json.dumps(application.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _document(application: FastAPI) -> Json:
    document = get_openapi(
        title=application.title,
        version=application.version,
        description=application.description,
        license_info=application.license_info,
        servers=application.servers or None,
        tags=application.openapi_tags,
        routes=application.routes,
    )
    components = document["components"]
    components["securitySchemes"] = SECURITY
    components["headers"] = {name: {"description": told, "schema": schema} for name, (told, schema) in HEADERS.items()}
    components["parameters"] = {"If-None-Match": IF_NONE_MATCH, HEADER: CSRF_TOKEN}
    schemas = {name: schema for name, schema in components["schemas"].items() if "ValidationError" not in name}
    components["schemas"] = problem_components() | schemas
    # Anonymous callers read what a campaign or an edition shows to the public.
    components["responses"] = {}
    document["security"] = [{"bearer": []}, {"session": []}, {}]
    examples: Json = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for path, operations in document["paths"].items():
        strict = path.startswith("/v1/")
        for method, operation in operations.items():
            _complete(operation, strict=strict, reads=method == "get")
            _exemplify(operation, examples.get(operation["operationId"], {}))
        if "get" in operations:
            operations["head"] = _head(operations["get"])
        for method, operation in operations.items():
            if method != "head":
                _share_refusals(operation, components["responses"])
    return document


def _complete(operation: Json, *, strict: bool, reads: bool) -> None:
    """Add to an operation what its parameters and statuses imply."""
    tagged = strict and reads
    operation["summary"] = operation["operationId"].replace("_", " ").capitalize()
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _sendable(parameter["schema"])
        if parameter["name"] == "If-Match" and parameter["description"] == IF_MATCH:
            parameter["required"] = True
    tagged, signs = strict and reads, operation[ACT] != Caller.ANYONE
    answers_tagged = operation.pop(TAGGED) or tagged
    responses = operation["responses"]
    responses.pop("422", None)
    implied = _implied(operation, strict=strict, writes=not reads, signs=signs)
    responses |= responses_of(list(dict.fromkeys([*operation.pop(PROBLEMS), *implied])))
    if signs and not reads:
        operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{HEADER}"})
    if tagged:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/If-None-Match"})
        responses["304"] = {"description": "Nothing changed since the ETag in If-None-Match."}
    for status, response in responses.items():
        headers = {name: _header(name) for name in _headers(operation, status, tagged=answers_tagged)}
        response["headers"] = headers | response.get("headers", {})


def _exemplify(operation: Json, example: Json) -> None:
    """Show a request that was sent, and what was answered; ``tests/examples`` plays and keeps them."""
    for parameter in operation.get("parameters", []):
        if (sent := example.get("parameters", {}).get(parameter.get("name"))) is not None:
            parameter["example"] = sent
    if "request" in example:
        ((media_type, taken),) = operation["requestBody"]["content"].items()
        is_form = media_type == "application/x-www-form-urlencoded"
        taken["example"] = dict(parse_qsl(example["request"])) if is_form else example["request"]
    if "response" in example:
        content = operation["responses"][str(example["status"])]["content"]
        media_type = "application/json" if isinstance(example["response"], dict) else "text/markdown"
        content[media_type]["example"] = example["response"]


def _implied(operation: Json, *, strict: bool, writes: bool, signs: bool) -> Iterator[str]:
    """Yield the types of problems that follow from how an operation is called and from who may call it."""
    places = {parameter["in"] for parameter in operation.get("parameters", [])}
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    act, has_body = operation[ACT], "requestBody" in operation
    implied: dict[type[DomainError], bool] = {
        Unreadable: True,
        InternalError: True,
        NotAuthenticated: act != Caller.ANYONE,
        DatabaseUnavailable: act != Caller.ANYONE,
        ProviderUnavailable: act != Caller.ANYONE,
        TooFrequent: signs,
        Foreign: signs and writes,
        OutcomeUnknown: act != Caller.ANYONE and writes,
        Unscoped: act != Caller.ANYONE,
        Forbidden: act not in {Caller.ANYONE, Caller.SIGNED_IN, Caller.IN_PERSON},
        PathUnknown: "path" in places,
        BodyTooLarge: has_body,
        EncodingUnsupported: has_body,
        WorkOfOne: has_body,
        # A parameter or a body that it does not take.
        Mistakes: strict,
        IdempotencyKeyReused: "Idempotency-Key" in names,
        PreconditionFailed: "If-Match" in names,
        PreconditionRequired: "If-Match" in names,
    }
    for problem, kinds in families().items():
        if any(is_so and issubclass(kind, above) for kind in kinds for above, is_so in implied.items()):
            yield problem
    if "Idempotency-Key" in names:
        # An answer that was kept for a repetition may have held words that were redacted since.
        yield "redacted"


def _sendable(schema: Json) -> Json:
    """Return the schema of a parameter without null, which cannot be sent: the parameter is left out."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == len(schema.get("anyOf", [])):
        return schema
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def _share_refusals(operation: Json, shared: Json) -> None:
    """Put each refusal of an operation where others can name it too: most have the same."""
    for status, response in operation["responses"].items():
        if status >= "400":
            schema = response["content"][MEDIA_TYPE]["schema"]
            references = [part["$ref"] for part in schema.get("oneOf", [schema])]
            name = "Or".join(reference.rsplit("/", 1)[1].removesuffix("Problem") for reference in references)
            shared[name] = response
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _headers(operation: Json, status: str, *, tagged: bool) -> Iterator[str]:
    parameters = {parameter.get("name") for parameter in operation.get("parameters", [])}
    yield "X-Request-Id"
    # Refusals have them too; there they would be told a thousand times.
    if operation[ACT] != Caller.ANYONE and (status < "400" or status == "429"):
        yield from ("RateLimit-Policy", "RateLimit")
    if status >= "400":
        yield "Content-Language"
    if tagged and status in {"200", "201", "304"}:
        yield "ETag"
    if status == "200" and "after" in parameters:
        yield "Link"
    if status in {"201", "202", "303"}:
        yield "Location"
    if status in {"429", "503"}:
        yield "Retry-After"
    # Only committed outcomes are kept: of the refusals, those that left a draft.
    if ("Idempotency-Key" in parameters and status < "400") or status == "409":
        yield "Idempotency-Replayed"


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _head(operation: Json) -> Json:
    """Return the operation that answers like this one, without its body."""
    head = copy.deepcopy(operation)
    name = head["operationId"]
    head["operationId"] = "head_" + next((name.removeprefix(verb) for verb in VERBS if name.startswith(verb)), name)
    head["summary"] += ": headers only"
    for response in head["responses"].values():
        response.pop("content", None)
    return head
