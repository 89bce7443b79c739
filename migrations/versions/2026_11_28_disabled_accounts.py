"""Since when an account is disabled, because its owner left.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0022"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("disabled_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Who was disabled could sign in again. Restore the backup made before the upgrade.")
