"""What editors are told before a release, and that it is what a compile then does."""

import pytest
from sqlalchemy import text

from app.campaigns.rules import Phase
from app.campaigns.standing import standing_in
from app.guides.preflight import Severity, preflight, preflight_errors
from tests.guides.compiles import EDITIONS, accepted_page, compiled, edition
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


@pytest.mark.slow
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


DROPPED = "Un <b>mot.\n\n[a](#second) [b](#second.ici) [c](#absent) [d](#second.absent)\n\n![Logo](logo.png)\n"


def test_links_lead_to_what_the_guide_takes(world: World) -> None:
    world.campaign()
    accepted_page(world, DROPPED, title="Premier")
    page = accepted_page(world, "## Ici\n", title="Second")
    told = [item["parameters"].get("address") for item in world.as_("guide-editor").get(PATH).json()["items"]]
    assert told == [None, "#absent", "#second.absent", None]
    with world.database.writing() as session:
        session.connection().execute(
            text("UPDATE page SET excluded_reason = 'Double' WHERE id = :id"), {"id": page["id"]}
        )
    assert [code for *_, code in found(world)].count("notice-place") == 4


@pytest.mark.slow
def test_with_a_proof_comes_the_list_of_what_it_leaves_out_page_by_page(world: World) -> None:
    world.campaign()
    accepted_page(world, DROPPED, title="Premier")
    accepted_page(world, "## Ici\n", title="Second")
    accepted_page(world, "<!-- rien -->\n", title="Vide")
    made = edition(world, kind="proof")
    assert "findings.md" in [artefact["name"] for artefact in made["artefacts"]]
    told = world.as_("guide-editor").get(f"{EDITIONS}/{made['number']}/artefacts/findings.md").text
    pages = told.split("\n## ")
    assert [page.partition("\n")[0] for page in pages[1:]] == ["Premier (`premier`)", "Vide (`vide`)"]
    assert all(said in pages[1] for said in ("- 1: ", "\\<b\\>", "- 3: ", "absent", "- 5: ", "Logo"))
    assert "- 1: " in pages[2]
    assert "#second)" not in told
    world.phase("guide", Phase.REVIEW)
    release = edition(world, kind="release")
    assert "findings.md" not in [artefact["name"] for artefact in release["artefacts"]]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "is_whole"), [("Un.\n", True), ("Un \u0f40.\n", False), ("Un <b>.\n", True)])
def test_a_release_is_whole_where_there_are_no_errors(world: World, words: str, *, is_whole: bool) -> None:
    world.campaign()
    accepted_page(world, words)
    world.phase("guide", Phase.REVIEW)
    errors = [finding for finding in found(world) if finding[0] == "error"]
    job = compiled(world, kind="release", override="Pour voir.")
    assert (job["state"], job["problem"] is None, not errors) == ("done", is_whole, is_whole)


WRITTEN = [
    "Un.",
    "\u0f40",
    "&#3904;",
    "\\&#3904;",
    "`&#3904;`",
    "<!-- \u0f40 -->",
    "[a](b.md)",
    "&#x10FFFF;",
    "<b>",
    "1\ufe0f\u20e3",
]


@pytest.mark.slow
def test_a_release_is_refused_for_the_errors_that_editors_are_told_of(world: World) -> None:
    world.campaign(organisation="Société \u0f40")
    for number, words in enumerate([*WRITTEN, "\n\n".join(WRITTEN)]):
        accepted_page(world, f"{words}\n", title=f"Titre {number} {words if number % 2 else ''}".strip())
    with world.database.reading() as session:
        standing = standing_in(session, world.actor("guide-editor"), "guide")
        told = [finding for finding in preflight(session, standing) if finding.severity is Severity.ERROR]
        assert preflight_errors(session, standing) == told
    assert len(told) == 8


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
