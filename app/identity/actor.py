"""Who makes this request, from its bearer token. Rights are looked up with what is acted on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from app.clock import process_now
from app.identity.errors import SignInNeeded, TokenRefused
from app.identity.services import Services
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: a user by id, or nobody in particular."""

    user_id: int | None
    issued_at: datetime | None = None
    """When the token was issued; None for acts at a shell."""

    def signed_in(self) -> int:
        """Return the user's id; raises NotAuthenticated for an anonymous caller."""
        if self.user_id is None:
            raise SignInNeeded
        return self.user_id


ANONYMOUS = Actor(None)


async def current_actor(request: Request) -> Actor:
    """Return the caller; an absent token is anonymous, a bad one is refused."""
    authorization = request.headers.get("authorization")
    if authorization is None:
        return ANONYMOUS
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenRefused(Said.of(Word.SIGN_IN_UNSUPPORTED))
    services: Services = request.app.state.services
    claims = services.tokens.verify(token.strip(), now=process_now())
    return Actor(claims.user_id, claims.issued_at)


CurrentActor = Annotated[Actor, Depends(current_actor)]
