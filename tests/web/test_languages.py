"""In which language somebody is answered: their own, else the browser's, else the campaign's, else English."""

import pytest
from httpx2 import Response
from sqlmodel import select

from app.campaigns.rules import Phase, Role
from app.pages.models import Decision
from tests.world import World

FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}
ENGLISH = {"Accept-Language": "en"}


def told(answer: Response) -> tuple[str, str]:
    """Return the language that the answer says it is in, and the title of its problem."""
    assert "Accept-Language" in answer.headers["vary"]
    return answer.headers["content-language"], answer.json()["title"]


def set_language(world: World, username: str, language: str | None) -> Response:
    client = world.as_(username)
    tag = client.get("/v1/me").headers["etag"]
    return client.patch("/v1/me", json={"language": language}, headers={"If-Match": tag})


THEME = {"slug": "x", "question": "?"}
NOTHING = {"Accept-Language": ""}


def campaign(world: World) -> None:
    """Add a campaign in French, with somebody who reads."""
    world.campaign()
    world.user("reader")
    world.member("guide", "reader", Role.READER)


def test_a_stranger_is_answered_as_the_browser_asks(world: World) -> None:
    assert told(world.client.get("/v1/me", headers=FRENCH)) == ("fr", "Identifiez-vous d’abord")
    assert told(world.client.get("/v1/me", headers=ENGLISH)) == ("en", "Sign in first")
    assert told(world.client.get("/v1/me", headers={"Accept-Language": "ja"})) == ("en", "Sign in first")


def test_the_campaign_is_asked_where_nobody_else_says(world: World) -> None:
    campaign(world)
    refused = world.as_("reader").post("/v1/campaigns/guide/themes", json=THEME, headers=NOTHING)
    assert told(refused) == ("fr", "Vous n’avez pas le droit de faire cela")
    asked = world.as_("reader").post("/v1/campaigns/guide/themes", json=THEME, headers=ENGLISH)
    assert told(asked) == ("en", "You may not do this")


def test_a_hidden_campaign_is_not_told_by_its_language(world: World) -> None:
    campaign(world)
    world.user("stranger")
    client = world.as_("stranger")
    there, nowhere = (client.get(f"/v1/campaigns/{slug}", headers=NOTHING) for slug in ("guide", "nowhere"))
    assert told(there) == told(nowhere)
    assert (there.status_code, there.json()["detail"]) == (404, nowhere.json()["detail"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/campaigns/guide/themes", THEME),
        ("POST", "/v1/campaigns/guide/pages", {}),
        ("GET", "/v1/pages/1000", None),
        ("GET", "/v1/campaigns?limit=0", None),
    ],
    ids=["refused by a rule", "mistaken", "absent", "mistaken query"],
)
def test_a_person_is_answered_in_their_language(world: World, method: str, path: str, body: object) -> None:
    campaign(world)
    assert set_language(world, "reader", "fr").json()["language"] == "fr"
    answer = world.as_("reader").request(method, path, json=body, headers=ENGLISH)
    assert (answer.headers["content-language"], answer.status_code >= 400) == ("fr", True)


def test_what_people_set_for_themselves(world: World) -> None:
    campaign(world)
    client = world.as_("reader")
    assert client.get("/v1/me").json()["language"] is None
    changed = set_language(world, "reader", "fr")
    assert changed.headers["etag"] == client.get("/v1/me").headers["etag"]
    assert client.patch("/v1/me", json={"language": None}).status_code == 428
    stale = client.patch("/v1/me", json={"language": None}, headers={"If-Match": '"stale"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "me-changed")
    assert client.patch("/v1/me", json={"language": "tlh"}, headers={"If-Match": "*"}).status_code == 422
    assert set_language(world, "reader", None).json()["language"] is None
    assert world.client.patch("/v1/me", json={"language": "fr"}, headers={"If-Match": "*"}).status_code == 401


def test_the_same_code_and_parameters_in_every_language(world: World) -> None:
    campaign(world)
    client = world.as_("reader")
    french, english = (client.get("/v1/campaigns?limit=0", headers=asked) for asked in (FRENCH, ENGLISH))
    assert french.json()["errors"][0]["reason"] == "Indiquez 1 ou plus."
    assert english.json()["errors"][0]["reason"] == "Give 1 or more."
    for document in (french.json(), english.json()):
        assert (document["code"], document["parameters"]) == ("mistakes", {"fields": "query.limit"})
        assert document["errors"][0]["code"] == "too-small"
        assert document["errors"][0]["parameters"] == {"least": 1}


def test_a_kept_answer_is_repeated_as_it_was_first_given(world: World) -> None:
    campaign(world)
    page = world.page()
    world.phase("guide", Phase.REVIEW)
    edit = {"base_revision": page["revision"]["id"], "text": "Trop tard.\n"}
    client = world.as_("guide-contributor")
    first, again = (
        client.post(f"/v1/pages/{page['id']}/revisions", json=edit, headers={"Idempotency-Key": "one", **asked})
        for asked in (FRENCH, ENGLISH)
    )
    assert told(first) == told(again) == ("fr", "La période d’écriture n’est pas ouverte")
    assert again.headers["idempotency-replayed"] == "true"
    assert first.content == again.content


def test_a_reason_of_the_policy_is_stored_in_the_campaigns_language_with_its_code(world: World) -> None:
    world.campaign(acceptance="open")
    world.page()
    with world.database.reading() as session:
        (decision,) = session.exec(select(Decision)).all()
    assert (decision.reason_code, decision.reason_parameters) == ("accepted-at-once", "{}")
    assert decision.reason.startswith("Dans cette campagne, chaque version est acceptée")
