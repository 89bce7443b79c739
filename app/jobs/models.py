"""Tables of the jobs, and of the workers that do them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.db import BigId


class Job(SQLModel, table=True):
    """One piece of long work and how far it is."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "state", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    kind: str = Field(max_length=32)
    state: str = Field(max_length=16)
    campaign_id: int = Field(foreign_key="campaign.id", index=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    arguments: str
    """Canonical JSON."""
    progress: int
    """Percent."""
    stage: str = Field(max_length=64)
    result: str | None = None
    """Path of what was made, relative to the API's root."""
    problem: str | None = None
    """Canonical JSON of the problem document when it failed, or when it made a part only."""
    outcome: str | None = None
    """Canonical JSON of what was found, for a kind of job that finds something out."""
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often a worker has taken it."""
    taken_at: datetime | None = None
    """When a worker took it last; campaigns take turns by it."""
    leased_until: datetime | None = None
    """Until when a worker answers for it; afterwards another may take it."""
    created_at: datetime
    finished_at: datetime | None = None


class WorkerSeen(SQLModel, table=True):
    """When a worker was last known to be at work."""

    __tablename__ = "worker_seen"

    name: str = Field(max_length=32, primary_key=True)
    """Drawn anew by each process."""
    seen_at: datetime = Field(index=True)
