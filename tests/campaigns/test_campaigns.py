"""Setting up campaigns and themes: what is refused, with which field and reason."""

from typing import Any

import pytest

from app.campaigns.rules import Phase
from tests.client import ApiClient
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
OPENS, CLOSES, AFTER = "2998-01-01T08:00:00Z", "2998-03-01T18:00:00Z", "2998-03-08T18:00:00Z"
WINDOW = {"opens_at": OPENS, "closes_at": CLOSES}


def refusal(answer: Any) -> tuple[int, str, str]:
    problem = answer.json()
    field = problem["errors"][0]["field"] if problem.get("errors") else problem.get("field", "")
    return answer.status_code, problem["type"].removeprefix("urn:bonsens:problem:"), field


def patch(client: ApiClient, path: str, change: Json) -> Any:
    return client.patch(path, json=change, headers={"If-Match": client.get(path).headers["etag"]})


BAD: dict[str, list[Any]] = {
    "slug": ["", "A", "é", "a b", "a" * 65, "a/b", "a\n", "..", None, 1],
    "title": ["", "   ", "x" * 201, "a\nb", "a\0b", "a\x85b", None],
    "subtitle": ["", "a\tb"],
    "organisation": [" "],
    "language": ["", "f", "français", "FR", "fr_FR", "fr-" + "x" * 40],
    "time_zone": ["", "Paris", "Europe/Nowhere", "../etc/passwd", "Europe/Paris\0", "/etc/localtime", "x" * 65],
    "visibility": ["secret", "", "PUBLIC"],
    "enrolment": ["nobody"],
    "selection": ["best"],
    "acceptance": ["nobody", None],
    "quorum": [0, -1, 1.5, "many", None],
    "approval_percent": [0, 101, None],
    "departments_needed": [0],
    "editors_needed": [0, 3],
    "self_acceptance": ["perhaps"],
    "support_budget": [0],
    "ranked_by": ["taste"],
    "same_text_percent": [0, 101],
    "rewritten_percent": [0, 101],
    "colour": ["red", "#12345", "#1234567", "#12345g", "#123456\n"],
    "accent": ["#fff"],
    "opens_at": ["yesterday", "2998-01-01", "2998-01-01T08:00:00", "9999-12-31T23:59:59-12:00"],
    "closes_at": ["0001-01-01T00:00:00+14:00", "2998-13-01T00:00:00Z"],
}


@pytest.mark.slow
def test_bad_settings_are_refused_with_field_and_reason(world: World) -> None:
    root = world.as_(world.user("root", site_admin=True))
    for field, values in BAD.items():
        for value in values:
            answer = root.post("/v1/campaigns", json={"slug": "new", "title": "New", field: value})
            assert refusal(answer) == (422, "invalid", field), value
            assert answer.json()["errors"][0]["reason"]
    assert root.get("/v1/campaigns").json()["items"] == []


@pytest.mark.parametrize(
    ("window", "field"),
    [
        ({"opens_at": OPENS}, "closes_at"),
        ({"closes_at": CLOSES}, "opens_at"),
        ({"opens_at": CLOSES, "closes_at": OPENS}, "closes_at"),
        ({"opens_at": OPENS, "closes_at": OPENS}, "closes_at"),
        # The same moment, written in two zones.
        ({"opens_at": "2998-01-01T09:00:00+01:00", "closes_at": OPENS}, "closes_at"),
        ({**WINDOW, "voting_closes_at": OPENS}, "voting_closes_at"),
        ({"voting_closes_at": AFTER}, "voting_closes_at"),
    ],
)
def test_a_window_has_two_ends_in_order(world: World, window: Json, field: str) -> None:
    world.campaign(phase=Phase.DRAFT)
    world.user("root", site_admin=True)
    made = world.as_("root").post("/v1/campaigns", json={"slug": "new", "title": "New", **window})
    assert refusal(made) == (422, "invalid", field)
    assert refusal(patch(world.as_("guide-admin"), GUIDE, window)) == (422, "invalid", field)
    assert world.as_("guide-admin").get(GUIDE).json()["closes_at"] is None


def test_a_campaign_is_made_with_defaults_and_shown_as_it_was_made(world: World) -> None:
    root = world.as_(world.user("root", site_admin=True))
    made = root.post("/v1/campaigns", json={"slug": "new", "title": " Le bon sens ", **WINDOW})
    assert made.headers["location"] == "/v1/campaigns/new"
    shown = root.get("/v1/campaigns/new")
    assert (shown.json(), shown.headers["etag"]) == (made.json(), made.headers["etag"])
    campaign = made.json()
    assert campaign["title"] == "Le bon sens"
    assert (campaign["phase"], campaign["role"], campaign["visibility"]) == ("draft", "admin", "members")
    # Voting ends with the window unless it is set.
    assert (campaign["opens_at"], campaign["voting_closes_at"]) == (OPENS, CLOSES)
    assert refusal(root.post("/v1/campaigns", json={"slug": "new", "title": "Other"})) == (409, "slug-taken", "slug")


def test_settings_change_one_by_one(world: World) -> None:
    world.campaign(phase=Phase.DRAFT, subtitle="Sous-titre")
    admin = world.as_("guide-admin")
    before = admin.get(GUIDE).json()
    change = {"language": "ja", "time_zone": "Asia/Tokyo", "subtitle": None, "colour": "#ABCDEF", **WINDOW}
    changed = patch(admin, GUIDE, change)
    assert changed.status_code == 200
    readable = {"colour_text": "#5c6f81", "colour_text_dark": "#ABCDEF"}
    assert changed.json() == {**before, **change, **readable, "voting_closes_at": CLOSES}
    for field in ("title", "language", "visibility", "time_zone", "colour"):
        assert refusal(patch(admin, GUIDE, {field: None})) == (422, "invalid", field)
    assert refusal(patch(admin, GUIDE, {"time_zone": "Mars"})) == (422, "invalid", "time_zone")
    assert admin.get(GUIDE).json() == changed.json()


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.REVIEW, Phase.PUBLISHED])
def test_a_window_that_has_opened_moves_by_audited_acts_only(world: World, phase: Phase) -> None:
    world.campaign(phase=phase)
    admin = world.as_("guide-admin")
    before = admin.get(GUIDE).json()
    for change in (WINDOW, {"opens_at": OPENS}, {"opens_at": None, "closes_at": None}, {"voting_closes_at": AFTER}):
        assert refusal(patch(admin, GUIDE, change))[:2] == (409, "window-open")
    assert admin.get(GUIDE).json() == before
    # What is as it was may be sent along.
    same = {"opens_at": before["opens_at"], "title": "Autre"}
    assert patch(admin, GUIDE, same).json()["title"] == "Autre"


@pytest.mark.parametrize("phase", Phase)
def test_a_seal_lasts_until_voting_has_ended(world: World, phase: Phase) -> None:
    world.campaign(phase=phase, sealed_tallies=True)
    admin = world.as_("guide-admin")
    broken = patch(admin, GUIDE, {"sealed_tallies": False})
    if phase is Phase.OPEN:
        assert refusal(broken)[:2] == (409, "conflict")
        assert broken.json()["phase"] == "open"
    else:
        # Before the window opens nobody has voted, and afterwards there is nothing to hide.
        assert broken.json()["sealed_tallies"] is False
    assert patch(admin, GUIDE, {"sealed_tallies": True}).json()["sealed_tallies"] is True


def test_a_clone_carries_settings_and_themes_but_no_window_and_no_people(world: World) -> None:
    world.campaign(subtitle="Sous-titre", visibility="public", accent="#000000")
    world.theme("guide", "t2", target=5, video_url="https://video.example/1")
    root = world.as_(world.user("root", site_admin=True))
    clone = root.post(f"{GUIDE}/clone", json={"slug": "next", "title": "Suite"})
    assert clone.status_code == 201
    made, original = clone.json(), root.get(GUIDE).json()
    taken = made.pop("taken")
    assert {name for name, count in taken.items() if count} == {"themes"}
    differs = {"slug", "title", "phase", "opens_at", "closes_at", "voting_closes_at", "created_at", "announced_at"}
    differs |= {"allowed_actions"}
    assert {name for name in made if made[name] != original[name]} == differs
    assert (made["phase"], made["closes_at"]) == ("draft", None)
    themes = root.get("/v1/campaigns/next/themes").json()["items"]
    assert themes == root.get(f"{GUIDE}/themes").json()["items"]
    members = root.get("/v1/campaigns/next/members").json()["items"]
    assert [(member["username"], member["role"]) for member in members] == [("root", "admin")]
    assert refusal(root.post(f"{GUIDE}/clone", json={"slug": "guide"})) == (409, "slug-taken", "slug")
    assert root.post("/v1/campaigns/nothing/clone", json={"slug": "x"}).status_code == 404


def test_themes_stand_in_their_order(world: World) -> None:
    world.campaign()
    admin = world.as_("guide-admin")
    for slug, position in (("last", 10_000), ("first", 1), ("then", None)):
        world.theme("guide", slug, position=position)
    moved = patch(admin, f"{GUIDE}/themes/then", {"position": 2, "target": 5, "video_url": "https://v.example/"})
    assert moved.json() == {
        "slug": "then",
        "question": "Question then ?",
        "position": 2,
        "target": 5,
        "video_url": "https://v.example/",
    }
    order = [theme["slug"] for theme in admin.get(f"{GUIDE}/themes").json()["items"]]
    assert order == ["t1", "first", "then", "last"]
    assert patch(admin, f"{GUIDE}/themes/then", {"target": None}).json()["target"] is None
    again = admin.post(f"{GUIDE}/themes", json={"slug": "t1", "question": "?"})
    assert refusal(again) == (409, "slug-taken", "slug")


def test_bad_themes_are_refused_with_field_and_reason(world: World) -> None:
    world.campaign()
    admin = world.as_("guide-admin")
    bad: dict[str, list[Any]] = {
        "slug": ["", "A", "a" * 65],
        "question": ["", " ", "a\nb", "x" * 201, None],
        "position": [0, -1, 10_001, 10**30, "one", 1.5],
        "target": [0, 1001, 10**30],
        "video_url": ["http://v.example", "javascript:alert(1)", "https://", 'https://v.example/"><b>', "https://v\0"],
    }
    for field, values in bad.items():
        for value in values:
            made = admin.post(f"{GUIDE}/themes", json={"slug": "t2", "question": "?", field: value})
            assert refusal(made) == (422, "invalid", field), value
            if field != "slug":
                assert refusal(patch(admin, f"{GUIDE}/themes/t1", {field: value})) == (422, "invalid", field), value
    assert len(admin.get(f"{GUIDE}/themes").json()["items"]) == 1


def test_a_theme_with_pages_stays(world: World) -> None:
    world.campaign()
    world.page()
    admin = world.as_("guide-admin")
    etag = {"If-Match": admin.get(f"{GUIDE}/themes/t1").headers["etag"]}
    assert refusal(admin.delete(f"{GUIDE}/themes/t1", headers=etag))[:2] == (409, "theme-not-empty")
    assert admin.get(f"{GUIDE}/themes/t1").status_code == 200
    for method in ("get", "patch", "delete"):
        body = {"question": "?"} if method == "patch" else None
        answer = admin.request(method, f"{GUIDE}/themes/none", json=body, headers=etag)
        assert answer.status_code == 404
