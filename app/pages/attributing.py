"""Finds out who wrote what in a text that is about to become a revision, and stores it with the revision.

Nothing here waits for a lock. What a text is compared with are earlier texts of its page, which only change under
the page's lock, and those of the campaign's other pages as one statement saw them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, LargeBinary, Row, Select, and_, any_, bindparam, insert, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.audit.models import AuditChain
from app.audit.service import has_acted_since
from app.db import is_sqlite
from app.pages.attribution import Credited, absolute, find_credited
from app.pages.models import AttributionRow, PassageRow
from app.text.attribution import NOTHING, Attribution, Memory, attribute, sought, still_lost
from app.text.packing import pack

SELF = 0
"""The origin that stands for the revision itself, whose id is not known while its text is compared."""
REBUILT = "attribution.rebuilt"
"""The act after which everything is compared anew that was compared before."""
_KEYS_AT_ONCE = 10_000
"""SQLite takes 32,766 parameters; its transactions see one state, in however many statements."""


@dataclass(frozen=True, slots=True)
class Place:
    """A revision that a text is compared with."""

    id: int
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Attributed:
    """Who wrote what in a text that is about to become a revision."""

    seen: int
    """The last entry of the audit chain when the campaign's other pages were looked at."""
    attribution: Attribution | None
    """With the origin ``SELF`` for what is new. None where the revision before has none: it must be rebuilt first."""
    lost_id: int | None
    learned: dict[str, bytes]
    """What the page remembers from now on."""


class Remembered(NamedTuple):
    """A passage that a page remembers since one of its revisions; origins as they are stored."""

    key: str
    page_id: int
    revision_id: int
    origins: bytes

    @classmethod
    def of(cls, row: Row[Any]) -> "Remembered":
        return cls(row.key.hex(), row.page_id, row.revision_id, row.origins)


def memories(found: Iterable[Remembered], page_id: int | None) -> tuple[Memory, Memory]:
    """Return what the page itself remembers, and what the other pages do: of theirs the oldest."""
    own: dict[str, Remembered] = {}
    others: dict[str, Remembered] = {}
    for passage in found:
        memory = own if passage.page_id == page_id else others
        if passage.key not in memory or passage.revision_id < memory[passage.key].revision_id:
            memory[passage.key] = passage
    return _by_ids(own), _by_ids(others)


def _by_ids(memory: dict[str, Remembered]) -> Memory:
    return {key: pack(absolute(passage.origins, passage.revision_id)) for key, passage in memory.items()}


def attribute_text(
    session: Session, campaign_id: int, page_id: int | None, text: str, sources: Sequence[Credited]
) -> Attributed:
    """Find out who wrote what in a text that goes after the first of ``sources``, which the others helped to make.

    Of a new page neither the id nor any source exists.
    """
    parent = _place(sources[0]) if sources else None
    if parent is None and sources:
        return Attributed(_look_up(session, campaign_id, ())[0].number, None, None, {})
    before = parent.attribution if parent else NOTHING
    rows = _look_up(session, campaign_id, sought(text, before))
    page, campaign = memories((Remembered.of(row) for row in rows if row.key is not None), page_id)
    lost = _find_place(session, sources[0].lost_id) if sources else None
    others = [place.attribution for place in map(_place, sources[1:]) if place]
    return compare(text, rows[0].number, parent, lost, others, page, campaign)


def compare(
    text: str,
    seen: int,
    parent: Place | None,
    lost: Place | None,
    others: Sequence[Attribution],
    page: Memory,
    campaign: Memory,
) -> Attributed:
    """Compare a text with all that is known; ``parent`` is None for a page's first."""
    before = parent.attribution if parent else NOTHING
    gone = lost.attribution if lost else NOTHING
    step = attribute(SELF, text, [before, gone, *others], page, campaign)
    left = still_lost(gone, before, step.attribution)
    places = () if left is NOTHING else (parent, lost)
    lost_id = next((place.id for place in places if place and left is place.attribution), None)
    return Attributed(seen, step.attribution, lost_id, step.learned)


def is_stale(session: Session, campaign_id: int, attributed: Attributed) -> bool:
    """Tell whether the campaign's attributions were rebuilt since the text was compared; asked under its lock."""
    return has_acted_since(session, campaign_id, REBUILT, attributed.seen)


def store_attribution(
    session: Session, campaign_id: int, page_id: int, revision_id: int, attributed: Attributed
) -> None:
    """Store what was found out with the revision; the caller holds the page's row."""
    if attributed.attribution is None:
        return
    connection = session.connection()
    row = {
        "revision_id": revision_id,
        "lost_id": attributed.lost_id,
        "seen": attributed.seen,
        "origins": pack(attributed.attribution.origins),
    }
    connection.execute(_ROW, row)
    passages = [
        {
            "campaign_id": campaign_id,
            "key": bytes.fromhex(key),
            "page_id": page_id,
            "revision_id": revision_id,
            "origins": origins,
        }
        for key, origins in attributed.learned.items()
    ]
    if passages:
        connection.execute(_PASSAGES, passages)


_ROW = insert(AttributionRow)
_PASSAGES = insert(PassageRow)


def _memory_of(has_key: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
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
        .outerjoin(PassageRow, and_(col(PassageRow.campaign_id) == col(AuditChain.campaign_id), has_key))
        .where(col(AuditChain.campaign_id) == bindparam("campaign"))
    )


_MEMORY_ON_SQLITE = _memory_of(col(PassageRow.key).in_(bindparam("keys", expanding=True)))
_MEMORY_ON_POSTGRESQL = _memory_of(col(PassageRow.key) == any_(bindparam("keys", type_=ARRAY(LargeBinary))))


def _look_up(session: Session, campaign_id: int, keys: Collection[str]) -> list[Row[Any]]:
    """Return a row for each page that remembers one of the keys, at least one; each has the chain's number."""
    connection = session.connection()
    wanted = [bytes.fromhex(key) for key in keys]
    if not is_sqlite(session):
        return list(connection.execute(_MEMORY_ON_POSTGRESQL, {"campaign": campaign_id, "keys": wanted}))
    rows: list[Row[Any]] = []
    for start in range(0, max(len(wanted), 1), _KEYS_AT_ONCE):
        part = {"campaign": campaign_id, "keys": wanted[start : start + _KEYS_AT_ONCE]}
        rows += connection.execute(_MEMORY_ON_SQLITE, part)
    return rows


def _find_place(session: Session, revision_id: int | None) -> Place | None:
    if revision_id is None:
        return None
    found = find_credited(session, [revision_id])
    return _place(found[revision_id])


def _place(credited: Credited) -> Place | None:
    attribution = credited.attribution()
    return None if attribution is None else Place(credited.revision_id, attribution)
