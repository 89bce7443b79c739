"""A rebuild leaves what is stored of a page that lost words by redaction, and finds out what else can be known."""

import pytest

from app.pages.attribution.models import AttributionRow
from app.pages.attribution.rebuilding import campaigns_to_rebuild
from app.pages.attribution.stored import origins_of
from app.pages.attribution.verifying import verify_attributions
from app.text.tokens import tokens
from tests.moderation.acts import redacted
from tests.pages.acts import EDITOR, ME, latest, save, titled_by, written_by
from tests.pages.rebuilds import (
    FORGET,
    SENTENCES,
    a_lively_history,
    assert_rebuilding_changes_nothing,
    rebuilt,
    redact,
    spoilt,
    stored,
)
from tests.world import World


@pytest.mark.slow
def test_a_page_with_a_redacted_text_stays_as_it_is(world: World) -> None:
    pages = a_lively_history(world)
    copied = world.page(text=pages[0]["revision"]["text"], title="Copie")
    assert written_by(world, copied["revision"]["id"]).keys() == {ME}
    before = stored(world.database)
    redact(world, "Rien.")
    done = rebuilt(world.database)
    assert (done.changed, done.kept) == (0, 1)
    assert stored(world.database) == before
    spoilt(world.database, "DELETE FROM attribution WHERE revision_id = (SELECT max(revision_id) FROM attribution)")
    assert rebuilt(world.database).changed == 1
    assert stored(world.database) == before


def test_a_page_with_a_redacted_title_stays_as_it_is(world: World) -> None:
    world.campaign()
    page = world.page(text=SENTENCES[0], title="Le nom de quelqu'un")
    renamed = save(world.as_(EDITOR), page["id"], page["revision"]["id"], SENTENCES[0], title="Un titre").json()
    redacted(world.as_("guide-admin"), page["revision"]["id"], "quelqu'un")
    assert titled_by(world, page["revision"]["id"]) == {}
    assert titled_by(world, renamed["revision"]["id"]) == {EDITOR: ["Un", "titre"]}
    first = page["revision"]["id"]
    with world.database.reading() as session:
        assert origins_of(session, [first]) == {first: [first] * len(tokens(SENTENCES[0]))}
    before = stored(world.database)
    done = rebuilt(world.database)
    assert (done.changed, done.kept) == (0, 1)
    assert stored(world.database) == before
    with world.database.reading() as session:
        assert [broken for broken in verify_attributions(session) if broken] == []


def test_a_page_that_is_redacted_before_anything_is_stored_of_it_is_credited_as_far_as_can_be(world: World) -> None:
    """As between a migration, which forgets what follows from the revisions, and the rebuild behind it."""
    world.campaign()
    page = world.page(text=SENTENCES[0], title="Le vent")
    second = save(world.as_(EDITOR), page["id"], page["revision"]["id"], "\n\n".join(SENTENCES[:2])).json()
    spoilt(world.database, *FORGET)
    redacted(world.as_("guide-admin"), second["revision"]["id"])
    head = latest(world.as_(ME), page["id"])["revision"]
    assert rebuilt(world.database).kept == 1
    assert written_by(world, head["id"]).keys() == {ME}
    assert world.as_(ME).get("/v1/campaigns/guide/contributors?state=latest").status_code == 200
    with world.database.reading() as session:
        assert campaigns_to_rebuild(session) == []
        assert [broken for broken in verify_attributions(session) if broken] == []
    assert_rebuilding_changes_nothing(world.database)


def test_what_the_previous_release_stored_of_a_redacted_page_gets_its_title_credited(world: World) -> None:
    world.campaign()
    page = world.page(text="Oui.", title="Le vent")
    both = save(world.as_(EDITOR), page["id"], page["revision"]["id"], "Oui.\n\nOui.").json()["revision"]
    redacted(world.as_("guide-admin"), page["revision"]["id"])
    before = stored(world.database)
    with world.database.writing() as session:
        row = session.get_one(AttributionRow, both["id"])
        row.title_origins = b"\x00"
        session.add(row)
    assert rebuilt(world.database).changed == 1
    assert stored(world.database) == before
    assert written_by(world, both["id"]) == {ME: ["Oui", "."], EDITOR: ["Oui", "."]}


def test_writing_goes_on_after_the_latest_text_was_redacted(world: World) -> None:
    world.campaign()
    page = world.page(text="\n\n".join(SENTENCES[:3]))
    redact(world, page["revision"]["text"])
    assert written_by(world, page["revision"]["id"]) == {}
    saved = save(world.as_(EDITOR), page["id"], page["revision"]["id"], f"{SENTENCES[1]}\n\nBon.").json()
    words = written_by(world, saved["revision"]["id"])
    assert words[EDITOR] == ["Bon", "."]
    assert len(words[ME]) == 8
