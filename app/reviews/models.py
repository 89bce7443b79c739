"""Tables of ballots, support and decisions."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of
from app.reviews.rules import Choice, Verdict


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


class Decision(SQLModel, table=True):
    """What an editor decided about a revision, with the reason; rows are never changed (triggers)."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
        UniqueConstraint("page_id", "number"),
        one_of("verdict", Verdict),
        Index(None, "page_id", "revision_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    revision_id: int = Field(sa_type=BigId)
    number: int
    """Counts the decisions on the page from 1."""
    verdict: str = Field(max_length=16)
    reason: str = Field(max_length=2000)
    editor_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId)
    """None where the campaign's policy decided."""
    decided_at: datetime
