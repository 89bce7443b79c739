"""What testers of moderation do again and again: preview, redact, undo an account, look at what is stored."""

from collections.abc import Iterator
from typing import Any

import httpx2
from sqlalchemy import LargeBinary, select
from sqlmodel import Session

from app.db import Database
from app.tables import metadata
from tests.client import ApiClient
from tests.world import Json, World

ADMIN = "guide-admin"
REASON = "Sur demande de la personne visée"
WRONG = "Jean Dupont est un voleur."


def previewed(client: ApiClient, revision_id: int, passage: str | None = None) -> httpx2.Response:
    return client.post(f"/v1/revisions/{revision_id}/redact?preview=true", json={"passage": passage})


def redacted(client: ApiClient, revision_id: int, passage: str | None = None, **headers: str) -> Json:
    """Preview a redaction, do it, check that it is what was previewed, and return the answer."""
    preview = previewed(client, revision_id, passage)
    assert preview.status_code == 200, preview.text
    answer = client.post(
        f"/v1/revisions/{revision_id}/redact",
        json={"passage": passage, "reason": REASON},
        headers={"If-Match": preview.headers["etag"], **headers},
    )
    assert answer.status_code == 200, answer.text
    done: Json = answer.json()
    assert {**done, "id": None, "appended": []} == preview.json()
    return done


def undone(world: World, username: str, **body: Any) -> Json:
    """Preview the undoing of an account, do it, and return the answer."""
    client, path = world.as_(ADMIN), f"/v1/campaigns/guide/members/{username}/undo"
    tag = client.get(path).headers["etag"]
    answer = client.post(path, json=body, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    done: Json = answer.json()
    return done


def stored_text(database: Database) -> Iterator[tuple[str, str]]:
    """Yield every text that any table holds, with the table and column where it stands; files are left out."""
    with database.reading() as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if not isinstance(column.type, LargeBinary):
                    yield from ((f"{table.name}.{column.name}", str(value)) for value in values_of(session, column))


def values_of(session: Session, column: Any) -> list[Any]:
    return list(session.connection().execute(select(column)).scalars())


def holding(database: Database, passage: str) -> set[str]:
    """Return the columns in which a passage stands, as it is or as it is escaped in JSON."""
    return {where for where, text in stored_text(database) if passage in text}
