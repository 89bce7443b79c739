"""Who makes this request, from its bearer token."""

from contextlib import suppress
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import select
from sqlmodel import col

from app.clock import process_now
from app.db import UNAVAILABLE, Database
from app.identity.actor import Actor
from app.identity.errors import TokenRefused
from app.identity.models import User
from app.identity.services import Services
from app.web.hearing import hearing_of
from app.words.codes import Word
from app.words.hearing import find_language
from app.words.saying import Language, Said


async def current_actor(request: Request) -> Actor:
    """Return the caller; an absent token is anonymous, a bad one is refused."""
    hearing = hearing_of(request)
    authorization = request.headers.get("authorization")
    if authorization is None:
        return Actor(None, hearing=hearing)
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenRefused(Said.of(Word.SIGN_IN_UNSUPPORTED))
    services: Services = request.app.state.services
    claims = services.tokens.verify(token.strip(), now=process_now())
    hearing.find_person = partial(_find_language, services.database, claims.user_id)
    return Actor(claims.user_id, claims.issued_at, hearing)


def _find_language(database: Database, user_id: int) -> Language | None:
    """Return the language that an account asks for; an answer is given although the database is away."""
    with suppress(*UNAVAILABLE), database.reading() as session:
        return find_language(session.scalars(select(col(User.language)).where(col(User.id) == user_id)).first())
    return None


CurrentActor = Annotated[Actor, Depends(current_actor)]
