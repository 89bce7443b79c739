"""Limits of what is sent, as the settings give them."""

from typing import Annotated

from fastapi import Depends, Request


async def text_limit(request: Request) -> int:
    limit: int = request.app.state.settings.max_text_bytes
    return limit


TextLimit = Annotated[int, Depends(text_limit)]
