"""Tables of pages, contents, revisions, what was decided about them or redacted, and drafts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of
from app.pages.rules import DraftReason, Kind, Origin, Part, Verdict


class Page(SQLModel, table=True):
    """A named document; its text lives in revisions."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("campaign_id", "slug"),
        UniqueConstraint("campaign_id", "source"),
        ForeignKeyConstraint(["campaign_id", "theme_id"], ["theme.campaign_id", "theme.id"]),
        ForeignKeyConstraint(["id", "head_id"], ["revision.page_id", "revision.id"], use_alter=True),
        ForeignKeyConstraint(["id", "accepted_id"], ["revision.page_id", "revision.id"], use_alter=True),
        one_of("kind", Kind),
        CheckConstraint("(theme_id IS NOT NULL) = (kind IN ('introduction', 'tip'))", name="theme_by_kind"),
        Index(None, "campaign_id", "position", "id"),
        Index(None, "theme_id"),
        Index(None, "head_id"),
        Index(None, "accepted_id"),
        Index(
            "uq_page_introduction",
            "theme_id",
            unique=True,
            sqlite_where=text("kind = 'introduction'"),
            postgresql_where=text("kind = 'introduction'"),
        ),
        Index(
            "uq_page_single_kind",
            "campaign_id",
            "kind",
            unique=True,
            sqlite_where=text("kind IN ('editorial', 'foreword', 'conclusion', 'glossary', 'bibliography')"),
            postgresql_where=text("kind IN ('editorial', 'foreword', 'conclusion', 'glossary', 'bibliography')"),
        ),
    )

    # The id takes part in foreign keys, for which SQLAlchemy would otherwise expect it to be given.
    id: int | None = Field(default=None, primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": True})
    key: str = Field(max_length=32, unique=True)
    """Opaque and random: stands for the page in digests."""
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    theme_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    kind: str = Field(max_length=16)
    slug: str = Field(max_length=64)
    position: int
    head_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    accepted_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    decisions: int = 0
    """How many decisions this page has seen; part of what ``If-Match`` compares."""
    support_count: int = 0
    """How many people support the tip; derivable from the support, which is secret."""
    support_counted: int = 0
    """How many that is told while people vote, when it moves in batches."""
    voting_round: int = 0
    """The round of voting in which the page was voted on last; see ``Campaign.voting_round``."""
    comment_count: int = 0
    """How many visible comments there are on it; derivable (``app.discussions.counting``)."""
    pinned: bool = False
    pinned_reason: str | None = Field(default=None, max_length=500)
    excluded_reason: str | None = Field(default=None, max_length=500)
    rewritten_reason: str | None = Field(default=None, max_length=500)
    """Why the accepted text differs much from the one that was voted on; goes when another text is accepted."""
    hidden_at: datetime | None = None
    source: str | None = Field(default=None, max_length=500)
    """The page's name in the file it was imported from."""
    created_at: datetime


class Content(SQLModel, table=True):
    """A text by its SHA-256, stored once however often it comes back; purged once at most (triggers)."""

    __tablename__ = "content"

    sha256: str = Field(max_length=64, primary_key=True)
    text: str
    redacted_at: datetime | None = None
    """When the text was purged; then it is empty."""


class Revision(SQLModel, table=True):
    """One immutable state of a page (triggers); the rows of a page form one chain by parent.

    Title and summary alone can be blanked, by a redaction that keeps their SHA-256.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("page_id", "number"),
        UniqueConstraint("page_id", "parent_id"),
        UniqueConstraint("page_id", "id"),
        UniqueConstraint("page_id", "source"),
        ForeignKeyConstraint(["page_id", "parent_id"], ["revision.page_id", "revision.id"]),
        ForeignKeyConstraint(["page_id", "base_id"], ["revision.page_id", "revision.id"]),
        CheckConstraint("(number = 1) = (parent_id IS NULL)", name="chain"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("(original_id IS NOT NULL) = (origin = 'clone')", name="original_by_origin"),
        one_of("origin", Origin),
        Index(None, "page_id", "base_id"),
        Index(
            None,
            "original_id",
            sqlite_where=text("original_id IS NOT NULL"),
            postgresql_where=text("original_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    number: int
    parent_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """The revision after which the database put this one."""
    base_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """The revision from which the author started."""
    original_id: int | None = Field(default=None, foreign_key="revision.id", nullable=True, sa_type=BigId)
    """The revision of another campaign that it was cloned from; the digest covers that one's."""
    origin: str = Field(max_length=16)
    title: str = Field(max_length=200)
    content_sha256: str = Field(max_length=64, foreign_key="content.sha256", index=True)
    author_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    summary: str = Field(max_length=500)
    minor: bool
    created_at: datetime
    authored_at: datetime | None = None
    """The date in the file it was imported from; may run backwards."""
    source: str | None = Field(default=None, max_length=200)
    """The line's name in the file it was imported from."""
    digest: str = Field(max_length=64)


class Acceptance(SQLModel, table=True):
    """Which revision readers saw from a moment on; rows are never changed (triggers)."""

    __tablename__ = "acceptance"
    __table_args__ = (
        UniqueConstraint("page_id", "number"),
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
        Index(None, "page_id", "revision_id"),
        Index(None, "page_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    number: int
    revision_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """None from the moment on at which an acceptance was taken back."""
    at: datetime


class Decision(SQLModel, table=True):
    """What was decided about a revision, with the reason; rows are never changed (triggers)."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
        UniqueConstraint("page_id", "number"),
        one_of("verdict", Verdict),
        Index(None, "page_id", "revision_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    revision_id: int = Field(sa_type=BigId)
    number: int
    """Counts the decisions on the page from 1."""
    verdict: str = Field(max_length=16)
    reason: str = Field(max_length=2000)
    reason_code: str | None = Field(default=None, max_length=64)
    """Names the sentence where the campaign's policy gave the reason; None for an editor's words and for old rows."""
    reason_parameters: str | None = None
    """What the sentence is said of, as JSON."""
    editor_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, nullable=True, sa_type=BigId)
    """None where the campaign's policy decided."""
    decided_at: datetime
    correction: bool = False
    """Whether it was decided after the release."""


class Redaction(SQLModel, table=True):
    """Why something unlawful was purged, and by whom; the audit entry names this row. Never changed (triggers)."""

    __tablename__ = "redaction"
    __table_args__ = (Index(None, "campaign_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    revision_id: int = Field(foreign_key="revision.id", index=True, sa_type=BigId)
    """The revision in which the unlawful words were pointed out."""
    reason: str = Field(max_length=2000)
    admin_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    at: datetime


class RedactedPart(SQLModel, table=True):
    """What a redaction purged: a content, or the title or summary of a revision. Never changed (triggers).

    ``sha256`` is that of what stood there, so that the chain of revisions still verifies.
    """

    __tablename__ = "redacted_part"
    __table_args__ = (
        one_of("part", Part),
        CheckConstraint("(revision_id IS NULL) = (part = 'text')", name="revision_by_part"),
        Index(
            "uq_redacted_part_text",
            "sha256",
            unique=True,
            sqlite_where=text("part = 'text'"),
            postgresql_where=text("part = 'text'"),
        ),
        UniqueConstraint("revision_id", "part"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    redaction_id: int = Field(foreign_key="redaction.id", index=True, sa_type=BigId)
    part: str = Field(max_length=8)
    revision_id: int | None = Field(default=None, foreign_key="revision.id", nullable=True, sa_type=BigId)
    """None for a text, which may stand in many revisions."""
    sha256: str = Field(max_length=64)


class Draft(SQLModel, table=True):
    """A text that is kept for its author although it is no revision."""

    __tablename__ = "draft"
    __table_args__ = (
        Index(
            "uq_draft_autosaved",
            "user_id",
            "page_id",
            unique=True,
            sqlite_where=text("reason = 'autosaved' AND page_id IS NOT NULL"),
            postgresql_where=text("reason = 'autosaved' AND page_id IS NOT NULL"),
        ),
        Index(None, "user_id", "id"),
        one_of("reason", DraftReason),
        ForeignKeyConstraint(["page_id", "base_id"], ["revision.page_id", "revision.id"]),
        ForeignKeyConstraint(["campaign_id", "theme_id"], ["theme.campaign_id", "theme.id"]),
        Index(None, "page_id", "base_id"),
        Index(None, "campaign_id", "theme_id"),
        # SQLite would give the id of a deleted draft to somebody else's next one.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId)
    campaign_id: int = Field(foreign_key="campaign.id", sa_type=BigId)
    page_id: int | None = Field(default=None, foreign_key="page.id", nullable=True, sa_type=BigId)
    theme_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    kind: str | None = Field(default=None, max_length=16)
    """Kind of the page that was to be created; with ``theme_id`` only while ``page_id`` is null."""
    base_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    reason: str = Field(max_length=16)
    title: str = Field(max_length=200)
    text: str
    summary: str = Field(max_length=500)
    minor: bool
    version: int
    created_at: datetime
    updated_at: datetime


class Merging(SQLModel, table=True):
    """An editor merges a tip into another one: begun with a draft, done once the other one's new text is accepted."""

    __tablename__ = "merging"
    __table_args__ = (
        ForeignKeyConstraint(["page_id", "revision_id"], ["revision.page_id", "revision.id"]),
        Index(None, "page_id", "revision_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    page_id: int = Field(foreign_key="page.id", sa_type=BigId)
    """The tip that stays."""
    merged_id: int = Field(foreign_key="page.id", index=True, sa_type=BigId)
    """The tip that goes into it."""
    draft_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """The draft that holds both texts, until it is submitted or thrown away."""
    revision_id: int | None = Field(default=None, nullable=True, sa_type=BigId)
    """The revision that came of the draft."""
    reason: str = Field(max_length=2000)
    editor_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    begun_at: datetime
    done_at: datetime | None = None
