"""Accounts are linked with people at providers, and what works once is remembered.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0021"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "account_link",
        sa.Column("id", big, nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", big, nullable=False),
        sa.Column("linked_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_account_link_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_account_link_issuer_subject")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_account_link_user_id_issuer")),
    )
    op.create_table(
        "spent_once",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_once")),
    )
    op.create_index(op.f("ix_spent_once_ends_at"), "spent_once", ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_table("spent_once")
    op.drop_table("account_link")
