"""What editors are told before a release, and that it is what a compile then does."""

import pytest
from sqlalchemy import text

from app.campaigns.rules import Phase
from tests.guides.compiles import accepted_page, compiled
from tests.world import World

PATH = "/v1/campaigns/guide/preflight"


def found(world: World) -> list[tuple[str, str | None, int | None, str]]:
    report = world.as_("guide-editor").get(PATH).json()
    severities = [item["severity"] for item in report["items"]]
    assert (report["errors"], report["warnings"]) == (severities.count("error"), severities.count("warning"))
    return [(item["severity"], item["page"], item["line"], item["code"]) for item in report["items"]]


def test_a_sound_guide_has_no_findings(world: World) -> None:
    world.campaign()
    assert found(world) == []
    accepted_page(world)
    assert found(world) == []


def test_each_finding_has_its_place_and_errors_come_first(world: World) -> None:
    world.campaign(organisation="Société \u0f42")
    world.theme("guide", "t2", target=2)
    accepted_page(world, "Un <b>mot\n\n[la suite](b.md)\n", title="Premier")
    page = accepted_page(world, "Un.\n\nDeux \u0f40\n", title="Second \u0f41", theme="t2")
    world.edit(page, "Plus tard.\n", by="guide-contributor")
    accepted_page(world, "<!-- rien -->\n", title="Vide")
    world.page(title="Pas accepté", text="<b>\n")
    assert found(world) == [
        ("error", None, None, "notice-glyph"),
        ("error", "second", None, "notice-glyph"),
        ("error", "second", 3, "notice-glyph"),
        ("warning", "premier", 1, "notice-html"),
        ("warning", "premier", 3, "notice-link"),
        ("warning", "vide", 1, "notice-empty"),
        ("warning", None, None, "below-target"),
        ("note", "second", None, "tip-waiting"),
    ]


@pytest.mark.parametrize(("words", "is_whole"), [("Un.\n", True), ("Un \u0f40.\n", False), ("Un <b>.\n", True)])
def test_a_release_is_whole_where_there_are_no_errors(world: World, words: str, *, is_whole: bool) -> None:
    world.campaign()
    accepted_page(world, words)
    world.phase("guide", Phase.REVIEW)
    errors = [finding for finding in found(world) if finding[0] == "error"]
    job = compiled(world, kind="release")
    assert (job["state"], job["problem"] is None, not errors) == ("done", is_whole, is_whole)


def test_a_tip_that_no_compile_takes_is_no_finding(world: World) -> None:
    world.campaign()
    page = accepted_page(world, "Un \u0f40.\n")
    assert len(found(world)) == 1
    with world.database.writing() as session:
        session.connection().execute(
            text("UPDATE page SET excluded_reason = 'Double' WHERE id = :id"), {"id": page["id"]}
        )
    assert found(world) == []


def test_only_editors_are_told(world: World) -> None:
    world.campaign()
    answers = {who: world.as_(who).get(PATH).status_code for who in (None, "guide-contributor", "guide-editor")}
    assert answers == {None: 404, "guide-contributor": 403, "guide-editor": 200}
