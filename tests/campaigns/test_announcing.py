"""A draft exists for those who prepare it alone, until it is announced or opens."""

import pytest

from app.campaigns.rules import Phase, Role, is_at_least, role_in
from tests.pages.acts import refused
from tests.world import World

GUIDE = "/v1/campaigns/guide"
PREPARERS = ("guide-editor", "guide-admin", "root")
OTHERS = ("guide-contributor", "guide-reader", "outsider", None)


def prepared(world: World, **settings: str) -> None:
    """Make a draft with its people that nobody has announced, and an account that is none of them."""
    world.campaign(phase=Phase.DRAFT, announced=False, **settings)
    world.user("outsider")
    world.user("root", site_admin=True)


def seen_by(world: World) -> set[str | None]:
    """Return who is told of the campaign: by its address, in the list, and by its themes, all alike."""
    seen = set()
    for who in (*PREPARERS, *OTHERS):
        client = world.as_(who)
        answers = [client.get(path).status_code == 200 for path in (GUIDE, f"{GUIDE}/themes", f"{GUIDE}/window")]
        listed = bool(client.get("/v1/campaigns").json()["items"])
        assert set(answers) == {listed}
        seen |= {who} if listed else set()
    return seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "announced_to"),
    [
        ({"visibility": "members", "enrolment": "invited"}, {"guide-contributor", "guide-reader"}),
        ({"visibility": "members", "enrolment": "everyone"}, {"guide-contributor", "guide-reader", "outsider"}),
        ({"visibility": "public", "enrolment": "everyone"}, set(OTHERS)),
    ],
)
def test_a_draft_is_seen_by_those_it_is_for_when_it_is_announced(
    world: World, fields: dict[str, str], announced_to: set[str | None]
) -> None:
    prepared(world, **fields)
    assert seen_by(world) == {*PREPARERS}
    assert world.as_("outsider").post(f"{GUIDE}/join").status_code == 404
    told = world.as_("guide-admin").post(f"{GUIDE}/announce").json()
    assert told["announced_at"] is not None
    assert "announce" not in told["allowed_actions"]
    assert seen_by(world) == {*PREPARERS, *announced_to}
    if "outsider" in announced_to and fields["enrolment"] == "everyone":
        assert world.as_("outsider").post(f"{GUIDE}/join").json()["role"] == "contributor"


def test_what_opens_is_seen_whether_it_was_announced_or_not(world: World) -> None:
    prepared(world)
    world.phase("guide", Phase.OPEN)
    assert seen_by(world) == {*PREPARERS, "guide-contributor", "guide-reader"}
    assert world.as_("guide-admin").get(GUIDE).json()["announced_at"] is None
    refused(world.as_("guide-admin").post(f"{GUIDE}/announce"), 409, "window-closed")


def test_it_is_announced_once_and_by_admins(world: World) -> None:
    prepared(world)
    refused(world.as_("guide-editor").post(f"{GUIDE}/announce"), 403, "forbidden")
    refused(world.as_("guide-reader").post(f"{GUIDE}/announce"), 404, "not-found")
    assert world.as_("guide-admin").post(f"{GUIDE}/announce").is_success
    refused(world.as_("guide-admin").post(f"{GUIDE}/announce"), 409, "conflict")
    acts = [entry["act"] for entry in world.as_("guide-admin").get(f"{GUIDE}/audit").json()["items"]]
    assert acts.count("campaign.announced") == 1


def test_a_clone_starts_unannounced(world: World) -> None:
    world.campaign()
    root = world.as_(world.user("root", site_admin=True))
    made = root.post(f"{GUIDE}/clone", json={"slug": "next", "members": True}).json()
    assert (made["phase"], made["announced_at"]) == ("draft", None)
    assert world.as_("guide-contributor").get("/v1/campaigns/next").status_code == 404
    assert root.post("/v1/campaigns/next/announce").is_success
    assert world.as_("guide-contributor").get("/v1/campaigns/next").status_code == 200


def test_nobody_is_told_of_decisions_in_a_campaign_that_is_not_announced_to_them(world: World) -> None:
    prepared(world)
    page = world.page(by="guide-editor")
    world.accept(page["revision"]["id"], by="guide-admin")
    editor, admin = world.as_("guide-editor"), world.as_("guide-admin")
    assert len(editor.get("/v1/me/notifications").json()["items"]) == 1
    assert admin.put(f"{GUIDE}/members/guide-editor", json={"role": "contributor"}).is_success
    assert editor.get("/v1/me/notifications").json()["items"] == []
    assert admin.post(f"{GUIDE}/announce").is_success
    assert len(editor.get("/v1/me/notifications").json()["items"]) == 1


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("phase", Phase)
def test_the_rule_hides_drafts_alone(role: Role | None, phase: Phase) -> None:
    assert role_in(role, phase, announced=True) is role
    hidden = phase is Phase.DRAFT and not is_at_least(role, Role.EDITOR)
    assert role_in(role, phase, announced=False) is (None if hidden else role)
