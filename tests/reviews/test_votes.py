"""Ballots and support: one a person, changeable, counted exactly, and named by the text they were given to."""

import pytest
from sqlmodel import col, select

from app.reviews.models import Ballot
from app.reviews.votes.recount import verify_tallies
from tests.pages.acts import EDITOR, ME, refused
from tests.reviews.acts import (
    FIRST,
    OTHER,
    TYPO,
    ballots_on,
    ranking,
    reconfirm,
    support,
    support_of,
    vote,
    voters,
)
from tests.world import Json, World

pytestmark = [pytest.mark.usefixtures("told_at_once"), pytest.mark.databases]

ADMIN = "guide-admin"


def verified(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(verify_tallies(session))


def three_texts(world: World) -> tuple[Json, list[int]]:
    """Make a tip and return it with the ids of its texts: the first, one that says the same, another one."""
    world.campaign()
    page = world.page(text=FIRST)
    ids = [page["revision"]["id"]]
    for text in (TYPO, OTHER):
        page = {**page, "revision": world.edit(page, text, by=EDITOR)["revision"]}
        ids.append(page["revision"]["id"])
    return page, ids


def counted(tally: Json) -> tuple[tuple[int, int], tuple[int, int]]:
    same = tally["on_same_text"]
    return (tally["approve"], tally["oppose"]), (same["approve"], same["oppose"])


def own(tally: Json) -> tuple[str | None, int | None, bool | None]:
    return tally["my_choice"], tally["my_revision_id"], tally["mine_is_same_text"]


@pytest.mark.slow
def test_a_ballot_is_cast_changed_and_withdrawn(world: World) -> None:
    world.campaign()
    page = world.page(text=FIRST)
    first = page["revision"]["id"]
    second = world.edit(page, OTHER, by=EDITOR)["revision"]["id"]
    votes = [
        (ME, "approve"),
        (ME, "approve"),
        (ME, "oppose"),
        (EDITOR, "approve"),
        (ME, None),
        (ME, None),
        (ME, "approve"),
    ]
    tallies = [vote(world, name, first, choice) for name, choice in votes]
    expected = [(1, 0), (1, 0), (0, 1), (1, 1), (1, 0), (1, 0), (2, 0)]
    assert [(tally["approve"], tally["oppose"]) for tally in tallies] == expected
    assert [tally["my_choice"] for tally in tallies] == [choice for _, choice in votes]
    assert ballots_on(world, ADMIN, first) == {
        "revision_id": first,
        "sealed": False,
        "batch": 1,
        "approve": 2,
        "oppose": 0,
        "on_same_text": {"approve": 0, "oppose": 0},
        "my_choice": None,
        "my_revision_id": None,
        "mine_is_same_text": None,
    }
    assert ballots_on(world, ME, second)["approve"] == 0
    wrong = world.as_(ME).put(f"/v1/revisions/{first}/ballot", json={"choice": "abstain"})
    assert refused(wrong, 422, "invalid")["errors"][0]["field"] == "choice"
    refused(world.as_(ME).put("/v1/revisions/999999/ballot", json={"choice": "approve"}), 404, "not-found")
    assert verified(world) == []


@pytest.mark.slow
def test_a_ballot_counts_for_materially_the_same_text_and_for_no_other(world: World) -> None:
    _, (first, typo, other) = three_texts(world)
    one, two, three = voters(world, 3)
    vote(world, one, first, "approve")
    assert counted(ballots_on(world, ADMIN, first)) == ((1, 0), (0, 0))
    assert counted(ballots_on(world, ADMIN, typo)) == ((0, 0), (1, 0))
    assert counted(ballots_on(world, ADMIN, other)) == ((0, 0), (0, 0))
    # The voter is told which text their ballot was cast on, and whether it counts here.
    assert [own(ballots_on(world, one, revision)) for revision in (first, typo, other)] == [
        ("approve", first, True),
        ("approve", first, True),
        ("approve", first, False),
    ]
    vote(world, two, other, "oppose")
    vote(world, three, typo, "oppose")
    assert counted(ballots_on(world, ADMIN, first)) == ((1, 0), (0, 1))
    # Each person once: with a ballot on the text itself, the older one on the same text no longer stands in for it.
    assert counted(vote(world, one, typo, "oppose")) == ((0, 2), (0, 0))
    assert counted(ballots_on(world, ADMIN, first)) == ((1, 0), (0, 1))
    assert counted(vote(world, one, typo, None)) == ((0, 1), (1, 0))
    assert verified(world) == []


def test_of_several_ballots_on_the_same_text_the_newest_counts(world: World) -> None:
    page, (first, typo, _) = three_texts(world)
    back = world.edit(page, FIRST.replace("vendredi", "samedi"), by=EDITOR)["revision"]["id"]
    assert own(vote(world, ME, first, "approve")) == ("approve", first, True)
    vote(world, ME, typo, "oppose")
    assert counted(ballots_on(world, ADMIN, back)) == ((0, 0), (0, 1))
    vote(world, ME, first, "approve")
    assert counted(ballots_on(world, ADMIN, back)) == ((0, 0), (1, 0))
    assert own(ballots_on(world, ME, back)) == ("approve", first, True)
    assert verified(world) == []


@pytest.mark.slow
def test_what_counts_as_the_same_text_is_a_setting(world: World) -> None:
    page, (first, typo, _) = three_texts(world)
    vote(world, ME, first, "approve")
    world.accept(first, by=EDITOR)
    support(world, ME, page["id"])
    world.accept(typo, by=EDITOR)
    admin = world.as_(ADMIN)
    for percent, same in ((96, 0), (90, 1)):
        settings = {"same_text_percent": percent}
        assert admin.patch("/v1/campaigns/guide", json=settings, headers={"If-Match": "*"}).is_success
        assert counted(ballots_on(world, ADMIN, typo)) == ((0, 0), (same, 0))
        assert support_of(world, ADMIN, page["id"])["on_this_text"] == same


@pytest.mark.slow
def test_support_names_the_text_that_it_was_given_to(world: World) -> None:
    page, (first, typo, other) = three_texts(world)
    # Nothing is accepted, so the latest is what a supporter sees.
    assert support(world, ME, page["id"]) == {
        "page_id": page["id"],
        "sealed": False,
        "batch": 1,
        "shown_revision_id": other,
        "support": 1,
        "on_this_text": 1,
        "on_other_texts": 0,
        "supported_by_me": True,
        "my_revision_id": other,
        "mine_is_same_text": True,
    }
    world.accept(first, by=EDITOR)
    assert support(world, EDITOR, page["id"])["my_revision_id"] == first
    world.accept(typo, by=EDITOR)
    mine, admins = (support_of(world, name, page["id"]) for name in (ME, ADMIN))
    assert (mine["my_revision_id"], mine["mine_is_same_text"]) == (other, False)
    assert support_of(world, EDITOR, page["id"])["mine_is_same_text"] is True
    assert (admins["support"], admins["on_this_text"], admins["on_other_texts"]) == (2, 1, 1)
    assert (admins["supported_by_me"], admins["my_revision_id"], admins["mine_is_same_text"]) == (False, None, None)
    confirmed = reconfirm(world, ME, page["id"])
    assert (confirmed["my_revision_id"], confirmed["on_this_text"], confirmed["support"]) == (typo, 2, 2)
    assert verified(world) == []


def test_support_is_withdrawn_once_and_for_tips_only(world: World) -> None:
    world.campaign()
    page = world.page()
    support(world, EDITOR, page["id"])
    support(world, ME, page["id"])
    assert [support(world, ME, page["id"], withdrawn=True)["support"] for _ in range(2)] == [1, 1]
    nothing = world.as_(ME).post(f"/v1/pages/{page['id']}/support/reconfirm")
    refused(nothing, 409, "conflict")
    notion = world.page(kind="notion", theme=None, title="Notion")
    for method, path in (("put", ""), ("delete", ""), ("post", "/reconfirm")):
        answer = world.as_(ME).request(method, f"/v1/pages/{notion['id']}/support{path}")
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == "page_id"
    assert verified(world) == []


@pytest.mark.slow
def test_support_goes_to_the_text_that_was_seen(world: World) -> None:
    page, (first, _, other) = three_texts(world)
    path, client = f"/v1/pages/{page['id']}/support", world.as_(ME)
    world.accept(other, by=EDITOR)
    # The supporter read the first text; meanwhile the other one was accepted.
    late = client.put(path, json={"revision_id": first}).json()
    assert (late["my_revision_id"], late["mine_is_same_text"], late["on_this_text"]) == (first, False, 0)
    assert client.post(f"{path}/reconfirm", json={"revision_id": other}).json()["on_this_text"] == 1
    foreign = world.page(title="Autre")["revision"]["id"]
    for answer in (
        client.put(path, json={"revision_id": foreign}),
        client.post(f"{path}/reconfirm", json={"revision_id": 10**30}),
    ):
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == "revision_id"


@pytest.mark.slow
def test_tallies_equal_a_recount_and_the_ranking_follows(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    tips = [world.page(title=f"Astuce {number}", theme=f"t{1 + number % 2}") for number in range(4)]
    names = voters(world, 4)
    supported = {0: 1, 1: 3, 2: 3, 3: 0}
    for tip, count in supported.items():
        for name in names:
            support(world, name, tips[tip]["id"])
        for name in names[count:]:
            support(world, name, tips[tip]["id"], withdrawn=True)
        for number, name in enumerate(names):
            vote(world, name, tips[tip]["revision"]["id"], "approve" if number < count else "oppose")
    world.accept(tips[3]["revision"]["id"], by=EDITOR)
    hidden = world.page(title="Cachée")
    support(world, names[0], hidden["id"])
    world.as_(EDITOR).delete(f"/v1/pages/{hidden['id']}", headers={"If-Match": "*"})
    assert verified(world) == []
    with world.database.reading() as session:
        for tip, count in supported.items():
            revision = tips[tip]["revision"]["id"]
            choices = session.exec(select(Ballot.choice).where(col(Ballot.revision_id) == revision)).all()
            tally = ballots_on(world, ME, revision)
            recount = (choices.count("approve"), choices.count("oppose"))
            assert (tally["approve"], tally["oppose"]) == recount == (count, 4 - count)
    first = (client := world.as_(names[0])).get("/v1/campaigns/guide/ranking?limit=3")
    said = [first.json()[key] for key in ("ordered_by", "sealed", "support_budget", "support_used")]
    assert said == ["count", False, None, 3]
    items = first.json()["items"] + client.get(first.links["next"]["url"]).json()["items"]
    assert [(item["rank"], item["title"], item["support"], item["on_this_text"]) for item in items] == [
        (1, "Astuce 2", 3, 3),
        (2, "Astuce 1", 3, 3),
        (3, "Astuce 0", 1, 1),
        (4, "Astuce 3", 0, 0),
    ]
    assert [item["supported_by_me"] for item in items] == [True, True, True, False]
    assert [item["accepted"] for item in items] == [False, False, False, True]
    assert {(item["score"], item["ballots"]) for item in items} == {(None, None)}
    items = ranking(world, names[0], "?theme=t2")["items"]
    assert [(item["rank"], item["title"]) for item in items] == [(1, "Astuce 1"), (2, "Astuce 3")]


@pytest.mark.slow
def test_support_for_another_text_does_not_rank(world: World) -> None:
    page, (first, typo, other) = three_texts(world)
    rival = world.page(title="Rivale")
    one, two = voters(world, 2)
    world.accept(first, by=EDITOR)
    for name in (one, two):
        support(world, name, page["id"])
    support(world, one, rival["id"])

    def ranked() -> list[tuple[str, int, int]]:
        items = ranking(world, ME)["items"]
        return [(item["title"], item["on_this_text"], item["support"]) for item in items]

    assert ranked() == [("Titre", 2, 2), ("Rivale", 1, 1)]
    world.accept(typo, by=EDITOR)
    assert ranked() == [("Titre", 2, 2), ("Rivale", 1, 1)]
    world.accept(other, by=EDITOR)
    assert ranked() == [("Rivale", 1, 1), ("Titre", 0, 2)]
    reconfirm(world, one, page["id"])
    # At a tie the one that stands earlier in the guide goes first.
    assert ranked() == [("Titre", 1, 2), ("Rivale", 1, 1)]


@pytest.mark.slow
def test_a_campaign_can_rank_by_wilsons_bound(world: World) -> None:
    world.campaign(ranked_by="wilson")
    titles = ("Sans voix", "Une voix", "Dix voix", "Disputée")
    tips = {title: world.page(title=title, text=FIRST) for title in titles}
    names = voters(world, 10)
    for number, name in enumerate(names):
        vote(world, name, tips["Dix voix"]["revision"]["id"], "approve" if number else "oppose")
        vote(world, name, tips["Disputée"]["revision"]["id"], "approve" if number % 2 else "oppose")
    vote(world, names[0], tips["Une voix"]["revision"]["id"], "approve")
    # A mended typo keeps the voices, another text does not.
    mended = world.edit(tips["Dix voix"], TYPO, by=EDITOR)["revision"]["id"]
    world.accept(mended, by=EDITOR)
    ranked = ranking(world, ME)
    assert ranked["ordered_by"] == "wilson"
    assert [(item["rank"], item["title"], item["score"], item["ballots"]) for item in ranked["items"]] == [
        (1, "Dix voix", 0.595850, {"approve": 9, "oppose": 1}),
        (2, "Disputée", 0.236593, {"approve": 5, "oppose": 5}),
        (3, "Une voix", 0.206549, {"approve": 1, "oppose": 0}),
        (4, "Sans voix", 0.0, {"approve": 0, "oppose": 0}),
    ]
    world.accept(world.edit(tips["Disputée"], OTHER, by=EDITOR)["revision"]["id"], by=EDITOR)
    assert [item["title"] for item in ranking(world, ME)["items"]] == ["Dix voix", "Une voix", "Sans voix", "Disputée"]
