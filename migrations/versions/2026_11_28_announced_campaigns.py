"""Since when a campaign exists for others than those who prepare it; each that is there was seen by everybody already.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0024"
down_revision: str | None = "0023"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("announced_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE campaign SET announced_at = created_at")


def downgrade() -> None:
    op.drop_column("campaign", "announced_at")
