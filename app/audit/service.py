"""Appends to and verifies the audit chains."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, bindparam, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlmodel import Session, col

from app.audit.acts import CATALOGUE, AuditAct
from app.audit.errors import NoSuchChain
from app.audit.models import AuditChain, AuditEntry
from app.digests import GENESIS, canonical, chained


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """An entry as it leaves the database: a vote that an early release recorded here loses its voter."""

    number: int
    at: datetime
    actor_id: int | None
    act: str
    facts: str
    digest: str | None


_Act = TypeVar("_Act", bound=AuditAct)
_HEAD = select(col(AuditChain.id), col(AuditChain.number), col(AuditChain.digest)).with_for_update(key_share=True)
_ENTRY = insert(AuditEntry)
_MOVE_HEAD = (
    update(AuditChain)
    .where(col(AuditChain.id) == bindparam("chain"))
    .values(number=bindparam("new_number"), digest=bindparam("new_digest"))
)


def start_chain(session: Session, campaign_id: int | None) -> None:
    """Create the empty chain of a campaign, or of the site for None."""
    session.add(AuditChain(campaign_id=campaign_id, number=0, digest=GENESIS))
    session.flush()


def record_act(
    session: Session,
    campaign_id: int | None,
    actor_id: int | None,
    act: AuditAct,
    *,
    now: datetime,
) -> int:
    """Append one act with its facts to a chain and return its number.

    A secret act goes to a chain of its own, without its actor. The chain's head stays locked until the commit, so this
    is the last statement of a transaction; one that records both kinds of acts records the secret one last.
    """
    connection = session.connection()
    if act.secret:
        actor_id, chain = None, _secret_head(connection, campaign_id)
    else:
        chain = _head(connection, campaign_id)
    number: int = chain.number + 1
    entry = _entry(chain.id, number, chain.digest, actor_id, act, now)
    connection.execute(_ENTRY, entry)
    connection.execute(_MOVE_HEAD, {"chain": chain.id, "new_number": number, "new_digest": entry["digest"]})
    return number


def record_acts(
    session: Session, campaign_id: int | None, actor_id: int | None, done: Iterable[AuditAct], *, now: datetime
) -> None:
    """Append many acts as ``record_act`` does one; none of them is secret."""
    connection = session.connection()
    chain = _head(connection, campaign_id)
    entries: list[dict[str, Any]] = []
    digest: str = chain.digest
    for number, act in enumerate(done, chain.number + 1):
        assert not act.secret
        entries.append(_entry(chain.id, number, digest, actor_id, act, now))
        digest = entries[-1]["digest"]
    if entries:
        moved = {"chain": chain.id, "new_number": entries[-1]["number"], "new_digest": digest}
        connection.execute(_ENTRY, entries)
        connection.execute(_MOVE_HEAD, moved)


def _head(connection: Connection, campaign_id: int | None) -> Row[int | None, int, str]:
    key = {} if campaign_id is None else {"campaign": campaign_id}
    return connection.execute(_SITE_HEAD if campaign_id is None else _CAMPAIGN_HEAD, key).one()


def _entry(
    chain_id: int | None, number: int, previous: str, actor_id: int | None, act: AuditAct, now: datetime
) -> dict[str, Any]:
    written = canonical(act.facts()).decode()
    return {
        "chain_id": chain_id,
        "number": number,
        "at": now,
        "actor_id": actor_id,
        "act": act.name,
        "facts": written,
        "previous_digest": previous,
        "digest": chained(previous, _record(number, now, actor_id, act.name, written)),
    }


_CAMPAIGN_HEAD = _HEAD.where(col(AuditChain.campaign_id) == bindparam("campaign"))
_SITE_HEAD = _HEAD.where(col(AuditChain.campaign_id).is_(None), col(AuditChain.votes_of).is_(None))
_VOTES_HEAD = _HEAD.where(col(AuditChain.votes_of) == bindparam("campaign"))


def _secret_head(connection: Connection, campaign_id: int | None) -> Row[int | None, int, str]:
    found = connection.execute(_VOTES_HEAD, {"campaign": campaign_id}).one_or_none()
    if found is not None:
        return found
    # The first vote of a campaign begins the chain; of two at once, the second finds it.
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    begun = dialect.insert(AuditChain).values(votes_of=campaign_id, number=0, digest=GENESIS)
    connection.execute(begun.on_conflict_do_nothing(index_elements=["votes_of"]))
    return connection.execute(_VOTES_HEAD, {"campaign": campaign_id}).one()


def acted_since(campaign: BindParameter[int], act: type[AuditAct], number: BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that an act stands in a campaign's chain behind the entry of a number."""
    return exists().where(
        col(AuditChain.campaign_id) == campaign,
        col(AuditEntry.chain_id) == col(AuditChain.id),
        col(AuditEntry.number) > number,
        col(AuditEntry.act) == act.name,
    )


def list_entries(
    session: Session, campaign_id: int | None, *, before: int | None, limit: int, acts: Collection[str] | None = None
) -> list[ToldEntry]:
    """Return entries of a chain as they are told, newest first: of these acts alone, for None of all."""
    chain = find_chain(session, campaign_id)
    query = select(AuditEntry).where(col(AuditEntry.chain_id) == chain.id)
    if before is not None:
        query = query.where(col(AuditEntry.number) < before)
    if acts is not None:
        query = query.where(col(AuditEntry.act).in_(acts))
    entries = session.scalars(query.order_by(col(AuditEntry.number).desc()).limit(limit))
    return [_told(entry, chain.votes_from) for entry in entries]


def _told(entry: AuditEntry, votes_from: int | None) -> ToldEntry:
    is_secret = entry.act in CATALOGUE and CATALOGUE[entry.act].secret
    # A digest hashes the voter in, or follows from one that does: whoever tried every account would find the one.
    is_hashed_from_voters = votes_from is not None and entry.number >= votes_from
    return ToldEntry(
        number=entry.number,
        at=entry.at,
        actor_id=None if is_secret else entry.actor_id,
        act=entry.act,
        facts=entry.facts,
        digest=None if is_hashed_from_voters else entry.digest,
    )


def list_acts(session: Session, act: type[_Act], *, campaign_id: int | None = None) -> list[_Act]:
    """Return what was recorded of an act, oldest first: in the chain of a campaign, for None in all chains."""
    query = select(col(AuditEntry.facts)).where(col(AuditEntry.act) == act.name).order_by(col(AuditEntry.id))
    if campaign_id is not None:
        query = query.where(col(AuditEntry.chain_id) == find_chain(session, campaign_id).id)
    return [act.read(facts) for facts in session.scalars(query)]


def find_chain(session: Session, campaign_id: int | None) -> AuditChain:
    """Return the chain of a campaign, or of the site for None; raises NotFound."""
    chain = session.scalars(select(AuditChain).where(_of(campaign_id))).one_or_none()
    if chain is None:
        raise NoSuchChain
    return chain


def verify_chains(session: Session) -> list[str]:
    """Return a sentence for the first broken link of each chain, an empty list when all hold."""
    return [broken for chain in session.scalars(select(AuditChain)) if (broken := _first_broken(session, chain))]


def _first_broken(session: Session, chain: AuditChain) -> str | None:
    name = "the site" if chain.campaign_id is None else f"campaign {chain.campaign_id}"
    if chain.votes_of is not None:
        name = f"the votes in campaign {chain.votes_of}"
    number, digest = 0, GENESIS
    query = select(AuditEntry).where(col(AuditEntry.chain_id) == chain.id).order_by(col(AuditEntry.number))
    with session.scalars(query.execution_options(yield_per=500)) as entries:
        for entry in entries:
            number += 1
            if not _follows(entry, number, digest):
                return f"Audit chain of {name}: entry {number} does not follow from the entry before."
            digest = entry.digest
    if (chain.number, chain.digest) != (number, digest):
        return f"Audit chain of {name}: its head says {chain.number} entries, {number} are there or another is last."
    return None


def _follows(entry: AuditEntry, number: int, digest: str) -> bool:
    try:
        expected = chained(digest, _record(number, entry.at, entry.actor_id, entry.act, entry.facts))
    except ValueError:
        # Facts that are no JSON were not written by this program.
        return False
    return (entry.number, entry.previous_digest, entry.digest) == (number, digest, expected)


def _of(campaign_id: int | None) -> ColumnElement[bool]:
    column = col(AuditChain.campaign_id)
    return and_(column.is_(None), col(AuditChain.votes_of).is_(None)) if campaign_id is None else column == campaign_id


def _record(number: int, at: datetime, actor_id: int | None, act: str, facts: str) -> dict[str, object]:
    return {
        "number": number,
        "at": at.isoformat(timespec="microseconds"),
        "actor": actor_id,
        "act": act,
        "facts": json.loads(facts),
    }
