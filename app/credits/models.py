"""Table of how contributors chose to be named."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.credits.rules import Naming
from app.db import BigId, one_of


class CreditChoice(SQLModel, table=True):
    """How one person wants to be named in one campaign; who has chosen nothing is named in full."""

    __tablename__ = "credit_choice"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id"), one_of("naming", Naming))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    naming: str = Field(max_length=16)
    chosen_at: datetime
