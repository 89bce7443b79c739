"""Questions: the halls in which they are asked, "me too", the tips that answer them, and what became of them.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG

revision = "0029"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    _create_hall()
    _create_question()
    _create_question_answer()
    _create_question_disposition()
    _create_question_support()


def downgrade() -> None:
    op.drop_table("question_support")
    op.drop_table("question_disposition")
    op.drop_table("question_answer")
    op.drop_table("question")
    op.drop_table("hall")


def _create_hall() -> None:
    op.create_table(
        "hall",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("code", AutoString(length=16), nullable=False),
        sa.Column("place", AutoString(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_hall_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall")),
        sa.UniqueConstraint("campaign_id", "id", name=op.f("uq_hall_campaign_id_id")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_code")),
    )
    op.create_index(
        op.f("ix_hall_campaign_id_place_held_on"), "hall", ["campaign_id", "place", "held_on"], unique=False
    )


def _create_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("theme_id", BIG, nullable=True),
        sa.Column("hall_id", BIG, nullable=True),
        sa.Column("asker_id", BIG, nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("state", AutoString(length=16), nullable=False),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("receipt_sha256", AutoString(length=64), nullable=True),
        sa.Column("device", AutoString(length=64), nullable=True),
        sa.Column("device_until", UTCDateTime(), nullable=True),
        sa.Column("line_sha256", AutoString(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("hidden_at", UTCDateTime(), nullable=True),
        sa.Column("hidden_by", BIG, nullable=True),
        sa.Column("hidden_reason", AutoString(length=500), nullable=True),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_question_merged")),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'merged', 'out-of-scope', 'deferred')", name=op.f("ck_question_state")
        ),
        sa.CheckConstraint("(device IS NULL) = (device_until IS NULL)", name=op.f("ck_question_device_until")),
        sa.CheckConstraint(
            "(hidden_at IS NULL) = (hidden_by IS NULL) AND (hidden_at IS NULL) = (hidden_reason IS NULL)",
            name=op.f("ck_question_hidden"),
        ),
        sa.CheckConstraint(
            "device IS NULL OR (hall_id IS NOT NULL AND asker_id IS NULL)", name=op.f("ck_question_device")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_question_merged_elsewhere")),
        sa.ForeignKeyConstraint(["asker_id"], ["user_account.id"], name=op.f("fk_question_asker_id_user_account")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "hall_id"],
            ["hall.campaign_id", "hall.id"],
            name=op.f("fk_question_campaign_id_hall_id_hall"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "merged_into_id"],
            ["question.campaign_id", "question.id"],
            name=op.f("fk_question_campaign_id_merged_into_id_question"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_question_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["hidden_by"], ["user_account.id"], name=op.f("fk_question_hidden_by_user_account")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_question_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("campaign_id", "id", name=op.f("uq_question_campaign_id_id")),
        sa.UniqueConstraint("campaign_id", "line_sha256", name=op.f("uq_question_campaign_id_line_sha256")),
        sa.UniqueConstraint("receipt_sha256", name=op.f("uq_question_receipt_sha256")),
    )
    op.create_index(op.f("ix_question_asker_id"), "question", ["asker_id"], unique=False)
    op.create_index(op.f("ix_question_campaign_id_state_id"), "question", ["campaign_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_question_device_until"), "question", ["device_until"], unique=False)
    op.create_index(op.f("ix_question_hall_id_device"), "question", ["hall_id", "device"], unique=False)
    op.create_index(op.f("ix_question_hidden_by"), "question", ["hidden_by"], unique=False)
    op.create_index(op.f("ix_question_merged_into_id"), "question", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_question_theme_id"), "question", ["theme_id"], unique=False)


def _create_question_answer() -> None:
    op.create_table(
        "question_answer",
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("linked_by", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["user_account.id"], name=op.f("fk_question_answer_linked_by_user_account")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_question_answer_page_id_page")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_answer_question_id_question")),
        sa.PrimaryKeyConstraint("question_id", "page_id", name=op.f("pk_question_answer")),
    )
    op.create_index(op.f("ix_question_answer_linked_by"), "question_answer", ["linked_by"], unique=False)
    op.create_index(op.f("ix_question_answer_page_id"), "question_answer", ["page_id"], unique=False)


def _create_question_disposition() -> None:
    op.create_table(
        "question_disposition",
        sa.Column("id", BIG, nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("disposition", AutoString(length=16), nullable=False),
        sa.Column("text", AutoString(length=2000), nullable=False),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("editor_id", BIG, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('answered', 'merged', 'out-of-scope', 'deferred', 'reopened')",
            name=op.f("ck_question_disposition_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["user_account.id"], name=op.f("fk_question_disposition_editor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["question.id"], name=op.f("fk_question_disposition_merged_into_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_disposition_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_disposition")),
    )
    op.create_index(op.f("ix_question_disposition_editor_id"), "question_disposition", ["editor_id"], unique=False)
    op.create_index(
        op.f("ix_question_disposition_merged_into_id"), "question_disposition", ["merged_into_id"], unique=False
    )
    op.create_index(
        op.f("ix_question_disposition_question_id_id"), "question_disposition", ["question_id", "id"], unique=False
    )


def _create_question_support() -> None:
    op.create_table(
        "question_support",
        sa.Column("id", BIG, nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("device", AutoString(length=64), nullable=True),
        sa.Column("device_until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(device IS NULL) = (device_until IS NULL)", name=op.f("ck_question_support_device_until")),
        sa.CheckConstraint("user_id IS NULL OR device IS NULL", name=op.f("ck_question_support_one_person")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_support_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_question_support_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_support")),
        sa.UniqueConstraint("question_id", "device", name=op.f("uq_question_support_question_id_device")),
        sa.UniqueConstraint("question_id", "user_id", name=op.f("uq_question_support_question_id_user_id")),
    )
    op.create_index(op.f("ix_question_support_device_until"), "question_support", ["device_until"], unique=False)
    op.create_index(op.f("ix_question_support_user_id"), "question_support", ["user_id"], unique=False)
