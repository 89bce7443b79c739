"""A revision can be cloned from another campaign; a campaign can be archived, and deleted while it has no text.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from migrations.frozen.columns import BIG
from migrations.frozen.triggers import refuse_changes_but_again

revision = "0015"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None

ORIGINS = "origin IN ('create', 'edit', 'undo', 'restore', 'import', 'clone')"
KEPT = (
    *("id", "page_id", "number", "parent_id", "base_id", "original_id", "origin", "content_sha256", "author_id"),
    *("minor", "created_at", "authored_at", "source", "digest"),
)
"""Columns of a revision that nothing changes."""
PURGE_OF_WORDS = (
    "NEW.title IN (OLD.title, '…') AND NEW.summary IN (OLD.summary, '') "
    "AND (NEW.title <> OLD.title OR NEW.summary <> OLD.summary)"
)


def upgrade() -> None:
    op.add_column("campaign", sa.Column("archived_at", UTCDateTime(), nullable=True))
    op.add_column("campaign", sa.Column("deleted_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("revision") as table:
        table.add_column(sa.Column("original_id", BIG, nullable=True))
        table.create_foreign_key(op.f("fk_revision_original_id_revision"), "revision", ["original_id"], ["id"])
        table.drop_constraint(op.f("ck_revision_origin"), type_="check")
        table.create_check_constraint(op.f("ck_revision_origin"), ORIGINS)
        table.create_check_constraint(
            op.f("ck_revision_original_by_origin"), "(original_id IS NOT NULL) = (origin = 'clone')"
        )
    op.create_index(
        op.f("ix_revision_original_id"),
        "revision",
        ["original_id"],
        unique=False,
        sqlite_where=sa.text("original_id IS NOT NULL"),
        postgresql_where=sa.text("original_id IS NOT NULL"),
    )
    refuse_changes_but_again("revision", PURGE_OF_WORDS, same=KEPT)


def downgrade() -> None:
    raise NotImplementedError("What was cloned since would be lost. Restore the backup made before the upgrade.")
