"""Compares a response with what ``app.openapi()`` promises; knows no route by name."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
from fastapi import FastAPI
from jsonschema_rs import Draft202012Validator, Registry

PROBLEM = "application/problem+json"
DOCUMENT = "urn:openapi"
HEADERS = ("etag", "link", "location", "retry-after", "idempotency-replayed")
"""Headers that may be in an answer only where the document says so."""
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {"type": {"type": "string", "minLength": 1}, "status": {"type": "integer"}},
}


class ContractBroken(AssertionError):
    """A response is not what the OpenAPI document promises."""


def is_utc_time(value: str) -> bool:
    """RFC 3339 with the offset zero: the API speaks UTC only."""
    try:
        return datetime.fromisoformat(value).utcoffset() == timedelta(0)
    except ValueError:
        return False


def validator_of(schema: dict[str, Any], registry: Registry | None = None) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=registry, validate_formats=True, formats={"date-time": is_utc_time})


PROBLEM_VALIDATOR = validator_of(PROBLEM_SCHEMA)


@dataclass(slots=True)
class Contract:
    """The promises of one application, read once."""

    document: dict[str, Any]
    templates: list[tuple[re.Pattern[str], str]]
    registry: Registry
    validators: dict[str, Draft202012Validator] = field(default_factory=dict)

    def check(self, method: str, path: str, response: httpx2.Response) -> None:
        """Raise ContractBroken unless status, content type and body are documented for the operation."""
        where = f"{method} {path} → {response.status_code}"
        if response.status_code >= 400 and method != "HEAD":
            _check_problem(where, response, path)
        template = self._template(path)
        operation = self.document["paths"].get(template, {}).get(method.lower())
        if template is None or operation is None:
            # OPTIONS, a wrong method or path: the framework's answers, promised by no operation.
            if response.status_code < 400 and path.startswith("/v1/") and method != "OPTIONS":
                raise ContractBroken(f"{where}: the operation is not documented. Is it new? make docs")
            return
        status, promised = _promised(operation["responses"], response.status_code)
        pointer = _pointer("paths", template, method.lower(), "responses", status)
        if promised is not None and "$ref" in promised:
            pointer = promised["$ref"].removeprefix("#")
            promised = self.document["components"]["responses"][pointer.rsplit("/", 1)[1]]
        if promised is None:
            documented = ", ".join(operation["responses"])
            raise ContractBroken(f"{where}: the status is not documented ({documented}).")
        self._check_headers(where, response, promised)
        self._check_body(where, response, promised, pointer)

    def _check_headers(self, where: str, response: httpx2.Response, promised: Mapping[str, Any]) -> None:
        declared = {name.lower() for name in promised.get("headers", {})}
        for name in HEADERS:
            if name in response.headers and name not in declared:
                raise ContractBroken(f"{where}: the header {name} is not documented.")
        always = {name.lower() for name, header in promised.get("headers", {}).items() if header.get("required")}
        for name in sorted(always - set(response.headers)):
            raise ContractBroken(f"{where}: the header {name} is missing.")

    def _check_body(self, where: str, response: httpx2.Response, promised: Mapping[str, Any], pointer: str) -> None:
        media = media_type(response)
        content = promised.get("content", {})
        if not content:
            if response.content:
                raise ContractBroken(f"{where}: a body that is not documented: {response.text[:200]}")
            return
        if media not in content:
            raise ContractBroken(f"{where}: {media or 'no content type'}, documented: {', '.join(content)}.")
        if media.endswith("json"):
            validator = self._validator(pointer + _pointer("", "content", media, "schema"))
            _check_value(where, validator, json.loads(response.content))

    def _validator(self, pointer: str) -> Draft202012Validator:
        if pointer not in self.validators:
            self.validators[pointer] = validator_of({"$ref": f"{DOCUMENT}#{quote(pointer)}"}, self.registry)
        return self.validators[pointer]

    def _template(self, path: str) -> str | None:
        return next((template for pattern, template in self.templates if pattern.fullmatch(path)), None)


def contract_of(app: FastAPI) -> Contract:
    """Read the promises of an application; slow for many routes, so once for all clients."""
    return contract_in(app.openapi())


def contract_in(document: dict[str, Any]) -> Contract:
    """Read the promises of a document."""
    # A path that is written out is meant before one with a parameter in the same place.
    templates = sorted(document["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")])
    registry = Registry([(DOCUMENT, document)])
    return Contract(document, [(_pattern(template), template) for template in templates], registry)


def media_type(response: httpx2.Response) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def _check_problem(where: str, response: httpx2.Response, path: str) -> None:
    if media_type(response) != PROBLEM:
        # Pages for people, outside the API, may show errors as HTML.
        if media_type(response) == "text/html" and not path.startswith("/v1"):
            return
        raise ContractBroken(f"{where}: an error as {media_type(response) or 'nothing'}, not {PROBLEM}.")
    body = json.loads(response.content)
    _check_value(where, PROBLEM_VALIDATOR, body)
    if body["status"] != response.status_code:
        raise ContractBroken(f"{where}: the problem says status {body['status']}.")


def _check_value(where: str, validator: Draft202012Validator, value: object) -> None:
    for error in validator.iter_errors(value):
        place = "".join(f".{part}" for part in error.instance_path)
        raise ContractBroken(f"{where}: ${place}: {error.message}")


def _promised(responses: Mapping[str, Any], status: int) -> tuple[str, Mapping[str, Any] | None]:
    """Find the promise for a status; only errors may be promised by range or by ``default``."""
    keys = [str(status), *([f"{status // 100}XX", "default"] if status >= 400 else [])]
    key = next((key for key in keys if key in responses), str(status))
    return key, responses.get(key)


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", template)
    wildcard = "(?:.+)" if template.endswith(":path}") else "(?:[^/]+)"
    return re.compile(wildcard.join(re.escape(part) for part in parts))


def _pointer(*parts: str) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts if part)
