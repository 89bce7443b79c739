"""What pages remember of all their texts: who wrote a paragraph or a sentence, by a hash of its words.

Knows nothing of the text in which they are looked for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, LargeBinary, Row, and_, any_, bindparam, exists, insert, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlmodel import Session, col

from app.audit.models import AuditChain
from app.db import Statement, is_sqlite
from app.pages.attribution.models import PassageRow
from app.pages.attribution.stored import absolute
from app.text.attribution import Memory
from app.text.packing import pack

_KEYS_AT_ONCE = 10_000
"""SQLite takes 32,766 parameters; its transactions see one state, in however many statements."""


class Remembered(NamedTuple):
    """A passage that a page remembers since one of its revisions; origins as they are stored."""

    key: str
    page_id: int
    revision_id: int
    origins: bytes


@dataclass(frozen=True, slots=True)
class _ById(Mapping[str, bytes]):
    """Remembered passages with their origins by the ids of revisions, worked out for those that are asked for."""

    passages: dict[str, Remembered]

    def __getitem__(self, key: str) -> bytes:
        passage = self.passages[key]
        return pack(absolute(passage.origins, passage.revision_id))

    def __contains__(self, key: object) -> bool:
        return key in self.passages

    def __iter__(self) -> Iterator[str]:
        return iter(self.passages)

    def __len__(self) -> int:
        return len(self.passages)


_PASSAGES = insert(PassageRow)


def memories(found: Iterable[Remembered], page_id: int | None) -> tuple[Memory, Memory]:
    """Return what the page itself remembers, and what the other pages do: of theirs the oldest."""
    own: dict[str, Remembered] = {}
    others: dict[str, Remembered] = {}
    for passage in found:
        memory = own if passage.page_id == page_id else others
        if passage.key not in memory or passage.revision_id < memory[passage.key].revision_id:
            memory[passage.key] = passage
    return _ById(own), _ById(others)


def recall(
    session: Session, campaign_id: int, page_id: int | None, keys: Collection[str]
) -> tuple[int, Memory, Memory]:
    """Return the number of the last audit entry, and what ``memories`` does of some keys as they stood with it.

    Of a new page the id is None.
    """
    rows = _rows(session, campaign_id, page_id, keys)
    found = (
        Remembered(row.key.hex(), row.page_id, row.revision_id, row.origins) for row in rows if row.key is not None
    )
    return rows[0].number, *memories(found, page_id)


def remember(session: Session, campaign_id: int, page_id: int, revision_id: int, learned: Mapping[str, bytes]) -> None:
    """Store what a page learned with a revision, of keys that it does not remember yet."""
    passages = [
        {
            "campaign_id": campaign_id,
            "key": bytes.fromhex(key),
            "page_id": page_id,
            "revision_id": revision_id,
            "origins": origins,
        }
        for key, origins in learned.items()
    ]
    if passages:
        session.connection().execute(_PASSAGES, passages)


_older = aliased(PassageRow)


def _memory_of(has_key: ColumnElement[bool]) -> Statement:
    # Of what a hundred pages may remember alike, two rows are wanted: the page's own, and the oldest of the others.
    page: BindParameter[int] = bindparam("page")
    is_oldest = ~exists().where(
        col(_older.campaign_id) == col(PassageRow.campaign_id),
        col(_older.key) == col(PassageRow.key),
        col(_older.page_id) != page,
        col(_older.revision_id) < col(PassageRow.revision_id),
    )
    is_wanted = or_(col(PassageRow.page_id) == page, is_oldest)
    # One statement, because on PostgreSQL each sees another state: the number of the last entry tells exactly
    # whose passages could be seen, since the head of the chain is locked from the entry to the commit.
    return (
        select(
            col(AuditChain.number),
            col(PassageRow.key),
            col(PassageRow.page_id),
            col(PassageRow.revision_id),
            col(PassageRow.origins),
        )
        .outerjoin(PassageRow, and_(col(PassageRow.campaign_id) == col(AuditChain.campaign_id), has_key, is_wanted))
        .where(col(AuditChain.campaign_id) == bindparam("campaign"))
    )


_ON_SQLITE = _memory_of(col(PassageRow.key).in_(bindparam("keys", expanding=True)))
_ON_POSTGRESQL = _memory_of(col(PassageRow.key) == any_(bindparam("keys", type_=ARRAY(LargeBinary))))


def _rows(session: Session, campaign_id: int, page_id: int | None, keys: Collection[str]) -> list[Row[Any]]:
    """Return what is remembered of the keys, a row at least; each has the chain's number."""
    connection = session.connection()
    wanted = [bytes.fromhex(key) for key in keys]
    # No page has the id 0; null would equal nothing, and differ from nothing.
    place = {"campaign": campaign_id, "page": page_id or 0}
    if not is_sqlite(session):
        return list(connection.execute(_ON_POSTGRESQL, {**place, "keys": wanted}))
    rows: list[Row[Any]] = []
    for start in range(0, max(len(wanted), 1), _KEYS_AT_ONCE):
        rows += connection.execute(_ON_SQLITE, {**place, "keys": wanted[start : start + _KEYS_AT_ONCE]})
    return rows
