"""Ways in: a mail address of an account, invitations, codes to join by, and links to choose a new password.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("mail", AutoString(length=254), nullable=True))
    op.create_index("uq_user_account_mail", "user_account", ["mail"], unique=True)
    op.create_table(
        "invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_sha256", AutoString(length=64), nullable=False),
        sa.Column("campaign_id", BIG, nullable=True),
        sa.Column("role", AutoString(length=16), nullable=True),
        sa.Column("site_admin", sa.Boolean(), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("mail", AutoString(length=254), nullable=True),
        sa.Column("name", AutoString(length=200), nullable=True),
        sa.Column("department", AutoString(length=200), nullable=True),
        sa.Column("language", AutoString(length=2), nullable=False),
        sa.Column("invited_by", BIG, nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("accepted_at", UTCDateTime(), nullable=True),
        sa.Column("accepted_by", BIG, nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(campaign_id IS NULL) = (role IS NULL)", name=op.f("ck_invitation_role_in_campaign")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_invitation_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id_user_account")),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["user_account.id"], name=op.f("fk_invitation_invited_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["user_account.id"], name=op.f("fk_invitation_accepted_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitation_token_sha256")),
    )
    op.create_index(op.f("ix_invitation_campaign_id_id"), "invitation", ["campaign_id", "id"], unique=False)
    for column in ("user_id", "invited_by", "accepted_by"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column], unique=False)
    op.create_table(
        "join_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code_sha256", AutoString(length=64), nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("disabled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("used >= 0 AND used <= uses", name=op.f("ck_join_code_uses")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_join_code_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_join_code_made_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_code")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_join_code_code_sha256")),
    )
    op.create_index(op.f("ix_join_code_campaign_id_id"), "join_code", ["campaign_id", "id"], unique=False)
    op.create_index(op.f("ix_join_code_made_by"), "join_code", ["made_by"], unique=False)
    op.create_table(
        "password_reset",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_sha256", AutoString(length=64), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_password_reset_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_password_reset_token_sha256")),
    )
    op.create_index(op.f("ix_password_reset_user_id"), "password_reset", ["user_id"], unique=False)
    op.create_index(op.f("ix_password_reset_expires_at"), "password_reset", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("password_reset")
    op.drop_table("join_code")
    op.drop_table("invitation")
    op.drop_index("uq_user_account_mail", "user_account")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("mail")
