"""Lists tell what their screen shows: in few requests, in a fixed number of statements, and to each only their own."""

from collections.abc import Callable
from typing import Any

import pytest

from app.lists import beside
from tests.counting import counted
from tests.pages.acts import EDITOR, ME, refused
from tests.reviews.acts import support, vote, voters
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
ALL = "me,authors,excerpt,status"
READER = "guide-reader"


def _pages(world: World, by: str | None = ME, *, include: str = ALL, **query: str) -> Json:
    answer = world.as_(by).get(f"{GUIDE}/pages", params={"state": "latest", "include": include, **query})
    assert answer.status_code == 200, answer.text
    listed: Json = answer.json()
    return listed


def _row(world: World, by: str | None = ME, **query: str) -> Json:
    (row,) = _pages(world, by, **query)["items"]
    found: Json = row
    return found


def _decide(world: World, revision_id: int, deed: str, reason: str = "") -> None:
    client = world.as_(EDITOR)
    etag = client.get(f"/v1/revisions/{revision_id}").headers["etag"]
    answer = client.post(f"/v1/revisions/{revision_id}/{deed}", json={"reason": reason}, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text


def test_a_row_tells_what_became_of_a_page_and_what_i_did(world: World) -> None:
    world.campaign(support_budget=7)
    page = world.page(text="# Titre\n\nUn **mot**.\n")
    row = _row(world)
    assert row["excerpt"] == "Un mot."
    assert row["authors"] == {"names": ["Guide-Contributor"], "others": 0}
    assert row["me"] == {"supports": False, "supported_number": None, "choice": None, "ballot_number": None}
    assert row["status"] == {"stage": "waiting", "open_threads": 0, "last_decision": None}
    support(world, ME, page["id"])
    vote(world, ME, page["revision"]["id"], "approve")
    _decide(world, page["revision"]["id"], "accept", "Clair.")
    world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": "Et le soir ?"})
    later = world.edit(page, "# Titre\n\nUn **mot** de plus.\n", by=EDITOR)["revision"]
    row, used = _row(world), _pages(world)["support_used"]
    assert used == 1
    assert row["me"] == {"supports": True, "supported_number": 1, "choice": "approve", "ballot_number": 1}
    assert (row["status"]["stage"], row["status"]["open_threads"]) == ("waiting", 1)
    assert (row["status"]["last_decision"]["reason"], row["status"]["last_decision"]["number"]) == ("Clair.", 1)
    assert row["authors"] == {"names": ["Guide-Contributor", "Guide-Editor"], "others": 0}
    vote(world, ME, later["id"], "oppose")
    assert _row(world)["me"]["choice"] == "oppose"
    for deed, stage in (("request-changes", "changes-requested"), ("reject", "rejected"), ("accept", "accepted")):
        _decide(world, later["id"], deed, "Parce que.")
        assert _row(world)["status"]["stage"] == stage
    _decide(world, later["id"], "unaccept", "Parce que.")
    assert _row(world)["status"]["stage"] == "unaccepted"


def test_nothing_more_is_told_where_nobody_asks(world: World) -> None:
    world.campaign()
    world.page()
    answer = world.as_(ME).get(f"{GUIDE}/pages?state=latest").json()
    (row,) = answer["items"]
    assert answer["support_used"] is None
    assert [row[name] for name in ("me", "authors", "excerpt", "status")] == [None] * 4
    for include in ("", "me,", "them", "me,,status"):
        refused(world.as_(ME).get(f"{GUIDE}/pages", params={"include": include}), 422, "invalid")


def test_readers_are_told_of_accepted_texts_alone(world: World) -> None:
    world.campaign(visibility="public")
    page = world.page(text="Lu par tous.\n")
    world.page(title="Autre", text="Pas encore.\n")
    _decide(world, page["revision"]["id"], "accept", "Secret.")
    world.edit(page, "Pas encore lu.\n", by=EDITOR)
    world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": "Entre nous."})
    for reader in (READER, None):
        row = _row(world, reader, state="accepted")
        assert row["excerpt"] == "Lu par tous."
        assert row["authors"] == {"names": ["Guide-Contributor"], "others": 0}
        assert row["status"] == {"stage": "accepted", "open_threads": None, "last_decision": None}
        assert (row["me"] is None) == (reader is None)
        (theme,) = world.as_(reader).get(f"{GUIDE}/themes?include=counts").json()["items"]
        assert theme["counts"] == {"accepted": 1, "proposed": None, "waiting": None, "target": None}


def test_themes_tell_how_far_they_are(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2", target=5)
    tips = [world.page(theme="t2", title=f"Astuce {number}") for number in range(5)]
    world.page(theme="t2", kind="introduction")
    _decide(world, tips[0]["revision"]["id"], "accept")
    _decide(world, tips[1]["revision"]["id"], "accept")
    world.edit(tips[1], "Encore.", by=ME)
    _decide(world, tips[2]["revision"]["id"], "reject", "Parce que.")
    world.as_(EDITOR).delete(f"/v1/pages/{tips[3]['id']}", headers={"If-Match": "*"})
    first, second = world.as_(ME).get(f"{GUIDE}/themes?include=counts").json()["items"]
    assert first["counts"] == {"accepted": 0, "proposed": 0, "waiting": 0, "target": None}
    assert second["counts"] == {"accepted": 2, "proposed": 2, "waiting": 2, "target": 5}
    assert {theme["counts"] for theme in world.as_(ME).get(f"{GUIDE}/themes").json()["items"]} == {None}


def test_a_page_is_found_by_its_slug(world: World) -> None:
    world.campaign()
    world.page(title="Une")
    page = world.page(title="Autre")
    assert [row["id"] for row in _pages(world, slug=page["slug"])["items"]] == [page["id"]]
    assert _pages(world, slug="nulle-part")["items"] == []
    assert _pages(world, READER, slug=page["slug"], state="accepted")["items"] == []


def test_my_pages_are_those_that_i_wrote_on_whoever_wrote_since(world: World) -> None:
    world.campaign()
    mine, other = world.page(title="Une"), world.page(title="Autre", by=EDITOR)
    world.edit(mine, "Encore.", by=EDITOR)
    assert [row["id"] for row in _pages(world, author="me")["items"]] == [mine["id"]]
    assert {row["id"] for row in _pages(world, EDITOR, author="me")["items"]} == {mine["id"], other["id"]}
    assert _pages(world, READER, author="me", state="accepted")["items"] == []


def test_tags_follow_my_votes_and_nobody_elses(world: World) -> None:
    world.campaign()
    page = world.page()
    url = f"{GUIDE}/pages?state=latest&include={ALL}"

    def tag(who: str) -> str:
        etag: str = world.as_(who).get(url).headers["etag"]
        return etag

    mine, theirs = tag(ME), tag(EDITOR)
    support(world, ME, page["id"])
    supported = tag(ME)
    assert (supported == mine, tag(EDITOR) == theirs) == (False, True)
    vote(world, ME, page["revision"]["id"], "approve")
    assert (tag(ME) == supported, tag(EDITOR) == theirs) == (False, True)
    unchanged = world.as_(ME).get(url, headers={"If-None-Match": tag(ME)})
    assert unchanged.status_code == 304


def test_sealed_tallies_stay_sealed_in_rows(world: World) -> None:
    world.campaign(sealed_tallies=True)
    page = world.page()
    for name in voters(world, 6):
        support(world, name, page["id"])
    row = _row(world, EDITOR)
    assert row["support_count"] is None
    assert row["me"]["supports"] is False


def test_names_are_told_as_people_chose_them(world: World) -> None:
    world.campaign()
    world.page(text="Un.\n")
    answer = world.as_(ME).put("/v1/me/credit/guide", json={"naming": "anonymous"})
    assert answer.status_code == 200, answer.text
    assert _row(world)["authors"] == {"names": [], "others": 1}
    assert _row(world, EDITOR)["authors"] == {"names": ["Guide-Contributor"], "others": 0}


def _statements(world: World, pages: int) -> set[int]:
    counts = set()
    for number in range(pages):
        page = world.page(title=f"Astuce {number}", text=f"Texte {number}.\n")
        world.edit(page, f"Autre {number}.\n", by=EDITOR)
        support(world, ME, page["id"])
        vote(world, ME, page["revision"]["id"], "approve")
        with counted(world) as statements:
            assert len(_pages(world)["items"]) == number + 1
        counts.add(len(statements))
    return counts


def test_a_long_list_takes_no_more_statements_than_a_short_one(world: World) -> None:
    world.campaign()
    (most,) = _statements(world, 4)
    assert most <= 11


def test_a_list_that_asks_row_by_row_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    ask: Callable[..., dict[int, str]] = beside._excerpts

    def row_by_row(session: Any, rows: Any) -> dict[int, str]:
        return {page: told for row in rows for page, told in ask(session, [row]).items()}

    monkeypatch.setattr(beside, "_excerpts", row_by_row)
    assert len(_statements(world, 3)) > 1


def test_the_page_of_a_theme_takes_four_requests(world: World) -> None:
    """Name and badge, campaign with its end, the themes with their counts, and the tips with all that stands there."""
    world.campaign(support_budget=7)
    for number in range(17):
        page = world.page(title=f"Astuce {number}", text=f"Texte {number}.\n")
    support(world, ME, page["id"])
    requests = [
        "/v1/me",
        GUIDE,
        f"{GUIDE}/themes?include=counts",
        f"{GUIDE}/pages?theme=t1&state=latest&limit=100&include={ALL}",
    ]
    assert len(requests) <= 4
    me, campaign, themes, tips = (world.as_(ME).get(request).json() for request in requests)
    assert me["name"]
    assert campaign["closes_at"]
    assert (tips["support_used"], campaign["support_budget"]) == (1, 7)
    assert themes["items"][0]["counts"]["proposed"] == len(tips["items"]) == 17
    for tip in tips["items"]:
        assert {"title", "excerpt", "authors", "comment_count", "support_count", "me", "status"} <= tip.keys()
        assert None not in (tip["excerpt"], tip["authors"], tip["me"], tip["status"], tip["comment_count"])


def test_a_campaign_tells_its_colours_as_text_is_readable_in_them(world: World) -> None:
    world.campaign(colour="#ffe000", accent="#1f4e79")
    told = world.as_(ME).get(GUIDE).json()
    assert told["colour_text"] != "#ffe000"
    assert told["accent_text"] == "#1f4e79"
