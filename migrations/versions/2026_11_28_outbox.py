"""The outbox: letters that wait in the database until a worker sends them.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0018"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", AutoString(length=32), nullable=False),
        sa.Column("recipient", AutoString(length=254), nullable=False),
        sa.Column("language", AutoString(length=2), nullable=False),
        sa.Column("letter", AutoString(), nullable=False),
        sa.Column("state", AutoString(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("claim", AutoString(length=32), nullable=True),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("reason", AutoString(length=500), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'handed', 'sent', 'failed', 'unclear')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_state_due_at_id"), "outbox", ["state", "due_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("outbox")
