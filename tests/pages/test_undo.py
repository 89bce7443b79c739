"""Undo keeps what came later; restore does not; both are revisions like others."""

from app.campaigns.rules import Phase
from tests.pages.acts import EDITOR, ME, chain, refused, save
from tests.world import Json, World

BASE = "Un.\n\nDeux.\n\nTrois.\n"


def _three(world: World) -> tuple[int, list[Json]]:
    """Return a page's id and its revisions: made, first paragraph changed, last paragraph changed."""
    world.campaign()
    page = world.page(text=BASE)
    second = world.edit(page, "Un !\n\nDeux.\n\nTrois.\n", by=ME, title="Autre titre")["revision"]
    third = save(world.as_(EDITOR), page["id"], second["id"], "Un !\n\nDeux.\n\nTrois !\n").json()["revision"]
    return page["id"], [page["revision"], second, third]


def test_undo_keeps_later_changes(world: World) -> None:
    page, (first, second, third) = _three(world)
    undone = world.as_(ME).post(f"/v1/revisions/{second['id']}/undo", json={"summary": "Retour"})
    assert undone.status_code == 201
    revision = undone.json()["revision"]
    assert (revision["title"], revision["text"]) == ("Titre", "Un.\n\nDeux.\n\nTrois !\n")
    facts = (revision["origin"], revision["summary"], revision["base_id"], revision["parent_id"])
    assert facts == ("undo", "Retour", second["id"], third["id"])
    assert undone.headers["location"] == f"/v1/revisions/{revision['id']}"
    again = world.as_(ME).post(f"/v1/revisions/{second['id']}/undo", json={})
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert world.as_(ME).post(f"/v1/revisions/{revision['id']}/undo", json={}).status_code == 201
    assert chain(world, page)[-1] == ("Autre titre", third["text"])
    refused(world.as_(ME).post(f"/v1/revisions/{first['id']}/undo", json={}), 409, "conflict")


def test_undo_stops_where_later_changes_stand_in_the_way(world: World) -> None:
    page, (_, second, third) = _three(world)
    fourth = save(world.as_(EDITOR), page, third["id"], third["text"].replace("Un !", "Un ?")).json()["revision"]
    problem = refused(world.as_(ME).post(f"/v1/revisions/{second['id']}/undo", json={}), 409, "undo-conflict")
    assert problem["head_revision"] == fourth["id"]
    assert [(hunk["base"], hunk["ours"], hunk["theirs"]) for hunk in problem["hunks"]] == [
        ("Un !\n", "Un.\n", "Un ?\n")
    ]
    assert world.as_(ME).get("/v1/me/drafts").json()["items"] == []
    assert len(chain(world, page)) == 4


def test_restore_makes_an_earlier_revision_the_text_again(world: World) -> None:
    page, (first, _, third) = _three(world)
    me = world.as_(ME)
    restored = me.post(f"/v1/revisions/{first['id']}/restore", json={})
    revision = restored.json()["revision"]
    assert (restored.status_code, revision["title"], revision["text"]) == (201, "Titre", BASE)
    assert (revision["origin"], revision["parent_id"], revision["base_id"]) == ("restore", third["id"], third["id"])
    again = me.post(f"/v1/revisions/{first['id']}/restore", json={})
    assert (again.status_code, again.json()["revision"]["id"]) == (200, revision["id"])
    assert len(chain(world, page)) == 4


def test_undo_and_restore_end_with_the_window_and_leave_no_draft(world: World) -> None:
    _, revisions = _three(world)
    world.phase("guide", Phase.REVIEW)
    for revision in revisions:
        for act in ("undo", "restore"):
            path = f"/v1/revisions/{revision['id']}/{act}"
            problem = refused(world.as_(ME).post(path, json={}), 409, "window-closed")
            assert problem["draft_id"] is None
            refused(world.as_("guide-reader").post(path, json={}), 404, "not-found")
    assert world.as_(ME).get("/v1/me/drafts").json()["items"] == []
    refused(world.as_(ME).post("/v1/revisions/999999/undo", json={}), 404, "not-found")
