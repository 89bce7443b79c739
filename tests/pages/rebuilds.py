"""What testers of attribution hold against each other: what saving stored, and what a rebuild makes of it."""

from typing import Any

from sqlalchemy import text

from app.campaigns.service import get_campaign
from app.db import Database
from app.pages.rebuilding import Rebuilt, rebuild_attribution

ROWS = "SELECT revision_id, lost_id, seen, title_origins, origins FROM attribution ORDER BY revision_id"
PASSAGES = "SELECT campaign_id, key, page_id, revision_id, origins FROM passage ORDER BY campaign_id, key, page_id"

Stored = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


def stored(database: Database) -> Stored:
    """Return all rows of both tables."""
    with database.reading() as session:
        rows, passages = (session.connection().execute(text(query)) for query in (ROWS, PASSAGES))
        return [tuple(row) for row in rows], [tuple(row) for row in passages]


def rebuilt(database: Database, campaign: str = "guide") -> Rebuilt:
    with database.reading() as session:
        campaign_id = get_campaign(session, campaign).id
    assert campaign_id is not None
    told: list[tuple[int, int]] = []
    done = rebuild_attribution(database, campaign_id, progress=lambda *progress: told.append(progress))
    assert all(part <= total for part, total in told)
    return done


def spoilt(database: Database, *statements: str) -> None:
    """Change the tables behind the application's back."""
    with database.writing() as session:
        for statement in statements:
            session.connection().execute(text(statement))


def assert_rebuilding_changes_nothing(database: Database, campaign: str = "guide") -> None:
    before = stored(database)
    assert all(before)
    done = rebuilt(database, campaign)
    assert done.changed == 0
    assert stored(database) == before
