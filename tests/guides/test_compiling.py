"""Who may compile when, what goes in, and what a failed compile leaves behind: nothing."""

import threading
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from itertools import count

import pytest
from sqlalchemy import event, text

from app.campaigns.locking import get_campaign
from app.campaigns.rules import Phase, Role
from app.clock import database_now, process_now, shifted
from app.digests import canonical, sha256
from app.guides import compiling
from app.guides.book import Book, passages_of
from app.guides.compiling import Compiled, Order, compile_edition
from app.guides.formats import FORMATS, RendererMissing, render
from app.guides.rules import Audience, EditionKind
from app.guides.typefaces import FONT_FILES
from tests.guides.compiles import EDITIONS, accepted_page, compiled, edition, editions
from tests.guides.proving import proven
from tests.world import Json, World

CALLERS = (None, "outsider", *(f"guide-{role}" for role in Role))
Answers = dict[str | None, int]
ADMIN_ONLY: Answers = {"guide-admin": 202, "guide-editor": 403, "guide-contributor": 403, "guide-reader": 403}
NOBODY: Answers = {"guide-admin": 409, "guide-editor": 403, "guide-contributor": 403, "guide-reader": 403}
ALLOWED = {
    ("proof", Phase.DRAFT): ADMIN_ONLY,
    ("proof", Phase.OPEN): ADMIN_ONLY,
    ("proof", Phase.REVIEW): ADMIN_ONLY,
    ("proof", Phase.PUBLISHED): NOBODY,
    ("release", Phase.DRAFT): NOBODY,
    ("release", Phase.OPEN): NOBODY,
    ("release", Phase.REVIEW): ADMIN_ONLY,
    ("release", Phase.PUBLISHED): ADMIN_ONLY,
}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile to Markdown and JSON only."""
    monkeypatch.setattr(compiling, "FORMATS", {name: FORMATS[name] for name in ("md", "json")})


@pytest.mark.slow
def test_only_admins_compile_and_only_in_their_phase(world: World) -> None:
    world.campaign()
    world.user("outsider")
    accepted_page(world)
    for (kind, phase), expected in ALLOWED.items():
        world.phase("guide", phase)
        answers: Answers = {
            caller: world.as_(caller).post(EDITIONS, json={"kind": kind}).status_code for caller in CALLERS
        }
        hidden: Answers = {None: 404, "outsider": 404}
        assert answers == hidden | expected, (kind, phase)


def test_no_release_while_the_window_or_the_voting_is_open(world: World) -> None:
    world.campaign()
    accepted_page(world)
    refused = world.as_("guide-admin").post(EDITIONS, json={"kind": "release"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:bonsens:problem:window-open")
    assert refused.json()["phase"] == "open"
    world.phase("guide", Phase.REVIEW)
    with world.database.writing() as session:
        get_campaign(session, "guide").voting_closes_at = database_now(session) + timedelta(hours=1)
    refused = world.as_("guide-admin").post(EDITIONS, json={"kind": "release"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:bonsens:problem:window-open")
    assert refused.json()["phase"] == "review"
    with shifted(timedelta(minutes=61)):
        world.tokens["guide-admin"] = world.app.state.services.tokens.issue(
            world.actor("guide-admin").signed_in(), now=process_now(), lifetime=timedelta(hours=1)
        )
        assert world.as_("guide-admin").post(EDITIONS, json={"kind": "release"}).status_code == 202


def test_nothing_accepted_is_nothing_to_compile(world: World) -> None:
    world.campaign()
    world.page()
    refused = world.as_("guide-admin").post(EDITIONS, json={"kind": "proof"})
    assert refused.status_code == 409
    assert "accepted" in refused.json()["detail"]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_only_accepted_text_of_visible_pages_is_compiled(world: World) -> None:
    world.campaign()
    shown = accepted_page(world, "Texte accepté.\n", title="Montré")
    world.edit(shown, "Texte plus récent.\n", by="guide-contributor")
    hidden = accepted_page(world, "Texte caché.\n", title="Caché")
    path = f"/v1/pages/{hidden['id']}"
    etag = world.as_("guide-editor").get(path).headers["etag"]
    assert world.as_("guide-editor").delete(path, headers={"If-Match": etag}).is_success
    world.page(text="Texte en attente.\n", title="En attente")
    taken_back = accepted_page(world, "Texte repris.\n", title="Repris")
    path = f"/v1/revisions/{taken_back['revision']['id']}"
    etag = world.as_("guide-editor").get(path).headers["etag"]
    body = {"reason": "Trop tôt."}
    assert world.as_("guide-editor").post(f"{path}/unaccept", json=body, headers={"If-Match": etag}).is_success
    made = edition(world, kind="proof", audience="members")
    guide = world.as_("guide-admin").get(f"{EDITIONS}/{made['number']}/artefacts/guide.md").text
    assert "Texte accepté." in guide
    assert all(word not in guide for word in ("récent", "caché", "attente", "repris"))
    assert [page["title"] for page in made["manifest"]["pages"]] == ["Montré"]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_the_manifest_is_canonical_and_names_every_byte(world: World) -> None:
    world.campaign(phase=Phase.OPEN)
    accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    made = edition(world, kind="release", audience="public")
    assert made["digest"] == sha256(canonical(made["manifest"]))
    beside = ("artefacts", "fonts", "made_with", "snapshot_digest")
    facts = {name: value for name, value in made["manifest"].items() if name not in beside}
    assert made["manifest"]["made_with"]["typst"] == version("typst")
    assert made["manifest"]["fonts"].keys() == set(FONT_FILES)
    assert made["manifest"]["snapshot_digest"] == sha256(canonical(facts))
    for artefact in made["artefacts"]:
        data = world.as_(None).get(artefact["path"]).content
        assert (artefact["sha256"], artefact["size"]) == (sha256(data), len(data))
    assert world.as_("guide-admin").get("/v1/campaigns/guide").json()["phase"] == "published"
    again = compiled(world, kind="release", audience="public")
    assert again["result"] == f"{EDITIONS}/{made['number']}"
    assert len(editions(world)) == 1
    path = f"{EDITIONS}/{made['number']}"
    for who in (None, "guide-reader", "guide-admin"):
        offered = world.as_(who).get(path).json()["allowed_actions"]
        is_verified = world.as_(who).post(f"{path}/verify").status_code == 202
        assert offered == ["download", *(["verify"] if is_verified else [])]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_what_is_accepted_during_a_release_compile_is_in_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    page = accepted_page(world, "Avant.\n")
    later = world.edit(page, "Après.\n", by="guide-contributor")
    world.phase("guide", Phase.REVIEW)
    raced: list[Json] = []

    def racing(name: str, book: Book) -> bytes:
        if not raced:
            raced.append(world.accept(later["revision"]["id"], by="guide-editor"))
        return render(name, book)

    monkeypatch.setattr(compiling, "render", racing)
    made = edition(world, kind="release")
    assert raced
    assert "Après." in world.as_("guide-admin").get(made["artefacts"][0]["path"]).text
    assert [item["number"] for item in editions(world)] == [1]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_compile_that_is_always_outrun_gives_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    page = accepted_page(world, "0\n")
    world.phase("guide", Phase.REVIEW)
    numbers = count(1)

    def racing(name: str, book: Book) -> bytes:
        saved = world.edit(page, f"{next(numbers)}\n", by="guide-editor")
        page["revision"] = saved["revision"]
        world.accept(saved["revision"]["id"], by="guide-editor")
        return render(name, book)

    monkeypatch.setattr(compiling, "render", racing)
    job = compiled(world, kind="release")
    assert (job["state"], job["problem"]["type"]) == ("failed", "conflict")
    assert editions(world) == []
    assert world.as_("guide-admin").get("/v1/campaigns/guide").json()["phase"] == "review"


def _boom(_name: str, _book: Book) -> bytes:
    raise ZeroDivisionError("the secret of line 7")


def _missing(_name: str, _book: Book) -> bytes:
    raise RendererMissing("The format pdf needs typst. Install it with: pip install 'bonsens[book]'")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rendering", "problem", "detail"),
    [
        (_boom, "internal-error", "Give the operator the number of this job"),
        (_missing, "renderer-missing", "pip install"),
    ],
)
def test_a_failed_compile_leaves_no_edition(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    rendering: Callable[[str, Book], bytes],
    problem: str,
    detail: str,
) -> None:
    monkeypatch.setattr(compiling, "render", rendering)
    world.campaign()
    accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    job = compiled(world, kind="release")
    assert (job["state"], job["result"], job["problem"]["type"]) == ("failed", None, problem)
    assert detail in job["problem"]["detail"]
    assert "secret" not in str(job)
    assert editions(world) == []


def phase(world: World) -> str:
    return str(world.as_("guide-admin").get("/v1/campaigns/guide").json()["phase"])


@pytest.mark.slow
def test_a_character_without_glyph_is_a_box_in_a_release_that_was_overridden(world: World) -> None:
    world.campaign()
    accepted_page(world, "Un.\n\nUn caractère : \u0f40.\n\nDeux : &#3905;\n", title="Un titre \u0f40")
    world.phase("guide", Phase.REVIEW)
    job = compiled(world, kind="release", override="Le papier attendra.")
    assert job["state"] == "done"
    assert job["problem"].items() >= {"type": "glyphs-missing", "pages": ["un-titre"]}.items()
    assert job["problem"]["characters"] == ["\u0f40", "\u0f41"]
    assert [(place["line"], place["characters"]) for place in job["problem"]["places"]] == [
        (None, ["\u0f40"]),
        (3, ["\u0f40"]),
        (5, ["\u0f41"]),
    ]
    (made,) = editions(world)
    assert {artefact["name"] for artefact in made["artefacts"]} == {f"guide.{form}" for form in FORMATS}
    assert proven(world, f"{EDITIONS}/1", by="guide-admin")["proven"]
    assert phase(world) == "published"


@pytest.mark.slow
def test_a_character_without_glyph_outside_the_pages_is_placed(world: World) -> None:
    world.campaign(organisation="Société \u0f40")
    accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    job = compiled(world, kind="release", override="Le papier attendra.")
    assert job["problem"]["detail"].endswith("in the settings or the themes.")
    assert job["problem"]["places"] == []


def _refusing(word: str, form: str) -> Callable[[str, Book], bytes]:
    """Return a renderer that one word stops in one format."""

    def rendering(name: str, book: Book) -> bytes:
        if name == form and any(word in f"{passage.title}\n{passage.text}" for passage in passages_of(book)):
            raise ZeroDivisionError("the secret of line 7")
        return render(name, book)

    return rendering


@pytest.mark.slow
@pytest.mark.parametrize("form", ["pdf", "html", "json"])
@pytest.mark.parametrize(
    ("title", "words", "place"),
    [
        ("Titre", "Un.\n\n- deux\n- trois\n\nQuatre\nBOUM.\n\nCinq.\n", ("titre", 6)),
        ("Titre", "BOUM.\n", ("titre", 1)),
        ("Titre BOUM", "Un.\n", ("titre-boum", None)),
    ],
)
def test_a_format_that_fails_takes_no_other_with_it(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    title: str,
    words: str,
    place: tuple[str, int | None],
) -> None:
    monkeypatch.setattr(compiling, "render", _refusing("BOUM", form))
    world.campaign()
    accepted_page(world, title="Autre")
    page = accepted_page(world, words, title=title)
    accepted_page(world, title="Encore")
    world.phase("guide", Phase.REVIEW)
    job = compiled(world, kind="release")
    assert (job["state"], job["problem"]["type"], job["problem"]["file"]) == ("done", "unprintable", f"guide.{form}")
    assert (job["problem"]["page"], job["problem"]["line"]) == place
    assert "secret" not in str(job)
    made = world.as_("guide-admin").get(job["result"]).json()
    others = {f"guide.{name}" for name in FORMATS if name != form}
    assert {artefact["name"] for artefact in made["artefacts"]} == others
    assert made["manifest"]["failed"].keys() == {f"guide.{form}"}
    assert proven(world, job["result"], by="guide-admin")["proven"]
    assert phase(world) == "review"
    # Once the text is mended the guide is whole, and published.
    saved = world.edit(page, "Mieux.\n", title="Mieux", by="guide-editor")
    world.accept(saved["revision"]["id"], by="guide-editor")
    assert "failed" not in edition(world, kind="release")["manifest"]
    assert phase(world) == "published"


def test_a_fault_that_no_text_causes_is_placed_nowhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def rendering(name: str, book: Book) -> bytes:
        return _boom(name, book) if name == "pdf" else render(name, book)

    monkeypatch.setattr(compiling, "render", rendering)
    world.campaign()
    accepted_page(world)
    problem = compiled(world, kind="proof")["problem"]
    assert (problem["page"], problem["line"]) == (None, None)
    assert "The operator will find the reason in the log." in problem["detail"]


@pytest.mark.slow
def test_a_proof_shows_a_box_for_a_character_without_glyph_and_a_name_stops_nothing(world: World) -> None:
    world.campaign(organisation="Société \u0f40")
    accepted_page(world, "Un caractère : \u0f40.\n")
    assert compiled(world, kind="proof")["state"] == "done"


@pytest.mark.slow
def test_a_name_in_a_script_without_glyphs_does_not_stop_a_release(world: World) -> None:
    world.campaign()
    world.user("somebody", name="\uae40\ubbfc\uc218 \u0f40")
    world.member("guide", "somebody", Role.CONTRIBUTOR)
    accepted_page(world, by="somebody")
    world.phase("guide", Phase.REVIEW)
    assert compiled(world, kind="release")["state"] == "done"


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_no_edition(world: World) -> None:
    world.campaign()
    accepted_page(world)
    with world.database.reading() as session:
        pages = session.connection().execute(text("PRAGMA page_count")).scalar_one()
    engine = world.database.engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def fill(connection: object, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")  # type: ignore[attr-defined]

    job = compiled(world, kind="proof")
    assert (job["state"], job["problem"]["type"]) == ("failed", "database-unavailable")
    event.remove(engine, "connect", fill)
    engine.dispose()
    assert editions(world) == []
    assert edition(world, kind="proof")["number"] == 1


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_compiles_at_once_are_numbered_densely_and_equal_ones_are_one(world: World) -> None:
    world.campaign()
    accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    actor = world.actor("guide-admin")
    start = threading.Barrier(6)
    results: list[Compiled] = []

    def work(audience: Audience) -> None:
        start.wait()
        order = Order("guide", EditionKind.RELEASE, audience)
        results.append(compile_edition(world.database, actor, order, progress=lambda _percent, _stage: None))

    threads = [threading.Thread(target=work, args=(audience,)) for audience in [*Audience, *Audience]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(item["number"] for item in editions(world)) == [1, 2, 3]
    assert sum(result.is_new for result in results) == 3
    assert sorted(result.number for result in results) == [1, 1, 2, 2, 3, 3]
