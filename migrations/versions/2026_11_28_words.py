"""People may say in which language sentences are told to them, and reasons of a policy have a code beside the sentence.

Rows from before keep their sentence, without a code.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("language", AutoString(length=35), nullable=True))
    op.add_column("decision", sa.Column("reason_code", AutoString(length=64), nullable=True))
    op.add_column("decision", sa.Column("reason_parameters", AutoString(), nullable=True))


def downgrade() -> None:
    op.drop_column("decision", "reason_parameters")
    op.drop_column("decision", "reason_code")
    op.drop_column("user_account", "language")
