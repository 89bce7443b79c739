"""Tables of editions and their artefacts; both immutable (triggers)."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId


class Edition(SQLModel, table=True):
    """One sealed compile. The row is written once, with all its artefacts, in one transaction."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    number: int
    kind: str = Field(max_length=8)
    audience: str = Field(max_length=8)
    language: str = Field(max_length=35)
    manifest: str
    """Canonical JSON; ``digest`` is its SHA-256."""
    digest: str = Field(max_length=64)
    sealed_by: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    sealed_at: datetime


class Artefact(SQLModel, table=True):
    """One rendered file of an edition."""

    __tablename__ = "artefact"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    edition_id: int = Field(foreign_key="edition.id", sa_type=BigId)
    name: str = Field(max_length=64)
    media_type: str = Field(max_length=100)
    sha256: str = Field(max_length=64)
    data: bytes = Field(sa_type=LargeBinary)
