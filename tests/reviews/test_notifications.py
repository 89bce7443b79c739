"""What authors are told about decisions on their texts; and a rejected text, which stays theirs."""

import pytest

from app.campaigns.rules import Phase, Role
from tests.pages.acts import EDITOR, ME, latest, refused, save
from tests.reviews.deciding import decide, decided, editors, vote
from tests.world import Json, World, older

pytestmark = pytest.mark.usefixtures("told_at_once")

OTHER = "other-author"


def _told(world: World, who: str = ME) -> list[Json]:
    answer = world.as_(who).get("/v1/me/notifications")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


def _drafts(world: World, who: str = ME) -> list[Json]:
    items: list[Json] = world.as_(who).get("/v1/me/drafts").json()["items"]
    return items


@pytest.mark.slow
def test_the_author_is_told_what_was_decided_and_why(world: World) -> None:
    world.campaign()
    world.member("guide", world.user(OTHER), Role.CONTRIBUTOR)
    page = world.page(by=ME, title="Titre", text="Un.")
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=OTHER, title="Autre")["revision"]["id"]
    acts = [
        (first, "request-changes", "Trop court."),
        (second, "reject", "Faux."),
        (first, "accept", ""),
        (first, "unaccept", "Trop vite."),
    ]
    for revision, verdict, reason in acts:
        decided(world, EDITOR, revision, verdict, reason, **older(verdict))
    told = _told(world)
    assert [(item["verdict"], item["reason"]) for item in told] == [
        ("unaccept", "Trop vite."),
        ("accept", ""),
        ("request-changes", "Trop court."),
    ]
    editor = world.as_(ME).get(f"/v1/pages/{page['id']}/decisions").json()["items"][0]["editor"]
    place = {"campaign": "guide", "page_id": page["id"], "page": "titre", "revision_id": first, "revision_number": 1}
    assert all(item.items() >= {**place, "title": "Titre", "editor": editor, "draft_id": None}.items() for item in told)
    (rejected,) = _told(world, OTHER)
    assert (rejected["verdict"], rejected["title"], rejected["revision_id"]) == ("reject", "Autre", second)
    assert _told(world, EDITOR) == _told(world, "guide-reader") == []
    refused(world.as_(None).get("/v1/me/notifications"), 401, "not-authenticated")


@pytest.mark.slow
def test_notifications_come_newest_first_and_in_parts(world: World) -> None:
    world.campaign()
    pages = [world.page(title=f"Astuce {number}") for number in range(5)]
    for page in pages:
        decided(world, EDITOR, page["revision"]["id"], "accept")
    answer = world.as_(ME).get("/v1/me/notifications?limit=2")
    found = answer.json()["items"]
    decided(world, EDITOR, pages[0]["revision"]["id"], "unaccept")
    while answer.json()["next"]:
        answer = world.as_(ME).get(answer.links["next"]["url"])
        found += answer.json()["items"]
    assert [item["title"] for item in found] == [f"Astuce {number}" for number in range(4, -1, -1)]
    tag = world.as_(ME).get("/v1/me/notifications").headers["etag"]
    assert world.as_(ME).get("/v1/me/notifications", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.slow
def test_votes_are_news_and_what_is_accepted_as_it_is_saved_is_none(world: World) -> None:
    world.campaign(acceptance="votes", quorum=1)
    world.campaign("open", acceptance="open")
    page = world.page()
    vote(world, EDITOR, page["revision"]["id"], "approve")
    world.page("open")
    assert _told(world, "open-contributor") == []
    (item,) = _told(world)
    assert (item["verdict"], item["editor"]) == ("accept", None)
    # Editors need not be told what they decided themselves.
    own = world.page(by=EDITOR)
    decided(world, EDITOR, own["revision"]["id"], "accept")
    assert _told(world, EDITOR) == []


def test_a_rejected_text_stays_its_authors_as_a_draft(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.\n\nDeux.\n")
    saved = world.edit(page, "Un.\n\nDeux, faux.\n", by=ME, title="Autre", summary="Plus", minor=True)["revision"]
    decided(world, EDITOR, saved["id"], "reject", "Faux.")
    (draft,) = _drafts(world)
    kept = {"title": "Autre", "text": "Un.\n\nDeux, faux.\n", "summary": "Plus", "minor": True}
    place = {"page_id": page["id"], "base_revision": saved["id"], "reason": "rejected"}
    assert draft.items() >= {**kept, **place}.items()
    assert _told(world)[0]["draft_id"] == draft["id"]
    # The author puts it right and sends it again; their own words do not stand against them.
    me = world.as_(ME)
    body = {**{name: draft[name] for name in ("title", "summary")}, "text": "Un.\n\nDeux, juste.\n"}
    changed = me.put(f"/v1/drafts/{draft['id']}", json=body, headers={"If-Match": "*"})
    assert changed.status_code == 200
    assert _told(world)[0]["draft_id"] == draft["id"]
    again = me.post(f"/v1/drafts/{draft['id']}/submit", json={})
    assert (again.status_code, again.json()["merged"]) == (201, False)
    assert latest(me, page["id"])["revision"]["text"] == "Un.\n\nDeux, juste.\n"
    assert (_drafts(world), _told(world)[0]["draft_id"]) == ([], None)


def test_a_rejected_text_merges_with_what_came_after_it(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.\n\nDeux.\n\nTrois.\n")
    saved = world.edit(page, "Un.\n\nDeux, faux.\n\nTrois.\n", by=ME)["revision"]
    later = save(world.as_(EDITOR), page["id"], saved["id"], "Un.\n\nDeux, faux.\n\nTrois, donc.\n").json()["revision"]
    decided(world, EDITOR, saved["id"], "reject")
    (draft,) = _drafts(world)
    me = world.as_(ME)
    body = {"title": draft["title"], "text": "Un.\n\nDeux, juste.\n\nTrois.\n"}
    me.put(f"/v1/drafts/{draft['id']}", json=body, headers={"If-Match": "*"})
    again = me.post(f"/v1/drafts/{draft['id']}/submit", json={}).json()
    assert (again["merged"], again["revision"]["parent_id"]) == (True, later["id"])
    assert again["revision"]["text"] == "Un.\n\nDeux, juste.\n\nTrois, donc.\n"


def test_two_rejections_leave_one_draft(world: World) -> None:
    world.campaign()
    editors(world, "ana")
    page = world.page()
    decided(world, EDITOR, page["revision"]["id"], "reject", "Faux.")
    decided(world, "ana", page["revision"]["id"], "reject", "Trop long.")
    (draft,) = _drafts(world)
    assert [(item["reason"], item["draft_id"]) for item in _told(world)] == [
        ("Trop long.", None),
        ("Faux.", draft["id"]),
    ]


def test_a_refused_decision_leaves_no_draft(world: World) -> None:
    world.campaign(acceptance="votes", editor_override=False)
    page = world.page()
    refused(decide(world, EDITOR, page["revision"]["id"], "reject"), 409, "votes-decide")
    assert (_drafts(world), _told(world)) == ([], [])


@pytest.mark.slow
def test_nothing_is_lost_to_an_author_who_has_left(world: World) -> None:
    world.campaign()
    world.member("guide", world.user(OTHER), Role.CONTRIBUTOR)
    page = world.page()
    decided(world, EDITOR, page["revision"]["id"], "accept")
    saved = world.edit(page, "Autre.", by=OTHER)["revision"]
    assert world.as_("guide-admin").delete(f"/v1/campaigns/guide/members/{OTHER}").status_code == 204
    decided(world, EDITOR, saved["id"], "reject", "Faux.")
    (draft,) = _drafts(world, OTHER)
    # The campaign is none of theirs any more; the text stays.
    assert (draft["text"], _told(world, OTHER)) == ("Autre.", [])
    refused(world.as_(OTHER).post(f"/v1/drafts/{draft['id']}/submit", json={}), 404, "not-found")
    assert _drafts(world, OTHER) == [draft]
    world.member("guide", OTHER, Role.CONTRIBUTOR)
    (told,) = _told(world, OTHER)
    assert (told["draft_id"], told["reason"]) == (draft["id"], "Faux.")
    root = world.user("root", site_admin=True)
    assert world.as_(root).post(f"/v1/users/{OTHER}/block").status_code == 200
    refused(world.as_(OTHER).post(f"/v1/drafts/{draft['id']}/submit", json={}), 403, "forbidden")
    assert (_drafts(world, OTHER), len(_told(world, OTHER))) == ([draft], 1)
    world.as_(root).post(f"/v1/users/{OTHER}/block?blocked=false")
    world.phase("guide", Phase.REVIEW)
    late = refused(world.as_(OTHER).post(f"/v1/drafts/{draft['id']}/submit", json={}), 409, "window-closed")
    assert late["draft_id"] == draft["id"]
    (kept,) = _drafts(world, OTHER)
    assert (kept["id"], kept["text"], kept["reason"]) == (draft["id"], draft["text"], "late")
