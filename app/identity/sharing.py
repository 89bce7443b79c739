"""Large work for whoever asks: so much of it goes on at once for one person, and what waits holds no thread."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from app.apart import SHORT
from app.identity.asking import CurrentActor
from app.web.heavy import Heavy
from app.web.services import HeavyWork


async def _own_work(request: Request, actor: CurrentActor, heavy: HeavyWork) -> AsyncIterator[Heavy]:
    if _is_short(request):
        yield heavy
        return
    async with heavy.turn_of(actor.user_id):
        yield heavy


def _is_short(request: Request) -> bool:
    """Tell whether it brings what it is about, and little of that; how much a question is about nobody knows yet."""
    length = request.headers.get("content-length", "")
    return length.isdigit() and 0 < int(length[:20]) <= SHORT


# It ends with the route, not with the answer: whoever reads that slowly has had their work done.
OwnWork = Annotated[Heavy, Depends(_own_work, scope="function")]
"""Where a route has its large work done that may be large each time it is asked; raises WorkOfOne."""
