"""Scripts whose fonts come with an extra: what a guide is set in, and where that is not at hand."""

import io

import pytest
from pypdf import PdfReader

from app.campaigns.rules import Phase
from app.guides import typefaces
from app.guides.formats.pdf import render
from app.guides.typefaces import FONT_FILES, SCRIPT_FILES, font_digests
from tests.guides.books import book_of
from tests.guides.compiles import EDITIONS, accepted_page, edition
from tests.guides.fonts import scripts_absent
from tests.guides.proving import proven
from tests.world import Json, World

THAI = "ตรวจสอบสิทธิ์"


def verified(world: World, made: Json) -> Json:
    told = proven(world, f"{EDITIONS}/{made['number']}", by="guide-admin")
    assert told["proven"], told
    return told


def pdf_of(world: World, made: Json) -> str:
    data = world.as_("guide-admin").get(f"{EDITIONS}/{made['number']}/artefacts/guide.pdf").content
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.slow
@pytest.mark.parametrize("written", [THAI, "".join(f"&#{ord(character)};" for character in THAI)])
def test_a_guide_names_the_fonts_of_its_scripts_and_is_proven_where_they_are_missing(
    world: World, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    world.campaign()
    accepted_page(world, f"Un texte, {written}.\n")
    world.phase("guide", Phase.REVIEW)
    made = edition(world, kind="release", audience="public")
    assert made["manifest"]["fonts"] == font_digests(scripts=True)
    assert THAI[:4] in pdf_of(world, made)
    assert verified(world, made)["notes"] == []
    scripts_absent(monkeypatch)
    (note,) = verified(world, made)["notes"]
    assert all(name in note for name in SCRIPT_FILES)
    assert FONT_FILES[0] not in note


@pytest.mark.slow
def test_a_guide_set_before_the_fonts_came_is_proven_where_they_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.campaign()
    accepted_page(world, f"Un texte, {THAI}.\n")
    with monkeypatch.context() as absent:
        scripts_absent(absent)
        made = edition(world, kind="proof", audience="members")
        assert made["manifest"]["fonts"].keys() == set(FONT_FILES)
        assert THAI[:4] not in pdf_of(world, made)
        assert verified(world, made)["notes"] == []
    (note,) = verified(world, made)["notes"]
    assert "before the fonts of bonsens[scripts] came" in note


@pytest.mark.slow
def test_another_version_of_a_font_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    accepted_page(world)
    made = edition(world, kind="proof", audience="members")
    other = {**font_digests(scripts=False), FONT_FILES[3]: "0" * 64}
    monkeypatch.setattr("app.guides.verifying.fonts_for", lambda _words: other)
    (note,) = verified(world, made)["notes"]
    assert FONT_FILES[3] in note
    assert FONT_FILES[2] not in note


@pytest.mark.usefixtures("without_scripts")
def test_a_release_without_the_fonts_is_refused_with_what_to_do(world: World) -> None:
    world.campaign()
    accepted_page(world, f"Un texte, {THAI}.\n")
    world.phase("guide", Phase.REVIEW)
    refused = world.as_("guide-admin").post(EDITIONS, json={"kind": "release", "audience": "public"})
    assert refused.json()["type"].endswith("release-refused")


def test_a_book_is_set_in_the_fonts_of_the_extra_only_where_it_needs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "SCRIPT_FILES", ("absent.ttf",))
    assert render(book_of("Un texte."))
