"""Drafts: autosaved, private, never overwritten unseen, submitted exactly once."""

import pytest

from app.campaigns.rules import Phase
from app.pages import rules, submitting
from app.pages.revisions.outcomes import Saved
from app.pages.submitting import Submission, submit_draft
from app.settling import KeepsNothing, outcome_itself
from tests.pages.acts import EDITOR, ME, Interrupted, chain, refused, save
from tests.world import Json, World

TEXT = {"title": "Titre", "text": "Brouillon.\n"}


def _autosaved(world: World, page: Json, by: str = ME, **fields: object) -> tuple[Json, str]:
    body = {"base_revision": page["revision"]["id"], **TEXT, **fields}
    answer = world.as_(by).put(f"/v1/pages/{page['id']}/draft", json=body)
    assert answer.status_code == 201, answer.text
    draft: Json = answer.json()
    assert answer.headers["location"] == f"/v1/drafts/{draft['id']}"
    return draft, answer.headers["etag"]


def test_autosaving_never_overwrites_what_the_author_has_not_seen(world: World) -> None:
    world.campaign()
    page = world.page()
    me, path = world.as_(ME), f"/v1/pages/{page['id']}/draft"
    assert refused(me.put(path, json=TEXT), 422, "invalid")["errors"][0]["field"] == "base_revision"
    draft, tag = _autosaved(world, page)
    assert (draft["reason"], draft["version"], draft["base_revision"]) == ("autosaved", 1, page["revision"]["id"])
    head = world.edit(page, "Autre.\n", by=EDITOR)["revision"]["id"]
    assert refused(me.put(path, json=TEXT), 428, "precondition-required")["etag"] == tag
    second = me.put(path, json={**TEXT, "text": "Deux.\n"}, headers={"If-Match": tag})
    assert (second.status_code, second.json()["id"], second.json()["version"]) == (200, draft["id"], 2)
    assert second.json()["base_revision"] == page["revision"]["id"], "the base does not follow the head by itself"
    refused(me.put(path, json={**TEXT, "text": "Trois.\n"}, headers={"If-Match": tag}), 412, "precondition-failed")
    shown = me.get(f"/v1/drafts/{draft['id']}")
    assert (shown.json()["text"], shown.headers["etag"]) == ("Deux.\n", second.headers["etag"])
    known = {"If-None-Match": shown.headers["etag"]}
    assert me.get(f"/v1/drafts/{draft['id']}", headers=known).status_code == 304
    moved = me.put(path, json={**TEXT, "base_revision": head}, headers={"If-Match": shown.headers["etag"]})
    assert moved.json()["base_revision"] == head
    other = world.page(title="Autre")["revision"]["id"]
    refused(me.put(path, json={**TEXT, "base_revision": other}, headers={"If-Match": "*"}), 422, "invalid")


def test_drafts_are_listed_newest_first_and_only_for_their_author(world: World) -> None:
    world.campaign()
    pages = [world.page(title=f"Page {number}") for number in range(3)]
    drafts = [_autosaved(world, page)[0]["id"] for page in pages]
    me, found, url = world.as_(ME), [], "/v1/me/drafts?limit=2"
    while url:
        answer = me.get(url)
        found += [(item["id"], item["campaign"], item["theme"]) for item in answer.json()["items"]]
        url = answer.links["next"]["url"] if answer.json()["next"] else ""
    assert found == [(draft_id, "guide", None) for draft_id in reversed(drafts)]
    for other in (EDITOR, "guide-admin"):
        client = world.as_(other)
        assert client.get("/v1/me/drafts").json()["items"] == []
        path = f"/v1/drafts/{drafts[0]}"
        refused(client.get(path), 404, "not-found")
        refused(client.put(path, json=TEXT, headers={"If-Match": "*"}), 404, "not-found")
        refused(client.delete(path, headers={"If-Match": "*"}), 404, "not-found")
        refused(client.post(f"{path}/submit", json={}), 404, "not-found")
    for method, path in (("get", "/v1/me/drafts"), ("get", "/v1/drafts/1"), ("post", "/v1/drafts/1/submit")):
        body: dict[str, str] | None = {} if method == "post" else None
        refused(world.as_(None).request(method, path, json=body), 401, "not-authenticated")


def test_deleting_a_draft_takes_its_tag(world: World) -> None:
    world.campaign()
    draft, tag = _autosaved(world, world.page())
    me, path = world.as_(ME), f"/v1/drafts/{draft['id']}"
    refused(me.delete(path), 428, "precondition-required")
    refused(me.delete(path, headers={"If-Match": '"other"'}), 412, "precondition-failed")
    assert me.delete(path, headers={"If-Match": tag}).status_code == 204
    refused(me.get(path), 404, "not-found")


def test_a_draft_is_merged_like_an_edit_and_goes(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.\n\nDeux.\n")
    draft, _ = _autosaved(world, page, text="Un !\n\nDeux.\n", summary="Un", minor=True)
    world.edit(page, "Un.\n\nDeux !\n", by=EDITOR)
    me = world.as_(ME)
    saved = me.post(f"/v1/drafts/{draft['id']}/submit", json={})
    assert (saved.status_code, saved.json()["merged"]) == (201, True)
    assert (saved.json()["revision"]["summary"], saved.json()["revision"]["minor"]) == ("Un", True)
    assert chain(world, page["id"])[-1] == ("Titre", "Un !\n\nDeux !\n")
    refused(me.get(f"/v1/drafts/{draft['id']}"), 404, "not-found")
    refused(me.post(f"/v1/drafts/{draft['id']}/submit", json={}), 404, "not-found")


def test_submitting_deletes_only_what_was_submitted(world: World) -> None:
    """Between reading the draft and saving it, the author's other window goes on writing."""
    world.campaign()
    page = world.page()
    draft, tag = _autosaved(world, page)
    me, path = world.as_(ME), f"/v1/drafts/{draft['id']}"

    def meanwhile() -> None:
        newer = me.put(path, json={**TEXT, "text": "Plus tard.\n"}, headers={"If-Match": tag})
        assert newer.status_code == 200

    submission = Submission(None, None, merging=True, max_text_bytes=1000)
    database = Interrupted(world.database, meanwhile)
    saved = submit_draft(
        database, world.actor(ME), draft["id"], submission, keeper=KeepsNothing(), answer=outcome_itself
    )
    assert isinstance(saved, Saved)
    assert chain(world, page["id"])[-1] == ("Titre", "Brouillon.\n")
    assert me.get(path).json()["text"] == "Plus tard.\n"


def test_a_draft_submitted_twice_at_once_is_one_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the draft and creating the page, the author's second click does both."""
    world.campaign(phase=Phase.REVIEW)
    me, body = world.as_(ME), {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un."}
    draft = me.post("/v1/campaigns/guide/pages", json=body).json()["draft_id"]
    world.phase("guide", Phase.OPEN)
    clicks: list[int] = []

    def meanwhile(summary: str) -> str:
        if not clicks:
            clicks.append(0)
            clicks.append(me.post(f"/v1/drafts/{draft}/submit", json={}).status_code)
        return rules.checked_summary(summary)

    monkeypatch.setattr(submitting, "checked_summary", meanwhile)
    refused(me.post(f"/v1/drafts/{draft}/submit", json={}), 409, "draft-stale")
    assert clicks == [0, 201]
    assert len(me.get("/v1/campaigns/guide/pages?state=latest").json()["items"]) == 1


def test_a_draft_submitted_too_late_stays_and_says_so(world: World) -> None:
    world.campaign()
    page = world.page()
    draft, _ = _autosaved(world, page)
    world.phase("guide", Phase.REVIEW)
    me = world.as_(ME)
    problem = refused(me.post(f"/v1/drafts/{draft['id']}/submit", json={}), 409, "window-closed")
    assert problem["draft_id"] == draft["id"]
    late = me.get(f"/v1/drafts/{draft['id']}")
    told = {"reason": "late", "version": draft["version"] + 1, "etag": late.headers["etag"]}
    assert late.json() == {**draft, **told, "allowed_actions": ["change", "delete"]}
    refused(me.post(f"/v1/drafts/{draft['id']}/submit", json={}), 409, "window-closed")
    assert me.get(f"/v1/drafts/{draft['id']}").json() == late.json(), "nothing is new about it"
    assert [item["id"] for item in me.get("/v1/me/drafts").json()["items"]] == [draft["id"]]


def test_a_page_that_came_too_late_becomes_one_page_when_its_draft_is_submitted(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    me = world.as_(ME)
    world.phase("guide", Phase.REVIEW)
    body = {"kind": "tip", "theme": "t1", "title": "Nouvelle", "text": "Texte.\r\n", "summary": "Pour tous"}
    late = [me.post("/v1/campaigns/guide/pages", json={**body, **more}) for more in ({}, {"theme": "t2"}, {})]
    ids = [refused(answer, 409, "window-closed")["draft_id"] for answer in late]
    assert ids[0] == ids[2] != ids[1], "the same text for another theme is another draft"
    path = f"/v1/drafts/{ids[0]}"
    draft = me.get(path)
    facts = {name: draft.json()[name] for name in ("page_id", "base_revision", "theme", "kind", "reason", "text")}
    assert facts == {
        "page_id": None,
        "base_revision": None,
        "theme": "t1",
        "kind": "tip",
        "reason": "late",
        "text": "Texte.\r\n",
    }
    refused(me.post(f"{path}/submit", json={}), 409, "window-closed")
    world.phase("guide", Phase.OPEN)
    refused(me.post(f"{path}/submit", json={"base_revision": 1}), 422, "invalid")
    changed = {"title": "Nouvelle", "text": "Mieux.\r\n", "summary": "Pour tous"}
    assert me.put(path, json=changed, headers={"If-Match": draft.headers["etag"]}).status_code == 200
    made = me.post(f"{path}/submit", json={})
    assert (made.status_code, made.json()["theme"], made.json()["slug"]) == (201, "t1", "nouvelle")
    assert chain(world, made.json()["id"]) == [("Nouvelle", "Mieux.\r\n")]
    refused(me.get(path), 404, "not-found")
    assert [item["id"] for item in me.get("/v1/me/drafts").json()["items"]] == [ids[1]]


def test_the_same_text_with_another_summary_is_another_draft(world: World) -> None:
    world.campaign()
    page = world.page()
    world.phase("guide", Phase.REVIEW)
    answers = [save(world.as_(ME), page["id"], page["revision"]["id"], "Tard.", summary=why) for why in ("a", "b", "a")]
    ids = [refused(answer, 409, "window-closed")["draft_id"] for answer in answers]
    assert (ids[0] == ids[2], ids[0] == ids[1]) == (True, False)


def test_a_retried_submit_finds_its_answer_although_the_draft_is_gone(world: World) -> None:
    world.campaign()
    page, me = world.page(), world.as_(ME)
    body = {"base_revision": page["revision"]["id"], "title": "Titre", "text": "Autre.\n"}
    draft = me.put(f"/v1/pages/{page['id']}/draft", json=body).json()["id"]
    headers = {"Idempotency-Key": "k1"}
    first, second = (me.post(f"/v1/drafts/{draft}/submit", json={}, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert me.get(f"/v1/drafts/{draft}").status_code == 404
