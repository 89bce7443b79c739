"""Carries the requests of a test client into an application, in one visit to its event loop.

Starlette's own transport goes seven times to the loop's thread and back for each request, which costs more than most
answers. Knows no route and no test.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx2
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

CALLER = ("testclient", 50000)


class OneVisit(httpx2.BaseTransport):
    """An answer is there as a whole: what a route streams is collected."""

    def __init__(
        self, app: FastAPI, portal: Callable[[], AbstractContextManager[BlockingPortal]], *, raises: bool
    ) -> None:
        self._portal = portal
        self._inside = httpx2.ASGITransport(app, raise_app_exceptions=raises, client=CALLER)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        with self._portal() as portal:
            return portal.call(self._answer, request)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inside.handle_async_request(request)
        # A stream and not content, for which a length would be added to the headers.
        stream = httpx2.ByteStream(await answer.aread())
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=stream)
