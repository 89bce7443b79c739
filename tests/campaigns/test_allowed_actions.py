"""What is offered is what is not refused: joining, drafts, and editions."""

import pytest

from app.campaigns.rules import Enrolment, Phase
from tests.world import World

GUIDE = "/v1/campaigns/guide"


@pytest.mark.parametrize("enrolment", Enrolment)
def test_joining_is_offered_exactly_where_it_makes_somebody_a_member(world: World, enrolment: Enrolment) -> None:
    world.campaign(enrolment=enrolment, visibility="public")
    for name in ("outsider", "blocked"):
        world.user(name)
    world.user("root", site_admin=True)
    world.as_("root").post("/v1/users/blocked/block")
    for who in (None, "outsider", "blocked", "root", "guide-reader"):
        client = world.as_(who)
        offered = "join" in client.get(GUIDE).json()["allowed_actions"]
        listed = "join" in client.get("/v1/campaigns").json()["items"][0]["allowed_actions"]
        # A member is let in as well, and it changes nothing.
        joins = client.post(f"{GUIDE}/join").status_code == 200 and who != "guide-reader"
        assert (offered, listed) == (joins, joins), who
        assert "join" not in client.get(GUIDE).json()["allowed_actions"], "once is enough"


@pytest.mark.parametrize("phase", Phase)
def test_submitting_is_offered_exactly_where_it_is_not_refused(world: World, phase: Phase) -> None:
    world.campaign()
    drafts = {}
    for who in ("guide-contributor", "guide-editor"):
        new = {"kind": "tip", "theme": "t1", "title": who, "text": "Oui."}
        drafts[who] = world.as_(who).post(f"{GUIDE}/drafts", json=new).json()
    world.phase("guide", phase)
    for who, draft in drafts.items():
        client, path = world.as_(who), f"/v1/drafts/{draft['id']}"
        [listed] = client.get("/v1/me/drafts").json()["items"]
        shown = client.get(path).json()
        assert listed["allowed_actions"] == shown["allowed_actions"]
        assert {"change", "delete"} <= set(shown["allowed_actions"])
        answer = client.post(f"{path}/submit", json={})
        assert answer.status_code in (201, 403, 404, 409)
        assert ("submit" in shown["allowed_actions"]) == (answer.status_code == 201), (who, answer.text)
        changed = {"title": "x", "text": "y"}
        if answer.status_code != 201:
            assert client.put(path, json=changed, headers={"If-Match": "*"}).status_code == 200
            assert client.delete(path, headers={"If-Match": "*"}).status_code == 204
