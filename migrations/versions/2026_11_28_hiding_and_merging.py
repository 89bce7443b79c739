"""Hiding and merging are decisions with a reason, and leave drafts; a merge is remembered until it is done.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG
from migrations.frozen.triggers import refuse_changes_again

revision = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

VERDICTS = "verdict IN ('accept', 'reject', 'request-changes', 'unaccept', 'hide', 'merge')"
REASONS = "reason IN ('autosaved', 'conflict', 'late', 'rejected', 'hidden', 'merge')"


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("decision") as decision:
        decision.drop_constraint(op.f("ck_decision_verdict"), type_="check")
        decision.create_check_constraint(op.f("ck_decision_verdict"), VERDICTS)
    refuse_changes_again(["decision"])
    # A rebuilt table would otherwise hand out the ids of deleted drafts again.
    last_draft = (
        op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'draft'")) if on_sqlite else 0
    )
    with op.batch_alter_table("draft", table_kwargs={"sqlite_autoincrement": True}) as draft:
        draft.drop_constraint(op.f("ck_draft_reason"), type_="check")
        draft.create_check_constraint(op.f("ck_draft_reason"), REASONS)
    if last_draft:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'draft'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('draft', {int(last_draft)})")  # noqa: S608  A number.
    op.create_table(
        "merging",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("merged_id", BIG, nullable=False),
        sa.Column("draft_id", BIG, nullable=True),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("reason", AutoString(length=2000), nullable=False),
        sa.Column("editor_id", BIG, nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_merging_page_id_page")),
        sa.ForeignKeyConstraint(["merged_id"], ["page.id"], name=op.f("fk_merging_merged_id_page")),
        sa.ForeignKeyConstraint(
            ["page_id", "revision_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_merging_page_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(["editor_id"], ["user_account.id"], name=op.f("fk_merging_editor_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merging")),
    )
    op.create_index(op.f("ix_merging_page_id_revision_id"), "merging", ["page_id", "revision_id"], unique=False)
    op.create_index(op.f("ix_merging_merged_id"), "merging", ["merged_id"], unique=False)
    op.create_index(op.f("ix_merging_editor_id"), "merging", ["editor_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("What editors decided since would be lost. Restore the backup made before the upgrade.")
