"""Tables of ballots and support, and of the counts that tallies are made of."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of
from app.reviews.rules import Choice, Kind


class Ballot(SQLModel, table=True):
    """One person's choice on one revision. Secret: only tallies leave the database."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("user_id", "revision_id"), one_of("choice", Choice))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId)
    revision_id: int = Field(foreign_key="revision.id", index=True, sa_type=BigId)
    choice: str = Field(max_length=8)
    department: str | None = Field(default=None, max_length=200)
    """The voter's when they cast it: what becomes of the account later moves no tally."""
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


class BallotCount(SQLModel, table=True):
    """How many people hold exactly these ballots on a page; derivable (``app.reviews.votes.counters``).

    Not a counter for each choice: a tally counts each person once, whichever texts it takes together.
    """

    __tablename__ = "ballot_count"
    __table_args__ = (
        CheckConstraint("persons >= 0", name="persons"),
        CheckConstraint("counted >= 0", name="counted"),
    )

    page_id: int = Field(foreign_key="page.id", primary_key=True, sa_type=BigId)
    digest: str = Field(max_length=64, primary_key=True)
    """SHA-256 of ``ballots``, which may be too long for an index."""
    ballots: str
    """As ``app.reviews.arithmetic.written`` writes them."""
    persons: int
    counted: int = 0
    """How many of them are told while people vote; see ``app.reviews.batches``."""


class SupportCount(SQLModel, table=True):
    """How many people gave their support for a tip to this revision; derivable (``app.reviews.votes.counters``)."""

    __tablename__ = "support_count"
    __table_args__ = (
        CheckConstraint("persons >= 0", name="persons"),
        CheckConstraint("counted >= 0", name="counted"),
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
    )

    page_id: int = Field(primary_key=True, sa_type=BigId)
    revision_id: int = Field(primary_key=True, sa_type=BigId)
    persons: int
    counted: int = 0
    """How many of them are told while people vote."""


class WaitingVote(SQLModel, table=True):
    """Somebody whose votes on a page are not yet what is told of them. Secret, the number of rows too."""

    __tablename__ = "waiting_vote"
    __table_args__ = (one_of("kind", Kind),)

    page_id: int = Field(foreign_key="page.id", primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, index=True, sa_type=BigId)
    kind: str = Field(primary_key=True, max_length=8)
    counted: str
    """What is told of their votes, among those of others: as ``written``, or a revision's id; empty for nothing."""
