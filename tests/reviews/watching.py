"""Compares, byte by byte, what people get to see in two plays of one campaign; knows no route and no vote."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import httpx2

from tests.scan import Known, scan
from tests.world import World

Place = tuple[str | None, str]
"""A caller and a path with its query."""

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_DIGEST = re.compile(rb"\b[0-9a-f]{64}\b")
_MILLISECONDS = re.compile(rb'"ms": [0-9.]+')
_REQUEST_ID = re.compile(rb'"request_id": ?"[0-9a-f]{16}"')
_ALWAYS_OTHER = {"x-request-id", "etag", "ratelimit"}
"""The last counts how often the caller has asked within a minute."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as its caller got it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str | None

    def tells(self, other: "Seen") -> bool:
        """Tell whether somebody who compares both answers, clocks aside, learns anything.

        A tag is compared where the bodies are the same to the byte: elsewhere it differs with the clock.
        """
        if self.body == other.body and self.etag != other.etag:
            return True
        one, two = ((seen.status, seen.headers, timeless(seen.body)) for seen in (self, other))
        return one != two


def timeless(text: bytes) -> bytes:
    """Return a text without what differs between any two plays: times, digests over times, and request ids."""
    for pattern in (_TIME, _DIGEST, _MILLISECONDS, _REQUEST_ID):
        text = pattern.sub(b"", text)
    return text


def seen_of(answer: httpx2.Response) -> Seen:
    headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name not in _ALWAYS_OTHER))
    return Seen(answer.status_code, headers, answer.content, answer.headers.get("etag"))


def watch(world: World, callers: Iterable[str | None], known: Known) -> dict[Place, Seen]:
    """Return what each caller gets from every GET route there is."""
    return {(caller, url): seen_of(answer) for caller in callers for url, answer in scan(world, caller, known).items()}


def told(one: Mapping[Place, Seen], other: Mapping[Place, Seen]) -> list[Place]:
    """Return the places that tell two plays apart."""
    assert one.keys() == other.keys()
    return [place for place, seen in one.items() if seen.tells(other[place])]
