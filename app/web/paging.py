"""Keyset cursors for lists: stable while rows come and go. Knows no table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.web.answers import tagged
from app.web.cursors import Cursors, Key
from app.web.services import WebServices

T = TypeVar("T")
_Keys = Key | tuple[Key, ...]

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
        keys = self._keys(int)
        return int(keys[0]) if keys else None

    def name(self) -> str | None:
        """Return the name behind which the part begins, as ``number`` does."""
        keys = self._keys(str)
        return str(keys[0]) if keys else None

    def numbers(self, count: int) -> tuple[int, ...] | None:
        """Return the numbers behind which the part begins, as ``number`` does."""
        keys = self._keys(*[int] * count)
        return tuple(int(key) for key in keys) if keys else None

    def part(self, fetched: Sequence[T], key: Callable[[T], _Keys]) -> ListPart[T]:
        """Return the part from ``fetched`` rows; ``key`` says behind which key of its last row the next one begins."""
        rows = fetched[: self.limit]
        if len(fetched) <= self.limit:
            return ListPart(rows, None, self.request)
        last = key(rows[-1])
        keys = last if isinstance(last, tuple) else (last,)
        return ListPart(rows, self._cursors().seal(self._list(), *keys), self.request)

    def _keys(self, *kinds: type[int] | type[str]) -> tuple[Key, ...] | None:
        return None if self.cursor is None else self._cursors().open(self._list(), self.cursor, *kinds)

    def _cursors(self) -> Cursors:
        services: WebServices = self.request.app.state.services
        return services.cursors

    def _list(self) -> str:
        path: str = self.request.scope["path"]
        return path


async def _paging(request: Request, limit: Limit = 50, after: After = None) -> Paging:
    return Paging(request, limit, after)


Paged = Annotated[Paging, Depends(_paging)]
