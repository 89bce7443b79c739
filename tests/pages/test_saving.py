"""Saving through the API: merged, in conflict, too late."""

from app.campaigns.rules import Phase
from tests.world import World


def test_different_paragraphs_merge(world: World) -> None:
    world.campaign()
    page = world.page()
    world.edit(page, "Un.\n\nDeux.\n\nTrois autrement.\n", by="guide-editor")
    saved = world.edit(page, "Un autrement.\n\nDeux.\n\nTrois.\n", by="guide-contributor")
    assert saved["merged"]
    assert saved["revision"]["text"] == "Un autrement.\n\nDeux.\n\nTrois autrement.\n"
    assert [saved["revision"]["text"][span["start"] : span["end"]] for span in saved["came_in"]] != []


def test_late_text_is_a_draft(world: World) -> None:
    world.campaign()
    page = world.page()
    world.phase("guide", Phase.REVIEW)
    body = {"base_revision": page["revision"]["id"], "text": "Trop tard.\n"}
    refused = world.as_("guide-contributor").post(f"/v1/pages/{page['id']}/revisions", json=body)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("window-closed")
    draft = world.as_("guide-contributor").get(f"/v1/drafts/{refused.json()['draft_id']}")
    assert draft.json()["text"] == "Trop tard.\n"
