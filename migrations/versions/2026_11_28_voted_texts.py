"""Up to which share a tip may be changed after the vote without a reason, and the reason for more.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("campaign") as campaign:
        share = sa.Column("rewritten_percent", sa.Integer(), nullable=False, server_default=sa.text("50"))
        campaign.add_column(share)
        campaign.create_check_constraint(op.f("ck_campaign_rewritten_percent"), "rewritten_percent BETWEEN 1 AND 100")
    op.add_column("page", sa.Column("rewritten_reason", AutoString(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("page", "rewritten_reason")
    with op.batch_alter_table("campaign") as campaign:
        campaign.drop_constraint(op.f("ck_campaign_rewritten_percent"), type_="check")
        campaign.drop_column("rewritten_percent")
