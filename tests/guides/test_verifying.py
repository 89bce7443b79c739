"""Editions cannot be changed; where somebody changed one all the same, verifying tells."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.campaigns.rules import Phase
from app.digests import sha256
from app.guides import compiling, verifying
from app.guides.book import Book
from app.guides.formats import FORMATS, RendererMissing
from app.guides.models import Edition
from app.guides.verifying import verify_edition
from tests.guides.compiles import EDITIONS, accepted_page, edition, unguarded
from tests.guides.proving import proof, proven
from tests.world import World


@pytest.fixture
def sealed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(compiling, "FORMATS", {name: FORMATS[name] for name in ("md", "json")})
    world.campaign()
    accepted_page(world, "Un texte.\n")
    world.phase("guide", Phase.REVIEW)
    edition(world, kind="release", audience="public")
    return world


CHANGES = (
    "UPDATE edition SET audience = 'public'",
    "DELETE FROM edition",
    "UPDATE artefact SET media_type = 'text/plain'",
    "DELETE FROM artefact",
)


@pytest.mark.slow
def test_an_edition_cannot_be_changed(sealed: World) -> None:
    for change in CHANGES:
        with pytest.raises(DBAPIError, match="append-only"), sealed.database.writing() as session:
            session.connection().execute(text(change))


def _rewrite_manifest(session: Session) -> None:
    # A forger who knows how digests are made, and has no way into the audit chain.
    row = session.exec(select(Edition)).one()
    manifest = row.manifest.replace("guide-contributor", "guide-forger").replace('"Guide"', '"Faux"')
    change = text("UPDATE edition SET manifest = :manifest, digest = :digest")
    session.connection().execute(change, {"manifest": manifest, "digest": sha256(manifest.encode())})


TAMPERINGS = {
    "UPDATE edition SET manifest = manifest || ' '": "the manifest does not have the edition's digest",
    "UPDATE edition SET digest = '00'": "the manifest does not have the edition's digest",
    "UPDATE edition SET manifest = 'no JSON'": "the manifest does not have the edition's digest",
    "UPDATE edition SET number = 7": "the audit log tells of no edition with this number",
    "UPDATE artefact SET data = data || data WHERE name = 'guide.md'": "guide.md is not the file that was sealed",
    "UPDATE artefact SET media_type = 'text/html'": "guide.json is not the file that was sealed",
    "DELETE FROM artefact WHERE name = 'guide.md'": "guide.md is not the file that was sealed",
    "UPDATE artefact SET name = 'guide.pdf' WHERE name = 'guide.md'": "guide.pdf is not the file that was sealed",
    "UPDATE content SET text = 'Un autre texte.'": "guide.md renders to other bytes",
    "UPDATE revision SET content_sha256 = '00'": "revision 1 is not in the history any more",
    "DELETE FROM content": "a text that it names is missing",
}


@pytest.mark.slow
@pytest.mark.covers
def test_verifying_finds_what_was_changed(sealed: World) -> None:
    for change, sentence in TAMPERINGS.items():
        with unguarded(sealed.database) as session:
            session.connection().execute(text(change))
            broken = verify_edition(session, session.exec(select(Edition)).one())
            assert any(sentence in told for told in broken), (change, broken)
    with unguarded(sealed.database) as session:
        _rewrite_manifest(session)
        told = " ".join(verify_edition(session, session.exec(select(Edition)).one()))
        assert "the audit log tells of no edition" in told
        assert "the facts do not have the snapshot's digest" in told
    with sealed.database.reading() as session:
        assert verify_edition(session, session.exec(select(Edition)).one()) == []


@pytest.mark.slow
@pytest.mark.covers
def test_anyone_signed_in_may_have_a_readable_edition_proven(sealed: World) -> None:
    sealed.user("outsider")
    assert proven(sealed, f"{EDITIONS}/latest", by="outsider") == {"proven": True, "broken": [], "notes": []}
    assert sealed.as_(None).post(f"{EDITIONS}/latest/verify").status_code == 401
    assert sealed.as_("outsider").post(f"{EDITIONS}/2/verify").status_code == 404


@pytest.mark.slow
def test_an_edition_of_fewer_formats_still_verifies_and_a_missing_renderer_is_said(
    sealed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(sealed.as_(None).get(f"{EDITIONS}/latest").json()["artefacts"]) < len(FORMATS)
    assert proven(sealed, f"{EDITIONS}/latest", by="guide-reader")["proven"]

    def missing(_name: str, _book: Book) -> bytes:
        raise RendererMissing("The format md needs a thing.")

    monkeypatch.setattr(verifying, "render", missing)
    job = proof(sealed, f"{EDITIONS}/latest", by="guide-reader")
    assert (job["state"], job["problem"]["type"]) == ("failed", "renderer-missing")
