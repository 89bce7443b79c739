"""Counts of ballots and of support, by the text they were given to.

It runs beside the previous release, which casts ballots without counting them here: when no server of that release
runs any more, `bonsens recount` puts the counts right.
"""

import hashlib
from collections import Counter
from itertools import groupby

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from migrations.frozen.columns import BIG

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

BALLOTS = """
    SELECT revision.page_id, ballot.user_id, ballot.revision_id, ballot.choice
    FROM ballot JOIN revision ON revision.id = ballot.revision_id
    ORDER BY revision.page_id, ballot.user_id, ballot.cast_at, ballot.id
"""
SUPPORT = """
    INSERT INTO support_count (page_id, revision_id, persons)
    SELECT page_id, revision_id, count(*) FROM support GROUP BY page_id, revision_id
"""


def upgrade() -> None:
    ballot_count = op.create_table(
        "ballot_count",
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("ballots", AutoString(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_ballot_count_persons")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_ballot_count_page_id_page")),
        sa.PrimaryKeyConstraint("page_id", "digest", name=op.f("pk_ballot_count")),
    )
    op.create_table(
        "support_count",
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_support_count_persons")),
        sa.ForeignKeyConstraint(
            ["page_id", "revision_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_support_count_page_id_revision"),
        ),
        sa.PrimaryKeyConstraint("page_id", "revision_id", name=op.f("pk_support_count")),
    )
    op.execute(SUPPORT)
    held: Counter[tuple[int, str]] = Counter()
    for (page_id, _), ballots in groupby(op.get_bind().execute(sa.text(BALLOTS)), key=lambda row: row[:2]):
        signs = (f"{row.revision_id}{'+' if row.choice == 'approve' else '-'}" for row in ballots)
        held[page_id, " ".join(signs)] += 1
    counted = [
        {
            "page_id": page_id,
            "digest": hashlib.sha256(ballots.encode()).hexdigest(),
            "ballots": ballots,
            "persons": persons,
        }
        for (page_id, ballots), persons in held.items()
    ]
    op.bulk_insert(ballot_count, counted)


def downgrade() -> None:
    op.drop_table("support_count")
    op.drop_table("ballot_count")
