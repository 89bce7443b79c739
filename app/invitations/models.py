"""Tables of the ways in: invitations for one person, and codes for many."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.db import BigId


class Invitation(SQLModel, table=True):
    """A way in for one person, good once: to the site, or to a campaign with a role there."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("(campaign_id IS NULL) = (role IS NULL)", name="role_in_campaign"),
        Index(None, "campaign_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    token_sha256: str = Field(max_length=64, unique=True)
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id", sa_type=BigId)
    """None for an invitation to the site."""
    role: str | None = Field(default=None, max_length=16)
    site_admin: bool = False
    """Whether the account is to be a site admin."""
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, sa_type=BigId)
    """The account that is waiting for its person; None where one is made, or an account is brought along."""
    mail: str | None = Field(default=None, max_length=254)
    name: str | None = Field(default=None, max_length=200)
    department: str | None = Field(default=None, max_length=200)
    language: str = Field(max_length=2)
    invited_by: int | None = Field(default=None, foreign_key="user_account.id", index=True, sa_type=BigId)
    """None for one that was made at a shell."""
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: int | None = Field(default=None, foreign_key="user_account.id", index=True, sa_type=BigId)
    revoked_at: datetime | None = None


class JoinCode(SQLModel, table=True):
    """A way into a campaign for whoever has been told the code."""

    __tablename__ = "join_code"
    __table_args__ = (
        CheckConstraint("used >= 0 AND used <= uses", name="uses"),
        Index(None, "campaign_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    code_sha256: str = Field(max_length=64, unique=True)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    uses: int
    """How many people may come in by it."""
    used: int = 0
    department: str | None = Field(default=None, max_length=200)
    """Whose people alone it lets in; None for anybody."""
    made_by: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    created_at: datetime
    expires_at: datetime
    disabled_at: datetime | None = None
