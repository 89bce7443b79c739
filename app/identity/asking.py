"""Who makes this request: from its bearer token, of the service or a person's own, else from a session's cookie."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlmodel import col

from app.clock import process_now
from app.db import UNAVAILABLE, Database
from app.errors import NotAuthenticated
from app.identity.actor import Actor
from app.identity.errors import ScopeMissing, SessionEnded, TokenRefused, TokenWithdrawn
from app.identity.foreign import read_access_token
from app.identity.models import User
from app.identity.personal import BEGINNING, FoundToken, find_token, use_token
from app.identity.proxied import named_by_proxy
from app.identity.scopes import Scope, scope_for
from app.identity.services import Services
from app.identity.sessions import SEEN_EVERY, Limits, OpenSession, find_session, see_session
from app.identity.sso.issuers import Issuer
from app.identity.sso.links import find_linked
from app.web.cookies import NAME, read_cookie
from app.web.csrf import SAFE, require_csrf_token
from app.web.hearing import hearing_of
from app.web.rates import count_request
from app.web.stating import ACT
from app.words.codes import Word
from app.words.hearing import Hearing, find_language
from app.words.saying import Language, Said


async def current_actor(request: Request) -> Actor:
    """Return the caller; without a token and a cookie they are anonymous, with a bad one they are refused.

    A token wins over a cookie: no other site's page can make a browser send one. The request is counted: of the account
    where there is one, else of the address that it comes from.
    """
    services: Services = request.app.state.services
    try:
        asking = await _identify(request, services)
    except NotAuthenticated:
        await count_request(request, services.rates, None)
        raise
    await count_request(request, services.rates, asking.actor.user_id)
    if asking.refusal is not None:
        raise asking.refusal
    return asking.actor


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and why they may not although it is known."""

    actor: Actor
    refusal: ScopeMissing | None = None


async def _identify(request: Request, services: Services) -> Asking:
    authorization = request.headers.get("authorization")
    hearing = hearing_of(request)
    if authorization is not None:
        asking = await _by_token(request, services, _bearer(authorization), hearing)
    elif (secret := read_cookie(request, NAME)) is not None:
        if request.method not in SAFE:
            require_csrf_token(request, secret)
        found = await run_in_threadpool(_session_of, services.database, secret, services.limits)
        named = named_by_proxy(request, services.providers.sign_on.header)
        # Somebody else sits at this browser now, whom the proxy has let in.
        if found.named_by_proxy is not None and named is not None and named != found.named_by_proxy:
            raise SessionEnded
        asking = Asking(Actor(found.user_id, found.opened_at, hearing, found.id))
    else:
        return Asking(Actor(None, hearing=hearing))
    hearing.find_person = partial(_find_language, services.database, asking.actor.signed_in())
    return asking


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenRefused(Said.of(Word.SIGN_IN_UNSUPPORTED))
    return token.strip()


def _token_of(database: Database, secret: str) -> FoundToken:
    found = find_token(database, secret)
    if found is None:
        raise TokenWithdrawn
    if found.is_due:
        with suppress(*UNAVAILABLE), database.writing() as session:
            use_token(session, found)
    return found


def _missing(request: Request, token: FoundToken) -> ScopeMissing | None:
    """Return the refusal where the route needs a scope that a personal token was not made for."""
    scope = _scope_of(request)
    return None if scope is not None and scope in token.scopes.split(" ") else ScopeMissing(scope)


def _scope_of(request: Request) -> Scope | None:
    """Return the scope that the route needs of a token, None where no token will do."""
    return scope_for(request.scope["route"].openapi_extra[ACT], writes=request.method not in SAFE)


async def _by_token(request: Request, services: Services, token: str, hearing: Hearing) -> Asking:
    if token.startswith(BEGINNING):
        personal = await run_in_threadpool(_token_of, services.database, token)
        actor = Actor(personal.user_id, personal.made_at, hearing, token_id=personal.id)
        return Asking(actor, _missing(request, personal))
    issuer = services.providers.find_issuer(token)
    if issuer is None:
        claims = services.tokens.verify(token, now=process_now())
        return Asking(Actor(claims.user_id, claims.issued_at, hearing))
    # A program has nobody in person behind it.
    refusal = ScopeMissing(None) if _scope_of(request) is None else None
    return Asking(await _of_issuer(services.database, issuer, token, hearing), refusal)


async def _of_issuer(database: Database, issuer: Issuer, token: str, hearing: Hearing) -> Actor:
    """Return the account that is linked with whoever an issuer gave an access token to."""
    said = read_access_token(token, await issuer.keys_for(token), issuer.trust, now=process_now())
    assert said.subject is not None
    user_id = await run_in_threadpool(find_linked, database, issuer.trust.issuer, said.subject)
    if user_id is None:
        raise TokenRefused(Said.of(Word.SIGN_IN_UNLINKED))
    return Actor(user_id, said.issued_at, hearing)


def _session_of(database: Database, secret: str, limits: Limits) -> OpenSession:
    found = find_session(database, secret, limits)
    if found is None:
        raise SessionEnded
    # An answer is given although this cannot be written down.
    if found.now - found.seen_at > SEEN_EVERY:
        with suppress(*UNAVAILABLE), database.writing() as session:
            see_session(session, found)
    return found


def _find_language(database: Database, user_id: int) -> Language | None:
    """Return the language that an account asks for; an answer is given although the database is away."""
    with suppress(*UNAVAILABLE), database.reading() as session:
        return find_language(session.scalars(select(col(User.language)).where(col(User.id) == user_id)).first())
    return None


CurrentActor = Annotated[Actor, Depends(current_actor)]
