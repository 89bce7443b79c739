"""Titles are credited too, and pages remember sentences and paragraphs wherever they stand.

What is stored of who wrote what follows from the revisions, so it goes here and comes back by ``bonsens attribution
rebuild``, which ``bonsens migrate`` runs. Pages that lost a text or a title by redaction cannot be compared again:
what is stored of them stays, and a title of theirs is credited to the first of the page's revisions that had it.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.titles import count_tokens, pack_run

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

REDACTED_TITLE = "…"
KEPT = """
SELECT revision.page_id FROM revision JOIN content ON content.sha256 = revision.content_sha256
WHERE content.redacted_at IS NOT NULL
UNION SELECT revision.page_id FROM revision JOIN redacted_part ON redacted_part.revision_id = revision.id
WHERE redacted_part.part = 'title'
"""
OF_OTHERS = f"DELETE FROM attribution WHERE revision_id IN (SELECT id FROM revision WHERE page_id NOT IN ({KEPT}))"  # noqa: S608
TITLES = """
SELECT revision.id, revision.page_id, revision.title
FROM revision JOIN attribution ON attribution.revision_id = revision.id ORDER BY revision.page_id, revision.number
"""
CREDIT = sa.text("UPDATE attribution SET title_origins = :origins WHERE revision_id = :revision").bindparams(
    sa.bindparam("origins", type_=sa.LargeBinary())
)


def upgrade() -> None:
    connection = op.get_bind()
    # The previous release goes on saving, and knows nothing of titles.
    nothing = "X'00'" if connection.dialect.name == "sqlite" else "'\\x00'::bytea"
    column = sa.Column("title_origins", sa.LargeBinary(), nullable=False, server_default=sa.text(nothing))
    op.add_column("attribution", column)
    op.execute(OF_OTHERS)
    op.execute(f"DELETE FROM passage WHERE page_id NOT IN ({KEPT})")  # noqa: S608
    first: dict[tuple[int, str], int] = {}
    for revision_id, page_id, title in connection.execute(sa.text(TITLES)).all():
        if title != REDACTED_TITLE:
            origin = first.setdefault((page_id, title), revision_id)
            origins = pack_run(0 if origin == revision_id else origin, count_tokens(title))
            connection.execute(CREDIT, {"origins": origins, "revision": revision_id})


def downgrade() -> None:
    op.drop_column("attribution", "title_origins")
