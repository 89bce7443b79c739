"""Retries without duplicates: the answer of a request with an ``Idempotency-Key`` is stored with its effect.

Knows no route. Only committed outcomes are kept, for 48 hours, per user, method and path.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col
from starlette.responses import Response

from app.clock import database_now
from app.db import Database, holds, lock_name
from app.digests import canonical
from app.web.errors import IdempotencyKeyReused
from app.web.models import KeptAnswer
from app.web.quotas import Quota, Room, room

KEY_LENGTH = 255
KEPT_FOR = timedelta(hours=48)
REFUSAL = 400
"""From this status on an answer is a problem."""
_KEPT_HEADERS = ("location", "etag", "content-type", "content-language")


class AnsweredBefore(Exception):
    """The request was answered before; carries that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


@dataclass(frozen=True, slots=True)
class Retry:
    """The identity of a request that may come again."""

    user_id: int
    method: str
    path: str
    key: str
    request_sha256: str


@dataclass(frozen=True, slots=True)
class Once:
    """Opens the one writing transaction of a request, and keeps its answer when the caller asked for it."""

    database: Database
    retry: Retry | None
    require_account: Callable[[Session], object]
    """Raises where the caller's account or credential is withdrawn; their rights are not asked again."""
    rooms: tuple[Room, ...] = ()
    """Raise where the caller has too many already of what is made."""

    def within(self, *rooms: Room) -> "Once":
        """Return this one, with quotas that a request meets before it makes anything; a repetition meets none."""
        return replace(self, rooms=(*self.rooms, *rooms))

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session in a writing transaction.

        Raises AnsweredBefore when this request was answered, IdempotencyKeyReused when its key came with another body.
        """
        with self.database.writing() as session:
            self.begin(session)
            yield session

    def begin(self, session: Session) -> None:
        """Wait for an equal request in flight, and raise what ``writing`` does."""
        if self.retry is not None:
            _queue(session, self.retry)
            self.replay(session)
            _forget_expired(session, self.retry)
        for require_room in self.rooms:
            require_room(session)

    def replay(self, session: Session) -> None:
        """Raise AnsweredBefore when this request was answered; for what must be read before the writing begins.

        In one snapshot the kept answer and its effect are both there or both not, so no lock is needed.
        """
        kept = None if self.retry is None else _find_kept(session, self.retry)
        if self.retry is None or kept is None:
            return
        # Asked only here: a deed that is done for the first time asks by itself.
        self.require_account(session)
        _require_same_body(self.retry, kept)
        headers = {**json.loads(kept.headers), "Idempotency-Replayed": "true"}
        raise AnsweredBefore(Response(kept.body, kept.status, headers))

    def keep(self, session: Session, answer: Response) -> Response:
        """Store the answer in the transaction of its effect, and return it."""
        if self.retry is not None:
            session.add(_kept(self.retry, answer, database_now(session)))
        return answer


def withdraw_answers(
    session: Session, users: Collection[int], words: str, named: Mapping[str, Collection[int]], instead: Response
) -> None:
    """Put another answer in the place of those kept for these users that say the words, or refuse what is named.

    ``words`` are JSON as it stands in a body; ``named`` has ids by the member of a problem that may hold one. The
    answers are not deleted: a repetition would take effect a second time.
    """
    refusal = col(KeptAnswer.status) >= REFUSAL
    query = select(col(KeptAnswer.id), col(KeptAnswer.body)).where(
        col(KeptAnswer.user_id).in_(users), or_(holds(session, col(KeptAnswer.body), words), refusal)
    )
    withdrawn = [
        kept_id
        for kept_id, body in session.execute(query)
        if words in body or any(json.loads(body).get(name) in ids for name, ids in named.items())
    ]
    headers = canonical(_kept_headers(instead)).decode()
    same = update(KeptAnswer).where(col(KeptAnswer.id).in_(withdrawn))
    body = bytes(instead.body).decode()
    session.exec(same.values(status=instead.status_code, headers=headers, body=body))


def room_for_answers(user_id: int, most: int) -> Room:
    """Return what counts the answers that are kept for somebody."""
    return room(Quota.ANSWERS, most, select(col(KeptAnswer.id)).where(col(KeptAnswer.user_id) == user_id))


def purge_kept_answers(session: Session, now: datetime) -> None:
    """Delete answers that are past their time."""
    session.exec(delete(KeptAnswer).where(col(KeptAnswer.kept_at) < now - KEPT_FOR))


def _queue(session: Session, retry: Retry) -> None:
    scope = f"{retry.user_id} {retry.method} {retry.path} {retry.key}"
    # 63 bits, positive: equal requests in flight queue here, so the second finds the first's answer.
    lock_name(session, int.from_bytes(hashlib.blake2b(scope.encode(), digest_size=8).digest()) >> 1)


def _same(retry: Retry) -> tuple[ColumnElement[bool], ...]:
    return (
        col(KeptAnswer.user_id) == retry.user_id,
        col(KeptAnswer.method) == retry.method,
        col(KeptAnswer.path) == retry.path,
        col(KeptAnswer.key) == retry.key,
    )


def _forget_expired(session: Session, retry: Retry) -> None:
    session.exec(delete(KeptAnswer).where(*_same(retry)))


def _find_kept(session: Session, retry: Retry) -> KeptAnswer | None:
    kept = session.scalars(select(KeptAnswer).where(*_same(retry))).one_or_none()
    return None if kept is None or kept.kept_at < database_now(session) - KEPT_FOR else kept


def _require_same_body(retry: Retry, kept: KeptAnswer) -> None:
    if kept.request_sha256 != retry.request_sha256:
        raise IdempotencyKeyReused


def _kept(retry: Retry, response: Response, now: datetime) -> KeptAnswer:
    return KeptAnswer(
        user_id=retry.user_id,
        method=retry.method,
        path=retry.path,
        key=retry.key,
        request_sha256=retry.request_sha256,
        status=response.status_code,
        headers=canonical(_kept_headers(response)).decode(),
        body=bytes(response.body).decode(),
        kept_at=now,
    )


def _kept_headers(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
