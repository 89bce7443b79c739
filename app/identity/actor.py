"""Who makes this request, from its bearer token. Rights are looked up with what is acted on."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request

from app.clock import process_now
from app.db import Database
from app.errors import Invalid, NotAuthenticated
from app.identity.tokens import Tokens
from app.web.idempotency import Once, Retry

KEY_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: a user by id, or nobody in particular."""

    user_id: int | None
    issued_at: datetime | None = None
    """When the token was issued; None for acts at a shell."""

    def signed_in(self) -> int:
        """Return the user's id; raises NotAuthenticated for an anonymous caller."""
        if self.user_id is None:
            raise NotAuthenticated("Send a bearer token: Authorization: Bearer <token>.")
        return self.user_id


ANONYMOUS = Actor(None)


async def current_actor(request: Request) -> Actor:
    """Return the caller; an absent token is anonymous, a bad one is refused."""
    authorization = request.headers.get("authorization")
    if authorization is None:
        return ANONYMOUS
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated("Only bearer tokens are understood: Authorization: Bearer <token>.")
    tokens: Tokens = request.app.state.tokens
    claims = tokens.verify(token.strip(), now=process_now())
    return Actor(claims.user_id, claims.issued_at)


CurrentActor = Annotated[Actor, Depends(current_actor)]


async def current_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


CurrentDatabase = Annotated[Database, Depends(current_database)]


async def current_once(
    request: Request,
    actor: CurrentActor,
    database: CurrentDatabase,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=KEY_LENGTH)] = None,
) -> Once:
    """Return the request's one writing transaction, which knows an ``Idempotency-Key``."""
    if idempotency_key is None or actor.user_id is None:
        return Once(database, None)
    if not idempotency_key.isprintable():
        raise Invalid("An Idempotency-Key is printable text.", field="Idempotency-Key")
    # The query counts as part of the body: it may be longer than a path that a table keeps.
    digest = hashlib.sha256(request.url.query.encode() + b"\0" + await request.body()).hexdigest()
    return Once(database, Retry(actor.user_id, request.method, request.url.path, idempotency_key, digest))


OnceOnly = Annotated[Once, Depends(current_once)]
