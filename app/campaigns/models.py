"""Tables of campaigns, themes and memberships."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.campaigns.rules import AcceptancePolicy, Enrolment, Ranking, Role, Selection, Visibility
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
        one_of("acceptance", AcceptancePolicy),
        one_of("ranked_by", Ranking),
        CheckConstraint("quorum >= 1", name="quorum"),
        CheckConstraint("approval_percent BETWEEN 1 AND 100", name="approval_percent"),
        CheckConstraint("departments_needed >= 1", name="departments_needed"),
        CheckConstraint("editors_needed IN (1, 2)", name="editors_needed"),
        CheckConstraint("support_budget >= 1", name="support_budget"),
        CheckConstraint("same_text_percent BETWEEN 1 AND 100", name="same_text_percent"),
        CheckConstraint("rewritten_percent BETWEEN 1 AND 100", name="rewritten_percent"),
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
    acceptance: str = Field(default=AcceptancePolicy.EDITORS.value, max_length=16)
    quorum: int = 5
    """Ballots that a revision needs before votes accept it."""
    approval_percent: int = 66
    """The least share of approvals among the ballots on a revision."""
    departments_needed: int = 1
    """From how many departments the approvals must come at least."""
    editors_needed: int = 1
    """How many editors must accept the same revision."""
    self_acceptance: bool = True
    """Whether editors may accept what they wrote themselves."""
    editor_override: bool = True
    """Whether editors may decide where votes accept, with a reason."""
    support_budget: int | None = None
    """How many tips one person may support; None for any number."""
    sealed_tallies: bool = False
    """Whether tallies stay closed until voting ends."""
    ranked_by: str = Field(default=Ranking.COUNT.value, max_length=16)
    same_text_percent: int = 90
    """From which token similarity on two texts count as materially the same."""
    rewritten_percent: int = 50
    """Up to which share a tip may be changed after the vote without a reason."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    voting_closes_at: datetime | None = None
    voting_round: int = 0
    """How often voting was opened again after it had ended, when every vote was told."""
    published_at: datetime | None = None
    corrections_opened_at: datetime | None = None
    """Since when editors may correct what is published; None while they may not."""
    created_at: datetime
    announced_at: datetime | None = None
    """Since when its draft exists for others than those who prepare it."""
    archived_at: datetime | None = None
    """When it was taken out of everybody's list; it can be read by its address all the same."""
    deleted_at: datetime | None = None
    """When it was deleted: nobody finds it any more, and its slug is free. The row stays for its audit chain."""


class WindowAct(SQLModel, table=True):
    """Why window or voting were moved, or corrections opened or closed; the audit entry names this row."""

    __tablename__ = "window_act"
    __table_args__ = (Index(None, "campaign_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    act: str = Field(max_length=32)
    reason: str = Field(max_length=2000)
    closes_at: datetime
    """When the window, or voting alone, was to end from then on; acts on corrections leave it as it is."""
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


class CampaignDepartment(SQLModel, table=True):
    """A department that takes part: whoever is of it, now or later, is a member with this role."""

    __tablename__ = "campaign_department"
    __table_args__ = (
        UniqueConstraint("campaign_id", "folded"),
        one_of("role", Role),
        # The audit log names them by id, which is not to be given to another one.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    department: str = Field(max_length=200)
    folded: str = Field(max_length=600)
    """The department without capitals, by which people are found."""
    role: str = Field(max_length=16)
    declared_at: datetime


class KeptOut(SQLModel, table=True):
    """Somebody who was removed from a campaign, so that their department does not bring them back."""

    __tablename__ = "kept_out"

    campaign_id: int = Field(primary_key=True, foreign_key="campaign.id", sa_type=BigId)
    user_id: int = Field(primary_key=True, foreign_key="user_account.id", index=True, sa_type=BigId)
