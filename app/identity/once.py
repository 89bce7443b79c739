"""The request's one writing transaction, which knows who may be answered again."""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlmodel import Session

from app.errors import Mistake
from app.identity.asking import CurrentActor
from app.identity.service import require_user
from app.web.idempotency import KEY_LENGTH, Once, Retry, room_for_answers
from app.web.services import CurrentDatabase, WebServices
from app.words.codes import Word
from app.words.saying import Said

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=KEY_LENGTH,
        description="A name that the caller draws for this request. Repeated with it, the request is not done again "
        "within 48 hours, but answered as it was before.",
    ),
]


async def current_once(
    request: Request,
    actor: CurrentActor,
    database: CurrentDatabase,
    idempotency_key: IdempotencyKey = None,
) -> Once:
    """Return the request's one writing transaction, which knows an ``Idempotency-Key``."""

    def require_account(session: Session) -> None:
        require_user(session, actor)

    if idempotency_key is None or actor.user_id is None:
        return Once(database, None, require_account)
    if not idempotency_key.isprintable():
        raise Mistake("Idempotency-Key", Said.of(Word.KEY_UNPRINTABLE))
    # The query counts as part of the body: it may be longer than a path that a table keeps.
    digest = hashlib.sha256(request.url.query.encode() + b"\0" + await request.body()).hexdigest()
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    retry = Retry(actor.user_id, request.method, path, idempotency_key, digest)
    services: WebServices = request.app.state.services
    answers = room_for_answers(actor.user_id, services.settings.quota_answers)
    return Once(database, retry, require_account, (answers,))


OnceOnly = Annotated[Once, Depends(current_once)]
