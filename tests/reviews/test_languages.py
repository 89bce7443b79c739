"""What is missing, barred, chosen and decided, and the views in HTML, are told in the reader's language."""

import pytest

from tests.pages.acts import ME
from tests.reviews.acts import vote
from tests.world import World

pytestmark = pytest.mark.usefixtures("told_at_once")

EDITOR = "guide-editor"
FRENCH = {"Accept-Language": "fr-CA, en;q=0.5"}


def test_a_report_says_what_is_missing_in_the_language_of_the_reader(world: World) -> None:
    world.campaign(acceptance="votes", quorum=2)
    path = f"/v1/revisions/{world.page()['revision']['id']}/acceptance"
    english, french = (
        world.as_(ME).get(path, headers={"Accept-Language": "en"}),
        world.as_(ME).get(path, headers=FRENCH),
    )
    first, told = english.json()["rules"][0], french.json()["rules"][0]
    assert first["missing"] == "2 more ballots are needed: 0 of 2."
    assert told["missing"] == "Il manque 2 bulletins\u00a0: 0 sur 2."
    assert {**first, "missing": None} == {**told, "missing": None}
    assert (told["missing_code"], told["missing_parameters"]) == (
        "ballots-needed",
        {"more": 2, "ballots": 0, "quorum": 2},
    )
    assert french.headers["content-language"] == "fr"
    assert "Accept-Language" in french.headers["vary"]
    assert english.headers["etag"] != french.headers["etag"]


def test_the_reason_of_the_policy_is_told_to_each_in_their_language(world: World) -> None:
    world.campaign(acceptance="votes", quorum=1, approval_percent=50)
    page = world.page()
    vote(world, EDITOR, page["revision"]["id"], "approve")
    path = f"/v1/pages/{page['id']}/decisions"
    english, french = (
        world.as_(ME).get(path, headers={"Accept-Language": language}).json()["items"][0] for language in ("en", "fr")
    )
    assert english["reason"].startswith("Accepted by votes: 1 of 1 ballot ")
    assert french["reason"].startswith("Acceptée par les votes\u00a0: 1 voix")
    assert english["reason_code"] == french["reason_code"] == "accepted-by-votes"
    assert english["reason_parameters"]["quorum"] == 1


def test_the_words_of_an_editor_stay_as_they_are(world: World) -> None:
    world.campaign()
    revision = world.page()["revision"]["id"]
    world.accept(revision, by=EDITOR, reason="Well put.")
    told = world.as_(ME).get(f"/v1/revisions/{revision}/acceptance", headers=FRENCH).json()["decisions"][0]
    assert (told["reason"], told["reason_code"], told["reason_parameters"]) == ("Well put.", None, None)


def test_the_selection_says_why_in_the_language_of_the_reader(world: World) -> None:
    world.campaign()
    world.page(title="Saluer")
    path = "/v1/campaigns/guide/selection"
    [told] = world.as_(ME).get(path, headers=FRENCH).json()["items"]
    assert (told["why"], told["why_code"]) == (
        "aucun texte n’a encore été accepté\u202f; la version 1 attend une décision",
        "tip-not-accepted",
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/pages/{page}/diff?from=1&to=2&format=html", 'aria-label="ajouté"'),
        ("/v1/pages/{page}/diff?from=1&to=2&format=side", '<th scope="col">Avant</th>'),
        ("/v1/pages/{page}/diff?from=1&to=2&format=rendered", 'Un<ins role="group" aria-label="ajouté"> deux</ins>.'),
        ("/v1/revisions/{revision}/attribution?format=html", "Qui a écrit quoi"),
    ],
)
def test_views_in_html_speak_the_language_of_the_reader(world: World, path: str, said: str) -> None:
    world.campaign()
    page = world.page(text="Un.\n")
    revision = world.edit(page, "Un deux.\n", by=ME)["revision"]["id"]
    path = path.format(page=page["id"], revision=revision)
    english, french = (
        world.as_(ME).get(path, headers={"Accept-Language": "en"}),
        world.as_(ME).get(path, headers=FRENCH),
    )
    assert said in french.text
    assert said not in english.text
    assert french.headers["content-language"] == "fr"
    assert english.headers["etag"] != french.headers["etag"]
    same = world.as_(ME).get(path, headers={**FRENCH, "If-None-Match": french.headers["etag"]})
    assert (same.status_code, same.headers["content-language"]) == (304, "fr")
    assert "Accept-Language" in same.headers["vary"]


def test_a_difference_in_json_says_nothing_and_is_the_same_in_every_language(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.\n")
    world.edit(page, "Un deux.\n", by=ME)
    path = f"/v1/pages/{page['id']}/diff?from=1&to=2"
    english, french = (
        world.as_(ME).get(path, headers={"Accept-Language": "en"}),
        world.as_(ME).get(path, headers=FRENCH),
    )
    assert english.headers["etag"] == french.headers["etag"]
