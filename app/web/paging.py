"""Keyset cursors for lists: stable while rows come and go. Knows no table."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query, Request

from app.errors import Mistake
from app.words.codes import Word
from app.words.saying import Said

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=100, description="Items per answer.")]
After = Annotated[str | None, Query(max_length=500, description="The `next` of the answer before.")]


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


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], bool]:
    """Return at most ``limit`` rows of ``limit + 1`` fetched, and whether more follow."""
    return rows[:limit], len(rows) > limit


def link_header(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the ``Link`` header (RFC 8288) to the next answer of a list."""
    if cursor is None:
        return {}
    return {"Link": f'<{request.url.include_query_params(after=cursor)}>; rel="next"'}
