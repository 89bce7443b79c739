"""Carries the requests of a test client into an application, and stays in the calling thread.

Starlette's own transport goes seven times to the thread of an event loop and back for each request, and each plain
function that answers goes to one more, which costs more than most answers. Knows no route and no test.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

import anyio.to_thread
import httpx2
from fastapi import FastAPI
from httpx2._transports import asgi

CALLER = ("testclient", 50000)
Given = ParamSpec("Given")
Got = TypeVar("Got")

# It looks each time for a package that is not installed, which takes a twentieth of a small answer.
vars(asgi)["create_event"] = asyncio.Event


class _Loop:
    """An event loop that is closed when its thread has ended."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.answers = False

    def __del__(self) -> None:
        self.loop.close()


class _Own(threading.local):
    """What a thread has of its own."""

    def __init__(self) -> None:
        self.loop = _Loop()


_own = _Own()


class OneVisit(httpx2.BaseTransport):
    """An answer is there as a whole: what a route streams is collected."""

    def __init__(self, app: FastAPI, *, raises: bool) -> None:
        self._inside = httpx2.ASGITransport(app, raise_app_exceptions=raises, client=CALLER)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        own = _own.loop
        if own.answers:
            # What answers a request asks for another: no thread runs two loops.
            with ThreadPoolExecutor(1) as another:
                return another.submit(self.handle_request, request).result()
        own.answers = True
        try:
            return own.loop.run_until_complete(self._answer(request))
        finally:
            own.answers = False

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inside.handle_async_request(request)
        # A stream and not content, for which a length would be added to the headers.
        stream = httpx2.ByteStream(await answer.aread())
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=stream)


def answer_in_the_calling_thread() -> None:
    """Let plain functions that answer a request of ``OneVisit`` run where they are called, as they do in a thread."""
    elsewhere = anyio.to_thread.run_sync

    async def run_sync(
        function: Callable[..., Got],
        *args: object,
        abandon_on_cancel: bool = False,
        cancellable: bool | None = None,
        limiter: anyio.CapacityLimiter | None = None,
    ) -> Got:
        if _own.loop.answers:
            return copy_context().run(function, *args)
        return await elsewhere(
            function, *args, abandon_on_cancel=abandon_on_cancel, cancellable=cancellable, limiter=limiter
        )

    vars(anyio.to_thread)["run_sync"] = run_sync
