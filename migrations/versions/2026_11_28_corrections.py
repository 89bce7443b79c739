"""When an admin opened corrections of a published campaign, and which decisions are corrections.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0014"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("window_act") as window_act:
        window_act.alter_column("act", existing_type=AutoString(length=16), type_=AutoString(length=32))
    op.add_column("decision", sa.Column("correction", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("campaign", sa.Column("corrections_opened_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("campaign", "corrections_opened_at")
    op.drop_column("decision", "correction")
    with op.batch_alter_table("window_act") as window_act:
        window_act.alter_column("act", existing_type=AutoString(length=32), type_=AutoString(length=16))
