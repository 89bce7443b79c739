"""How a campaign accepts and counts, decisions by its policy, and drafts of rejected texts.

It runs beside the previous release: what is new has a default. On SQLite the triggers of a rebuilt table are
recreated.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from migrations.frozen.triggers import refuse_changes_again

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

SETTINGS: tuple[tuple[str, Any, str], ...] = (
    ("acceptance", AutoString(length=16), "'editors'"),
    ("quorum", sa.Integer(), "5"),
    ("approval_percent", sa.Integer(), "66"),
    ("departments_needed", sa.Integer(), "1"),
    ("editors_needed", sa.Integer(), "1"),
    ("self_acceptance", sa.Boolean(), "true"),
    ("editor_override", sa.Boolean(), "true"),
    ("sealed_tallies", sa.Boolean(), "false"),
    ("ranked_by", AutoString(length=16), "'count'"),
    ("same_text_percent", sa.Integer(), "90"),
)
CHECKS = {
    "acceptance": "acceptance IN ('editors', 'votes', 'open')",
    "ranked_by": "ranked_by IN ('count', 'wilson')",
    "quorum": "quorum >= 1",
    "approval_percent": "approval_percent BETWEEN 1 AND 100",
    "departments_needed": "departments_needed >= 1",
    "editors_needed": "editors_needed IN (1, 2)",
    "support_budget": "support_budget >= 1",
    "same_text_percent": "same_text_percent BETWEEN 1 AND 100",
}


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("campaign") as campaign:
        for name, kind, default in SETTINGS:
            campaign.add_column(sa.Column(name, kind, nullable=False, server_default=sa.text(default)))
        campaign.add_column(sa.Column("support_budget", sa.Integer(), nullable=True))
        for name, condition in CHECKS.items():
            campaign.create_check_constraint(op.f(f"ck_campaign_{name}"), condition)
    op.add_column("page", sa.Column("pinned_reason", AutoString(length=500), nullable=True))
    with op.batch_alter_table("decision") as decision:
        decision.alter_column("editor_id", existing_type=sa.BigInteger(), nullable=True)
    refuse_changes_again(["decision"])
    # A rebuilt table would otherwise hand out the ids of deleted drafts again.
    last_draft = (
        op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'draft'")) if on_sqlite else 0
    )
    with op.batch_alter_table("draft", table_kwargs={"sqlite_autoincrement": True}) as draft:
        draft.drop_constraint(op.f("ck_draft_reason"), type_="check")
        draft.create_check_constraint(
            op.f("ck_draft_reason"), "reason IN ('autosaved', 'conflict', 'late', 'rejected')"
        )
    if last_draft:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'draft'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('draft', {int(last_draft)})")  # noqa: S608  A number.


def downgrade() -> None:
    raise NotImplementedError("What people decided since would be lost. Restore the backup made before the upgrade.")
