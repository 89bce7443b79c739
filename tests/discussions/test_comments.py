"""Comments over HTTP: what is said, about which passage, in which thread, and what cannot be said."""

import json
from functools import partial

import pytest

from app.discussions.placing import Places
from app.text.following import Comparison
from tests.discussions.acts import (
    MATCH,
    OTHER,
    TEXT,
    count_of,
    opened,
    say,
    span_of,
    threads,
)
from tests.moderation.acts import redacted
from tests.pages.acts import EDITOR, ME, refused
from tests.world import Json, World


def test_a_comment_tells_who_said_what_about_which_text(world: World) -> None:
    page = opened(world)
    revision = page["revision"]["id"]
    answer = world.as_(OTHER).post(f"/v1/pages/{page['id']}/comments", json={"text": "**Oui**\n", **span_of("😀 la")})
    comment = answer.json()
    assert answer.headers["location"] == f"/v1/comments/{comment['id']}"
    assert answer.headers["etag"] == comment["etag"]
    assert (comment["text"], comment["html"], comment["version"]) == ("**Oui**\n", None, 1)
    author = {"id": world.actor(OTHER).user_id, "name": "Anne Autre", "department": "Achats"}
    assert comment["author"] == author
    span = span_of("😀 la")
    assert comment["passage"] == {"revision_id": revision, "number": 1, **span, "quote": "😀 la"}
    assert comment["now"] == span
    assert comment["allowed_actions"] == ["reply", "edit", "delete", "resolve"]
    assert threads(world, page, by=OTHER) == [{**comment, "replies": []}]
    (rendered,) = threads(world, page, render="html")
    assert rendered["html"] == "<p><strong>Oui</strong></p>\n"
    assert rendered["allowed_actions"] == ["reply"]
    shown = world.as_(EDITOR).get(answer.headers["location"]).json()
    assert shown == {**comment, "allowed_actions": ["reply", "resolve", "hide"]}


def test_threads_stand_in_order_with_their_replies(world: World) -> None:
    page = opened(world)
    tops = [say(world, page, f"Fil {number}") for number in range(5)]
    for number in (3, 1, 3):
        say(world, page, f"Réponse à {number}", by=OTHER, parent_id=tops[number]["id"])
    client, path, seen = world.as_(ME), f"/v1/pages/{page['id']}/comments", []
    url = f"{path}?limit=2"
    while url:
        answer = client.get(url)
        seen += answer.json()["items"]
        follows = answer.json()["next"]
        url = f"{path}?limit=2&after={follows}" if follows else ""
        assert ("link" in answer.headers) == bool(follows)
    assert [thread["id"] for thread in seen] == [top["id"] for top in tops]
    assert [[reply["text"] for reply in thread["replies"]] for thread in seen] == [
        [],
        ["Réponse à 1"],
        [],
        ["Réponse à 3", "Réponse à 3"],
        [],
    ]
    assert {reply["parent_id"] for reply in seen[3]["replies"]} == {tops[3]["id"]}
    assert count_of(world, page) == 8
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    say(world, page, "Encore")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_passage_is_followed_into_the_latest_text(world: World) -> None:
    page = opened(world)
    light, whole, kitchen = (say(world, page, **span_of(words)) for words in ("la lumière", TEXT, "Rangez 😀"))
    general = say(world, page)
    text = TEXT.replace("Fermez la porte le soir.\n\n", "").replace("la lumière", "la petite lumière")
    text = text.replace("Rangez 😀 la cuisine.", "Merci beaucoup !")
    saved = world.edit(page, text, by=ME)["revision"]
    found = {thread["id"]: thread for thread in threads(world, page)}
    start = text.index("la petite lumière")
    assert found[light["id"]]["now"] == {"start": start, "end": start + len("la petite lumière")}
    assert found[light["id"]]["passage"] == light["passage"]
    assert found[kitchen["id"]]["now"] is None
    assert found[kitchen["id"]]["passage"]["quote"] == "Rangez 😀"
    assert (found[general["id"]]["passage"], found[general["id"]]["now"]) == (None, None)
    assert found[whole["id"]]["now"]["start"] == 0
    # What is said about an older text, and about the latest.
    older = say(world, page, revision_id=page["revision"]["id"], **span_of("en sortant"))
    assert older["number"] == 1
    assert text[older["now"]["start"] : older["now"]["end"]] == "en sortant"
    assert say(world, page)["revision_id"] == saved["id"]


def test_texts_too_long_to_compare_are_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(world)
    changed, stayed = say(world, page, **span_of("la lumière")), say(world, page, **span_of("Rangez 😀 la cuisine."))
    world.edit(page, TEXT.replace("la lumière", "la lampe").replace("soir", "matin"), by=ME)
    assert threads(world, page)[0]["now"] is not None
    monkeypatch.setattr("app.discussions.placing.Comparison.of", lambda *_: pytest.fail("compared"))
    monkeypatch.setattr("app.discussions.router.Places.of", partial(Places.of, room=10))
    found = {thread["id"]: thread["now"] for thread in threads(world, page)}
    assert (found[changed["id"]], found[stayed["id"]] is not None) == (None, True)


@pytest.mark.slow
def test_each_pair_of_texts_is_compared_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(world)
    for words in ("porte", "lumière", "sortant", "cuisine") * 3:
        say(world, page, **span_of(words))
    text = TEXT.replace("Fermez", "Fermons").replace("Éteignez", "Éteignons").replace("Rangez", "Rangeons")
    world.edit(page, text, by=ME)
    compared: list[object] = []
    real = Comparison.of

    def counted(old: str, new: str) -> Comparison:
        compared.append((old, new))
        return real(old, new)

    monkeypatch.setattr("app.discussions.placing.Comparison.of", counted)
    assert all(thread["now"] for thread in threads(world, page))
    assert compared == [(TEXT, text)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"start": 0}, "end"),
        ({"end": 3}, "start"),
        ({"start": 3, "end": 3}, "start"),
        ({"start": -1, "end": 3}, "start"),
        ({"start": 0, "end": len(TEXT) + 1}, "end"),
        ({"start": 0, "end": 10**30}, "end"),
        ({"revision_id": 10**6}, "revision_id"),
        ({"revision_id": 10**30}, "revision_id"),
        ({"parent_id": 10**6}, "parent_id"),
        ({"parent_id": 10**30}, "parent_id"),
    ],
)
def test_what_cannot_be_said_is_refused(world: World, body: Json, field: str) -> None:
    page = opened(world)
    data = json.dumps({"text": "Oui", **body})
    headers = {"Content-Type": "application/json"}
    answer = world.as_(ME).post(f"/v1/pages/{page['id']}/comments", content=data, headers=headers)
    assert refused(answer, 422, "invalid")["errors"][0]["field"] == field
    assert count_of(world, page) == 0


def test_the_longest_comment_is_taken_as_it_is_sent(world: World) -> None:
    page = opened(world)
    text = "\n😀 é e\u0301\r\n" + "😀" * 4991
    assert len(text) == 5000
    comment = say(world, page, text)
    assert world.as_(ME).get(f"/v1/comments/{comment['id']}").json()["text"] == text
    too_long = world.as_(ME).patch(f"/v1/comments/{comment['id']}", json={"text": text + "x"}, headers=MATCH)
    refused(too_long, 422, "invalid")


def test_a_reply_goes_to_a_thread_of_the_same_page(world: World) -> None:
    page, elsewhere = opened(world), world.page(title="Ailleurs")
    top = say(world, page)
    reply = say(world, page, parent_id=top["id"])
    path = f"/v1/pages/{elsewhere['id']}/comments"
    for body in ({"parent_id": top["id"]}, {"revision_id": page["revision"]["id"]}):
        refused(world.as_(ME).post(path, json={"text": "Oui", **body}), 422, "invalid")
    nested = world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": "Oui", "parent_id": reply["id"]})
    assert f"comment {top['id']}" in refused(nested, 422, "invalid")["detail"]


def test_a_thread_has_as_many_replies_as_one_may_have(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(world)
    top = say(world, page)
    monkeypatch.setattr("app.discussions.commenting.MOST_REPLIES", 2)
    for _ in range(2):
        say(world, page, parent_id=top["id"])
    full = world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": "Oui", "parent_id": top["id"]})
    assert refused(full, 409, "conflict")["limit"] == 2


def test_a_repeated_request_says_it_once(world: World) -> None:
    page = opened(world)
    path, headers = f"/v1/pages/{page['id']}/comments", {"Idempotency-Key": "once"}
    answers = [world.as_(ME).post(path, json={"text": "Oui"}, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert count_of(world, page) == 1
    refused(world.as_(ME).post(path, json={"text": "Non"}, headers=headers), 422, "idempotency-key-reused")


def test_a_redacted_text_leaves_the_comments_on_it_without_a_quote(world: World) -> None:
    page = opened(world)
    comment = say(world, page, "Ici !", **span_of("la lumière"))
    redacted(world.as_("guide-admin"), page["revision"]["id"])
    (thread,) = threads(world, page)
    assert (thread["text"], thread["passage"]["quote"], thread["now"]) == ("Ici !", "", None)
    assert thread["passage"]["start"] == comment["passage"]["start"]


def test_lists_and_pages_tell_how_many_comments_there_are(world: World) -> None:
    page = opened(world)
    tag = world.as_(ME).get(f"/v1/pages/{page['id']}").headers["etag"]
    silent = world.as_("guide-reader").get(f"/v1/pages/{page['id']}").headers["etag"]
    say(world, page)
    for state in ("accepted", "latest"):
        (item,) = world.as_(ME).get(f"/v1/campaigns/guide/pages?state={state}").json()["items"]
        assert (item["comment_count"], count_of(world, page, state=state)) == (1, 1)
    (item,) = world.as_("guide-reader").get("/v1/campaigns/guide/pages").json()["items"]
    assert item["comment_count"] is None
    assert count_of(world, page, by="guide-reader", state="accepted") is None
    # A tag that changed with each comment would tell their number.
    again = world.as_("guide-reader").get(f"/v1/pages/{page['id']}", headers={"If-None-Match": silent})
    assert again.status_code == 304
    assert world.as_(ME).get(f"/v1/pages/{page['id']}", headers={"If-None-Match": tag}).status_code == 200
