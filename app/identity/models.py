"""Tables of the users, and of those who try to be one."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.db import BigId


class User(SQLModel, table=True):
    """A person, or the author of an imported text who cannot sign in."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(max_length=32, unique=True)
    """Opaque and random: stands for the author in digests, so a name can go without breaking a chain."""
    username: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=200)
    department: str | None = Field(default=None, max_length=200)
    password_hash: str | None = Field(default=None, max_length=200)
    site_admin: bool = False
    can_sign_in: bool = True
    language: str | None = Field(default=None, max_length=35)
    """BCP 47: in which language sentences are told to this person; None leaves it to the browser and the campaign."""
    blocked_at: datetime | None = None
    tokens_valid_from: datetime
    """Bearer tokens issued before this moment are refused."""
    created_at: datetime


class SignInAttempt(SQLModel, table=True):
    """Wrong passwords in a row for one account from one place."""

    __tablename__ = "sign_in_attempt"

    place: str = Field(primary_key=True, max_length=64)
    """A keyed digest of the username that was typed and the address that it came from."""
    failures: int
    last_at: datetime = Field(index=True)
