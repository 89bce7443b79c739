"""A campaign that was a mistake can be deleted while nothing in it would be lost; an old one leaves the list."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from app.archive import deleting
from app.campaigns.rules import Phase
from tests.archive.years import broken
from tests.client import ApiClient
from tests.pages.acts import refused
from tests.planting import on_one_database
from tests.world import Json, World

pytestmark = pytest.mark.databases

GUIDE = "/v1/campaigns/guide"
NOTHING = {"pages": 0, "drafts": 0}


def deleted(world: World, by: str = "root", slug: str = "guide") -> Json | None:
    """Delete a campaign and return the problem where that is refused."""
    client, path = world.as_(by), f"/v1/campaigns/{slug}"
    answer = client.delete(path, headers={"If-Match": client.get(path).headers["etag"]})
    return None if answer.status_code == 204 else refused(answer, 409, "campaign-not-empty")


def empty(world: World) -> None:
    world.campaign()
    world.user("root", site_admin=True)


def test_a_mistyped_campaign_is_gone_for_everybody_and_its_name_is_free(world: World) -> None:
    empty(world)
    assert deleted(world) is None
    for who in ("root", "guide-admin", "guide-reader"):
        assert world.as_(who).get(GUIDE).status_code == 404
        assert world.as_(who).get("/v1/campaigns?archived=true").json()["items"] == []
    assert world.as_("root").get("/v1/campaigns/deleted:1").status_code in (404, 422)
    made = world.as_("root").post("/v1/campaigns", json={"slug": "guide", "title": "Guide"})
    assert made.status_code == 201
    assert world.as_("root").get(f"{GUIDE}/members").json()["items"][0]["username"] == "root"
    assert broken(world) == []


def test_a_deletion_is_told_in_the_chain_of_the_site_and_the_campaigns_own_still_holds(world: World) -> None:
    empty(world)
    deleted(world)
    query = "SELECT act, facts FROM audit_entry JOIN audit_chain ON audit_chain.id = chain_id WHERE campaign_id {}"
    with world.database.reading() as session:
        site = session.connection().execute(text(query.format("IS NULL") + " ORDER BY audit_entry.number")).all()
        own = session.connection().execute(text(query.format("= 1"))).all()
    assert tuple(site[-1]) == ("campaign.deleted", '{"campaign":1}')
    assert len(own) > 3
    assert broken(world) == []


def _page(world: World) -> None:
    page = world.page()
    tag = world.as_("guide-editor").get(f"/v1/pages/{page['id']}?state=latest").headers["etag"]
    world.as_("guide-editor").delete(f"/v1/pages/{page['id']}", headers={"If-Match": tag})


def _draft(world: World) -> None:
    body = {"kind": "tip", "theme": "t1", "title": "Un début", "text": "Il était"}
    assert world.as_("guide-contributor").post(f"{GUIDE}/drafts", json=body).status_code == 201


@pytest.mark.parametrize(
    ("lost", "counts"),
    [(_page, {"pages": 1, "drafts": 1}), (_draft, {"drafts": 1})],
    ids=["a hidden page", "a draft"],
)
def test_what_would_be_lost_stands_in_the_way_and_is_named(world: World, lost: object, counts: dict[str, int]) -> None:
    empty(world)
    assert callable(lost)
    lost(world)
    problem = deleted(world)
    assert problem is not None
    assert {name: problem[name] for name in NOTHING} == {**NOTHING, **counts}
    assert all(f"{name}: {count}" in problem["detail"].lower() for name, count in counts.items())
    assert world.as_("root").get(GUIDE).status_code == 200


@on_one_database
def test_a_deletion_that_asked_nothing_would_lose_texts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    empty(world)
    _page(world)
    monkeypatch.setattr(deleting, "_require_empty", lambda *_: None)
    with pytest.raises(AssertionError):
        assert deleted(world) is not None


@pytest.mark.parametrize("begun", ["drafts", "pages"])
def test_nobody_loses_what_they_begin_while_the_campaign_is_deleted(world: World, begun: str) -> None:
    empty(world)
    body = {"kind": "tip", "theme": "t1", "title": "Un début", "text": "Il était"}
    tag = world.as_("root").get(GUIDE).headers["etag"]
    start = Barrier(2)

    def write() -> int:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["guide-editor"])
        start.wait()
        return client.post(f"{GUIDE}/{begun}", json=body).status_code

    def delete() -> int:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["root"])
        start.wait()
        return client.delete(GUIDE, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(2) as pool:
        written, gone = pool.submit(write), pool.submit(delete)
        assert (written.result(), gone.result()) in {(201, 409), (404, 204)}


def test_only_a_site_admin_deletes_and_only_what_they_have_seen(world: World) -> None:
    empty(world)
    for who, status in ((None, 401), ("guide-reader", 403), ("guide-admin", 403)):
        assert world.as_(who).delete(GUIDE, headers={"If-Match": "*"}).status_code == status
    root = world.as_("root")
    refused(root.delete(GUIDE), 428, "precondition-required")
    refused(root.delete(GUIDE, headers={"If-Match": '"another"'}), 412, "precondition-failed")
    assert root.get(GUIDE).status_code == 200


def listed(world: World, who: str, query: str = "") -> list[str]:
    return [item["slug"] for item in world.as_(who).get(f"/v1/campaigns{query}").json()["items"]]


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.REVIEW, Phase.PUBLISHED])
def test_an_archived_campaign_leaves_the_list_and_can_be_read_all_the_same(world: World, phase: Phase) -> None:
    world.campaign()
    world.phase("guide", phase)
    admin = world.as_("guide-admin")
    for _ in range(2):
        archived = admin.put(f"{GUIDE}/archived")
        assert archived.status_code == 200, archived.text
        assert archived.json()["archived_at"] is not None
    for who in ("guide-admin", "guide-reader"):
        assert listed(world, who) == []
        assert listed(world, who, "?archived=true") == ["guide"]
        assert world.as_(who).get(GUIDE).json()["title"] == "Guide"
        assert world.as_(who).get(f"{GUIDE}/pages").status_code == 200
    assert admin.delete(f"{GUIDE}/archived").json()["archived_at"] is None
    assert listed(world, "guide-reader") == ["guide"]
    told = [entry["act"] for entry in admin.get(f"{GUIDE}/audit?limit=2").json()["items"]]
    assert told == ["campaign.unarchived", "campaign.archived"]


def test_a_campaign_is_archived_by_its_admins_and_not_while_people_write(world: World) -> None:
    world.campaign(visibility="public")
    for who, status in ((None, 401), ("guide-editor", 403), ("guide-admin", 409)):
        assert world.as_(who).put(f"{GUIDE}/archived").status_code == status
    assert "archive" not in world.as_("guide-admin").get(GUIDE).json()["allowed_actions"]
    world.phase("guide", Phase.REVIEW)
    assert "archive" in world.as_("guide-admin").get(GUIDE).json()["allowed_actions"]
    assert world.as_("guide-editor").delete(f"{GUIDE}/archived").status_code == 403
    patched = world.as_("guide-admin").patch(GUIDE, json={"archived_at": None}, headers={"If-Match": "*"})
    refused(patched, 422, "invalid")
