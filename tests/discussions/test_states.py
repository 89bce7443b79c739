"""What becomes of a comment: changed, taken back, hidden, resolved; and who sees what of it."""

import re

import pytest
from sqlmodel import col, select

from app.discussions.models import Comment
from tests.discussions.acts import (
    MATCH,
    OTHER,
    TEXT,
    WHY,
    act,
    count_of,
    hide,
    opened,
    say,
    span_of,
    take_back,
    threads,
)
from tests.pages.acts import EDITOR, ME, refused
from tests.world import World


@pytest.mark.slow
def test_its_author_mends_it_and_takes_it_back(world: World) -> None:
    page = opened(world)
    comment = say(world, page, "Oui")
    path, client = f"/v1/comments/{comment['id']}", world.as_(ME)
    tag = client.get(path).headers["etag"]
    assert re.fullmatch(rf'"{comment["id"]}\.1\.[0-9a-f]{{24}}"', tag)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    refused(client.patch(path, json={"text": "Non"}), 428, "precondition-required")
    # Both the tag of what was read and the tag of the comment's own state will do.
    mended = client.patch(path, json={"text": "Non"}, headers={"If-Match": tag})
    assert (mended.json()["text"], mended.json()["version"]) == ("Non", 2)
    assert mended.json()["updated_at"] > mended.json()["created_at"] == comment["created_at"]
    for stale in (tag, comment["etag"], '"1"', 'W/"x"'):
        refused(client.patch(path, json={"text": "Si"}, headers={"If-Match": stale}), 412, "precondition-failed")
        refused(client.delete(path, headers={"If-Match": stale}), 412, "precondition-failed")
    again = client.patch(path, json={"text": "Si"}, headers={"If-Match": mended.headers["etag"]})
    assert again.json()["version"] == 3
    refused(client.delete(path), 428, "precondition-required")
    assert client.delete(path, headers={"If-Match": again.json()["etag"]}).status_code == 204
    refused(client.delete(path, headers=MATCH), 409, "conflict")
    refused(client.patch(path, json={"text": "Si"}, headers=MATCH), 409, "conflict")
    gone = client.get(path).json()
    assert (gone["deleted"], gone["text"], gone["author"], gone["allowed_actions"]) == (
        True,
        None,
        None,
        ["reply", "resolve"],
    )
    assert threads(world, page) == []
    assert count_of(world, page) == 0


def test_a_tag_does_not_change_with_the_page(world: World) -> None:
    page = opened(world)
    comment = say(world, page, **span_of("Rangez"))
    tag = world.as_(ME).get(f"/v1/comments/{comment['id']}").headers["etag"]
    world.edit(page, f"Avant tout.\n\n{TEXT}", by=OTHER)
    changed = world.as_(ME).get(f"/v1/comments/{comment['id']}")
    assert changed.headers["etag"] != tag
    assert changed.json()["etag"] == comment["etag"]
    answer = world.as_(ME).patch(f"/v1/comments/{comment['id']}", json={"text": "Si"}, headers={"If-Match": tag})
    assert answer.status_code == 200


def test_what_is_taken_back_leaves_a_tombstone_where_replies_stand(world: World) -> None:
    page = opened(world)
    top, reply = say(world, page, "Un mot"), None
    reply = say(world, page, "Une réponse", by=OTHER, parent_id=top["id"])
    take_back(world, top)
    (thread,) = threads(world, page, render="html")
    assert (thread["deleted"], thread["text"], thread["html"], thread["author"]) == (True, None, None, None)
    assert [shown["text"] for shown in thread["replies"]] == ["Une réponse"]
    assert count_of(world, page) == 1
    say(world, page, "Et encore", parent_id=top["id"])
    assert count_of(world, page) == 2
    take_back(world, reply, by=OTHER)
    assert [shown["text"] for shown in threads(world, page)[0]["replies"]] == ["Et encore"]
    with world.database.reading() as session:
        texts = session.exec(select(Comment.text).order_by(col(Comment.id))).all()
    assert texts == ["", "", "Et encore"]


@pytest.mark.slow
def test_editors_hide_with_a_reason_that_the_author_reads(world: World) -> None:
    page = opened(world)
    top = say(world, page, "Un gros mot", **span_of("la porte"))
    reply = say(world, page, "Un autre", by=OTHER, parent_id=top["id"])
    refused(world.as_(EDITOR).post(f"/v1/comments/{top['id']}/hide", json={"reason": " "}), 422, "invalid")
    hidden = hide(world, top)
    assert (hidden["hidden"], hidden["text"], hidden["hidden_reason"]) == (True, "Un gros mot", WHY)
    assert hidden["hidden_by"]["name"] == "Guide-Editor"
    hide(world, reply)
    assert count_of(world, page) == 0
    refused(world.as_(EDITOR).post(f"/v1/comments/{top['id']}/hide", json={"reason": WHY}), 409, "conflict")
    (mine,) = threads(world, page)
    assert (mine["text"], mine["hidden_reason"], mine["author"]["name"]) == ("Un gros mot", WHY, "Guide-Contributor")
    assert mine["allowed_actions"] == ["edit", "delete", "resolve"]
    (told,) = mine["replies"]
    secret = ("text", "html", "author", "hidden_reason", "hidden_by")
    assert [told[name] for name in secret] == [None] * 5
    assert told["hidden"] is True
    (theirs,) = threads(world, page, by=OTHER, render="html")
    assert [theirs[name] for name in secret] == [None] * 5
    assert theirs["replies"][0]["text"] == "Un autre"
    refused(
        world.as_(OTHER).post(f"/v1/pages/{page['id']}/comments", json={"text": "?", "parent_id": top["id"]}),
        409,
        "conflict",
    )
    assert act(world, top, "unhide")["hidden_reason"] is None
    refused(world.as_(EDITOR).post(f"/v1/comments/{top['id']}/unhide"), 409, "conflict")
    assert threads(world, page, by=OTHER)[0]["text"] == "Un gros mot"
    assert count_of(world, page) == 1
    # Taken back by its author while it is hidden, and shown again: nothing is there to count.
    take_back(world, reply, by=OTHER)
    assert act(world, reply, "unhide")["deleted"] is True
    assert count_of(world, page) == 1


@pytest.mark.slow
def test_a_thread_is_resolved_by_who_opened_it_or_an_editor(world: World) -> None:
    page = opened(world)
    mine, theirs = say(world, page, "Le mien"), say(world, page, "Le leur", by=OTHER)
    reply = say(world, page, "Oui", parent_id=theirs["id"])
    refused(world.as_(ME).post(f"/v1/comments/{theirs['id']}/resolve"), 403, "forbidden")
    refused(world.as_(ME).post(f"/v1/comments/{reply['id']}/resolve"), 409, "conflict")
    resolved = act(world, mine, "resolve", by=ME)
    assert (resolved["resolved"], resolved["resolved_by"]["name"]) == (True, "Guide-Contributor")
    assert resolved["resolved_at"] is not None
    act(world, theirs, "resolve")
    refused(world.as_(EDITOR).post(f"/v1/comments/{theirs['id']}/resolve"), 409, "conflict")
    assert [thread["id"] for thread in threads(world, page, resolved="true")] == [mine["id"], theirs["id"]]
    assert threads(world, page, resolved="false") == []
    # What an editor settled, an editor opens again.
    refused(world.as_(OTHER).post(f"/v1/comments/{theirs['id']}/reopen"), 409, "conflict")
    assert act(world, mine, "reopen", by=ME)["resolved_by"] is None
    refused(world.as_(ME).post(f"/v1/comments/{mine['id']}/reopen"), 409, "conflict")
    act(world, theirs, "reopen")
    assert len(threads(world, page, resolved="false")) == 2
    assert count_of(world, page) == 3


def test_every_change_is_in_the_log_by_ids_alone(world: World) -> None:
    page = opened(world)
    before = len(world.as_("guide-admin").get("/v1/campaigns/guide/audit?limit=100").json()["items"])
    comment = say(world, page, "Un secret")
    client, path = world.as_(ME), f"/v1/comments/{comment['id']}"
    client.patch(path, json={"text": "Un autre secret"}, headers=MATCH)
    for verb in ("resolve", "reopen"):
        act(world, comment, verb)
    hide(world, comment)
    act(world, comment, "unhide")
    take_back(world, comment)
    entries = world.as_("guide-admin").get("/v1/campaigns/guide/audit?limit=100").json()["items"][:-before]
    assert [entry["act"] for entry in entries[::-1]] == [
        *("comment.written", "comment.edited", "thread.resolved", "thread.reopened"),
        *("comment.hidden", "comment.shown", "comment.deleted"),
    ]
    assert all(entry["facts"] == {"page": page["id"], "comment": comment["id"]} for entry in entries)
    actors = [world.actor(name).user_id for name in (ME, ME, EDITOR, EDITOR, EDITOR, EDITOR, ME)]
    assert [entry["actor_id"] for entry in entries[::-1]] == actors
