"""Departments that take part in a campaign, codes for one department, and who was removed and stays so.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0028"
down_revision: str | None = "0027"
branch_labels: str | None = None
depends_on: str | None = None

REMOVED = sa.text(
    "SELECT c.campaign_id, e.facts FROM audit_entry e JOIN audit_chain c ON c.id = e.chain_id "
    "WHERE e.act = 'membership.removed' AND c.campaign_id IS NOT NULL"
)


def upgrade() -> None:
    op.create_table(
        "campaign_department",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("department", AutoString(length=200), nullable=False),
        sa.Column("folded", AutoString(length=600), nullable=False),
        sa.Column("role", AutoString(length=16), nullable=False),
        sa.Column("declared_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('reader', 'contributor', 'editor', 'admin')", name=op.f("ck_campaign_department_role")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_department_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_department")),
        sa.UniqueConstraint("campaign_id", "folded", name=op.f("uq_campaign_department_campaign_id_folded")),
        sqlite_autoincrement=True,
    )
    kept_out = op.create_table(
        "kept_out",
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_kept_out_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_kept_out_user_id_user_account")),
        sa.PrimaryKeyConstraint("campaign_id", "user_id", name=op.f("pk_kept_out")),
    )
    op.create_index(op.f("ix_kept_out_user_id"), "kept_out", ["user_id"], unique=False)
    op.add_column("join_code", sa.Column("department", AutoString(length=200), nullable=True))
    connection = op.get_bind()
    removed = {(row.campaign_id, json.loads(row.facts)["user"]) for row in connection.execute(REMOVED)}
    rows = [{"campaign_id": campaign, "user_id": user} for campaign, user in sorted(removed)]
    if rows:
        connection.execute(sa.insert(kept_out), rows)


def downgrade() -> None:
    with op.batch_alter_table("join_code") as table:
        table.drop_column("department")
    op.drop_table("kept_out")
    op.drop_table("campaign_department")
