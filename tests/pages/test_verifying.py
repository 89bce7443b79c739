"""The chain names its first broken link, whatever was tampered with below the application."""

import contextlib

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from app.pages.revisions.verifying import verify_revisions
from tests.pages.acts import ME, broken, save
from tests.world import World

TAMPERING = {
    "text": ("UPDATE content SET text = 'Faux.' WHERE text = 'Deux.'", "revision 2: its text was changed."),
    "title": ("UPDATE revision SET title = 'Faux' WHERE number = 2", "revision 2: its digest does not follow"),
    "summary": ("UPDATE revision SET summary = 'Faux' WHERE number = 2", "revision 2: its digest does not follow"),
    "author": (
        "UPDATE revision SET author_id = (SELECT max(id) FROM user_account) WHERE number = 2",
        "revision 2: its digest does not follow",
    ),
    "time": (
        "UPDATE revision SET created_at = '2020-01-01 00:00:00.000000+00:00' WHERE number = 3",
        "revision 3: its digest",
    ),
    "base": ("UPDATE revision SET base_id = 1 WHERE number = 3", "revision 3: its digest does not follow"),
    "digest": ("UPDATE revision SET digest = 'faux' WHERE id = 1", "revision 1: its digest does not follow"),
    "order": ("UPDATE revision SET number = 9 WHERE number = 3", ": it does not follow revision 2."),
    "head": ("UPDATE page SET head_id = 2 WHERE id = 1", "its head is not its last revision."),
}


def _without_triggers(session: Session, statement: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        names = session.connection().execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        for name in names.all():
            session.connection().execute(text(f"DROP TRIGGER {name}"))
    else:
        session.connection().execute(text("SET LOCAL session_replication_role = replica"))
    session.connection().execute(
        text(statement.replace("+00:00", "") if session.get_bind().dialect.name == "sqlite" else statement)
    )


def _history(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.")
    head = page["revision"]["id"]
    for content in ("Deux.", "Trois.", "Quatre."):
        head = save(world.as_(ME), page["id"], head, content).json()["revision"]["id"]
    world.page(title="Autre page, intacte")


class _Undone(Exception):
    """Takes the tampering back."""


@pytest.mark.slow
def test_the_first_broken_link_is_named(world: World) -> None:
    _history(world)
    assert broken(world) == []
    for what, (statement, sentence) in TAMPERING.items():
        with contextlib.suppress(_Undone), world.database.writing() as session:
            _without_triggers(session, statement)
            problems = [problem for problem in verify_revisions(session) if problem is not None]
            assert all(problem.startswith("Page 1") for problem in problems), what
            assert sentence in problems[0], what
            raise _Undone
    assert broken(world) == []


REFUSED = [
    "UPDATE revision SET title = title",
    "UPDATE content SET text = text",
    "UPDATE acceptance SET number = number",
    "UPDATE decision SET reason = reason",
    "DELETE FROM revision",
    "DELETE FROM content",
    "DELETE FROM acceptance",
    "DELETE FROM decision",
]


def test_the_database_itself_refuses_to_change_history(world: World) -> None:
    _history(world)
    world.accept(1, by="guide-editor")
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match="append-only"), world.database.writing() as session:
            session.connection().execute(text(statement))
