"""Mail addresses that somebody asked for and has not confirmed yet.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0027"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "mail_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_sha256", AutoString(length=64), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("mail", AutoString(length=254), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mail_change_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_change")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_mail_change_token_sha256")),
    )
    op.create_index(op.f("ix_mail_change_user_id"), "mail_change", ["user_id"], unique=False)
    op.create_index(op.f("ix_mail_change_expires_at"), "mail_change", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("mail_change")
