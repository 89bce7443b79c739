"""What the application works with, made once from its settings."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.identity.attempts import Attempts, Hashing
from app.identity.sessions import Limits
from app.identity.sso.issuers import Providers
from app.identity.tokens import Tokens
from app.web.services import WebServices
from app.web.signing import Signer


@dataclass(frozen=True, slots=True)
class Services(WebServices):
    """Settings, database, tokens, sessions and what slows down guessing: all that stands on ``app.state``."""

    tokens: Tokens
    signer: Signer
    limits: Limits
    attempts: Attempts
    hashing: Hashing
    providers: Providers


async def current_services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


CurrentServices = Annotated[Services, Depends(current_services)]


async def _hashing_turn(services: CurrentServices) -> AsyncIterator[None]:
    async with services.hashing.turn():
        yield


# It ends with the route, not with the answer: whoever reads that slowly keeps nobody from signing in.
HashingTurn = Annotated[None, Depends(_hashing_turn, scope="function")]
"""For routes that hash a password: they wait for their turn, without a thread; raises SignInBusy."""
