"""Decisions: on exactly one revision, with a reason, never over somebody else's head."""

import pytest

from app.pages.rules import Verdict
from app.reviews.decisions.deciding import decide, locked_for_decision
from tests.pages.acts import EDITOR, ME, refused
from tests.world import Json, World, older

MATCH = {"If-Match": "*"}


def _two(world: World) -> tuple[Json, list[int]]:
    world.campaign()
    page = world.page(text="Un.")
    return page, [page["revision"]["id"], world.edit(page, "Deux.", by=ME)["revision"]["id"]]


def _shown(world: World, page: Json) -> str | None:
    answer = world.as_("guide-reader").get(f"/v1/pages/{page['id']}")
    return str(answer.json()["revision"]["text"]) if answer.status_code == 200 else None


@pytest.mark.slow
def test_readers_see_exactly_the_accepted_revision(world: World) -> None:
    page, (first, second) = _two(world)
    assert _shown(world, page) is None
    world.accept(first, by=EDITOR)
    assert _shown(world, page) == "Un."
    world.accept(second, by=EDITOR)
    assert _shown(world, page) == "Deux."
    world.accept(first, by=EDITOR, reason="Mieux.")
    assert _shown(world, page) == "Un."
    unaccept = world.as_(EDITOR).post(f"/v1/revisions/{first}/unaccept", json={"reason": "Faux."}, headers=MATCH)
    assert unaccept.status_code == 200
    assert _shown(world, page) is None


def test_a_decision_names_the_state_that_the_editor_saw(world: World) -> None:
    page, (first, second) = _two(world)
    editor = world.as_(EDITOR)
    accept = f"/v1/revisions/{second}/accept"
    tag = editor.get(f"/v1/revisions/{second}").headers["etag"]
    refused(editor.post(accept, json={}), 428, "precondition-required")
    other = editor.get(f"/v1/revisions/{first}").headers["etag"]
    assert "last_decision" not in refused(
        editor.post(accept, json={}, headers={"If-Match": other}), 412, "precondition-failed"
    )
    rejected = editor.post(f"/v1/revisions/{first}/reject", json={"reason": "Non."}, headers={"If-Match": other})
    stale = refused(editor.post(accept, json={}, headers={"If-Match": tag}), 412, "precondition-failed")
    missing = {"missing": None, "missing_code": None, "missing_parameters": None}
    assert rejected.json() == {**stale["last_decision"], "accepted": False, **missing}
    assert stale["etag"] == editor.get(f"/v1/revisions/{second}").headers["etag"] != tag
    done = editor.post(accept, json={}, headers={"If-Match": stale["etag"]})
    assert done.headers["etag"] == editor.get(f"/v1/revisions/{second}").headers["etag"]
    assert _shown(world, page) == "Deux."


def test_a_verdict_must_fit_the_state_and_say_why(world: World) -> None:
    page, (first, second) = _two(world)
    editor = world.as_(EDITOR)
    for act in ("reject", "request-changes", "unaccept"):
        answer = editor.post(f"/v1/revisions/{first}/{act}", json={"reason": " \n "}, headers=MATCH)
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == "reason"
    for reason in ("r" * 2001, "\0"):
        answer = editor.post(f"/v1/revisions/{first}/accept", json={"reason": reason}, headers=MATCH)
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == "reason"
    world.accept(first, by=EDITOR)
    for revision, act in ((first, "accept"), (first, "reject"), (first, "request-changes"), (second, "unaccept")):
        answer = editor.post(f"/v1/revisions/{revision}/{act}", json={"reason": "Parce que."}, headers=MATCH)
        assert refused(answer, 409, "conflict")["accepted_revision"] == first
    refused(editor.post("/v1/revisions/999999/accept", json={}, headers=MATCH), 404, "not-found")
    assert len(editor.get(f"/v1/pages/{page['id']}/decisions").json()["items"]) == 1


@pytest.mark.slow
def test_decisions_are_listed_newest_first(world: World) -> None:
    page, (first, second) = _two(world)
    editor = world.as_(EDITOR)
    acts = [(first, "request-changes"), (second, "reject"), (second, "accept"), (second, "unaccept"), (first, "accept")]
    for revision, act in acts:
        body = {"reason": f" {act} ", **older(act)}
        answer = editor.post(f"/v1/revisions/{revision}/{act}", json=body, headers=MATCH)
        assert answer.status_code == 200, answer.text
    found: list[tuple[int, int, str, str, str]] = []
    url = f"/v1/pages/{page['id']}/decisions?limit=2"
    while url:
        answer = world.as_(ME).get(url)
        found += [
            (item["number"], item["revision_id"], item["verdict"], item["reason"], item["editor"]["name"])
            for item in answer.json()["items"]
        ]
        url = answer.links["next"]["url"] if answer.json()["next"] else ""
    numbered = [(number, revision, act, act, "Guide-Editor") for number, (revision, act) in enumerate(acts, 1)]
    assert found == numbered[::-1]


def test_a_decision_leaves_a_trace_without_its_reason(world: World) -> None:
    _, (first, _) = _two(world)
    with world.database.writing() as session:
        actor = world.actor(EDITOR)
        page = locked_for_decision(session, actor, first)
        decision_id = decide(session, page, first, Verdict.REJECT, "Secret de bureau.").decision_id
    entry = world.as_("guide-admin").get("/v1/campaigns/guide/audit?limit=1").json()["items"][0]
    assert entry["act"] == "revision.reject"
    draft = world.as_(ME).get("/v1/me/drafts").json()["items"][0]["id"]
    assert entry["facts"] == {"page": 1, "revision": first, "decision": decision_id, "draft": draft}
