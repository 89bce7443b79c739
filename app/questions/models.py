"""Tables of questions, of the halls in which they are asked, and of what became of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of
from app.questions.rules import Disposition, State


class Hall(SQLModel, table=True):
    """One session of a conference: while it is open, whoever has its code asks without signing in."""

    __tablename__ = "hall"
    __table_args__ = (
        UniqueConstraint("campaign_id", "id"),
        Index(None, "campaign_id", "place", "held_on"),
    )

    # The id takes part in foreign keys, for which SQLAlchemy would otherwise expect it to be given.
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": True})
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    code: str = Field(max_length=16, unique=True)
    place: str = Field(max_length=200)
    held_on: date
    is_open: bool
    version: int
    """Counts what became of it, from 1; what ``If-Match`` compares."""
    created_at: datetime


class Question(SQLModel, table=True):
    """Something that somebody asked. Of whoever asked in a hall nothing is kept but digests."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("campaign_id", "id"),
        UniqueConstraint("campaign_id", "line_sha256"),
        ForeignKeyConstraint(["campaign_id", "hall_id"], ["hall.campaign_id", "hall.id"]),
        ForeignKeyConstraint(["campaign_id", "merged_into_id"], ["question.campaign_id", "question.id"]),
        one_of("state", State),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("merged_into_id <> id", name="merged_elsewhere"),
        CheckConstraint("device IS NULL OR (hall_id IS NOT NULL AND asker_id IS NULL)", name="device"),
        CheckConstraint("(device IS NULL) = (device_until IS NULL)", name="device_until"),
        CheckConstraint(
            "(hidden_at IS NULL) = (hidden_by IS NULL) AND (hidden_at IS NULL) = (hidden_reason IS NULL)",
            name="hidden",
        ),
        Index(None, "campaign_id", "state", "id"),
        Index(None, "hall_id", "device"),
        Index(None, "device_until"),
        Index(None, "merged_into_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": True})
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    theme_id: int | None = Field(
        default=None, foreign_key="theme.id", ondelete="SET NULL", index=True, nullable=True, sa_type=BigId
    )
    hall_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    asker_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId)
    """Who asked signed in; None for questions of a hall, or of a list."""
    named: bool = False
    """Whether others are told who asked."""
    text: str
    state: str = Field(default=State.OPEN.value, max_length=16)
    merged_into_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    receipt_sha256: str | None = Field(default=None, max_length=64, unique=True)
    """Of the link by which whoever asked in a hall reads the answer."""
    device: str | None = Field(default=None, max_length=64)
    """What stands for a device in one hall and in no other one."""
    device_until: datetime | None = None
    """When that is forgotten at the latest."""
    line_sha256: str | None = Field(default=None, max_length=64)
    """Of the line of a list that it comes from, so that no list is taken in twice."""
    version: int
    """Counts what became of it, from 1; what ``If-Match`` compares."""
    created_at: datetime
    hidden_at: datetime | None = None
    hidden_by: int | None = Field(default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId)
    hidden_reason: str | None = Field(default=None, max_length=500)


class QuestionSupport(SQLModel, table=True):
    """One person's "me too"; a row whose device was forgotten counts on."""

    __tablename__ = "question_support"
    __table_args__ = (
        UniqueConstraint("question_id", "user_id"),
        UniqueConstraint("question_id", "device"),
        CheckConstraint("user_id IS NULL OR device IS NULL", name="one_person"),
        CheckConstraint("(device IS NULL) = (device_until IS NULL)", name="device_until"),
        Index(None, "device_until"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    question_id: int = Field(foreign_key="question.id", sa_type=BigId)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId)
    device: str | None = Field(default=None, max_length=64)
    device_until: datetime | None = None


class QuestionAnswer(SQLModel, table=True):
    """A tip that answers a question."""

    __tablename__ = "question_answer"

    question_id: int = Field(primary_key=True, foreign_key="question.id", sa_type=BigId)
    page_id: int = Field(primary_key=True, foreign_key="page.id", index=True, sa_type=BigId)
    linked_by: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)


class QuestionDisposition(SQLModel, table=True):
    """What an editor did with a question, and what they say of it to whoever asked; the audit entry names this row."""

    __tablename__ = "question_disposition"
    __table_args__ = (one_of("disposition", Disposition), Index(None, "question_id", "id"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    question_id: int = Field(foreign_key="question.id", sa_type=BigId)
    disposition: str = Field(max_length=16)
    text: str = Field(max_length=2000)
    merged_into_id: int | None = Field(
        default=None, foreign_key="question.id", index=True, nullable=True, sa_type=BigId
    )
    editor_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    at: datetime
