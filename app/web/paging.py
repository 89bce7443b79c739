"""Keyset cursors for lists: stable while rows come and go. Knows no table."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.errors import Mistake
from app.web.answers import tagged
from app.words.codes import Word
from app.words.saying import Said

T = TypeVar("T")
_Key = int | str | tuple[int | str, ...]

Limit = Annotated[int, Query(ge=1, le=100, description="Items per answer.")]
After = Annotated[str | None, Query(max_length=500, description="The `next` of the answer before.")]


@dataclass(frozen=True, slots=True)
class ListPart(Generic[T]):
    """One part of a list: its rows, and the cursor of the part behind it, None for the last."""

    rows: Sequence[T]
    next: str | None
    request: Request

    def answer(self, listed: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
        """Return the part as its schema shows it, with the ``Link`` header (RFC 8288) to the one behind it."""
        link = {}
        if self.next is not None:
            link["Link"] = f'<{self.request.url.include_query_params(after=self.next)}>; rel="next"'
        return tagged(self.request, listed, {**link, **(headers or {})})


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list a caller asks for."""

    request: Request
    limit: int
    cursor: str | None

    @property
    def fetched(self) -> int:
        """How many rows to fetch: one more than are shown, which tells whether any follow."""
        return self.limit + 1

    def number(self) -> int | None:
        """Return the number behind which the part begins, None for the first; raises Invalid for a foreign cursor."""
        keys = decode_cursor(self.cursor, int)
        return int(keys[0]) if keys else None

    def name(self) -> str | None:
        """Return the name behind which the part begins, as ``number`` does."""
        keys = decode_cursor(self.cursor, str)
        return str(keys[0]) if keys else None

    def numbers(self, count: int) -> tuple[int, ...] | None:
        """Return the numbers behind which the part begins, as ``number`` does."""
        keys = decode_cursor(self.cursor, *[int] * count)
        return tuple(int(key) for key in keys) if keys else None

    def part(self, fetched: Sequence[T], key: Callable[[T], _Key]) -> ListPart[T]:
        """Return the part from ``fetched`` rows; ``key`` says behind which key of its last row the next one begins."""
        rows = fetched[: self.limit]
        if len(fetched) <= self.limit:
            return ListPart(rows, None, self.request)
        last = key(rows[-1])
        return ListPart(rows, encode_cursor(*(last if isinstance(last, tuple) else (last,))), self.request)


async def _paging(request: Request, limit: Limit = 50, after: After = None) -> Paging:
    return Paging(request, limit, after)


Paged = Annotated[Paging, Depends(_paging)]


def encode_cursor(*keys: int | str) -> str:
    return base64.urlsafe_b64encode(json.dumps(keys, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: type[int] | type[str]) -> tuple[int | str, ...] | None:
    """Return the keys of a cursor, None without one; raises Invalid for one that was not given out."""
    if cursor is None:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        keys = None
    if (
        not isinstance(keys, list)
        or len(keys) != len(kinds)
        or not all(type(key) is kind and _storable(key) for key, kind in zip(keys, kinds, strict=True))
    ):
        raise Mistake("after", Said.of(Word.CURSOR_FOREIGN))
    return tuple(keys)


def _storable(key: int | str) -> bool:
    if isinstance(key, int):
        return -(2**63) <= key < 2**63
    return "\0" not in key and not any("\ud800" <= character <= "\udfff" for character in key)
