"""Who counts as a contributor: reverts give nothing, and take nothing from whom they give back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.contributors import surviving
from tests.pages.acts import EDITOR, ME, save
from tests.world import World


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        ("", ""),
        ("A", "1"),
        ("ABC", "111"),
        ("ABA", "100"),
        ("ABAC", "1001"),
        ("AAB", "101"),
        # A revert that is reverted gives back what it took.
        ("ABAB", "1100"),
        ("ABCAC", "11100"),
        ("ABCABD", "110001"),
        # An edit war of ten is worth one edit each.
        ("ABABABABAB", "1100000000"),
    ],
)
def test_what_survives(states: str, kept: str) -> None:
    assert surviving(states) == [mark == "1" for mark in kept]


@given(st.lists(st.integers(0, 4)))
def test_what_survives_is_one_path_of_new_states_to_the_last(states: list[int]) -> None:
    kept = [state for state, counts in zip(states, surviving(states), strict=True) if counts]
    assert len(set(kept)) == len(kept)
    assert kept[:1] == states[:1]
    assert kept[-1:] == states[-1:]
    assert all(
        not counts or states.index(state) == n
        for n, (state, counts) in enumerate(zip(states, surviving(states), strict=True))
    )


def test_contributors_of_a_page_and_of_a_campaign(world: World) -> None:
    world.campaign()
    page = world.page(text="A.")
    me, editor, head = world.as_(ME), world.as_(EDITOR), page["revision"]["id"]
    for client, text in ((editor, "B."), (me, "A."), (editor, "B."), (world.as_("guide-admin"), "C.")):
        head = save(client, page["id"], head, text).json()["revision"]["id"]
    world.page(title="Autre")
    world.accept(head - 1, by=EDITOR)

    def people(path: str) -> list[tuple[str, int, int]]:
        items = me.get(path).json()["items"]
        return [(item["name"], item["revisions"], item["pages"]) for item in items]

    one, two, admin = "Guide-Contributor", "Guide-Editor", "Guide-Admin"
    assert people(f"/v1/pages/{page['id']}/contributors") == [(one, 1, 1), (two, 1, 1)]
    assert people(f"/v1/pages/{page['id']}/contributors?state=latest") == [(one, 1, 1), (two, 1, 1), (admin, 1, 1)]
    assert people("/v1/campaigns/guide/contributors") == [(one, 1, 1), (two, 1, 1)]
    assert people("/v1/campaigns/guide/contributors?state=latest") == [(one, 2, 2), (admin, 1, 1), (two, 1, 1)]
    first = me.get("/v1/campaigns/guide/contributors?state=latest&limit=2")
    rest = me.get(first.links["next"]["url"])
    assert [len(answer.json()["items"]) for answer in (first, rest)] == [2, 1]
    assert rest.json()["next"] is None
