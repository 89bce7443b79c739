"""A sealed tally is told to nobody until voting has ended, and then to everybody; one's own choice is never sealed."""

from typing import Any

import pytest

from app.campaigns.rules import Phase
from tests.guides.compiles import accepted_page
from tests.pages.acts import EDITOR, ME
from tests.reviews.acts import ballots_on, ranking, reconfirm, support, support_of, vote
from tests.world import Json, World

ROLES = [ME, EDITOR, "guide-admin", "root"]


def sealed_campaign(world: World, **settings: Any) -> list[Json]:
    world.campaign(sealed_tallies=True, visibility="public", **settings)
    world.user("root", site_admin=True)
    return [accepted_page(world, title=title) for title in ("Première", "Seconde")]


def counts(answer: Json) -> set[object]:
    """Return the values of all counts in an answer, wherever they stand."""
    found: set[object] = set()
    for name, value in answer.items():
        if name in {"approve", "oppose", "support", "on_this_text", "on_other_texts", "support_count", "score", "rank"}:
            found.add(value)
        elif isinstance(value, dict):
            found |= counts(value)
        elif isinstance(value, list):
            found |= {count for item in value if isinstance(item, dict) for count in counts(item)}
    return found


@pytest.mark.slow
def test_nobody_is_told_a_count_while_people_vote(world: World) -> None:
    first, second = sealed_campaign(world, ranked_by="wilson")
    revision = second["revision"]["id"]
    cast = vote(world, ME, revision, "approve")
    given = support(world, ME, second["id"])
    assert (counts(cast), counts(given)) == ({None}, {None})
    assert (cast["sealed"], cast["on_same_text"], cast["my_choice"]) == (True, None, "approve")
    assert (given["sealed"], given["supported_by_me"], given["mine_is_same_text"]) == (True, True, True)
    assert counts(reconfirm(world, ME, second["id"])) == {None}
    for name in ROLES:
        ranked = ranking(world, name)
        assert (ranked["sealed"], ranked["ordered_by"]) == (True, "position")
        assert [item["page_id"] for item in ranked["items"]] == [first["id"], second["id"]]
        told = [ranked, ballots_on(world, name, revision), support_of(world, name, second["id"])]
        told += [world.as_(name).get(f"/v1/pages/{second['id']}").json()]
        assert [counts(answer) for answer in told] == [{None}] * 4
    for caller in (None, "guide-reader", *ROLES):
        listed = world.as_(caller).get("/v1/campaigns/guide/pages").json()
        assert counts(listed) == {None}
    assert ranking(world, ME)["support_used"] == 1
    assert [item["supported_by_me"] for item in ranking(world, ME)["items"]] == [False, True]
    assert ballots_on(world, EDITOR, revision)["my_choice"] is None


@pytest.mark.slow
def test_everything_is_there_when_voting_has_ended(world: World) -> None:
    first, second = sealed_campaign(world)
    revision = second["revision"]["id"]
    vote(world, ME, revision, "approve")
    support(world, ME, second["id"])
    world.phase("guide", Phase.REVIEW)
    for name in ROLES:
        ranked = ranking(world, name)
        assert (ranked["sealed"], ranked["ordered_by"]) == (False, "count")
        assert [item["page_id"] for item in ranked["items"]] == [second["id"], first["id"]]
        ballots, given = ballots_on(world, name, revision), support_of(world, name, second["id"])
        assert (ballots["sealed"], ballots["approve"], ballots["oppose"]) == (False, 1, 0)
        assert (given["sealed"], given["support"], given["on_this_text"]) == (False, 1, 1)
    pages = world.as_(None).get("/v1/campaigns/guide/pages").json()["items"]
    assert [page["support_count"] for page in pages] == [0, 1]
