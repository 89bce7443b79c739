"""What the application works with, made once from its settings."""

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
