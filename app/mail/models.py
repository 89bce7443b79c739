"""Table of the letters that wait, and of what became of those that were sent."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of
from app.mail.rules import State


class OutboxLetter(SQLModel, table=True):
    """One letter to one address."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "due_at", "id"), one_of("state", State))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(max_length=32, unique=True)
    """Names the letter in its Message-ID, the same at every try."""
    recipient: str = Field(max_length=254)
    language: str = Field(max_length=2)
    letter: str
    """Canonical JSON of what is said; empty once it has been sent, because it may hold a link that lets somebody in."""
    state: str = Field(max_length=8)
    tries: int = 0
    due_at: datetime
    """From when on it is to be sent."""
    claim: str | None = Field(default=None, max_length=32)
    """Drawn by the process that sends it; whoever holds another one has lost it."""
    leased_until: datetime | None = None
    """Until when that process answers for it."""
    reason: str | None = Field(default=None, max_length=500)
    """Why the last try did not succeed, in the words of the server where it gave any."""
    created_at: datetime
    finished_at: datetime | None = None
