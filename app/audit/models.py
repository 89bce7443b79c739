"""Tables of the audit chains: one chain per campaign and one for the site."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId


class AuditChain(SQLModel, table=True):
    """The head of a chain; its row is locked last before every commit."""

    __tablename__ = "audit_chain"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id", unique=True, nullable=True, sa_type=BigId)
    votes_of: int | None = Field(default=None, foreign_key="campaign.id", unique=True, nullable=True, sa_type=BigId)
    """The campaign whose votes it holds: a chain of their own, so that no number of the other shows a gap."""
    votes_from: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """The number of the first vote that an early release recorded here, with its voter."""
    number: int = Field(sa_type=BigId)
    digest: str = Field(max_length=64)


class AuditEntry(SQLModel, table=True):
    """One act; rows are never changed or deleted (triggers)."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain_id", "number"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    chain_id: int = Field(foreign_key="audit_chain.id", sa_type=BigId)
    number: int = Field(sa_type=BigId)
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, sa_type=BigId)
    act: str = Field(max_length=64)
    facts: str
    """Canonical JSON of ids and facts."""
    previous_digest: str = Field(max_length=64)
    digest: str = Field(max_length=64)
