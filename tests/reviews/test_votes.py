"""Ballots and support: one a person, changeable, counted exactly, and nobody else's business."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import col, func, select

from app.campaigns.rules import Role
from app.identity.actor import Actor
from app.pages.models import Page
from app.reviews import voting, voting_router
from app.reviews.models import Ballot, Support
from app.reviews.rules import Choice
from tests.pages.acts import EDITOR, ME, refused
from tests.scan import Known, scan
from tests.world import Json, World

CALLERS = [None, "guide-reader", ME, EDITOR, "guide-admin", "other-admin"]


def _voters(world: World, count: int) -> list[str]:
    names = [world.user(f"voter-{number}") for number in range(count)]
    for name in names:
        world.member("guide", name, Role.CONTRIBUTOR)
    return names


def _vote(world: World, name: str, revision: int, choice: str | None) -> Json:
    path, client = f"/v1/revisions/{revision}/ballot", world.as_(name)
    answer = client.put(path, json={"choice": choice}) if choice else client.delete(path)
    assert answer.status_code == 200, answer.text
    tally: Json = answer.json()
    return tally


def _support(world: World, name: str, page: int, supports: bool) -> Json:  # noqa: FBT001
    path, client = f"/v1/pages/{page}/support", world.as_(name)
    answer = client.put(path) if supports else client.delete(path)
    assert answer.status_code == 200, answer.text
    tally: Json = answer.json()
    return tally


def test_a_ballot_is_cast_changed_and_withdrawn(world: World) -> None:
    world.campaign()
    page = world.page()
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=EDITOR)["revision"]["id"]
    votes = [
        (ME, "approve"),
        (ME, "approve"),
        (ME, "oppose"),
        (EDITOR, "approve"),
        (ME, None),
        (ME, None),
        (ME, "approve"),
    ]
    tallies = [_vote(world, name, first, choice) for name, choice in votes]
    assert [(tally["approve"], tally["oppose"]) for tally in tallies] == [
        (1, 0),
        (1, 0),
        (0, 1),
        (1, 1),
        (1, 0),
        (1, 0),
        (2, 0),
    ]
    assert [tally["my_choice"] for tally in tallies] == [choice for _, choice in votes]
    other = world.as_("guide-admin").get(f"/v1/revisions/{first}/tally").json()
    assert other == {"revision_id": first, "approve": 2, "oppose": 0, "my_choice": None}
    assert world.as_(ME).get(f"/v1/revisions/{second}/tally").json()["approve"] == 0
    wrong = world.as_(ME).put(f"/v1/revisions/{first}/ballot", json={"choice": "abstain"})
    assert refused(wrong, 422, "invalid")["errors"][0]["field"] == "choice"
    refused(world.as_(ME).put("/v1/revisions/999999/ballot", json={"choice": "approve"}), 404, "not-found")


def test_support_names_the_text_that_it_was_given_to(world: World) -> None:
    world.campaign()
    page = world.page()
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=EDITOR)["revision"]["id"]
    given = _support(world, ME, page["id"], True)
    assert given == {"page_id": page["id"], "support": 1, "supported_by_me": True, "my_revision_id": second}
    world.accept(first, by=EDITOR)
    assert _support(world, EDITOR, page["id"], True)["my_revision_id"] == first
    seen = world.as_("guide-admin").get(f"/v1/pages/{page['id']}/tally").json()
    assert seen == {"page_id": page["id"], "support": 2, "supported_by_me": False, "my_revision_id": None}
    assert [_support(world, ME, page["id"], False)["support"] for _ in range(2)] == [1, 1]
    notion = world.page(kind="notion", theme=None, title="Notion")
    refused(world.as_(ME).put(f"/v1/pages/{notion['id']}/support"), 422, "invalid")


def test_tallies_equal_a_recount_and_the_ranking_follows(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    tips = [world.page(title=f"Astuce {number}", theme=f"t{1 + number % 2}") for number in range(4)]
    names = _voters(world, 4)
    supported = {0: 1, 1: 3, 2: 3, 3: 0}
    for tip, count in supported.items():
        for name in names:
            _support(world, name, tips[tip]["id"], True)
        for name in names[count:]:
            _support(world, name, tips[tip]["id"], False)
        for number, name in enumerate(names):
            _vote(world, name, tips[tip]["revision"]["id"], "approve" if number < count else "oppose")
    world.accept(tips[3]["revision"]["id"], by=EDITOR)
    hidden = world.page(title="Cachée")
    _support(world, names[0], hidden["id"], True)
    world.as_(EDITOR).delete(f"/v1/pages/{hidden['id']}", headers={"If-Match": "*"})
    with world.database.reading() as session:
        for page in session.exec(select(Page)):
            counted = session.exec(select(func.count()).select_from(Support).where(Support.page_id == page.id)).one()
            assert page.support_count == counted
        for tip, count in supported.items():
            revision = tips[tip]["revision"]["id"]
            choices = session.exec(select(Ballot.choice).where(col(Ballot.revision_id) == revision)).all()
            tally = world.as_(ME).get(f"/v1/revisions/{revision}/tally").json()
            assert (tally["approve"], tally["oppose"]) == (choices.count("approve"), choices.count("oppose"))
            assert (tally["approve"], tally["oppose"]) == (count, 4 - count)
    client = world.as_(names[0])
    first = client.get("/v1/campaigns/guide/ranking?limit=3")
    items = first.json()["items"] + client.get(first.links["next"]["url"]).json()["items"]
    assert [(item["rank"], item["title"], item["support"]) for item in items] == [
        (1, "Astuce 2", 3),
        (2, "Astuce 1", 3),
        (3, "Astuce 0", 1),
        (4, "Astuce 3", 0),
    ]
    assert [item["supported_by_me"] for item in items] == [True, True, True, False]
    assert [item["accepted"] for item in items] == [False, False, False, True]
    only = client.get("/v1/campaigns/guide/ranking?theme=t2").json()["items"]
    assert [(item["rank"], item["title"]) for item in only] == [(1, "Astuce 1"), (2, "Astuce 3")]


def _seen(world: World, known: Known, callers: list[str | None]) -> dict[tuple[str | None, str], str]:
    """Return what each caller is told anywhere, the growing audit log apart."""
    return {
        (caller, url): answer.text
        for caller in callers
        for url, answer in scan(world, caller, known).items()
        if not url.startswith("/v1/campaigns/guide/audit")
    }


def _choices_show(
    world: World, change: Callable[[bool], None], known: Known, callers: list[str | None]
) -> list[object]:
    """Return where anything differs when two voters exchange their choices, which no tally can tell."""
    seen = []
    for swapped in (False, True):
        change(swapped)
        seen.append(_seen(world, known, callers))
    return [place for place in seen[0] if _timeless(seen[0][place]) != _timeless(seen[1][place])]


def _timeless(text: str) -> str:
    """Leave out a problem's request id and clock, which differ between any two answers."""
    if not text.startswith("{"):
        return text
    body = json.loads(text)
    return json.dumps({name: value for name, value in body.items() if name not in {"request_id", "now"}})


def test_nobody_is_told_how_another_person_voted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    world.campaign("other")
    tips = [world.page(title=title) for title in ("Une", "Autre")]
    revision = tips[0]["revision"]["id"]
    one, two = _voters(world, 2)

    def change(swapped: bool) -> None:  # noqa: FBT001
        first, second = (two, one) if swapped else (one, two)
        _vote(world, first, revision, "approve")
        _vote(world, second, revision, "oppose")
        for name, mine, other in ((first, tips[0], tips[1]), (second, tips[1], tips[0])):
            _support(world, name, other["id"], False)
            _support(world, name, mine["id"], True)

    known = {
        "c": ["guide"],
        "t": ["t1"],
        "page_id": [tip["id"] for tip in tips],
        "revision_id": [tip["revision"]["id"] for tip in tips],
        "draft_id": [1],
        "job_id": [1],
        "n": [1],
        "name": ["guide.json"],
        "username": [one],
        "kind": [],
        "sort": [],
        "render": [],
        "format": [],
    }
    assert _choices_show(world, change, known, CALLERS) == []
    audit = world.as_("guide-admin").get("/v1/campaigns/guide/audit?limit=100").json()["items"]
    votes = [entry for entry in audit if entry["act"] in {"ballot.changed", "support.changed"}]
    assert len(votes) == 12
    assert all(entry["facts"] == {} for entry in votes)
    # The comparison sees what is there: a voter their own choice, and a planted leak.
    own = _seen(world, known, [one])
    change(swapped=False)
    assert {url for (_, url), text in _seen(world, known, [one]).items() if own[one, url] != text} >= {
        f"/v1/revisions/{revision}/tally"
    }
    voter = Actor(world.actor(one).user_id)
    told = voting.ballot_tally
    monkeypatch.setattr(voting_router, "ballot_tally", lambda session, _actor, subject: told(session, voter, subject))
    leaks = _choices_show(world, change, known, ["guide-admin"])
    assert ("guide-admin", f"/v1/revisions/{revision}/tally") in leaks
    assert Choice.APPROVE in str(_seen(world, known, ["guide-admin"]))
