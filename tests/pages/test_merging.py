"""A tip that goes into another one: its words stay whose they were, its supporters are asked, its address leads on."""

import pytest

from app.campaigns.rules import Phase, Role
from tests.pages.acts import EDITOR, ME, chain, refused, save, written_by
from tests.reviews.acts import support, support_of
from tests.reviews.deciding import decided
from tests.world import Json, World

A, B = "Éteignez la lumière le soir.\n", "Débranchez le chargeur du téléphone.\n"
WHY = "Les deux disent la même chose."
ONE, TWO, FAN = "one", "two", "fan"
GUIDE = "/v1/campaigns/guide"
MATCH = {"If-Match": "*"}


def pair(world: World, **settings: object) -> tuple[Json, Json]:
    """Return two accepted tips of two people, the second of them supported by a third."""
    world.campaign(**settings)  # type: ignore[arg-type]
    for name in (ONE, TWO, FAN):
        world.member("guide", world.user(name), Role.CONTRIBUTOR)
    stays = world.page(by=ONE, title="Lumière", text=A)
    goes = world.page(by=TWO, title="Chargeur", text=B)
    for page in (stays, goes):
        if settings.get("acceptance") != "open":
            world.accept(page["revision"]["id"], by=EDITOR)
    support(world, FAN, goes["id"])
    return stays, goes


def begin(world: World, stays: Json, goes: Json) -> Json:
    answer = world.as_(EDITOR).post(f"/v1/pages/{stays['id']}/merge", json={"page": goes["id"], "reason": WHY})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/drafts/{answer.json()['id']}"
    draft: Json = answer.json()
    return draft


def submitted(world: World, draft: Json) -> Json:
    answer = world.as_(EDITOR).post(f"/v1/drafts/{draft['id']}/submit", json={"summary": "Fusion"})
    assert answer.status_code in (200, 201), answer.text
    revision: Json = answer.json()["revision"]
    return revision


def merged(world: World, stays: Json, goes: Json) -> Json:
    """Merge the second tip into the first and return the accepted revision."""
    revision = submitted(world, begin(world, stays, goes))
    world.accept(revision["id"], by=EDITOR)
    return revision


def told(world: World, who: str) -> list[tuple[str, str, int | None, bool | None]]:
    items = world.as_(who).get("/v1/me/notifications").json()["items"]
    return [
        (item["page"], item["reason"], item["merged_into"], item["supports"])
        for item in items
        if item["verdict"] == "merge"
    ]


def gone(world: World, who: str, page: Json) -> int | None:
    """Return into which page this one has gone for somebody, None where it is there."""
    answer = world.as_(who).get(f"/v1/pages/{page['id']}")
    if answer.status_code == 200:
        return None
    return int(refused(answer, 404, "page-merged")["merged_into"])


@pytest.mark.slow
def test_a_draft_holds_both_texts_and_nothing_happens_before_the_acceptance(world: World) -> None:
    stays, goes = pair(world)
    draft = begin(world, stays, goes)
    place = ("merge", stays["id"], stays["revision"]["id"])
    assert (draft["reason"], draft["page_id"], draft["base_revision"]) == place
    assert (draft["title"], draft["text"]) == ("Lumière", f"{A}\n{B}")
    revision = submitted(world, draft)
    assert [gone(world, who, goes) for who in (ME, TWO)] == [None, None]
    assert told(world, FAN) == told(world, TWO) == []
    world.accept(revision["id"], by=EDITOR)
    assert [gone(world, who, goes) for who in (ME, TWO, "guide-reader")] == [stays["id"]] * 3


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_votes_credit_and_links_of_a_merged_pair(world: World) -> None:
    stays, goes = pair(world, selection="most-supported")
    revision = merged(world, stays, goes)
    # Credit follows the words.
    words = {name: [*text.rstrip(".\n").split(), "."] for name, text in ((ONE, A), (TWO, B))}
    assert written_by(world, revision["id"]) == words
    # Its authors and supporters are told and asked; nobody's support goes there by itself.
    assert told(world, TWO) == told(world, FAN) == [("chargeur", WHY, stays["id"], False)]
    assert told(world, ONE) == told(world, EDITOR) == told(world, ME) == []
    assert support_of(world, FAN, stays["id"])["support"] == 0
    support(world, FAN, stays["id"])
    assert told(world, FAN) == [("chargeur", WHY, stays["id"], True)]
    assert support_of(world, ME, stays["id"])["support"] == 1
    # It is in no list, no ranking, no guide; editors see where it went.
    listed = world.as_("guide-reader").get(f"{GUIDE}/pages").json()["items"]
    ranked = world.as_(ME).get(f"{GUIDE}/ranking").json()["items"]
    assert [item["slug"] for item in listed] == [item["slug"] for item in ranked] == ["lumiere"]
    shown = world.as_(EDITOR).get(f"/v1/pages/{goes['id']}").json()
    assert (shown["hidden"], shown["merged_into"]) == (True, stays["id"])
    assert world.as_(ME).get(f"/v1/pages/{stays['id']}").json()["merged_into"] is None
    assert [title for title, _ in chain(world, goes["id"])] == ["Chargeur"]
    assert world.as_(None).get(f"/v1/pages/{goes['id']}").json()["type"] == "urn:bonsens:problem:not-found"
    acts = [entry["act"] for entry in world.as_("guide-admin").get(f"{GUIDE}/audit").json()["items"]]
    assert acts.count("page.merging") == acts.count("page.merged") == 1


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_a_merge_can_be_taken_back(world: World) -> None:
    stays, goes = pair(world)
    merged(world, stays, goes)
    assert world.as_(EDITOR).post(f"/v1/pages/{goes['id']}/unhide").json()["merged_into"] is None
    assert gone(world, ME, goes) is None
    assert support_of(world, FAN, goes["id"])["on_this_text"] == 1
    # Hidden for another reason, it leads nowhere.
    assert world.as_(EDITOR).post(f"/v1/pages/{goes['id']}/hide", json={"reason": "Non"}, headers=MATCH).is_success
    refused(world.as_(ME).get(f"/v1/pages/{goes['id']}"), 404, "not-found")


@pytest.mark.slow
def test_a_rejected_merge_comes_to_nothing(world: World) -> None:
    stays, goes = pair(world)
    revision = submitted(world, begin(world, stays, goes))
    decided(world, EDITOR, revision["id"], "reject")
    later = save(world.as_(EDITOR), stays["id"], revision["id"], A + "\nEt le matin.\n").json()["revision"]["id"]
    world.accept(later, by=EDITOR)
    assert gone(world, ME, goes) is None


@pytest.mark.slow
def test_a_later_acceptance_brings_an_earlier_merge(world: World) -> None:
    stays, goes = pair(world)
    revision = submitted(world, begin(world, stays, goes))
    later = save(world.as_(EDITOR), stays["id"], revision["id"], f"{A}\n{B}\nEt le matin.\n").json()["revision"]["id"]
    assert gone(world, ME, goes) is None
    world.accept(later, by=EDITOR)
    assert gone(world, ME, goes) == stays["id"]


@pytest.mark.parametrize("acceptance", ["open", "editors"])
def test_a_tip_that_says_the_same_already_needs_no_new_text(world: World, acceptance: str) -> None:
    stays, goes = pair(world, acceptance=acceptance)
    draft = begin(world, stays, goes)
    kept = {"title": "Lumière", "text": A}
    assert world.as_(EDITOR).put(f"/v1/drafts/{draft['id']}", json=kept, headers=MATCH).is_success
    assert submitted(world, draft)["id"] == stays["revision"]["id"]
    assert gone(world, ME, goes) == stays["id"]


def test_where_each_text_is_accepted_at_once_so_is_a_merge(world: World) -> None:
    stays, goes = pair(world, acceptance="open")
    submitted(world, begin(world, stays, goes))
    assert gone(world, ME, goes) == stays["id"]


@pytest.mark.slow
def test_only_editors_merge_and_only_visible_tips_of_one_campaign(world: World) -> None:
    stays, goes = pair(world)
    path = f"/v1/pages/{stays['id']}/merge"
    notion = world.page(kind="notion", theme=None, title="Notion")
    world.campaign("other")
    elsewhere = world.page("other")
    world.member("other", EDITOR, Role.EDITOR)
    body = {"page": goes["id"], "reason": WHY}
    refused(world.as_(ME).post(path, json=body), 403, "forbidden")
    editor = world.as_(EDITOR)
    refused(editor.post(path, json={**body, "page": 999}), 404, "not-found")
    for page in (stays, notion, elsewhere):
        answer = editor.post(path, json={**body, "page": page["id"]})
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == "page"
    assert editor.post(f"/v1/pages/{goes['id']}/hide", json={"reason": "Double"}, headers=MATCH).is_success
    assert refused(editor.post(path, json=body), 422, "invalid")["errors"][0]["code"] == "merge-hidden"
    world.phase("guide", Phase.PUBLISHED)
    refused(editor.post(path, json=body), 409, "window-closed")


def test_hiding_takes_a_reason_and_the_authors_keep_their_text(world: World) -> None:
    world.campaign()
    for name in (ONE, TWO):
        world.member("guide", world.user(name), Role.CONTRIBUTOR)
    page = world.page(by=ONE, title="Un", text="Un.\n")
    world.edit(page, "Un, deux.\n", by=TWO)
    editor, path = world.as_(EDITOR), f"/v1/pages/{page['id']}"
    for body in ({}, {"reason": " "}):
        refused(editor.post(f"{path}/hide", json=body, headers=MATCH), 422, "invalid")
    refused(editor.post(f"{path}/hide", json={"reason": WHY}), 428, "precondition-required")
    refused(world.as_(ONE).post(f"{path}/hide", json={"reason": WHY}, headers=MATCH), 403, "forbidden")
    assert editor.post(f"{path}/hide", json={"reason": WHY}, headers=MATCH).json()["hidden"] is True
    for name, text in ((ONE, "Un.\n"), (TWO, "Un, deux.\n")):
        refused(world.as_(name).get(path), 404, "not-found")
        (item,) = world.as_(name).get("/v1/me/notifications").json()["items"]
        assert (item["verdict"], item["reason"], item["merged_into"], item["supports"]) == ("hide", WHY, None, None)
        kept = world.as_(name).get(f"/v1/drafts/{item['draft_id']}").json()
        assert (kept["reason"], kept["page_id"], kept["theme"], kept["text"]) == ("hidden", None, "t1", text)
    assert world.as_(ME).get("/v1/me/notifications").json()["items"] == []
    # What is hidden without a word is told too.
    assert editor.post(f"{path}/unhide").is_success
    assert editor.delete(path, headers=MATCH).status_code == 204
    assert [item["reason_code"] for item in world.as_(ONE).get("/v1/me/notifications").json()["items"]] == [
        "hidden-without-reason",
        None,
    ]
    made = world.as_(TWO).post(f"/v1/drafts/{item['draft_id']}/submit", json={})
    assert (made.status_code, made.json()["revision"]["text"]) == (201, "Un, deux.\n")


def test_a_removed_member_reads_nothing_more_of_the_campaign(world: World) -> None:
    world.campaign(visibility="public", enrolment="everyone")
    page = world.page()
    decided(world, EDITOR, page["revision"]["id"], "request-changes")
    me = world.as_(ME)
    assert len(me.get("/v1/me/notifications").json()["items"]) == 1
    assert world.as_("guide-admin").delete(f"{GUIDE}/members/{ME}").status_code == 204
    assert me.get("/v1/me/notifications").json()["items"] == []
    world.member("guide", ME, Role.READER)
    assert len(me.get("/v1/me/notifications").json()["items"]) == 1
