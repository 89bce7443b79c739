"""Tables of who wrote what; both can be computed again from the revisions."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.db import BigId
from app.text.tokens import TOKEN_RULE


class AttributionRow(SQLModel, table=True):
    """Which revision each token of a title and a text comes from; can be computed again from the revisions."""

    __tablename__ = "attribution"
    __table_args__ = (
        Index(
            None,
            "lost_id",
            sqlite_where=text("lost_id IS NOT NULL"),
            postgresql_where=text("lost_id IS NOT NULL"),
        ),
    )

    revision_id: int = Field(primary_key=True, foreign_key="revision.id", sa_type=BigId)
    lost_id: int | None = Field(default=None, foreign_key="revision.id", nullable=True, sa_type=BigId)
    """The revision of which the most is gone and may come back, see ``app.text.attribution.still_lost``."""
    seen: int = Field(sa_type=BigId)
    """The last entry of the campaign's audit chain whose revision could be recognised in this text."""
    title_origins: bytes
    """Packed like ``origins``."""
    origins: bytes
    """Packed (``app.text.packing``); 0 is this revision itself, whose id is not known when its text is compared."""
    token_rule: int = Field(default=TOKEN_RULE, sa_column_kwargs={"server_default": "1"})
    """The rule by which title and text were cut into tokens (``app.text.tokens``)."""


class PassageRow(SQLModel, table=True):
    """What a page remembers of its texts: who wrote a paragraph or a sentence, by a hash of its words.

    Only the campaign is a foreign key: indexes for the others would double what is the largest of all tables
    that can be computed again. ``bonsens verify`` proves that they name what exists.
    """

    __tablename__ = "passage"
    __table_args__ = ({"sqlite_with_rowid": False},)

    campaign_id: int = Field(primary_key=True, foreign_key="campaign.id", sa_type=BigId)
    key: bytes = Field(primary_key=True)
    page_id: int = Field(primary_key=True, sa_type=BigId)
    revision_id: int = Field(sa_type=BigId)
    """The first of the page's revisions that has the passage."""
    origins: bytes
    """Packed; 0 is that revision."""
