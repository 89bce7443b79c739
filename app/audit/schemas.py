"""The audit log on the wire."""

import json
from datetime import datetime

from pydantic import BaseModel

from app.audit.models import AuditEntry


class AuditEntryOut(BaseModel):
    number: int
    at: datetime
    actor_id: int | None
    act: str
    facts: dict[str, object]
    digest: str


class AuditOut(BaseModel):
    items: list[AuditEntryOut]
    next: str | None


def audit_entry_out(entry: AuditEntry) -> AuditEntryOut:
    return AuditEntryOut(
        number=entry.number,
        at=entry.at,
        actor_id=entry.actor_id,
        act=entry.act,
        facts=json.loads(entry.facts),
        digest=entry.digest,
    )
