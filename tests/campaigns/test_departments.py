"""Departments that take part: whoever is of one is a member, whenever and however they came to it."""

import pytest

from app.campaigns.rules import Role
from app.identity.sso.settings import AccountsIn
from app.signon.arriving import arrive
from app.signon.claims import Arrival
from tests.client import ApiClient
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
LATER = "2998-01-01T00:00:00Z"


@pytest.fixture
def admin(world: World) -> ApiClient:
    world.campaign(enrolment="invited")
    world.user("root", site_admin=True)
    return world.as_("guide-admin")


def declare(admin: ApiClient, department: str = "Études", role: Role = Role.CONTRIBUTOR) -> Json:
    answer = admin.post(f"{GUIDE}/departments", json={"department": department, "role": role})
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def roles(admin: ApiClient) -> dict[str, str]:
    items = admin.get(f"{GUIDE}/members?limit=100").json()["items"]
    return {one["username"]: one["role"] for one in items if not one["username"].startswith("guide-")}


def arrival(username: str, department: str, **roles: Role | None) -> Arrival:
    return Arrival("entra", "https://sso", username, username, username.title(), None, department, roles=roles)


def come(world: World, way: str, username: str, department: str) -> None:
    """Let somebody come to a department."""
    root = world.as_("root")
    if way == "account":
        made = root.post("/v1/users", json={"username": username, "name": username, "department": department})
        assert made.status_code == 201, made.text
    elif way == "list":
        row = f"name;mail;department\n{username};{username}@example.org;{department}\n"
        listed = root.post("/v1/users/import", json={"csv": row, "send": False}).json()
        assert listed["stored"], listed
    else:
        arrive(world.database, arrival(username, department), AccountsIn())


@pytest.mark.parametrize("way", ["account", "list", "claim"])
def test_whoever_is_of_the_department_is_a_member_before_and_after_it_is_declared(
    world: World, admin: ApiClient, way: str
) -> None:
    come(world, way, "early", "ÉTUDES")
    come(world, way, "other", "Ventes")
    assert roles(admin) == {}
    told = declare(admin, role=Role.EDITOR)
    assert (told["admitted"], told["role"]) == (1, "editor")
    come(world, way, "late", "études")
    come(world, way, "stranger", "Ventes")
    assert {name.split("@")[0]: role for name, role in roles(admin).items()} == {"early": "editor", "late": "editor"}


def test_somebody_who_moves_to_the_department_becomes_a_member(world: World, admin: ApiClient) -> None:
    declare(admin)
    for department in ("Ventes", "Études"):
        assert roles(admin) == {}
        come(world, "list", "ada", department)
    [role] = roles(admin).values()
    assert role == "contributor"
    for department, members in (("Ventes", 1), ("Études", 2)):
        come(world, "claim", "ben", department)
        assert len(roles(admin)) == members


def test_a_role_of_ones_own_stands_and_whoever_was_removed_stays_so(world: World, admin: ApiClient) -> None:
    for name in ("reads", "goes", "stays"):
        world.user(name, department="Études")
    admin.put(f"{GUIDE}/members/reads", json={"role": "reader"})
    assert declare(admin)["admitted"] == 2
    assert admin.delete(f"{GUIDE}/members/goes").status_code == 204
    assert declare(admin, role=Role.EDITOR)["admitted"] == 0
    come(world, "list", "new", "Études")
    assert {name: role for name, role in roles(admin).items() if "new" not in name} == {
        "reads": "reader",
        "stays": "contributor",
    }
    assert admin.put(f"{GUIDE}/members/goes", json={"role": "reader"}).status_code == 200


def test_the_word_of_the_provider_on_a_role_stands_above_the_department(world: World, admin: ApiClient) -> None:
    declare(admin)
    arrive(world.database, arrival("ada", "Études", guide=None), AccountsIn())
    arrive(world.database, arrival("ben", "Études", guide=Role.READER), AccountsIn())
    assert roles(admin) == {"ben": "reader"}


def test_a_department_is_listed_declared_anew_and_taken_back(world: World, admin: ApiClient) -> None:
    world.user("ada", department="Études")
    first, again = declare(admin), declare(admin, "études", Role.READER)
    assert first["id"] == again["id"]
    [listed] = admin.get(f"{GUIDE}/departments").json()["items"]
    assert (listed["department"], listed["role"]) == ("Études", "reader")
    path = f"{GUIDE}/departments/{first['id']}"
    assert [admin.delete(path).status_code for _ in range(2)] == [204, 404]
    come(world, "account", "ben", "Études")
    assert roles(admin) == {"ada": "contributor"}
    assert admin.get(f"{GUIDE}/departments").json()["items"] == []
    acts = [one["act"] for one in admin.get(f"{GUIDE}/audit?limit=100").json()["items"]]
    assert (acts.count("department.declared"), acts.count("department.taken-back")) == (2, 1)


def test_a_code_of_a_department_lets_in_its_people_alone(world: World, admin: ApiClient) -> None:
    for name, department in (("ada", "études"), ("ben", "Ventes"), ("eve", None)):
        world.user(name, department=department)
    made = admin.post(f"{GUIDE}/join-codes", json={"expires_at": LATER, "department": "Études"}).json()
    assert made["department"] == "Études"
    newcomer = {"username": "zoe", "name": "Zoé", "password": "a bicycle in the rain"}
    told = {}
    for who, said in (("ada", {}), ("ben", {}), ("eve", {}), (None, newcomer)):
        told[who] = world.as_(who).post("/v1/join", json={"join_code": made["join_code"], **said}).status_code
    assert told == {"ada": 200, "ben": 422, "eve": 422, None: 422}
    assert roles(admin) == {"ada": "contributor"}
