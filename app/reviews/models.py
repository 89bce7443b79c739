"""Tables of ballots and support."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of
from app.reviews.rules import Choice


class Ballot(SQLModel, table=True):
    """One person's choice on one revision. Secret: only tallies leave the database."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("user_id", "revision_id"), one_of("choice", Choice))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId)
    revision_id: int = Field(foreign_key="revision.id", index=True, sa_type=BigId)
    choice: str = Field(max_length=8)
    cast_at: datetime


class Support(SQLModel, table=True):
    """One person's support for a tip, with the revision it was given to. Secret."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("user_id", "page_id"),
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
        Index(None, "page_id", "revision_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId)
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    revision_id: int = Field(sa_type=BigId)
    cast_at: datetime
