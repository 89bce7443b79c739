"""Who wrote what: the origins of each revision's tokens, and what each page remembers of its texts.

A migration runs beside the previous release: add first, fill, and remove one release later. Revisions that are
there already get their rows from ``bonsens attribution rebuild``, which ``bonsens migrate`` runs.
"""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.columns import BIG

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "attribution",
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("lost_id", BIG, nullable=True),
        sa.Column("seen", BIG, nullable=False),
        sa.Column("origins", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lost_id"], ["revision.id"], name=op.f("fk_attribution_lost_id_revision")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_attribution_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_attribution")),
    )
    op.create_index(
        op.f("ix_attribution_lost_id"),
        "attribution",
        ["lost_id"],
        unique=False,
        sqlite_where=sa.text("lost_id IS NOT NULL"),
        postgresql_where=sa.text("lost_id IS NOT NULL"),
    )
    op.create_table(
        "passage",
        sa.Column("campaign_id", BIG, nullable=False),
        # The key stands behind the numbers: PostgreSQL would fill up its 17 bytes to 24.
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("origins", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_passage_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", "key", "page_id", name=op.f("pk_passage")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("passage")
    op.drop_table("attribution")
