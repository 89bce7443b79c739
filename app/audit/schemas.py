"""The audit log on the wire."""

import json
from datetime import datetime

from app.audit.service import ToldEntry
from app.fields import Wire


class AuditEntryOut(Wire):
    number: int
    """The number in the campaign's log; without gaps."""
    at: datetime
    """When it was done."""
    actor_id: int | None
    """The id of the account that acted; null for an act at a shell, of the policy, or of a voter."""
    act: str
    """What was done."""
    facts: dict[str, object]
    """What it was done to: ids and figures only."""
    digest: str | None
    """The SHA-256 of this entry and the one before it; null from the first vote on that an early release recorded."""


class AuditOut(Wire):
    items: list[AuditEntryOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


def audit_entry_out(entry: ToldEntry) -> AuditEntryOut:
    return AuditEntryOut(
        number=entry.number,
        at=entry.at,
        actor_id=entry.actor_id,
        act=entry.act,
        facts=json.loads(entry.facts),
        digest=entry.digest,
    )
