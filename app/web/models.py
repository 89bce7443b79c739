"""Table of answers kept for retries."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId


class KeptAnswer(SQLModel, table=True):
    """What a request with an ``Idempotency-Key`` was answered, stored with its effect."""

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("user_id", "method", "path", "key"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId)
    method: str = Field(max_length=8)
    path: str = Field(max_length=500)
    key: str = Field(max_length=255)
    request_sha256: str = Field(max_length=64)
    status: int
    headers: str
    """Canonical JSON."""
    body: str
    kept_at: datetime = Field(index=True)
