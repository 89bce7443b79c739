"""A redaction leaves everything provable, and tampering cannot pass for one."""

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from app.audit.service import verify_chains
from app.campaigns.rules import Phase
from app.cli.verifying import verify
from app.errors import Conflict
from app.guides import compiling
from app.guides.compiling import Order, compile_edition
from app.guides.formats import FORMATS
from app.guides.models import Edition
from app.guides.rules import Audience, EditionKind
from app.guides.verifying import verify_edition
from app.pages.revisions.verifying import verify_revisions
from tests.guides.compiles import EDITIONS, accepted_page, edition, unguarded
from tests.guides.proving import proven
from tests.moderation.acts import ADMIN, WRONG, redacted
from tests.pages.acts import EDITOR, ME, save
from tests.world import World

PURGE = "UPDATE content SET text = '', redacted_at = '2026-01-01 00:00:00.000000'"
FORGET = "UPDATE audit_entry SET act = 'x' WHERE act = 'revision.redacted'"
BACK = "UPDATE content SET text = 'Jean Dupont est un voleur.', redacted_at = NULL WHERE text = ''"

TAMPERINGS = {
    f"{PURGE} WHERE text = 'Intact.'": "Page 2, revision 1: its text was purged, and the audit log tells of no",
    "UPDATE revision SET title = '…' WHERE page_id = 2": "Page 2, revision 1: its digest does not follow",
    "UPDATE revision SET summary = '' WHERE page_id = 2": "Page 2, revision 1: its digest does not follow",
    FORGET: "Page 1, revision 1: its text was purged",
    "DELETE FROM audit_entry WHERE act = 'revision.redacted'": "Redaction 1: what it purged is not what the audit log",
    "DELETE FROM redacted_part": "Redaction 1: what it purged is not what the audit log tells.",
    "UPDATE redacted_part SET sha256 = 'x' WHERE part = 'title'": "Redaction 1: what it purged is not what",
    "UPDATE content SET redacted_at = NULL": "Page 1, revision 1: its text was changed.",
    "UPDATE content SET text = 'Faux.' WHERE redacted_at IS NOT NULL": "Page 1, revision 1: its text was changed.",
    BACK: "it was redacted, and is there again.",
    "UPDATE revision SET title = 'Dupont' WHERE page_id = 1 AND number = 1": "title or summary was redacted, and is",
    "UPDATE revision SET summary = 'Dupont' WHERE page_id = 1 AND number = 2": "title or summary was redacted, and is",
}


def _history(world: World) -> None:
    """Make a page of which a text, a title and a summary were redacted, and one that is as it was written."""
    world.campaign()
    page = world.page(title="Dupont", text=WRONG)
    base = page["revision"]["id"]
    save(world.as_(ME), page["id"], base, f"{WRONG} Encore.", title="Titre", summary="Dupont")
    world.page(title="Autre", text="Intact.", summary="Une raison")
    redacted(world.as_(ADMIN), base, "Dupont")


def _broken(session: Session) -> list[str]:
    return [sentence for sentence in verify_revisions(session) if sentence is not None]


@pytest.mark.slow
def test_a_purge_that_no_redaction_tells_of_is_a_broken_link(world: World) -> None:
    _history(world)
    with world.database.reading() as session:
        assert _broken(session) == []
        assert verify_chains(session) == []
    for change, sentence in TAMPERINGS.items():
        with unguarded(world.database) as session:
            session.connection().execute(text(change))
            assert any(sentence in told for told in _broken(session)), (change, _broken(session))


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "FORMATS", {name: FORMATS[name] for name in ("md", "json")})


@pytest.mark.slow
@pytest.mark.usefixtures("light")
def test_an_edition_that_carries_the_words_is_listed_and_proven_by_its_files(world: World) -> None:
    world.campaign()
    page = accepted_page(world, f"Un texte. {WRONG}\n")
    clean = accepted_page(world, "Un autre.\n", title="Autre")
    edition(world, kind="proof")
    world.phase("guide", Phase.REVIEW)
    edition(world, kind="release", audience="public")
    done = redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)
    assert [(e["number"], e["kind"], e["audience"], e["artefacts"]) for e in done["editions"]] == [
        (1, "proof", "company", ["findings.md", "guide.json", "guide.md"]),
        (2, "release", "public", ["guide.json", "guide.md"]),
    ]
    told = proven(world, f"{EDITIONS}/2", by=ADMIN)
    assert (told["proven"], told["broken"]) == (True, [])
    (note,) = told["notes"]
    assert note.startswith("Edition 2: the text of page titre, revision 1 was redacted. It cannot be rendered again;")
    assert WRONG in world.as_(None).get(f"{EDITIONS}/2/artefacts/guide.md").text
    edition(world, kind="release", audience="company")
    assert WRONG not in world.as_(ADMIN).get(f"{EDITIONS}/3/artefacts/guide.md").text
    assert proven(world, f"{EDITIONS}/3", by=ADMIN) == {"proven": True, "broken": [], "notes": []}
    assert redacted(world.as_(ADMIN), clean["revision"]["id"])["editions"][-1]["number"] == 3
    for change, sentence in (
        ("UPDATE artefact SET data = data || data WHERE name = 'guide.md'", "guide.md is not the file that was sealed"),
        (FORGET, "a text that it names was purged, and the audit log"),
    ):
        with unguarded(world.database) as session:
            session.connection().execute(text(change))
            found = verify_edition(session, session.exec(select(Edition).where(Edition.number == 2)).one())
            assert any(sentence in broken for broken in found), (change, found)


@pytest.mark.slow
@pytest.mark.usefixtures("light")
def test_the_command_notes_a_redacted_text_and_calls_nothing_broken(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world.campaign()
    page = accepted_page(world, WRONG)
    edition(world, kind="proof")
    redacted(world.as_(ADMIN), page["revision"]["id"])
    monkeypatch.setenv("BONSENS_DATABASE_URL", world.database.url.render_as_string(hide_password=False))
    verify()
    told = capfd.readouterr().err
    assert "guide: Edition 1: the text of page titre, revision 1 was redacted." in told
    assert "Everything holds. Revisions: 2; editions: 1;" in told


@pytest.mark.slow
@pytest.mark.usefixtures("light")
def test_an_edition_is_listed_by_a_title_or_a_question_too(world: World) -> None:
    world.campaign(subtitle="Sans Martin")
    page = accepted_page(world, "Un.\n", title="Dupont", summary="Martin")
    edition(world, kind="proof")
    assert [e["number"] for e in redacted(world.as_(ADMIN), page["revision"]["id"], "Martin")["editions"]] == [1]
    done = redacted(world.as_(ADMIN), page["revision"]["id"], "Dupont")
    assert ([e["number"] for e in done["editions"]], done["revisions"][0]["accepted"]) == ([1], True)
    # A title is in the manifest, so the edition renders to the same bytes all the same.
    assert proven(world, f"{EDITIONS}/1", by=ADMIN) == {"proven": True, "broken": [], "notes": []}


@pytest.mark.slow
@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("passage", [WRONG, None, "Dupont"])
def test_nothing_is_sealed_that_is_redacted_while_it_is_rendered(world: World, passage: str | None) -> None:
    world.campaign()
    page = accepted_page(world, f"Un texte. {WRONG}\n", title="Titre sur Dupont")
    stages: list[str] = []

    def redact_before_sealing(_percent: int, stage: str) -> None:
        stages.append(stage)
        if stage == "seal" and stages.count("seal") == 1:
            done = redacted(world.as_(ADMIN), page["revision"]["id"], passage)
            world.accept(done["appended"][0]["revision_id"], by=EDITOR)

    order = Order("guide", EditionKind.PROOF, Audience.MEMBERS)
    compile_edition(world.database, world.actor(ADMIN), order, progress=redact_before_sealing)
    assert stages.count("seal") == 2
    with world.database.reading() as session:
        (sealed,) = session.exec(select(Edition))
        assert verify_edition(session, sealed) == []
    made = world.as_(ADMIN).get(f"{EDITIONS}/1/artefacts/guide.md").text
    assert (passage or WRONG) not in made


@pytest.mark.usefixtures("light")
def test_nothing_is_left_to_compile_when_the_only_text_is_redacted(world: World) -> None:
    world.campaign()
    page = accepted_page(world, WRONG)
    redacted(world.as_(ADMIN), page["revision"]["id"])
    order = Order("guide", EditionKind.PROOF, Audience.MEMBERS)
    with pytest.raises(Conflict, match="No text has been accepted"):
        compile_edition(world.database, world.actor(ADMIN), order, progress=lambda _percent, _stage: None)
