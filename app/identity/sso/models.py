"""Tables of sign-on: whose account belongs to whom at a provider, and what was used up."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import BigId


class AccountLink(SQLModel, table=True):
    """Somebody at a provider, and their account here; at one provider an account is one person."""

    __tablename__ = "account_link"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    issuer: str = Field(max_length=500)
    """The address of the provider, as its tokens say it."""
    subject: str = Field(max_length=255)
    """Who, as the provider names them for ever; a mail address may be given to somebody else one day."""
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId)
    linked_at: datetime


class SpentOnce(SQLModel, table=True):
    """Something that works once, has been used, and could come again until it ends by itself."""

    __tablename__ = "spent_once"

    digest: str = Field(primary_key=True, max_length=64)
    """SHA-256 of what it is for and of itself."""
    ends_at: datetime = Field(index=True)
