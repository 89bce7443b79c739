"""What comes along to next year's campaign, what stays, and what may be asked for twice."""

import pytest
from sqlalchemy import text

from app.campaigns.rules import Phase, Role
from app.pages.errors import AttributionMissing
from tests.archive.years import SENTENCES, assert_whole, broken, cloned, credit, open_next, pages, peopled
from tests.credits.people import choose
from tests.pages.acts import refused
from tests.pages.rebuilds import spoilt
from tests.planting import on_one_database
from tests.world import Json, World

ME = "guide-contributor"
EDITOR = "guide-editor"
CLONE = "/v1/campaigns/guide/clone"


def a_year(world: World) -> None:
    """Make a guide with pages of every fate: accepted, excluded, pinned, hidden, not accepted, with votes and talk."""
    peopled(world, selection="most-supported", organisation="ACME")
    world.theme("guide", "t2")
    for theme, title, fate in (
        ("t2", "Dernier", "accepted"),
        ("t1", "Premier", "pinned"),
        ("t1", "Second", "excluded"),
        ("t1", "Caché", "hidden"),
        ("t1", "En attente", "waiting"),
    ):
        page = world.page(theme=theme, title=title, text=f"{title}. {SENTENCES[0]}\n", by=ME)
        if fate != "waiting":
            world.accept(page["revision"]["id"], by=EDITOR, reason="Un mot de trop.")
        world.as_("ada").put(f"/v1/pages/{page['id']}/support")
        world.as_("ada").post(f"/v1/pages/{page['id']}/comments", json={"text": "Très juste."})
        tag = world.as_(EDITOR).get(f"/v1/pages/{page['id']}?state=latest").headers["etag"]
        arranged = {
            "pinned": {"pinned": True, "pinned_reason": "Le mot de trop."},
            "excluded": {"excluded_reason": "Le mot de trop."},
        }
        if fate in arranged:
            path = f"/v1/pages/{page['id']}"
            assert world.as_(EDITOR).patch(path, json=arranged[fate], headers={"If-Match": tag}).is_success
        if fate == "hidden":
            path = f"/v1/pages/{page['id']}/hide"
            assert world.as_(EDITOR).post(path, json={"reason": "Non."}, headers={"If-Match": tag}).is_success


@pytest.mark.slow
def test_accepted_texts_come_along_in_their_order_and_nothing_else_does(world: World) -> None:
    a_year(world)
    made = cloned(world)
    assert made["organisation"] == "ACME"
    expected = {"themes": 2, "texts": 3, "authors": 1, "unaccepted": 1, "hidden": 1, "members": 5, "blocked": 0}
    assert {name: made["taken"][name] for name in expected} == expected
    new = pages(world, "next")
    assert [(page["theme"], slug) for slug, page in new.items()] == [
        ("t1", "premier"),
        ("t1", "second"),
        ("t2", "dernier"),
    ]
    assert not any(page["pinned"] or page["support_count"] or page["comment_count"] for page in new.values())
    reasons = {slug: page["excluded_reason"] for slug, page in new.items()}
    assert reasons == {
        "premier": None,
        "second": "Elle n’était pas dans le guide de la campagne dont celle-ci est la copie.",
        "dernier": None,
    }
    assert "mot de trop" not in world.as_("root").get("/v1/campaigns/next/audit?limit=100").text
    decided = world.as_("root").get("/v1/campaigns/next/trace?page=premier").json()["decision"]
    assert (decided["verdict"], decided["editor"], decided["reason_code"]) == ("accept", None, "accepted-before")
    assert world.as_("root").get("/v1/campaigns/next/credits").json()["reviewers"] == []
    assert_whole(world, "guide", "next")


@pytest.mark.slow
def test_no_vote_draft_or_comment_is_of_the_new_campaign(world: World) -> None:
    a_year(world)
    ours = "SELECT count(*) FROM {} WHERE page_id IN (SELECT id FROM page WHERE campaign_id = 2)"
    cloned(world)
    counts = {}
    with world.database.reading() as session:
        for table in ("draft", "support", "comment", "merging"):
            counts[table] = session.connection().execute(text(ours.format(table))).scalar_one()
        ballots = "SELECT count(*) FROM ballot JOIN revision ON revision.id = revision_id WHERE page_id > 5"
        counts["ballot"] = session.connection().execute(text(ballots)).scalar_one()
        counts["window_act"] = (
            session.connection().execute(text("SELECT count(*) FROM window_act WHERE campaign_id = 2")).scalar_one()
        )
    assert set(counts.values()) == {0}


@pytest.mark.slow
def test_members_keep_their_roles_and_everybody_their_name(world: World) -> None:
    a_year(world)
    world.user("gone")
    world.member("guide", "gone", Role.EDITOR)
    world.as_("root").post("/v1/users/gone/block")
    choose(world, ME, "anonymous")
    choose(world, "ada", "department")
    world.as_("guide-admin").delete(f"/v1/campaigns/guide/members/{ME}")
    declared = world.as_("guide-admin").post("/v1/campaigns/guide/departments", json={"department": "Études"})
    taken = cloned(world)["taken"]
    assert (taken["members"], taken["blocked"]) == (4, 1)
    (carried,) = world.as_("root").get("/v1/campaigns/next/departments").json()["items"]
    assert (carried["department"], carried["role"]) == (declared.json()["department"], "contributor")
    with world.database.reading() as session:
        kept_out = "SELECT count(*) FROM kept_out WHERE campaign_id = 2"
        assert session.connection().execute(text(kept_out)).scalar_one() == 1, "who was removed is not brought back"
    members = world.as_("root").get("/v1/campaigns/next/members").json()["items"]
    assert {member["username"]: member["role"] for member in members} == {
        "ada": "contributor",
        "guide-admin": "admin",
        "guide-editor": "editor",
        "guide-reader": "reader",
        "root": "admin",
    }
    assert world.as_("root").post("/v1/campaigns/next/announce").is_success
    assert world.as_("ada").get("/v1/me/credit/next").json()["naming"] == "department"
    # Whoever wrote and has left is not named anew, and may still choose.
    ledger = world.as_("guide-reader").get("/v1/campaigns/next/contributors").json()["items"]
    assert [(line["naming"], line["name"]) for line in ledger] == [("anonymous", None)]
    assert world.as_(ME).get("/v1/campaigns/next").status_code == 404
    assert world.as_(ME).put("/v1/me/credit/next", json={"naming": "short"}).status_code == 200
    assert world.as_("gone").get("/v1/me/credit/next").status_code == 404
    audit = world.as_("root").get("/v1/campaigns/next/audit?limit=100").json()["items"]
    assert [entry["facts"]["role"] for entry in audit if entry["act"] == "membership.set"] == [
        *("contributor", "reader", "editor", "admin"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "members", "texts"),
    [({}, 1, 0), ({"members": True}, 6, 0), ({"texts": True}, 1, 3)],
    ids=["neither", "members", "texts"],
)
@on_one_database
def test_only_what_is_wanted_comes_along(world: World, wanted: Json, members: int, texts: int) -> None:
    a_year(world)
    made = cloned(world, **{"members": False, "texts": False, **wanted})
    root = world.as_("root")
    assert len(root.get("/v1/campaigns/next/members").json()["items"]) == members
    assert len(pages(world, "next")) == made["taken"]["texts"] == texts
    facts = root.get("/v1/campaigns/next/audit?limit=1").json()["items"][0]["facts"]
    assert {name for name in ("members", "texts") if name in facts} == wanted.keys()


@pytest.mark.parametrize("policy", ["editors", "votes", "open"])
@on_one_database
def test_texts_are_accepted_whatever_the_policy_and_go_on_from_there(world: World, policy: str) -> None:
    peopled(world, acceptance=policy)
    page = world.page(title="Le chat", text=SENTENCES[0], by=ME)
    if policy != "open":
        world.accept(page["revision"]["id"], by=EDITOR, reason="Oui.")
    cloned(world)
    open_next(world)
    copy = pages(world, "next")["le-chat"]
    assert copy["accepted_number"] == copy["head_number"] == 1
    world.edit(copy, f"{SENTENCES[0]} {SENTENCES[2]}", by="ada")
    assert credit(world, "guide") != {}
    assert_whole(world, "guide", "next")


@pytest.mark.slow
def test_a_clone_is_made_once_for_a_key(world: World) -> None:
    a_year(world)
    root, body = world.as_("root"), {"slug": "next", "members": True, "texts": True}
    first, second = (root.post(CLONE, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    refused(root.post(CLONE, json=body), 409, "slug-taken")
    other = root.post(CLONE, json={**body, "slug": "third"}, headers={"Idempotency-Key": "k"})
    refused(other, 422, "idempotency-key-reused")
    with world.database.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM campaign")).scalar_one() == 2
        assert session.connection().execute(text("SELECT count(*) FROM revision")).scalar_one() == 5 + 3


@pytest.mark.slow
def test_a_clone_whose_credit_would_be_lost_is_refused_and_leaves_nothing(world: World) -> None:
    a_year(world)
    spoilt(world.database, "DELETE FROM attribution WHERE revision_id = 1")
    answer = world.as_("root").post(CLONE, json={"slug": "next", "members": True, "texts": True})
    assert refused(answer, 409, AttributionMissing.problem)["revision"] == 1
    assert world.as_("root").get("/v1/campaigns/next").status_code == 404
    assert len(broken(world)) == 1


@pytest.mark.slow
def test_a_published_campaign_is_cloned_into_one_that_can_be_written(world: World) -> None:
    a_year(world)
    world.phase("guide", Phase.PUBLISHED)
    cloned(world)
    opened = world.as_("guide-admin").post(
        "/v1/campaigns/next/open", json={"reason": "La suite", "closes_at": "2998-01-01T00:00:00Z"}
    )
    assert opened.status_code == 200, opened.text
    copy = pages(world, "next", by=ME)["premier"]
    assert world.edit(copy, "Autre chose.", by=ME)["outcome"] == "saved"
