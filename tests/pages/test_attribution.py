"""Whoever wrote a word is credited with it, through merges, reverts and moves, also between pages."""

from itertools import permutations

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.campaigns.rules import Role
from app.errors import Conflict, NotFound
from app.pages.attribution.models import AttributionRow
from app.pages.attribution.stored import attribution_of, attributions_of, origins_of
from app.pages.errors import AttributionMissing
from app.text.tokens import tokens
from tests.pages.acts import EDITOR, ME, save, titled_by, written_by
from tests.pages.rebuilds import assert_rebuilding_changes_nothing, stored
from tests.world import Json, World

PAGE = """Le chat noir dort sur le canapé du salon. Il ne mange que le matin.

Le chien du voisin aboie toute la nuit. Personne ne sait pourquoi il aboie.

Acheter des bouchons pour les oreilles.
"""
OTHER = """Le train de sept heures part toujours à l'heure. Celui de huit heures jamais.

Prenez un livre avec vous. Prenez aussi un parapluie, car le toit fuit.
"""
ANA, BEN = "ana", "ben"


def two_writers(world: World) -> None:
    world.campaign()
    for username in (ANA, BEN):
        world.member("guide", world.user(username), Role.CONTRIBUTOR)


def edited(world: World, page: Json, base: Json, text: str, by: str) -> Json:
    """Save an edit on a revision and return the new one."""
    answer = save(world.as_(by), page["id"], base["id"], text)
    assert answer.status_code == 201, answer.text
    revision: Json = answer.json()["revision"]
    return revision


def test_a_proofreader_is_credited_with_the_word_they_mended(world: World) -> None:
    two_writers(world)
    page = world.page(text=PAGE.replace("canapé", "cannapé"), by=ANA)
    mended = edited(world, page, page["revision"], PAGE, BEN)
    words = written_by(world, mended["id"])
    assert words[BEN] == ["canapé"]
    assert len(words[ANA]) == len(tokens(PAGE)) - 1


def test_a_merge_credits_both_writers_with_their_own_words(world: World) -> None:
    two_writers(world)
    page = world.page(text=PAGE)
    edited(world, page, page["revision"], PAGE.replace("chat noir", "chat gris"), ANA)
    merged = edited(world, page, page["revision"], PAGE.replace("bouchons", "boules"), BEN)
    assert "gris" in merged["text"]
    words = written_by(world, merged["id"])
    assert (words[ANA], words[BEN]) == (["gris"], ["boules"])


@pytest.mark.parametrize("vandalism", ["", "Haha !"])
def test_vandalism_and_its_revert_cost_nobody_anything(world: World, vandalism: str) -> None:
    two_writers(world)
    page = world.page(text=PAGE)
    grown = edited(world, page, page["revision"], PAGE + "\nEt patienter encore un peu.\n", ANA)
    before = written_by(world, grown["id"])
    gone = edited(world, page, grown, vandalism, BEN)
    assert written_by(world, gone["id"]) == ({BEN: ["Haha", "!"]} if vandalism else {})
    for act in (f"{grown['id']}/restore", f"{gone['id']}/undo"):
        answer = world.as_(EDITOR).post(f"/v1/revisions/{act}", json={})
        assert answer.status_code in (200, 201)
        assert written_by(world, answer.json()["revision"]["id"]) == before


def test_a_text_that_comes_back_mended_keeps_its_authors(world: World) -> None:
    two_writers(world)
    page = world.page(text=PAGE, by=ANA)
    gone = edited(world, page, page["revision"], "", BEN)
    mended = edited(world, page, gone, PAGE.replace("matin", "soir"), BEN)
    assert written_by(world, mended["id"])[BEN] == ["soir"]


def test_an_undo_gives_the_words_back_to_whoever_wrote_them(world: World) -> None:
    """They come back into a sentence that was never there: its last line was changed meanwhile."""
    two_writers(world)
    page = world.page(text="Le chat noir et gras du voisin\ndort sur le canapé\net ne mange jamais.\n", by=ANA)
    without = page["revision"]["text"].replace(" noir et gras", "")
    shorter = edited(world, page, page["revision"], without, BEN)
    edited(world, page, shorter, without.replace("jamais", "rien"), BEN)
    undone = world.as_(EDITOR).post(f"/v1/revisions/{shorter['id']}/undo", json={}).json()["revision"]
    assert "noir et gras" in undone["text"]
    words = written_by(world, undone["id"])
    assert words[BEN] == ["rien"]
    assert words.keys() == {ANA, BEN}


def test_a_move_within_the_page_keeps_the_authors(world: World) -> None:
    two_writers(world)
    page = world.page(text=PAGE, by=ANA)
    parts = PAGE.strip().split("\n\n")
    moved = edited(world, page, page["revision"], "\n\n".join(reversed(parts)), BEN)
    assert written_by(world, moved["id"]).keys() == {ANA}


def test_a_move_to_another_page_keeps_the_authors(world: World) -> None:
    two_writers(world)
    source = world.page(text=OTHER, by=ANA)
    mended = edited(world, source, source["revision"], OTHER.replace("toujours", "souvent"), EDITOR)
    page = world.page(text=PAGE, by=BEN)
    came = mended["text"].split("\n\n")[0]
    longer = edited(world, page, page["revision"], f"{PAGE}\n{came}\n\nC'est tout.\n", BEN)
    edited(world, source, mended, mended["text"].replace(came, "").lstrip(), BEN)
    words = written_by(world, longer["id"])
    assert words[EDITOR] == ["souvent"]
    assert len(words[ANA]) == len(tokens(came)) - 1
    assert words[BEN][-5:] == ["C", "'", "est", "tout", "."]


def test_a_new_page_made_of_another_keeps_the_authors(world: World) -> None:
    two_writers(world)
    world.page(text=OTHER, by=ANA)
    copied = world.page(text=OTHER + "\nUn mot de plus que rien.\n", by=BEN)
    words = written_by(world, copied["revision"]["id"])
    assert len(words[ANA]) == len(tokens(OTHER))
    assert words[BEN] == ["Un", "mot", "de", "plus", "que", "rien", "."]


def test_another_campaign_knows_nothing(world: World) -> None:
    two_writers(world)
    world.campaign("other")
    world.page(text=OTHER, by=ANA)
    copied = world.page("other", text=OTHER)
    assert written_by(world, copied["revision"]["id"]).keys() == {"other-contributor"}


def test_there_and_back_again_earns_nothing(world: World) -> None:
    two_writers(world)
    page = world.page(text=PAGE, by=ANA)
    head = page["revision"]
    before = written_by(world, head["id"])
    for _ in range(3):
        head = edited(world, page, head, PAGE.replace("noir", "gris"), BEN)
        assert written_by(world, head["id"])[BEN] == ["gris"]
        head = edited(world, page, head, PAGE, BEN)
        assert written_by(world, head["id"]) == before


def test_whoever_mends_a_title_is_credited_with_that_word_alone(world: World) -> None:
    two_writers(world)
    page = world.page(text=PAGE, title="Vivre avec un chien", by=ANA)
    mended = save(world.as_(BEN), page["id"], page["revision"]["id"], PAGE, title="Vivre avec un chat").json()
    assert written_by(world, mended["revision"]["id"]).keys() == {ANA}
    assert titled_by(world, mended["revision"]["id"]) == {ANA: ["Vivre", "avec", "un"], BEN: ["chat"]}
    undone = world.as_(BEN).post(f"/v1/revisions/{mended['revision']['id']}/undo", json={}).json()
    assert titled_by(world, undone["revision"]["id"]).keys() == {ANA}


def test_a_short_title_that_comes_back_is_not_earned_again_although_the_text_says_it_too(world: World) -> None:
    two_writers(world)
    page = world.page(text=f"Le chat\n\n{PAGE}", title="Le chat", by=ANA)
    renamed = save(world.as_(BEN), page["id"], page["revision"]["id"], f"Le chat\n\n{PAGE}", title="Autre").json()
    assert titled_by(world, renamed["revision"]["id"]).keys() == {BEN}
    back = world.as_(BEN).post(f"/v1/revisions/{page['revision']['id']}/restore", json={}).json()
    assert titled_by(world, back["revision"]["id"]).keys() == {ANA}


def test_a_title_that_comes_back_has_the_author_it_had_although_somebody_else_said_it_in_the_text(world: World) -> None:
    two_writers(world)
    page = world.page(title="Oui", text=".b", by=ANA)
    head = page["revision"]
    found: list[dict[str, list[str]]] = []
    for title, content in (("b", "b"), ("Oui", "b"), ("b", "c")):
        saved = save(world.as_(BEN), page["id"], head["id"], content, title=title)
        assert saved.status_code == 201, saved.text
        head = saved.json()["revision"]
        found.append(titled_by(world, head["id"]))
    assert found == [{BEN: ["b"]}, {ANA: ["Oui"]}, {BEN: ["b"]}]
    assert_rebuilding_changes_nothing(world.database)


def test_a_title_taken_from_another_page_or_from_the_text_keeps_its_author(world: World) -> None:
    two_writers(world)
    world.page(text=OTHER, title="Prendre le train sans courir", by=ANA)
    page = world.page(text=PAGE, title="Prendre le train sans courir", by=BEN)
    assert titled_by(world, page["revision"]["id"]).keys() == {ANA}
    sentence = "Le train de sept heures part toujours à l'heure."
    renamed = save(world.as_(BEN), page["id"], page["revision"]["id"], PAGE, title=sentence).json()
    assert titled_by(world, renamed["revision"]["id"]).keys() == {ANA}


def test_sentences_that_are_moved_about_are_not_remembered_again(world: World) -> None:
    two_writers(world)
    parts = PAGE.strip().split("\n\n")
    page = world.page(text="\n\n".join(parts), by=ANA)
    (_, before) = stored(world.database)
    head = page["revision"]
    for order in permutations(parts):
        answer = save(world.as_(BEN), page["id"], head["id"], "\n\n".join(order))
        head = answer.json()["revision"] if answer.status_code == 201 else head
        assert written_by(world, head["id"]).keys() == {ANA}
    assert stored(world.database)[1] == before
    assert head["number"] == 6


@pytest.mark.slow
def test_the_longest_text_is_attributed(world: World) -> None:
    """More passages than a statement takes parameters; on SQLite they are looked up in parts."""
    world.campaign()
    sentences = [f"A{number} bien." for number in range(17_000)]
    page = world.page(text="\n\n".join(" ".join(sentences[start : start + 20]) for start in range(0, 17_000, 20)))
    assert len(page["revision"]["text"].encode()) < 256 * 1024
    found = written_by(world, page["revision"]["id"])
    assert {name: len(words) for name, words in found.items()} == {ME: 51_000}


def test_many_are_read_at_once_and_missing_ones_are_named(world: World) -> None:
    world.campaign()
    pages = [world.page(text=f"{PAGE}\n{number}", title=str(number)) for number in range(3)]
    ids = [page["revision"]["id"] for page in pages]
    with world.database.reading() as session:
        assert attributions_of(session, []) == {}
        found = attributions_of(session, ids)
        assert found == {revision_id: attribution_of(session, revision_id) for revision_id in ids}
        assert origins_of(session, ids) == {revision_id: list(one.origins) for revision_id, one in found.items()}
        with pytest.raises(NotFound):
            attribution_of(session, 10**12)
    with world.database.writing() as session:
        session.connection().execute(text("DELETE FROM attribution WHERE revision_id = :id"), {"id": ids[1]})
    with world.database.reading() as session, pytest.raises(AttributionMissing) as missing:
        attributions_of(session, ids)
    with world.database.reading() as session, pytest.raises(AttributionMissing):
        origins_of(session, ids)
    assert missing.value.revision == ids[1]


@pytest.mark.parametrize("damage", ["DELETE FROM attribution", "UPDATE attribution SET origins = :packed"])
def test_a_text_is_saved_although_the_attribution_before_is_missing(world: World, damage: str) -> None:
    world.campaign()
    page = world.page(text=PAGE)
    with world.database.writing() as session:
        session.connection().execute(text(damage), {"packed": b"\x01\x00\x00\x01"} if ":" in damage else {})
    head = page["revision"]
    for number in range(2):
        head = edited(world, page, head, f"{PAGE}\n{number}", ME)
    with world.database.reading() as session:
        stored = session.exec(select(AttributionRow.revision_id).where(col(AttributionRow.revision_id) > 1)).all()
        assert stored == []
        with pytest.raises(Conflict):
            attribution_of(session, head["id"])
