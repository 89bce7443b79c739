"""Tables of campaigns, themes and memberships."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.campaigns.rules import Enrolment, Role, Selection, Visibility
from app.db import BigId, one_of


class Campaign(SQLModel, table=True):
    """One guide-writing exercise; its phase is derived, never stored."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="window_whole"),
        CheckConstraint("voting_closes_at >= closes_at", name="voting"),
        one_of("visibility", Visibility),
        one_of("enrolment", Enrolment),
        one_of("selection", Selection),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    slug: str = Field(max_length=64, unique=True)
    title: str = Field(max_length=200)
    subtitle: str | None = Field(default=None, max_length=200)
    organisation: str | None = Field(default=None, max_length=200)
    language: str = Field(max_length=35)
    time_zone: str = Field(max_length=64)
    visibility: str = Field(max_length=16)
    enrolment: str = Field(max_length=16)
    colour: str = Field(max_length=7)
    accent: str = Field(max_length=7)
    selection: str = Field(max_length=16)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    voting_closes_at: datetime | None = None
    published_at: datetime | None = None
    created_at: datetime


class WindowAct(SQLModel, table=True):
    """Why the window was opened, extended, closed or reopened; the audit entry names this row."""

    __tablename__ = "window_act"
    __table_args__ = (Index(None, "campaign_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    act: str = Field(max_length=16)
    reason: str = Field(max_length=2000)
    closes_at: datetime
    admin_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    at: datetime


class Theme(SQLModel, table=True):
    """One question of the campaign."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("campaign_id", "slug"),
        UniqueConstraint("campaign_id", "id"),
        Index(None, "campaign_id", "position", "id"),
        # SQLite would give the id of a deleted theme to the next one, and the audit log names themes by id.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    slug: str = Field(max_length=64)
    question: str = Field(max_length=200)
    position: int
    target: int | None = None
    video_url: str | None = Field(default=None, max_length=2000)


class Membership(SQLModel, table=True):
    """A user's role in a campaign."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id"), one_of("role", Role))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    role: str = Field(max_length=16)
    joined_at: datetime
