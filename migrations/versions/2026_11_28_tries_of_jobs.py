"""Jobs count their tries, take turns by campaign and tell what they found; workers tell that they are there.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0020"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("job", sa.Column("outcome", AutoString(), nullable=True))
    op.add_column("job", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("taken_at", UTCDateTime(), nullable=True))
    op.create_table(
        "worker_seen",
        sa.Column("name", AutoString(length=32), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_seen")),
    )
    op.create_index(op.f("ix_worker_seen_seen_at"), "worker_seen", ["seen_at"], unique=False)


def downgrade() -> None:
    op.drop_table("worker_seen")
    for name in ("taken_at", "tries", "outcome"):
        op.drop_column("job", name)
