"""Redaction: a text, a title or a summary can be purged once, and what was purged is told.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG
from migrations.frozen.triggers import refuse_changes, refuse_changes_but

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

APPEND_ONLY = ("redaction", "redacted_part")
KEPT = (
    *("id", "page_id", "number", "parent_id", "base_id", "origin", "content_sha256", "author_id", "minor"),
    *("created_at", "authored_at", "source", "digest"),
)
"""Columns of a revision that nothing changes."""
PURGE_OF_CONTENT = (
    "OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND NEW.text = '' AND NEW.sha256 = OLD.sha256"
)
PURGE_OF_WORDS = (
    "NEW.title IN (OLD.title, '…') AND NEW.summary IN (OLD.summary, '') "
    "AND (NEW.title <> OLD.title OR NEW.summary <> OLD.summary)"
)


def upgrade() -> None:
    op.add_column("content", sa.Column("redacted_at", UTCDateTime(), nullable=True))
    op.create_table(
        "redaction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("reason", AutoString(length=2000), nullable=False),
        sa.Column("admin_id", BIG, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["user_account.id"], name=op.f("fk_redaction_admin_id_user_account")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_redaction_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_redaction_revision_id_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index(op.f("ix_redaction_admin_id"), "redaction", ["admin_id"], unique=False)
    op.create_index(op.f("ix_redaction_campaign_id_id"), "redaction", ["campaign_id", "id"], unique=False)
    op.create_index(op.f("ix_redaction_revision_id"), "redaction", ["revision_id"], unique=False)
    op.create_table(
        "redacted_part",
        sa.Column("id", BIG, nullable=False),
        sa.Column("redaction_id", BIG, nullable=False),
        sa.Column("part", AutoString(length=8), nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.CheckConstraint("(revision_id IS NULL) = (part = 'text')", name=op.f("ck_redacted_part_revision_by_part")),
        sa.CheckConstraint("part IN ('text', 'title', 'summary')", name=op.f("ck_redacted_part_part")),
        sa.ForeignKeyConstraint(
            ["redaction_id"], ["redaction.id"], name=op.f("fk_redacted_part_redaction_id_redaction")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_redacted_part_revision_id_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redacted_part")),
        sa.UniqueConstraint("revision_id", "part", name=op.f("uq_redacted_part_revision_id_part")),
    )
    op.create_index(op.f("ix_redacted_part_redaction_id"), "redacted_part", ["redaction_id"], unique=False)
    op.create_index(
        "uq_redacted_part_text",
        "redacted_part",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("part = 'text'"),
        postgresql_where=sa.text("part = 'text'"),
    )
    refuse_changes(APPEND_ONLY)
    refuse_changes_but("content", PURGE_OF_CONTENT)
    refuse_changes_but("revision", PURGE_OF_WORDS, same=KEPT)


def downgrade() -> None:
    raise NotImplementedError("What was purged cannot be brought back, and without its rows nothing would verify.")
