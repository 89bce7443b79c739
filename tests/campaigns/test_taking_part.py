"""Who sees a campaign and takes part: hidden looks like absent, joining by a click, roles given and taken."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.campaigns.rules import Role
from tests.client import ApiClient
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
THREADS = 4


def paths(world: World) -> list[tuple[str, str, bool]]:
    """Return every operation on one campaign, with what exists in it, and whether it takes a body."""
    names = {
        "{theme}": "t1",
        "{user}": "guide-reader",
        "{edition}": "1",
        "{join_code_id}": "1",
        "{department_id}": "1",
        "{hall_id}": "1",
        "{artefact}": "guide.pdf",
    }
    found = []
    for path, operations in world.app.openapi()["paths"].items():
        if path.startswith("/v1/campaigns/{campaign}"):
            for name, value in names.items():
                path = path.replace(name, value)  # noqa: PLW2901  One name after the other.
            found += [(method, path, "requestBody" in operation) for method, operation in operations.items()]
    return found


BODIES: dict[str, Json] = {
    "open": {"reason": "x", "closes_at": "2998-01-01T00:00:00Z"},
    "extend": {"reason": "x", "closes_at": "2998-01-01T00:00:00Z"},
    "reopen": {"reason": "x", "closes_at": "2998-01-01T00:00:00Z"},
    "reopen-voting": {"reason": "x", "voting_closes_at": "2998-01-01T00:00:00Z"},
    "drafts": {"kind": "tip", "theme": "t1", "title": "x", "text": "x"},
    "close": {"reason": "x"},
    "open-corrections": {"reason": "x"},
    "close-corrections": {"reason": "x"},
    "clone": {"slug": "x"},
    "themes": {"slug": "t2", "question": "?"},
    "guide-reader": {"role": "reader"},
    "invitations": {},
    "department": {"department": "x"},
    "departments": {"department": "x"},
    "join-codes": {"expires_at": "2998-01-01T00:00:00Z"},
    "questions": {"text": "?"},
    "import": {"csv": "place,date,text"},
    "halls": {"place": "x", "held_on": "2026-12-01"},
    "pages": {"kind": "tip", "theme": "t1", "title": "x", "text": "x"},
}


QUERIES = {"trace": "?page=absent", "similar": "?text=x"}


@pytest.mark.slow
@pytest.mark.parametrize("who", ["outsider", None])
def test_a_hidden_campaign_looks_like_an_absent_one(world: World, who: str | None) -> None:
    world.campaign(visibility="members", enrolment="invited")
    world.user("outsider")
    client = world.as_(who)
    assert client.get("/v1/campaigns").json()["items"] == []
    operations = paths(world)
    assert len(operations) > 15
    for method, path, takes_body in operations:
        answers = []
        for slug in ("guide", "absent"):
            last = path.rsplit("/", 1)[1]
            url = path.replace("{campaign}", slug) + QUERIES.get(last, "")
            body = BODIES.get(last, {}) if takes_body else None
            answer = client.request(method, url, json=body, headers={"If-Match": "*"})
            told = {} if method == "head" else answer.json()
            answers.append((answer.status_code, {**told, "request_id": None}))
        assert answers[0] == answers[1], (method, path)
        takes_site_admin = path.endswith("/clone") or (method, path) == ("delete", "/v1/campaigns/{campaign}")
        assert answers[0][0] in ((404,) if who and not takes_site_admin else (401, 403, 404)), (method, path)


@pytest.mark.parametrize(
    ("visibility", "enrolment", "seen_by"),
    [
        ("members", "invited", set()),
        ("members", "everyone", {"outsider"}),
        ("public", "invited", {"outsider", None}),
        ("public", "everyone", {"outsider", None}),
    ],
)
def test_visibility_and_enrolment(world: World, visibility: str, enrolment: str, seen_by: set[str | None]) -> None:
    world.campaign(visibility=visibility, enrolment=enrolment)
    world.user("outsider")
    for who in ("outsider", None):
        shown = world.as_(who).get(GUIDE)
        assert (shown.status_code == 200) == (who in seen_by)
        assert len(world.as_(who).get("/v1/campaigns").json()["items"]) == (who in seen_by)
        if shown.status_code == 200:
            actions = ["read", "join"] if who and enrolment == "everyone" else ["read"]
            assert (shown.json()["role"], shown.json()["allowed_actions"]) == ("reader", actions)
    join = f"{GUIDE}/join"
    assert world.as_(None).post(join).status_code == 401
    joined = world.as_("outsider").post(join)
    if enrolment == "everyone":
        assert (joined.status_code, joined.json()["role"]) == (200, "contributor")
        assert world.as_("outsider").get(GUIDE).json()["role"] == "contributor"
    else:
        assert joined.status_code == (403 if seen_by else 404)


def test_joining_twice_changes_nothing(world: World) -> None:
    world.campaign(enrolment="everyone")
    world.user("ada")
    first = world.as_("ada").post(f"{GUIDE}/join").json()
    assert world.as_("ada").post(f"{GUIDE}/join").json() == first
    assert world.as_("guide-editor").post(f"{GUIDE}/join").json()["role"] == "editor"
    acts = [entry["act"] for entry in world.as_("guide-admin").get(f"{GUIDE}/audit").json()["items"]]
    assert acts.count("membership.joined") == 1


def test_a_blocked_account_cannot_join(world: World) -> None:
    world.campaign(enrolment="everyone")
    world.user("root", site_admin=True)
    world.user("ada")
    assert world.as_("root").post("/v1/users/ada/block").status_code == 200
    assert world.as_("ada").get(GUIDE).json()["role"] == "reader"
    assert world.as_("ada").post(f"{GUIDE}/join").status_code == 403


def test_clicks_at_once_join_once(world: World) -> None:
    world.campaign(enrolment="everyone")
    world.user("ada")
    start = Barrier(THREADS)

    def join(_number: int) -> int:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["ada"])
        start.wait()
        return client.post(f"{GUIDE}/join").status_code

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(join, range(THREADS))) == [200] * THREADS
    members = world.as_("guide-admin").get(f"{GUIDE}/members").json()["items"]
    assert [member["role"] for member in members if member["username"] == "ada"] == ["contributor"]


def test_roles_set_and_taken_at_once_leave_one_or_none(world: World) -> None:
    world.campaign()
    world.user("ada")
    start = Barrier(THREADS)

    def change(number: int) -> int:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["guide-admin"])
        start.wait()
        if number % 2:
            return client.delete(f"{GUIDE}/members/ada").status_code
        return client.put(f"{GUIDE}/members/ada", json={"role": "editor"}).status_code

    world.member("guide", "ada", Role.READER)
    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(change, range(THREADS))) <= {200, 204, 404}


def test_roles_are_given_and_taken(world: World) -> None:
    world.campaign()
    world.user("ada", department="Sinistres")
    admin = world.as_("guide-admin")
    for role in (*Role, Role.READER):
        assert admin.put(f"{GUIDE}/members/ada", json={"role": role}).json()["role"] == role
        assert world.as_("ada").get(GUIDE).json()["role"] == role
    members = admin.get(f"{GUIDE}/members").json()["items"]
    assert (members[0]["username"], members[0]["department"]) == ("ada", "Sinistres")
    assert admin.delete(f"{GUIDE}/members/ada").status_code == 204
    assert world.as_("ada").get(GUIDE).status_code == 404
    assert admin.delete(f"{GUIDE}/members/ada").status_code == 404
    assert admin.put(f"{GUIDE}/members/nobody", json={"role": "editor"}).status_code == 404
    assert admin.put(f"{GUIDE}/members/ada", json={"role": "owner"}).json()["errors"][0]["field"] == "role"


def test_a_role_counts_in_its_campaign_only(world: World) -> None:
    world.campaign("guide", visibility="public")
    world.campaign("other")
    assert world.as_("other-admin").get(GUIDE).json()["role"] == "reader"
    assert world.as_("other-admin").post(f"{GUIDE}/close", json={"reason": "x"}).status_code == 403
    assert world.as_("guide-admin").get("/v1/campaigns/other").status_code == 404
    assert [item["slug"] for item in world.as_("other-reader").get("/v1/campaigns").json()["items"]] == [
        "guide",
        "other",
    ]
