"""Which tips are taken: the rules as a table, and what the API says about them."""

import pytest

from app.campaigns.rules import Selection
from app.guides.rules import Candidate, select_tips
from tests.guides.compiles import accepted_page
from tests.world import World

ALL, MOST = Selection.ALL, Selection.MOST_SUPPORTED


def tip(slug: str, support: int = 0, *, pinned: bool = False, excluded: str | None = None) -> Candidate:
    return Candidate(slug, support, pinned, excluded)


@pytest.mark.parametrize(
    ("tips", "selection", "target", "taken"),
    [
        ([], MOST, 3, ""),
        ([tip("a"), tip("b", 5)], ALL, 1, "ab"),
        ([tip("a"), tip("b", excluded="Doublon")], ALL, None, "a"),
        ([tip("a", 1), tip("b", 3), tip("c", 2)], MOST, 2, "bc"),
        ([tip("a", 1), tip("b", 1), tip("c", 1)], MOST, 2, "ab"),
        ([tip("a", 9), tip("b", 0, pinned=True)], MOST, 1, "b"),
        ([tip("a", pinned=True), tip("b", 1, pinned=True), tip("c", 9)], MOST, 1, "b"),
        ([tip("a", 9, excluded="Daté"), tip("b", 1)], MOST, 1, "b"),
        ([tip("a", 9, pinned=True, excluded="Daté"), tip("b")], MOST, 1, "b"),
        ([tip("a"), tip("b", 1)], MOST, None, "ab"),
        ([tip("a"), tip("b", 1)], MOST, 9, "ab"),
    ],
)
def test_tips_taken(tips: list[Candidate], selection: Selection, target: int | None, taken: str) -> None:
    choices = select_tips(tips, selection, target)
    assert [choice.slug for choice in choices] == [candidate.slug for candidate in tips]
    assert "".join(choice.slug for choice in choices if choice.taken) == taken


def test_every_choice_says_why() -> None:
    tips = [tip("a", 2), tip("b", pinned=True), tip("c", 1), tip("d", 9, excluded="Daté")]
    assert [choice.why for choice in select_tips(tips, MOST, 2)] == [
        "support 2 is among the first 2",
        "pinned",
        "support 1 is not among the first 2",
        "excluded: Daté",
    ]
    assert {choice.why for choice in select_tips(tips[:3], ALL, 1)} == {"accepted"}


def test_the_selection_shows_what_a_compile_would_take(world: World) -> None:
    world.campaign(selection="most-supported")
    world.theme("guide", "t2", target=1)
    for title in ("Premier", "Second"):
        page = accepted_page(world, theme="t2", title=title)
    world.page(theme="t2", title="Jamais")
    support = f"/v1/pages/{page['id']}/support"
    assert world.as_("guide-contributor").put(support).is_success
    answer = world.as_("guide-contributor").get("/v1/campaigns/guide/selection")
    assert answer.json()["items"] == [
        {"theme": "t2", "slug": "premier", "taken": False, "why": "support 0 is not among the first 1"},
        {"theme": "t2", "slug": "second", "taken": True, "why": "support 1 is among the first 1"},
    ]
    codes = [world.as_(who).get("/v1/campaigns/guide/selection").status_code for who in (None, "guide-reader")]
    assert codes == [404, 403]
