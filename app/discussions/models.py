"""Table of the comments."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId


class Comment(SQLModel, table=True):
    """What somebody said about a page as a revision shows it: a thread, or a reply to one.

    A deleted comment stays as a row without words, because replies may stand under it.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("page_id", "id"),
        ForeignKeyConstraint(["page_id", "parent_id"], ["comment.page_id", "comment.id"]),
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
        CheckConstraint("(deleted_at IS NULL) = (text <> '')", name="text"),
        CheckConstraint(
            "(passage_start IS NULL) = (passage_end IS NULL) AND (passage_start IS NULL "
            "OR (passage_start >= 0 AND passage_start < passage_end))",
            name="passage",
        ),
        CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by IS NULL) AND (resolved_at IS NULL OR parent_id IS NULL)",
            name="resolved",
        ),
        CheckConstraint(
            "(hidden_at IS NULL) = (hidden_by IS NULL) AND (hidden_at IS NULL) = (hidden_reason IS NULL)",
            name="hidden",
        ),
        Index(None, "page_id", "parent_id", "id"),
        Index(None, "page_id", "revision_id"),
    )

    # The id takes part in foreign keys, for which SQLAlchemy would otherwise expect it to be given.
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": True})
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    revision_id: int = Field(sa_type=BigId)
    """The revision that its author looked at."""
    parent_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """The thread that it replies to; None for the thread itself."""
    passage_start: int | None = None
    """Where in that revision's text, in code points, stands what it is about; None where it is about the page."""
    passage_end: int | None = None
    author_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    text: str
    version: int
    """Counts what became of it, from 1; what ``If-Match`` compares."""
    created_at: datetime
    updated_at: datetime
    """When its words were written last."""
    resolved_at: datetime | None = None
    resolved_by: int | None = Field(
        default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId
    )
    hidden_at: datetime | None = None
    hidden_by: int | None = Field(default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId)
    hidden_reason: str | None = Field(default=None, max_length=500)
    deleted_at: datetime | None = None
