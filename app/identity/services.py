"""What the application works with, made once from its settings."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.identity.attempts import Attempts, Hashing
from app.identity.tokens import Tokens
from app.web.services import WebServices


@dataclass(frozen=True, slots=True)
class Services(WebServices):
    """Settings, database, tokens and what slows down guessing: all that stands on ``app.state``."""

    tokens: Tokens
    attempts: Attempts
    hashing: Hashing


async def current_services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


CurrentServices = Annotated[Services, Depends(current_services)]
