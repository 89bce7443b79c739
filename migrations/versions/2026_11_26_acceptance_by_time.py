"""What readers saw is found by its moment, however often a page was accepted anew.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index(op.f("ix_acceptance_page_id_at"), "acceptance", ["page_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_acceptance_page_id_at"), table_name="acceptance")
