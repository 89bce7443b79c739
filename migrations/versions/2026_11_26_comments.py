"""Comments on pages and on passages of them, and how many a page has.

It runs beside the previous release, which knows nothing of comments: the counter has a default.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("page", sa.Column("comment_count", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "comment",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("passage_start", sa.Integer(), nullable=True),
        sa.Column("passage_end", sa.Integer(), nullable=True),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("resolved_at", UTCDateTime(), nullable=True),
        sa.Column("resolved_by", BIG, nullable=True),
        sa.Column("hidden_at", UTCDateTime(), nullable=True),
        sa.Column("hidden_by", BIG, nullable=True),
        sa.Column("hidden_reason", AutoString(length=500), nullable=True),
        sa.Column("deleted_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(deleted_at IS NULL) = (text <> '')", name=op.f("ck_comment_text")),
        sa.CheckConstraint(
            "(passage_start IS NULL) = (passage_end IS NULL) AND (passage_start IS NULL "
            "OR (passage_start >= 0 AND passage_start < passage_end))",
            name=op.f("ck_comment_passage"),
        ),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by IS NULL) AND (resolved_at IS NULL OR parent_id IS NULL)",
            name=op.f("ck_comment_resolved"),
        ),
        sa.CheckConstraint(
            "(hidden_at IS NULL) = (hidden_by IS NULL) AND (hidden_at IS NULL) = (hidden_reason IS NULL)",
            name=op.f("ck_comment_hidden"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_comment_author_id_user_account")),
        sa.ForeignKeyConstraint(["hidden_by"], ["user_account.id"], name=op.f("fk_comment_hidden_by_user_account")),
        sa.ForeignKeyConstraint(["resolved_by"], ["user_account.id"], name=op.f("fk_comment_resolved_by_user_account")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_comment_page_id_page")),
        sa.ForeignKeyConstraint(
            ["page_id", "parent_id"],
            ["comment.page_id", "comment.id"],
            name=op.f("fk_comment_page_id_parent_id_comment"),
        ),
        sa.ForeignKeyConstraint(
            ["page_id", "revision_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_comment_page_id_revision_id_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("page_id", "id", name=op.f("uq_comment_page_id_id")),
    )
    op.create_index(op.f("ix_comment_author_id"), "comment", ["author_id"], unique=False)
    op.create_index(op.f("ix_comment_hidden_by"), "comment", ["hidden_by"], unique=False)
    op.create_index(op.f("ix_comment_resolved_by"), "comment", ["resolved_by"], unique=False)
    op.create_index(op.f("ix_comment_page_id_parent_id_id"), "comment", ["page_id", "parent_id", "id"], unique=False)
    op.create_index(op.f("ix_comment_page_id_revision_id"), "comment", ["page_id", "revision_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("What people said since would be lost. Restore the backup made before the upgrade.")
