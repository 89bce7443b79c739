"""Rows of who wrote what name the rule by which their tokens were cut; those from before were cut by the first.

``bonsens migrate`` finds them out again. The previous release, beside which this runs, stores rows of the first rule.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("attribution", sa.Column("token_rule", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("attribution", "token_rule")
