"""Verifying names what cannot be right about who wrote what, and finds nothing wrong otherwise."""

import contextlib

import pytest
from sqlalchemy import text

from app.db import Database
from app.pages.attribution.verifying import count_attributions, verify_attributions
from tests.pages.acts import ME
from tests.pages.rebuilds import a_lively_history, redact
from tests.world import World

ROW = "UPDATE attribution SET {} WHERE revision_id = 2"
STRANGER = "it is credited to a revision that its campaign does not have."
UNREADABLE = "what is stored of who wrote it cannot be read."
# Revisions 1 and 2, of six and ten tokens, are of page 1, and 3 of page 2; 4 is of another campaign.
DAMAGE = {
    "missing": ("DELETE FROM attribution WHERE revision_id = 2", b"", "revision 2: nothing is stored of who wrote it."),
    "no varint": (ROW.format("origins = :packed"), b"\x80", f"revision 2: {UNREADABLE}"),
    "short": (ROW.format("origins = :packed"), b"\x01\x00\x00\x02", "revision 2: its text has 10 tokens, and 2 are"),
    "title": (
        ROW.format("title_origins = :packed"),
        b"\x01\x00\x00\x02",
        "revision 2: its title has 1 tokens, and 2 are",
    ),
    "title no varint": (ROW.format("title_origins = :packed"), b"\x80", f"revision 2: {UNREADABLE}"),
    "nobody": (ROW.format("origins = :packed"), b"\x01\x63\x00\x0a", f"revision 2: {STRANGER}"),
    "stranger": (ROW.format("origins = :packed"), b"\x01\x04\x00\x0a", f"revision 2: {STRANGER}"),
    "lost elsewhere": (ROW.format("lost_id = 3"), b"", "revision 2: what was lost before it is not of its page."),
    "future": (ROW.format("seen = 1000"), b"", "revision 2: it saw more of the audit log than there is."),
    "no revision": ("UPDATE passage SET revision_id = 99 WHERE revision_id = 2", b"", "id 99: no revision of the page"),
    "other page": ("UPDATE passage SET revision_id = 3 WHERE revision_id = 2", b"", "id 3: no revision of the page"),
    "passage no varint": ("UPDATE passage SET origins = :packed WHERE page_id = 1", b"", f"id 1: {UNREADABLE}"),
    "passage stranger": ("UPDATE passage SET origins = :packed WHERE page_id = 1", b"\x01\x04\x00\x09", STRANGER),
}


def found(database: Database) -> list[str]:
    with database.reading() as session:
        results = list(verify_attributions(session))
        assert len(results) == count_attributions(session)
    return [sentence for sentence in results if sentence is not None]


class Undone(Exception):
    """Takes the damage back."""


def test_what_cannot_be_right_is_named(world: World) -> None:
    world.campaign()
    page = world.page(text="Un deux trois quatre cinq.\n")
    world.edit(page, "Un deux trois quatre cinq. Et puis six.\n", by=ME)
    world.page(text="Sept huit neuf dix onze.\n", title="Autre")
    world.campaign("other")
    world.page("other")
    assert found(world.database) == []
    for name, (statement, packed, sentence) in DAMAGE.items():
        with contextlib.suppress(Undone), world.database.writing() as session:
            parameters = {"packed": packed} if ":packed" in statement else {}
            assert session.connection().execute(text(statement), parameters).rowcount > 0, name
            (told,) = filter(None, verify_attributions(session))
            assert told.startswith("Page 1, "), name
            assert sentence in told, name
            raise Undone
    assert found(world.database) == []


def test_a_lively_history_holds(world: World) -> None:
    a_lively_history(world)
    assert found(world.database) == []


@pytest.mark.parametrize("content", ["Rien.", ""])
def test_a_redacted_text_needs_no_tokens_but_an_empty_one_has_none(world: World, content: str) -> None:
    world.campaign()
    page = world.page(text="Rien.")
    world.edit(page, "", by=ME)
    if content:
        redact(world, content)
        assert found(world.database) == []
        return
    with world.database.writing() as session:
        statement = "UPDATE attribution SET origins = :packed WHERE revision_id = 2"
        session.connection().execute(text(statement), {"packed": b"\x01\x00\x00\x02"})
    assert found(world.database) == ["Page 1, revision 2: its text has 0 tokens, and 2 are credited."]
