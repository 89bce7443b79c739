"""The first tables, with the triggers that keep history append-only.

A migration runs beside the previous release: add first, fill, and remove one release later.
It must run on SQLite and on PostgreSQL; on SQLite, recreate the triggers of every table that is rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from migrations.frozen.columns import BIG
from migrations.frozen.triggers import prepare_refusals, refuse_changes

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

GENESIS = "0" * 64
APPEND_ONLY = ("acceptance", "artefact", "audit_entry", "content", "decision", "edition", "revision")


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", AutoString(length=64), nullable=False),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("subtitle", AutoString(length=200), nullable=True),
        sa.Column("organisation", AutoString(length=200), nullable=True),
        sa.Column("language", AutoString(length=35), nullable=False),
        sa.Column("time_zone", AutoString(length=64), nullable=False),
        sa.Column("visibility", AutoString(length=16), nullable=False),
        sa.Column("enrolment", AutoString(length=16), nullable=False),
        sa.Column("colour", AutoString(length=7), nullable=False),
        sa.Column("accent", AutoString(length=7), nullable=False),
        sa.Column("selection", AutoString(length=16), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=True),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.Column("voting_closes_at", UTCDateTime(), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("enrolment IN ('everyone', 'invited')", name=op.f("ck_campaign_enrolment")),
        sa.CheckConstraint("selection IN ('all', 'most-supported')", name=op.f("ck_campaign_selection")),
        sa.CheckConstraint("visibility IN ('members', 'public')", name=op.f("ck_campaign_visibility")),
        sa.CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name=op.f("ck_campaign_window_whole")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_campaign_window")),
        sa.CheckConstraint("voting_closes_at >= closes_at", name=op.f("ck_campaign_voting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "content",
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_content")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", AutoString(length=32), nullable=False),
        sa.Column("username", AutoString(length=64), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("department", AutoString(length=200), nullable=True),
        sa.Column("password_hash", AutoString(length=200), nullable=True),
        sa.Column("site_admin", sa.Boolean(), nullable=False),
        sa.Column("can_sign_in", sa.Boolean(), nullable=False),
        sa.Column("blocked_at", UTCDateTime(), nullable=True),
        sa.Column("tokens_valid_from", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("key", name=op.f("uq_user_account_key")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    op.create_table(
        "audit_chain",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=True),
        sa.Column("number", BIG, nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_audit_chain_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_audit_chain_campaign_id")),
    )
    op.create_table(
        "edition",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(length=8), nullable=False),
        sa.Column("audience", AutoString(length=8), nullable=False),
        sa.Column("language", AutoString(length=35), nullable=False),
        sa.Column("manifest", AutoString(), nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("sealed_by", BIG, nullable=False),
        sa.Column("sealed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_edition_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["sealed_by"], ["user_account.id"], name=op.f("fk_edition_sealed_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_edition_campaign_id_number")),
    )
    op.create_index(op.f("ix_edition_sealed_by"), "edition", ["sealed_by"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", AutoString(length=32), nullable=False),
        sa.Column("state", AutoString(length=16), nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("arguments", AutoString(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("stage", AutoString(length=64), nullable=False),
        sa.Column("result", AutoString(), nullable=True),
        sa.Column("problem", AutoString(), nullable=True),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_job_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_job_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_campaign_id"), "job", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_job_state_id"), "job", ["state", "id"], unique=False)
    op.create_index(op.f("ix_job_user_id"), "job", ["user_id"], unique=False)
    op.create_table(
        "kept_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("method", AutoString(length=8), nullable=False),
        sa.Column("path", AutoString(length=500), nullable=False),
        sa.Column("key", AutoString(length=255), nullable=False),
        sa.Column("request_sha256", AutoString(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", AutoString(), nullable=False),
        sa.Column("body", AutoString(), nullable=False),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_kept_answer_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
        sa.UniqueConstraint("user_id", "method", "path", "key", name=op.f("uq_kept_answer_user_id_method_path_key")),
    )
    op.create_index(op.f("ix_kept_answer_kept_at"), "kept_answer", ["kept_at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("role", AutoString(length=16), nullable=False),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('reader', 'contributor', 'editor', 'admin')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_membership_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("campaign_id", "user_id", name=op.f("uq_membership_campaign_id_user_id")),
    )
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "theme",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("slug", AutoString(length=64), nullable=False),
        sa.Column("question", AutoString(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("video_url", AutoString(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_theme_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("campaign_id", "id", name=op.f("uq_theme_campaign_id_id")),
        sa.UniqueConstraint("campaign_id", "slug", name=op.f("uq_theme_campaign_id_slug")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_theme_campaign_id_position_id"), "theme", ["campaign_id", "position", "id"], unique=False)
    op.create_table(
        "window_act",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("act", AutoString(length=16), nullable=False),
        sa.Column("reason", AutoString(length=2000), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column("admin_id", BIG, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["user_account.id"], name=op.f("fk_window_act_admin_id_user_account")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_window_act_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_act")),
    )
    op.create_index(op.f("ix_window_act_admin_id"), "window_act", ["admin_id"], unique=False)
    op.create_index(op.f("ix_window_act_campaign_id_id"), "window_act", ["campaign_id", "id"], unique=False)
    op.create_table(
        "artefact",
        sa.Column("id", BIG, nullable=False),
        sa.Column("edition_id", BIG, nullable=False),
        sa.Column("name", AutoString(length=64), nullable=False),
        sa.Column("media_type", AutoString(length=100), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_artefact_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artefact")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_artefact_edition_id_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("chain_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("act", AutoString(length=64), nullable=False),
        sa.Column("facts", AutoString(), nullable=False),
        sa.Column("previous_digest", AutoString(length=64), nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_audit_entry_actor_id_user_account")),
        sa.ForeignKeyConstraint(["chain_id"], ["audit_chain.id"], name=op.f("fk_audit_entry_chain_id_audit_chain")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("chain_id", "number", name=op.f("uq_audit_entry_chain_id_number")),
    )
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"], unique=False)
    op.create_table(
        "page",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("key", AutoString(length=32), nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("theme_id", BIG, nullable=True),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("slug", AutoString(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("head_id", BIG, nullable=True),
        sa.Column("accepted_id", BIG, nullable=True),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("excluded_reason", AutoString(length=500), nullable=True),
        sa.Column("hidden_at", UTCDateTime(), nullable=True),
        sa.Column("source", AutoString(length=500), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(theme_id IS NOT NULL) = (kind IN ('introduction', 'tip'))", name=op.f("ck_page_theme_by_kind")
        ),
        sa.CheckConstraint(
            "kind IN ('introduction', 'tip', 'editorial', 'foreword', 'notion', 'conclusion', 'glossary', 'bibliography')",
            name=op.f("ck_page_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "theme_id"],
            ["theme.campaign_id", "theme.id"],
            name=op.f("fk_page_campaign_id_theme_id_theme"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_page_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["id", "accepted_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_page_id_accepted_id_revision"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["id", "head_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_page_id_head_id_revision"),
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("campaign_id", "slug", name=op.f("uq_page_campaign_id_slug")),
        sa.UniqueConstraint("campaign_id", "source", name=op.f("uq_page_campaign_id_source")),
        sa.UniqueConstraint("key", name=op.f("uq_page_key")),
    )
    op.create_index(op.f("ix_page_accepted_id"), "page", ["accepted_id"], unique=False)
    op.create_index(op.f("ix_page_campaign_id_position_id"), "page", ["campaign_id", "position", "id"], unique=False)
    op.create_index(op.f("ix_page_head_id"), "page", ["head_id"], unique=False)
    op.create_index(op.f("ix_page_theme_id"), "page", ["theme_id"], unique=False)
    op.create_index(
        "uq_page_introduction",
        "page",
        ["theme_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'introduction'"),
        postgresql_where=sa.text("kind = 'introduction'"),
    )
    op.create_index(
        "uq_page_single_kind",
        "page",
        ["campaign_id", "kind"],
        unique=True,
        sqlite_where=sa.text("kind IN ('editorial', 'foreword', 'conclusion', 'glossary', 'bibliography')"),
        postgresql_where=sa.text("kind IN ('editorial', 'foreword', 'conclusion', 'glossary', 'bibliography')"),
    )
    op.create_table(
        "revision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("base_id", BIG, nullable=True),
        sa.Column("origin", AutoString(length=16), nullable=False),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("content_sha256", AutoString(length=64), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("summary", AutoString(length=500), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("authored_at", UTCDateTime(), nullable=True),
        sa.Column("source", AutoString(length=200), nullable=True),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.CheckConstraint(
            "origin IN ('create', 'edit', 'undo', 'restore', 'import')", name=op.f("ck_revision_origin")
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_revision_title")),
        sa.CheckConstraint("(number = 1) = (parent_id IS NULL)", name=op.f("ck_revision_chain")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revision_number")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_revision_author_id_user_account")),
        sa.ForeignKeyConstraint(
            ["content_sha256"], ["content.sha256"], name=op.f("fk_revision_content_sha256_content")
        ),
        sa.ForeignKeyConstraint(
            ["page_id", "base_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_revision_page_id_base_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["page_id", "parent_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_revision_page_id_parent_id_revision"),
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_revision_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("page_id", "id", name=op.f("uq_revision_page_id_id")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_revision_page_id_number")),
        sa.UniqueConstraint("page_id", "parent_id", name=op.f("uq_revision_page_id_parent_id")),
        sa.UniqueConstraint("page_id", "source", name=op.f("uq_revision_page_id_source")),
    )
    op.create_index(op.f("ix_revision_author_id"), "revision", ["author_id"], unique=False)
    op.create_index(op.f("ix_revision_content_sha256"), "revision", ["content_sha256"], unique=False)
    op.create_index(op.f("ix_revision_page_id_base_id"), "revision", ["page_id", "base_id"], unique=False)
    op.create_table(
        "acceptance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_id", BIG, nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id", "revision_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_acceptance_page_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_acceptance_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_acceptance_page_id_number")),
    )
    op.create_index(op.f("ix_acceptance_page_id_revision_id"), "acceptance", ["page_id", "revision_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("choice", AutoString(length=8), nullable=False),
        sa.Column("cast_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("choice IN ('approve', 'oppose')", name=op.f("ck_ballot_choice")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_ballot_revision_id_revision")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_ballot_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("user_id", "revision_id", name=op.f("uq_ballot_user_id_revision_id")),
    )
    op.create_index(op.f("ix_ballot_revision_id"), "ballot", ["revision_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", AutoString(length=16), nullable=False),
        sa.Column("reason", AutoString(length=2000), nullable=False),
        sa.Column("editor_id", BIG, nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('accept', 'reject', 'request-changes', 'unaccept')", name=op.f("ck_decision_verdict")
        ),
        sa.ForeignKeyConstraint(["editor_id"], ["user_account.id"], name=op.f("fk_decision_editor_id_user_account")),
        sa.ForeignKeyConstraint(
            ["page_id", "revision_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_decision_page_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_decision_page_id_page")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_decision_page_id_number")),
    )
    op.create_index(op.f("ix_decision_editor_id"), "decision", ["editor_id"], unique=False)
    op.create_index(op.f("ix_decision_page_id_revision_id"), "decision", ["page_id", "revision_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=True),
        sa.Column("theme_id", BIG, nullable=True),
        sa.Column("kind", AutoString(length=16), nullable=True),
        sa.Column("base_id", BIG, nullable=True),
        sa.Column("reason", AutoString(length=16), nullable=False),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("summary", AutoString(length=500), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("reason IN ('autosaved', 'conflict', 'late')", name=op.f("ck_draft_reason")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "theme_id"],
            ["theme.campaign_id", "theme.id"],
            name=op.f("fk_draft_campaign_id_theme_id_theme"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_draft_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["page_id", "base_id"], ["revision.page_id", "revision.id"], name=op.f("fk_draft_page_id_base_id_revision")
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_draft_page_id_page")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_draft_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_draft_campaign_id_theme_id"), "draft", ["campaign_id", "theme_id"], unique=False)
    op.create_index(op.f("ix_draft_page_id_base_id"), "draft", ["page_id", "base_id"], unique=False)
    op.create_index(op.f("ix_draft_user_id_id"), "draft", ["user_id", "id"], unique=False)
    op.create_index(
        "uq_draft_autosaved",
        "draft",
        ["user_id", "page_id"],
        unique=True,
        sqlite_where=sa.text("reason = 'autosaved' AND page_id IS NOT NULL"),
        postgresql_where=sa.text("reason = 'autosaved' AND page_id IS NOT NULL"),
    )
    op.create_table(
        "support",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("revision_id", BIG, nullable=False),
        sa.Column("cast_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id", "revision_id"],
            ["revision.page_id", "revision.id"],
            name=op.f("fk_support_page_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_support_page_id_page")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_support_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint("user_id", "page_id", name=op.f("uq_support_user_id_page_id")),
    )
    op.create_index(op.f("ix_support_page_id_revision_id"), "support", ["page_id", "revision_id"], unique=False)
    op.execute(f"INSERT INTO audit_chain (campaign_id, number, digest) VALUES (NULL, 0, '{GENESIS}')")  # noqa: S608  A constant of this file.
    if op.get_bind().dialect.name == "postgresql":
        _close_the_circle_of_page_and_revision()
    prepare_refusals()
    refuse_changes(APPEND_ONLY)


def _close_the_circle_of_page_and_revision() -> None:
    # SQLite takes these inline, before the table exists; PostgreSQL wants the table first.
    for column in ("head_id", "accepted_id"):
        op.create_foreign_key(f"fk_page_id_{column}_revision", "page", "revision", ["id", column], ["page_id", "id"])


def downgrade() -> None:
    raise NotImplementedError("Before the first migration there is nothing: drop the database instead.")
