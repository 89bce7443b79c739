"""Votes are told in batches, keep the voter's department of then, and are recorded in a chain of their own.

A migration runs beside the previous release: add first, fill, and remove one release later. Votes that the previous
release takes meanwhile wait to be told like any others; when no server of it runs any more, `bonsens recount` puts
the counts right.
"""

import hashlib
from collections import Counter
from itertools import groupby

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from migrations.frozen.columns import BIG

revision = "0019"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None

ZERO = sa.text("0")
BALLOTS = """
    SELECT revision.page_id, ballot.user_id, ballot.revision_id, ballot.choice, ballot.department
    FROM ballot JOIN revision ON revision.id = ballot.revision_id
    ORDER BY revision.page_id, ballot.user_id, ballot.cast_at, ballot.id
"""
FIRST_VOTE = """
    UPDATE audit_chain SET votes_from = (
        SELECT min(number) FROM audit_entry
        WHERE audit_entry.chain_id = audit_chain.id AND act IN ('ballot.changed', 'support.changed')
    )
"""
DEPARTMENTS = """
    UPDATE ballot SET department = (SELECT department FROM user_account WHERE user_account.id = ballot.user_id)
"""


def upgrade() -> None:
    for table, column in (("campaign", "voting_round"), ("page", "voting_round"), ("page", "support_counted")):
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default=ZERO))
    op.execute("UPDATE page SET support_counted = support_count")
    for table in ("ballot_count", "support_count"):
        with op.batch_alter_table(table) as counts:
            counts.add_column(sa.Column("counted", sa.Integer(), nullable=False, server_default=ZERO))
            counts.create_check_constraint(op.f(f"ck_{table}_counted"), "counted >= 0")
    op.execute("UPDATE support_count SET counted = persons")
    op.add_column("ballot", sa.Column("department", AutoString(length=200), nullable=True))
    op.execute(DEPARTMENTS)
    _count_ballots()
    _add_waiting_votes()
    with op.batch_alter_table("audit_chain") as chain:
        chain.add_column(sa.Column("votes_of", BIG, nullable=True))
        chain.add_column(sa.Column("votes_from", BIG, nullable=True))
        chain.create_foreign_key(op.f("fk_audit_chain_votes_of_campaign"), "campaign", ["votes_of"], ["id"])
        chain.create_unique_constraint(op.f("uq_audit_chain_votes_of"), ["votes_of"])
    op.execute(FIRST_VOTE)


def _count_ballots() -> None:
    held: Counter[tuple[int, str]] = Counter()
    for (page_id, _), rows in groupby(op.get_bind().execute(sa.text(BALLOTS)), key=lambda row: row[:2]):
        own = list(rows)
        ballots = " ".join(f"{row.revision_id}{'+' if row.choice == 'approve' else '-'}" for row in own)
        department = own[-1].department
        held[page_id, f"{ballots} @{department}" if department else ballots] += 1
    op.execute("DELETE FROM ballot_count")
    names = "page_id", "digest", "ballots", "persons", "counted"
    counted = [
        dict(zip(names, (page_id, hashlib.sha256(text.encode()).hexdigest(), text, persons, persons), strict=True))
        for (page_id, text), persons in held.items()
    ]
    op.bulk_insert(sa.table("ballot_count", *(sa.column(name) for name in names)), counted)


def _add_waiting_votes() -> None:
    op.create_table(
        "waiting_vote",
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("kind", AutoString(length=8), nullable=False),
        sa.Column("counted", AutoString(), nullable=False),
        sa.CheckConstraint("kind IN ('ballots', 'support')", name=op.f("ck_waiting_vote_kind")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_waiting_vote_page_id_page")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_waiting_vote_user_id_user_account")),
        sa.PrimaryKeyConstraint("page_id", "user_id", "kind", name=op.f("pk_waiting_vote")),
    )
    op.create_index(op.f("ix_waiting_vote_user_id"), "waiting_vote", ["user_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Votes that wait would be told at once. Restore the backup made before the upgrade.")
