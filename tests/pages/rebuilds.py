"""What testers of attribution hold against each other: what saving stored, and what a rebuild makes of it."""

from typing import Any

from sqlalchemy import text

from app.campaigns.locking import get_campaign
from app.db import Database
from app.pages.attribution.rebuilding import Rebuilt, rebuild_attribution
from tests.pages.acts import EDITOR, ME, latest, save
from tests.world import Json, World

ROWS = "SELECT revision_id, lost_id, seen, title_origins, origins, token_rule FROM attribution ORDER BY revision_id"
PASSAGES = "SELECT campaign_id, key, page_id, revision_id, origins FROM passage ORDER BY campaign_id, key, page_id"

SENTENCES = [f"La phrase numéro {number} parle de {word}." for number, word in enumerate(("vent", "mer", "feu") * 4)]
FORGET = ("DELETE FROM attribution", "DELETE FROM passage")

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


def a_lively_history(world: World) -> list[Json]:
    """Merges, vandalism, undo, restore, moves and copies on two pages; return the pages as they are now."""
    world.campaign()
    paragraphs = ["\n".join(SENTENCES[start : start + 3]) for start in (0, 3, 6)]
    first = world.page(text="\n\n".join(paragraphs), title="Premier")
    second = world.page(text=f"{paragraphs[1]}\n\nUn autre début.", title="Second", by=EDITOR)
    base = first["revision"]
    save(world.as_(ME), first["id"], base["id"], base["text"].replace("vent", "calme", 1))
    merged = save(world.as_(EDITOR), first["id"], base["id"], base["text"].replace("8 parle", "8 ne parle pas"))
    assert merged.json()["merged"]
    gone = save(world.as_(EDITOR), first["id"], merged.json()["revision"]["id"], "Rien.").json()["revision"]
    world.as_(ME).post(f"/v1/revisions/{gone['id']}/undo", json={})
    world.as_(EDITOR).post(f"/v1/revisions/{base['id']}/restore", json={})
    head = latest(world.as_(ME), second["id"])["revision"]
    save(world.as_(ME), second["id"], head["id"], f"{head['text']}\n\n{paragraphs[2]}", title="Déplacé")
    head = latest(world.as_(ME), first["id"])["revision"]
    save(world.as_(ME), first["id"], head["id"], "\n\n".join(reversed(paragraphs[:2])))
    world.page(text="\n\n".join((*paragraphs, "Plus rien.")), title="Tout", by=EDITOR)
    undo_within_a_sentence(world)
    return [latest(world.as_(ME), page["id"]) for page in (first, second)]


def undo_within_a_sentence(world: World) -> None:
    page = world.page(text="Le chat noir et gras du voisin\ndort sur le canapé\net ne mange jamais.\n", title="Chat")
    without = page["revision"]["text"].replace(" noir et gras", "")
    shorter = save(world.as_(EDITOR), page["id"], page["revision"]["id"], without).json()["revision"]
    save(world.as_(EDITOR), page["id"], shorter["id"], without.replace("jamais", "rien"))
    undone = world.as_(EDITOR).post(f"/v1/revisions/{shorter['id']}/undo", json={})
    assert undone.status_code == 201


def redact(world: World, content: str) -> None:
    with world.database.writing() as session:
        if world.database.is_sqlite:
            session.connection().execute(text("DROP TRIGGER content_no_update"))
        else:
            session.connection().execute(text("SET LOCAL session_replication_role = replica"))
        changed = session.connection().execute(
            text("UPDATE content SET text = '' WHERE text = :text"), {"text": content}
        )
        assert changed.rowcount == 1
