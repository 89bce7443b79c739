"""At most so many tips at a time, exactly: whoever asks for how many at once."""

import pytest
from sqlmodel import func, select

from app.campaigns.rules import Role
from app.reviews.models import Support
from app.reviews.votes.recount import verify_tallies
from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME, refused
from tests.pages.test_concurrency import together
from tests.reviews.acts import ranking, reconfirm, support
from tests.world import Json, World

pytestmark = [pytest.mark.usefixtures("told_at_once"), pytest.mark.databases]

MATCH = {"If-Match": "*"}


def tips(world: World, count: int) -> list[int]:
    return [world.page(title=f"Astuce {number}")["id"] for number in range(count)]


def set_budget(world: World, budget: int | None) -> None:
    answer = world.as_("guide-admin").patch("/v1/campaigns/guide", json={"support_budget": budget}, headers=MATCH)
    assert answer.status_code == 200, answer.text


def over_budget(world: World, name: str, page: int) -> tuple[int, int]:
    problem = refused(world.as_(name).put(f"/v1/pages/{page}/support"), 409, "support-budget")
    return problem["used"], problem["budget"]


def used(world: World, name: str) -> tuple[int, int | None]:
    ranked: Json = ranking(world, name)
    return ranked["support_used"], ranked["support_budget"]


@pytest.mark.slow
def test_one_more_than_the_budget_is_refused_and_withdrawing_frees_one(world: World) -> None:
    world.campaign(support_budget=2)
    pages = tips(world, 4)
    assert used(world, ME) == (0, 2)
    for page in pages[:2]:
        support(world, ME, page)
    assert over_budget(world, ME, pages[2]) == (2, 2)
    assert used(world, ME) == (2, 2)
    # What is supported already may be supported and confirmed again, and others have budgets of their own.
    support(world, ME, pages[0])
    reconfirm(world, ME, pages[1])
    support(world, EDITOR, pages[2])
    support(world, ME, pages[0], withdrawn=True)
    assert support(world, ME, pages[2])["support"] == 2
    assert over_budget(world, ME, pages[3]) == (2, 2)
    # A tip that the person cannot reach any more does not bind their support.
    world.as_(EDITOR).delete(f"/v1/pages/{pages[1]}", headers=MATCH)
    assert used(world, ME) == (1, 2)
    support(world, ME, pages[3])
    world.as_(EDITOR).post(f"/v1/pages/{pages[1]}/unhide")
    assert used(world, ME) == (3, 2)


@pytest.mark.slow
def test_a_smaller_budget_takes_nothing_away(world: World) -> None:
    world.campaign()
    pages = tips(world, 4)
    for page in pages[:3]:
        support(world, ME, page)
    set_budget(world, 1)
    assert [item["supported_by_me"] for item in ranking(world, ME)["items"]] == [True, True, True, False]
    assert used(world, ME) == (3, 1)
    assert over_budget(world, ME, pages[3]) == (3, 1)
    support(world, ME, pages[0])
    for page in pages[:2]:
        support(world, ME, page, withdrawn=True)
    assert over_budget(world, ME, pages[3]) == (1, 1)
    set_budget(world, None)
    support(world, ME, pages[3])


@pytest.mark.slow
def test_a_budget_is_one_of_its_campaign(world: World) -> None:
    world.campaign(support_budget=1)
    world.campaign("other", support_budget=1)
    world.member("other", ME, Role.CONTRIBUTOR)
    support(world, ME, world.page()["id"])
    support(world, ME, world.page("other")["id"])


@pytest.mark.slow
def test_the_budget_holds_when_one_person_supports_many_tips_at_once(world: World) -> None:
    threads, budget = 8, 3
    world.campaign(support_budget=budget)
    pages = tips(world, threads)
    clients = [world.as_(ME)] * threads

    def give(number: int, client: ApiClient) -> int:
        return client.put(f"/v1/pages/{pages[number]}/support").status_code

    for _ in range(3):
        assert sorted(together(clients, give)) == [200] * budget + [409] * (threads - budget)
        with world.database.reading() as session:
            assert session.exec(select(func.count()).select_from(Support)).one() == budget
            assert list(verify_tallies(session)) == []
        for page in pages:
            support(world, ME, page, withdrawn=True)
