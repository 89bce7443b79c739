"""How contributors chose to be named.

A migration runs beside the previous release: add first, fill, and remove one release later.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "credit_choice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("naming", AutoString(length=16), nullable=False),
        sa.Column("chosen_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "naming IN ('full', 'short', 'department', 'anonymous')", name=op.f("ck_credit_choice_naming")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_credit_choice_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_credit_choice_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_choice")),
        sa.UniqueConstraint("campaign_id", "user_id", name=op.f("uq_credit_choice_campaign_id_user_id")),
    )
    op.create_index(op.f("ix_credit_choice_user_id"), "credit_choice", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("credit_choice")
