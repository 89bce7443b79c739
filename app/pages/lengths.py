"""How long a text is, asked before anything is done with it: what is short waits behind nothing long.

Says nothing to anybody: whether the caller may see the text is asked by what is done with it.
"""

from sqlalchemy import func, select
from sqlmodel import col

from app.db import Database, Statement
from app.pages.models import Content, Draft, Revision


def length_of_draft(database: Database, draft_id: int) -> int:
    """Return the characters of a draft, 0 where there is none."""
    return _length(database, select(func.length(col(Draft.text))).where(col(Draft.id) == draft_id))


def length_of_revision(database: Database, revision_id: int) -> int:
    """Return the characters of a revision's text, 0 where there is none."""
    of_content = select(func.length(col(Content.text))).join(
        Revision, col(Revision.content_sha256) == col(Content.sha256)
    )
    return _length(database, of_content.where(col(Revision.id) == revision_id))


def _length(database: Database, query: Statement) -> int:
    with database.fetching() as connection:
        length: int | None = connection.execute(query).scalar_one_or_none()
    return length or 0
