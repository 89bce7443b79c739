"""The request's one writing transaction, which knows who may be answered again."""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlmodel import Session

from app.errors import Invalid
from app.identity.actor import CurrentActor
from app.identity.service import require_user
from app.web.idempotency import KEY_LENGTH, Once, Retry
from app.web.services import CurrentDatabase


async def current_once(
    request: Request,
    actor: CurrentActor,
    database: CurrentDatabase,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=KEY_LENGTH)] = None,
) -> Once:
    """Return the request's one writing transaction, which knows an ``Idempotency-Key``."""

    def require_account(session: Session) -> None:
        require_user(session, actor)

    if idempotency_key is None or actor.user_id is None:
        return Once(database, None, require_account)
    if not idempotency_key.isprintable():
        raise Invalid("An Idempotency-Key is printable text.", field="Idempotency-Key")
    # The query counts as part of the body: it may be longer than a path that a table keeps.
    digest = hashlib.sha256(request.url.query.encode() + b"\0" + await request.body()).hexdigest()
    retry = Retry(actor.user_id, request.method, request.url.path, idempotency_key, digest)
    return Once(database, retry, require_account)


OnceOnly = Annotated[Once, Depends(current_once)]
