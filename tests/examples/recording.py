"""Sends requests by the ids of their operations and keeps the first example of each; knows no operation by name."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from app.web import openapi
from tests.client import ApiClient
from tests.world import Json, World

Caller = str | ApiClient | None
"""A username, somebody who signs in by other means, or nobody."""
EXAMPLES = Path(openapi.__file__).with_name("examples.json")
SECOND_FACTOR = re.compile(r"\d{6}|\w{4}(-\w{4}){3}")
"""A code of an app, or of recovery."""
MOST_TEXT = 200
"""Of a file that an example shows."""
SECRET_MEMBERS: Json = {
    "access_token": "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0.…",
    "csrf_token": "…",
    "token": "Jx3kT0v9…",
    "join_code": "K7QM-3XTD-W9FA",
    "link": "https://guide.example/invitation#…",
    "secret": "…",
    "receipt": "5f2c9a…",
    "uri": "otpauth://totp/…",
    "recovery_codes": ["k7wm-…"],
}
"""What stands in an example for what is drawn at random."""
SECRET_PARAMETERS = {"code", "state", "iss"}
"""What a provider adds to an address."""
SECRET_FORM = re.compile(r"eyJ[^&]+")
VARYING_MEMBERS = {"next", "size"}
"""A cursor may hold a moment, and a file has the identity of its compile in it."""
VARYING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"  # a moment
    r"|[0-9a-f]{64}"  # a SHA-256
    r'|"[0-9a-zA-Z._-]{16,}"'  # an ETag
)


@dataclass(slots=True)
class Recorder:
    """What was sent and answered so far, by operation."""

    world: World
    examples: dict[str, Json] = field(default_factory=dict)

    def send(
        self, operation: str, by: Caller, body: Json | None = None, *, form: str | None = None, **given: Any
    ) -> httpx2.Response:
        """Send a request and return its answer, which must be a success or lead on.

        Parameters are named as in the document; ``if_match`` is a tag, or the path whose tag is read first.
        """
        method, template, told = self._operation(operation)
        client = by if isinstance(by, ApiClient) else self.world.as_(by)
        headers = {}
        if "if_match" in given:
            tag = given.pop("if_match")
            headers["If-Match"] = client.get(tag).headers["etag"] if tag.startswith("/") else tag
        in_path = {p["name"] for p in told.get("parameters", []) if p.get("in") == "path"}
        path = {name: value for name, value in given.items() if name in in_path}
        query = {name.rstrip("_"): value for name, value in given.items() if name not in in_path}
        url = template.format(**path)
        sent: dict[str, Any] = {"json": body} if form is None else {"content": form}
        more = {} if form is None else {"content-type": "application/x-www-form-urlencoded"}
        answer = client.request(
            method, url, params=query or None, headers={**headers, **more}, follow_redirects=False, **sent
        )
        assert answer.is_success or answer.has_redirect_location, f"{operation}: {answer.status_code} {answer.text}"
        shown = {name: value for name, value in query.items() if name not in SECRET_PARAMETERS}
        parameters = {**path, **shown, **headers} | {
            name: SECRET_MEMBERS[name] for name in path if name in SECRET_MEMBERS
        }
        sample: Json | str | None = (
            body if form is None else SECRET_FORM.sub("eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.…", form)
        )
        self.examples.setdefault(operation, _example(parameters, sample, answer))
        return answer

    def _operation(self, name: str) -> tuple[str, str, Json]:
        for path, methods in self.world.app.openapi()["paths"].items():
            for method, told in methods.items():
                if told["operationId"] == name:
                    return method.upper(), path, told
        raise AssertionError(f"There is no operation {name}.")


def kept() -> dict[str, Json]:
    """Return the examples that the document shows."""
    examples: dict[str, Json] = json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
    return examples


def write(played: dict[str, Json]) -> None:
    """Keep what was played; where times and digests alone differ, what was kept stays."""
    before = kept()
    examples = {
        name: before[name] if alike(before.get(name)) == alike(example) else example for name, example in played.items()
    }
    EXAMPLES.write_text(json.dumps(examples, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def alike(value: object) -> object:
    """Return examples without what differs from one run to the next."""
    match value:
        case dict():
            return {
                name: "…" if name in VARYING_MEMBERS and member else alike(member) for name, member in value.items()
            }
        case list():
            return [alike(item) for item in value]
        case str():
            return VARYING.sub("…", value)
        case _:
            return value


def _example(parameters: Json, body: Json | str | None, answer: httpx2.Response) -> Json:
    example: Json = {"status": answer.status_code}
    if parameters:
        example["parameters"] = parameters
    if body is not None:
        example["request"] = body if isinstance(body, str) else _without_secrets(body)
    media_type = answer.headers.get("content-type", "")
    if media_type == "application/json":
        told = answer.json()
        example["response"] = _without_secrets(told)
    elif media_type.startswith("text/"):
        example["response"] = answer.text[:MOST_TEXT]
    return example


def _without_secrets(told: Json) -> Json:
    shown = {name: instead for name, instead in SECRET_MEMBERS.items() if name in told}
    if str(told.get("token")).startswith("bns_"):
        shown["token"] = "bns_…"
    if SECOND_FACTOR.fullmatch(str(told.get("code"))):
        shown["code"] = "271828"
    return told | shown
