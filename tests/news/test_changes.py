"""What each may know of what happened: nothing that is hidden from them, and each act once, in order."""

from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import col

from app.news import finding
from app.pages.models import Page
from app.pages.models import Revision as Text
from tests.questions.acts import ask, ask_there, dispose, hall
from tests.world import Json, World

MARK = "Zyzzogeton"
EVERYBODY = ("guide-admin", "guide-editor", "guide-contributor", "guide-reader")


def told(world: World, username: str | None, **query: Any) -> Json:
    answer = world.as_(username).get(f"/v1/campaigns/guide/changes?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    listed: Json = answer.json()
    return listed


def codes(world: World, username: str, **query: Any) -> list[str]:
    return [row["code"] for row in told(world, username, **query)["items"]]


def hidden_things(world: World) -> None:
    """Do what readers must not know of, with the mark in every word of it, between two things that they may."""
    world.campaign()
    shown = world.page(title="Commun")
    world.accept(shown["revision"]["id"], by="guide-editor")
    world.page(title=MARK)
    world.edit(shown, f"{MARK}.\n", by="guide-contributor", title=f"{MARK} encore", summary=MARK)
    comment = world.as_("guide-contributor").post(f"/v1/pages/{shown['id']}/comments", json={"text": MARK}).json()
    hide = {"reason": MARK}
    assert world.as_("guide-editor").post(f"/v1/comments/{comment['id']}/hide", json=hide).status_code == 200
    world.theme("guide", "t2")


def test_readers_are_told_of_accepted_texts_alone(world: World) -> None:
    hidden_things(world)
    listed = told(world, "guide-reader")
    assert MARK not in str(listed)
    assert [row["code"] for row in listed["items"]] == ["news-theme-added", "news-accepted", "news-theme-added"]
    accepted = listed["items"][1]
    assert (accepted["page"]["title"], accepted["actor"], accepted["number"]) == ("Commun", None, None)
    assert told(world, "guide-reader", kind="decision")["items"] == [accepted]


def test_a_leak_that_is_planted_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the latest title in the place of the accepted one, the mark is there."""
    hidden_things(world)
    monkeypatch.setattr(finding, "ACCEPTED", col(Page.head_id) == col(Text.id))
    assert MARK in str(told(world, "guide-reader"))


def test_contributors_are_told_what_editors_hid_of_nothing(world: World) -> None:
    hidden_things(world)
    seen = codes(world, "guide-contributor")
    assert "news-commented" not in seen
    assert {"news-saved", "news-page-added"} <= set(seen)
    assert "news-member-set" not in seen
    assert {"news-commented", "news-comment-hidden"} <= set(codes(world, "guide-editor"))
    assert "news-member-set" in codes(world, "guide-admin")
    saved = next(row for row in told(world, "guide-contributor")["items"] if row["code"] == "news-saved")
    assert saved["actor"]["name"] == "Guide-Contributor"
    assert world.as_("guide-contributor").get(saved["links"]["diff"]).status_code == 200


@pytest.mark.parametrize("username", EVERYBODY)
def test_parts_of_the_list_have_each_act_once_and_in_order(world: World, username: str) -> None:
    hidden_things(world)
    whole = told(world, username, limit=100)["items"]
    parts: list[Json] = []
    after: str | None = None
    while True:
        part = told(world, username, limit=1, **({} if after is None else {"after": after}))
        parts += part["items"]
        after = part["next"]
        if after is None:
            break
    assert parts == whole


def test_strangers_are_told_of_no_campaign(world: World) -> None:
    world.campaign()
    assert world.as_(None).get("/v1/campaigns/guide/changes").status_code == 404
    assert world.as_(world.user("stranger")).get("/v1/campaigns/guide/changes").status_code == 404


def test_the_sentence_is_in_the_language_that_is_asked_for(world: World) -> None:
    hidden_things(world)
    answer = world.as_("guide-reader").get(
        "/v1/campaigns/guide/changes?kind=decision", headers={"Accept-Language": "fr"}
    )
    assert answer.headers["content-language"] == "fr"
    assert answer.json()["items"][0]["sentence"] == "Un texte de «\u202fCommun\u202f» a été accepté."


def test_questions_are_told_to_those_for_whom_they_exist_and_of_a_hall_without_a_name(world: World) -> None:
    world.campaign()
    hall(world)
    there = ask_there(world.client.browser())
    asked = ask(world, by="guide-editor", named=True)
    assert dispose(world, asked["id"], "deferred", by="guide-editor").status_code == 200
    assert world.as_("guide-contributor").put(f"/v1/questions/{asked['id']}/support").is_success
    seen = told(world, "guide-contributor", kind="question")["items"]
    assert [row["code"] for row in seen] == ["news-question-disposed", "news-question-asked", "news-question-asked"]
    assert [row["actor"] and row["actor"]["name"] for row in seen[1:]] == ["Guide-Editor", None]
    assert world.as_("guide-contributor").get(seen[0]["links"]["question"]).json()["id"] == asked["id"]
    hide = world.as_("guide-editor").post(f"/v1/questions/{asked['id']}/hide", json={"reason": MARK})
    assert hide.status_code == 200, hide.text
    assert codes(world, "guide-contributor", kind="question") == ["news-question-asked"]
    assert codes(world, "guide-reader", kind="question") == []
    assert codes(world, "guide-editor", kind="question").count("news-question-hidden") == 1
    assert str(there["receipt"]) not in str(told(world, "guide-admin"))
