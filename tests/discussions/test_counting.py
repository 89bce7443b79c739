"""The count of comments is derivable: a planted fault is named, and a recount puts it right."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.discussions.counting import recount_comments, verify_comments
from tests.discussions.acts import hide, say, take_back
from tests.world import World

ADMIN = "guide-admin"
FAULTS = [
    "UPDATE page SET comment_count = comment_count + 1 WHERE id = 1",
    "UPDATE page SET comment_count = 0 WHERE id = 1",
    "DELETE FROM comment WHERE parent_id IS NOT NULL",
    "UPDATE comment SET text = '', deleted_at = created_at WHERE id = 1",
    "UPDATE comment SET hidden_at = NULL, hidden_by = NULL, hidden_reason = NULL",
]


def discussed(world: World) -> None:
    world.campaign()
    page = world.page()
    world.page(title="Autre")
    top = say(world, page)
    say(world, page, parent_id=top["id"])
    hide(world, say(world, page))
    take_back(world, say(world, page))


def plant(world: World, statement: str) -> None:
    with world.database.writing() as session:
        session.connection().execute(text(statement))


def verified(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(verify_comments(session))


def recounted(world: World) -> list[str]:
    actor = world.actor(ADMIN)
    with world.database.writing() as session:
        return recount_comments(session, actor, 1)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_and_put_right(world: World, fault: str) -> None:
    discussed(world)
    assert verified(world) == recounted(world) == []
    plant(world, fault)
    assert verified(world) == ["Page 1: the count of its comments is not what a recount gives. Run: bonsens recount"]
    assert recounted(world) == ["Page 1: counted anew: comments."]
    assert verified(world) == recounted(world) == []
    with world.database.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry is not None
    assert (entry.act, json.loads(entry.facts)) == ("comments.recounted", {"pages": [1]})
    assert entry.actor_id == world.actor(ADMIN).user_id
