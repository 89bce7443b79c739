"""A release that the pre-flight finds errors in is refused, unless an admin says why it is made all the same."""

import pytest
from sqlalchemy import text

from app.audit import acts
from app.audit.service import list_acts
from app.campaigns.locking import get_campaign
from app.campaigns.rules import Phase
from app.guides import compiling
from app.guides.formats import FORMATS
from app.guides.work import COMPILE, compile_job
from app.jobs.service import run_next_job
from tests.client import ApiClient
from tests.guides.compiles import EDITIONS, accepted_page, compiled, edition, editions, ordered
from tests.guides.proving import proven
from tests.guides.test_voted import arrange, close, rewrite, voted_on
from tests.planting import on_one_database
from tests.reviews.acts import FIRST
from tests.world import Json, World

WHY = "Le livre part à l’imprimerie."
NO_GLYPH = {"code": "notice-glyph", "parameters": {"character": "\u0f40 (U+0F40)"}}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile to Markdown and JSON only."""
    monkeypatch.setattr(compiling, "FORMATS", {name: FORMATS[name] for name in ("md", "json")})


def refused(client: ApiClient, **body: str) -> Json:
    answer = client.post(EDITIONS, json=body)
    assert answer.status_code == 409, answer.text
    problem: Json = answer.json()
    assert problem["type"] == "urn:bonsens:problem:release-refused"
    return problem


def flawed(world: World) -> None:
    """Make a campaign in review with one error in its settings and one in a text, beside a warning."""
    world.campaign(organisation="Société \u0f40")
    accepted_page(world, "Un.\n\nDeux \u0f40 <b>.\n", title="Premier")
    world.phase("guide", Phase.REVIEW)


def sealed(world: World) -> list[tuple[int, int | None]]:
    """Return each edition of the audit log, with how many errors were overridden."""
    with world.database.reading() as session:
        campaign = get_campaign(session, "guide")
        return [(act.number, act.overridden) for act in list_acts(session, acts.SealEdition, campaign_id=campaign.id)]


def test_errors_refuse_a_release_and_name_their_places(world: World) -> None:
    flawed(world)
    problem = refused(world.as_("guide-admin"), kind="release")
    assert problem["findings"] == [{"page": None, "line": None, **NO_GLYPH}, {"page": "premier", "line": 3, **NO_GLYPH}]
    assert problem["detail"].startswith("The pre-flight found 2 errors; look at: premier. ")
    assert not run_next_job(world.database, {COMPILE: compile_job})
    assert editions(world) == []
    world.as_("guide-admin").patch("/v1/me", json={"language": "fr"}, headers={"If-Match": "*"})
    problem = refused(world.as_("guide-admin"), kind="release")
    assert problem["title"] == "Le guide ne peut pas encore être publié"
    assert problem["detail"].startswith("Le contrôle avant impression a trouvé 2 erreurs")


@on_one_database
def test_a_release_that_is_made_in_spite_of_errors_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    flawed(world)
    monkeypatch.setattr("app.guides.compiling.overridden", lambda *_: None)
    with pytest.raises(AssertionError):
        refused(world.as_("guide-admin"), kind="release")


def test_errors_outside_the_pages_are_said_to_be_there(world: World) -> None:
    world.campaign(organisation="Société \u0f40")
    accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    assert "1 error in the settings or the themes." in refused(world.as_("guide-admin"), kind="release")["detail"]


@pytest.mark.slow
def test_a_proof_is_never_refused_and_takes_no_reason(world: World) -> None:
    flawed(world)
    assert "overridden" not in edition(world, kind="proof")["manifest"]
    answer = world.as_("guide-admin").post(EDITIONS, json={"kind": "proof", "override": WHY})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["override"])
    assert sealed(world) == [(1, None)]


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_reason_has_words(world: World, blank: str) -> None:
    flawed(world)
    answer = world.as_("guide-admin").post(EDITIONS, json={"kind": "release", "override": blank})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "override")


def test_only_admins_override(world: World) -> None:
    flawed(world)
    body = {"kind": "release", "override": WHY}
    who = ("guide-editor", "guide-contributor", "guide-reader", None)
    assert [world.as_(one).post(EDITIONS, json=body).status_code for one in who] == [403, 403, 403, 404]


@pytest.mark.slow
def test_the_reason_and_the_errors_go_into_the_manifest_and_the_log(world: World) -> None:
    flawed(world)
    made = edition(world, kind="release", audience="public", override=f" {WHY} ")
    found = [{"page": None, "line": None, **NO_GLYPH}, {"page": "premier", "line": 3, **NO_GLYPH}]
    assert made["manifest"]["overridden"] == {"reason": WHY, "findings": found}
    data = world.as_(None).get(f"{EDITIONS}/1/artefacts/guide.json").json()
    assert data["overridden"] == WHY
    assert sealed(world) == [(1, 2)]
    assert proven(world, f"{EDITIONS}/1", by="guide-admin") == {"proven": True, "broken": [], "notes": []}
    # The same order again seals nothing; another reason is another edition.
    assert compiled(world, kind="release", audience="public", override=WHY)["result"] == f"{EDITIONS}/1"
    assert compiled(world, kind="release", audience="public", override="Autre.")["result"] == f"{EDITIONS}/2"
    assert sealed(world) == [(1, 2), (2, 2)]


@pytest.mark.slow
def test_where_there_is_no_error_nothing_is_overridden(world: World) -> None:
    world.campaign()
    accepted_page(world, "Un <b>.\n")
    world.phase("guide", Phase.REVIEW)
    made = edition(world, kind="release", override=WHY)
    assert "overridden" not in made["manifest"]
    assert compiled(world, kind="release")["result"] == f"{EDITIONS}/1"
    assert "overridden" not in world.as_("guide-admin").get(f"{EDITIONS}/1/artefacts/guide.json").json()
    assert sealed(world) == [(1, None)]


@pytest.mark.slow
def test_an_error_that_comes_after_the_order_fails_the_job(world: World) -> None:
    world.campaign()
    page = accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    job = ordered(world.as_("guide-admin"), kind="release")
    later = world.edit(page, "Deux \u0f40.\n", by="guide-editor")
    world.accept(later["revision"]["id"], by="guide-editor")
    assert run_next_job(world.database, {COMPILE: compile_job})
    failed = world.as_("guide-admin").get(job).json()
    assert (failed["state"], failed["result"], failed["problem"]["type"]) == ("failed", None, "release-refused")
    assert failed["problem"]["findings"] == [{"page": page["slug"], "line": 1, **NO_GLYPH}]
    assert editions(world) == []


@pytest.mark.slow
def test_a_tip_rewritten_after_the_vote_takes_a_reason(world: World) -> None:
    _, winner = voted_on(world)
    close(world)
    latest = {**winner, "revision": {"id": rewrite(world, winner)}}
    rewritten = {"code": "tip-rewritten", "parameters": {"changed": 85, "voted": 1}}
    assert refused(world.as_("guide-admin"))["findings"] == [{"page": "un", "line": None, **rewritten}]
    # One of the three is enough: a reason for the guide, one for the tip, or the text that was voted on.
    ordered(world.as_("guide-admin"), override=WHY)
    arrange(world, winner, rewritten_reason="Relu.")
    ordered(world.as_("guide-admin"))
    latest["revision"] = {"id": rewrite(world, latest, "Autre.\n")}
    refused(world.as_("guide-admin"))
    rewrite(world, latest, FIRST)
    ordered(world.as_("guide-admin"))


def test_a_tip_that_the_release_does_not_take_refuses_nothing(world: World) -> None:
    world.campaign()
    accepted_page(world)
    page = accepted_page(world, "Un \u0f40.\n", title="Double")
    with world.database.writing() as session:
        where = {"id": page["id"]}
        session.connection().execute(text("UPDATE page SET excluded_reason = 'Double' WHERE id = :id"), where)
    world.phase("guide", Phase.REVIEW)
    ordered(world.as_("guide-admin"), kind="release")
