"""Rows that an earlier rule cut are read as they were meant, proven to be of it, and found out again by a migration."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.db import Database
from app.pages.attribution.rebuilding import campaigns_to_rebuild, earliest_rule
from app.pages.attribution.verifying import verify_attributions
from app.reviews.votes.recut import pages_counted_otherwise
from app.text.attribution import recut
from app.text.packing import pack, unpack
from app.text.similarity import is_same_text
from app.text.spans import boundaries
from app.text.tokens import tokens
from tests.moderation.acts import redacted
from tests.pages.acts import EDITOR, ME, latest, save
from tests.pages.rebuilds import rebuilt, stored
from tests.text.test_tokens import OF_EACH_KIND
from tests.world import World

HINDI, FAMILY = "हिन्दी में लिखें। ", "👨\u200d👩\u200d👧 🇫🇷 ที่นี่. "
SAMPLE = HINDI + FAMILY
TEXTS = """
SELECT attribution.revision_id, revision.title, content.text, title_origins, origins FROM attribution
JOIN revision ON revision.id = attribution.revision_id JOIN content ON content.sha256 = revision.content_sha256
"""
STORE = """
UPDATE attribution SET title_origins = :title, origins = :text, token_rule = 1 WHERE revision_id = :revision
"""


@pytest.mark.slow
@given(st.text(alphabet=OF_EACH_KIND, max_size=20), st.data())
def test_a_token_has_the_origin_that_its_first_character_had(words: str, data: st.DataObject) -> None:
    before = tokens(words, 1)
    origins = data.draw(st.lists(st.integers(1, 3), min_size=len(before), max_size=len(before)))
    of_characters = [origin for token, origin in zip(before, origins, strict=True) for _ in token]
    found = recut(words, origins, 1)
    assert list(found) == [of_characters[start] for start in boundaries(tokens(words))[:-1]]
    assert list(recut(words, found, 2)) == list(found)
    with pytest.raises(ValueError, match="zip"):
        recut(words, [*origins, 1], 1)


def store_as_the_first_rule_did(database: Database) -> None:
    """Cut by the first rule what is stored; each token then has the origin of what it lies in."""
    with database.writing() as session:
        rows = session.connection().execute(text(TEXTS)).all()
        older = [
            {
                "revision": row.revision_id,
                "title": _older(row.title, row.title_origins),
                "text": _older(row.text, row.origins),
            }
            for row in rows
        ]
        session.connection().execute(text(STORE), older)


def _older(words: str, packed: bytes) -> bytes:
    of_characters = [origin for token, origin in zip(tokens(words), unpack(packed), strict=True) for _ in token]
    return pack([of_characters[start] for start in boundaries(tokens(words, 1))[:-1]])


def played(world: World) -> dict[str, Any]:
    world.campaign()
    page = world.page(text=f"{SAMPLE}\n\nFin.", title="देवनागरी, ไทย, 🇫🇷")
    save(world.as_(EDITOR), page["id"], page["revision"]["id"], f"{SAMPLE}\n\nशुरू. Fin.")
    return page


def credited(world: World, page: dict[str, Any]) -> Any:
    answer = world.as_(ME).get(f"/v1/pages/{page['id']}/contributors", params={"state": "latest"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_rows_of_the_first_rule_are_read_and_found_out_again(world: World) -> None:
    page = played(world)
    before, told = stored(world.database), credited(world, page)
    store_as_the_first_rule_did(world.database)
    assert stored(world.database) != before
    assert credited(world, page) == told
    with world.database.reading() as session:
        ((campaign_id, slug),) = campaigns_to_rebuild(session)
        assert (slug, earliest_rule(session, campaign_id)) == ("guide", 1)
        broken = [sentence for sentence in verify_attributions(session) if sentence]
    assert broken == [
        f"Page {page['id']}, revision 1: its tokens were cut by rule 1, and this release has rule 2: bonsens migrate."
    ]
    # Whoever saves before the migration is done compares with what is stored.
    head = latest(world.as_(ME), page["id"])["revision"]
    later = save(world.as_(ME), page["id"], head["id"], f"{head['text']} Fin.").json()["revision"]
    assert later["number"] == 3
    assert rebuilt(world.database).changed >= 2
    assert stored(world.database)[0][:2] == before[0]
    with world.database.reading() as session:
        assert campaigns_to_rebuild(session) == []
        assert [sentence for sentence in verify_attributions(session) if sentence] == []


def test_of_a_page_with_a_redacted_text_the_rows_are_cut_anew(world: World) -> None:
    page = played(world)
    store_as_the_first_rule_did(world.database)
    world.user("root", site_admin=True)
    redacted(world.as_("guide-admin"), page["revision"]["id"])
    told = credited(world, page)
    assert rebuilt(world.database).kept == 1
    assert credited(world, page) == told
    with world.database.reading() as session:
        assert campaigns_to_rebuild(session) == []
        assert [sentence for sentence in verify_attributions(session) if sentence] == []


def test_a_page_on_which_votes_count_for_another_text_is_named(world: World) -> None:
    world.campaign(same_text_percent=60)
    one, other = "की", "का"
    assert is_same_text(one * 3, f"{one * 2}{other}", 60, rule=1) != is_same_text(one * 3, f"{one * 2}{other}", 60)
    page = world.page(text=one * 3)
    world.as_(EDITOR).post(
        f"/v1/revisions/{page['revision']['id']}/accept", json={"reason": "Bien."}, headers={"If-Match": "*"}
    )
    later = world.edit(page, f"{one * 2}{other}", by=ME)["revision"]
    world.page(text="Un.", title="Autre")
    # What stood when voting ended may be neither the latest nor accepted any more.
    world.as_(EDITOR).post(f"/v1/revisions/{later['id']}/accept", json={"reason": "Mieux."}, headers={"If-Match": "*"})
    world.edit({**page, "revision": later}, "Autre chose.", by=ME)
    with world.database.reading() as session:
        ((campaign_id,),) = session.connection().execute(text("SELECT id FROM campaign")).all()
        assert pages_counted_otherwise(session, campaign_id, 1) == [page["slug"]]
        assert pages_counted_otherwise(session, campaign_id, 2) == []
