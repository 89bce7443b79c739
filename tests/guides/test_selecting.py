"""Which tips are taken: the rules as a table and as laws, and what the API says about them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules import Phase, Selection
from app.guides.rules import Candidate, select_tips
from app.words.saying import Language, tell
from tests.guides.compiles import accepted_page, edition
from tests.pages.acts import EDITOR, ME, refused
from tests.world import Json, World

pytestmark = pytest.mark.databases

ALL, MOST = Selection.ALL, Selection.MOST_SUPPORTED
SELECTION = "/v1/campaigns/guide/selection"
MATCH = {"If-Match": "*"}


def tip(slug: str, support: int = 0, *, pinned: bool = False, excluded: str | None = None) -> Candidate:
    return Candidate(slug, support, support, pinned=pinned, excluded_reason=excluded)


@pytest.mark.parametrize(
    ("tips", "selection", "target", "taken"),
    [
        ([], MOST, 3, ""),
        ([tip("a"), tip("b", 5)], ALL, 1, "ab"),
        ([tip("a"), tip("b", excluded="Doublon")], ALL, None, "a"),
        ([tip("a", 1), tip("b", 3), tip("c", 2)], MOST, 2, "bc"),
        ([tip("a", 1), tip("b", 1), tip("c", 1)], MOST, 2, "ab"),
        ([tip("a", 9), tip("b", 0, pinned=True)], MOST, 1, "b"),
        # What an editor pins is in the guide, beyond the target if need be.
        ([tip("a", pinned=True), tip("b", 1, pinned=True), tip("c", 9)], MOST, 1, "ab"),
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
    tips = [
        tip("a", 2),
        tip("b", pinned=True),
        replace(tip("c", 1), support_in_all=4),
        tip("d", 9, excluded="Daté"),
        replace(tip("e", pinned=True), pinned_reason="De la direction"),
    ]
    assert [tell(choice.why, Language.ENGLISH) for choice in select_tips(tips, MOST, 3)] == [
        "support 2 is among the first 3",
        "pinned",
        "support 1 (and 3 on other texts) is not among the first 3",
        "excluded: Daté",
        "pinned: De la direction",
    ]
    assert {tell(choice.why, Language.ENGLISH) for choice in select_tips(tips[:1] + tips[2:3], ALL, 1)} == {"accepted"}


def test_sealed_support_decides_nothing_and_is_not_told() -> None:
    tips = [tip("a", 2), tip("b", pinned=True), tip("c", 1), tip("d", 9, excluded="Daté")]
    later = "in a proof; which 2 are in the guide shows when voting has ended"
    assert [
        (choice.taken, tell(choice.why, Language.ENGLISH)) for choice in select_tips(tips, MOST, 2, sealed=True)
    ] == [
        (True, later),
        (True, "pinned"),
        (True, later),
        (False, "excluded: Daté"),
    ]
    assert {tell(choice.why, Language.ENGLISH) for choice in select_tips(tips[:1], MOST, 2, sealed=True)} == {
        "accepted"
    }


TIPS = st.lists(
    st.builds(
        Candidate,
        slug=st.just(""),
        support=st.integers(0, 5),
        support_in_all=st.integers(5, 9),
        pinned=st.booleans(),
        excluded_reason=st.sampled_from([None, None, "Daté"]),
    ),
    max_size=8,
).map(lambda tips: [replace(candidate, slug=str(number)) for number, candidate in enumerate(tips)])
TARGET = st.none() | st.integers(1, 6)


def taken_of(tips: list[Candidate], selection: Selection, target: int | None, *, sealed: bool = False) -> set[str]:
    return {choice.slug for choice in select_tips(tips, selection, target, sealed=sealed) if choice.taken}


@pytest.mark.slow
@given(TIPS, st.sampled_from(Selection), TARGET, st.booleans())
def test_laws_of_every_selection(
    tips: list[Candidate],
    selection: Selection,
    target: int | None,
    sealed: bool,  # noqa: FBT001
) -> None:
    assert [choice.slug for choice in select_tips(tips, selection, target)] == [candidate.slug for candidate in tips]
    taken = taken_of(tips, selection, target, sealed=sealed)
    excluded = {candidate.slug for candidate in tips if candidate.excluded_reason is not None}
    pinned = {candidate.slug for candidate in tips if candidate.pinned} - excluded
    assert not taken & excluded
    assert taken >= pinned
    if selection is MOST and target is not None and not sealed:
        assert len(taken) == min(len(tips) - len(excluded), max(target, len(pinned)))
    else:
        assert len(taken) == len(tips) - len(excluded)


@pytest.mark.slow
@given(TIPS, TARGET, st.data())
def test_more_support_never_drops_a_tip(tips: list[Candidate], target: int | None, data: st.DataObject) -> None:
    for slug in sorted(taken_of(tips, MOST, target)):
        more = data.draw(st.integers(1, 9))
        raised = [
            replace(candidate, support=candidate.support + more) if candidate.slug == slug else candidate
            for candidate in tips
        ]
        assert slug in taken_of(raised, MOST, target)


@pytest.mark.slow
@given(TIPS, TARGET, st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_sealed_choices_are_the_same_whatever_the_support(
    tips: list[Candidate], target: int | None, support: list[int]
) -> None:
    others = [replace(candidate, support=number) for candidate, number in zip(tips, support, strict=False)]
    assert select_tips(tips, MOST, target, sealed=True) == select_tips(others, MOST, target, sealed=True)
    assert taken_of(tips, MOST, target, sealed=True) >= taken_of(tips, MOST, target)


def previewed(world: World, who: str) -> dict[str, tuple[bool, str]]:
    items = world.as_(who).get(SELECTION).json()["items"]
    return {item["slug"]: (item["taken"], item["why"]) for item in items}


def compiled_tips(world: World, kind: str = "proof") -> list[str]:
    pages = edition(world, kind=kind, audience="members")["manifest"]["pages"]
    return [page["slug"] for page in pages]


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_the_selection_shows_what_a_compile_would_take(world: World) -> None:
    world.campaign(selection="most-supported")
    world.theme("guide", "t2", target=1)
    for title in ("Premier", "Second"):
        page = accepted_page(world, theme="t2", title=title)
    assert world.as_(ME).put(f"/v1/pages/{page['id']}/support").is_success
    answer = world.as_(ME).get(SELECTION).json()
    assert (answer["sealed"], answer["next"]) == (False, None)
    assert answer["items"][1] == {
        "theme": "t2",
        "page_id": page["id"],
        "slug": "second",
        "title": "Second",
        "taken": True,
        "why": "support 1 is among the first 1",
        "why_code": "tip-among-first",
        "why_parameters": {"support": 1, "places": 1},
        "support": 1,
        "on_this_text": 1,
        "accepted_number": 1,
        "head_number": 1,
        "voted_number": None,
        "same_percent": None,
    }
    assert previewed(world, ME)["premier"] == (False, "support 0 is not among the first 1")
    assert compiled_tips(world) == ["second"]
    codes = [world.as_(who).get(SELECTION).status_code for who in (None, "guide-reader")]
    assert codes == [404, 403]


@pytest.mark.slow
def test_every_tip_that_is_missing_has_its_reason(world: World) -> None:
    world.campaign(selection="most-supported")
    tips = {title: accepted_page(world, title=title) for title in ("Un", "Deux", "Trois", "Quatre")}
    world.page(title="Cinq")
    editor = world.as_(EDITOR)
    world.edit(tips["Un"], "Plus récent.", by=ME)
    pin = {"pinned": True, "pinned_reason": " De la direction "}
    changes: list[tuple[str, Json]] = [("Deux", {"excluded_reason": "Doublon"}), ("Trois", pin)]
    for title, change in changes:
        assert editor.patch(f"/v1/pages/{tips[title]['id']}", json=change, headers=MATCH).is_success
    assert editor.delete(f"/v1/pages/{tips['Quatre']['id']}", headers=MATCH).is_success
    expected = {
        "un": (True, "accepted; revision 2 waits for a decision"),
        "deux": (False, "excluded: Doublon"),
        "trois": (True, "pinned: De la direction"),
        "quatre": (False, "hidden"),
        "cinq": (False, "no text has been accepted yet; revision 1 waits for a decision"),
    }
    assert previewed(world, EDITOR) == expected
    # A hidden tip exists for editors only.
    assert previewed(world, ME) == {slug: told for slug, told in expected.items() if slug != "quatre"}
    assert compiled_tips(world) == [slug for slug, (taken, _) in expected.items() if taken]


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_support_for_another_text_selects_nothing(world: World) -> None:
    world.campaign(selection="most-supported")
    world.theme("guide", "t2", target=1)
    bait, honest = (accepted_page(world, f"Texte {title}.", theme="t2", title=title) for title in ("Appât", "Franc"))
    for who in (ME, EDITOR):
        world.as_(who).put(f"/v1/pages/{bait['id']}/support")
    world.as_(ME).put(f"/v1/pages/{honest['id']}/support")
    changed = world.edit(bait, "Achetez notre assurance, elle est la meilleure du marché.", by=ME)
    world.accept(changed["revision"]["id"], by=EDITOR)
    assert previewed(world, ME) == {
        "appat": (False, "support 0 (and 2 on other texts) is not among the first 1"),
        "franc": (True, "support 1 is among the first 1"),
    }
    for who in (ME, EDITOR):
        assert world.as_(who).post(f"/v1/pages/{bait['id']}/support/reconfirm").is_success
    assert previewed(world, ME)["appat"] == (True, "support 2 is among the first 1")


@pytest.mark.slow
def test_a_proof_tells_nothing_of_sealed_support(world: World) -> None:
    world.campaign(selection="most-supported", sealed_tallies=True)
    world.theme("guide", "t2", target=1)
    tips = [accepted_page(world, theme="t2", title=title) for title in ("Premier", "Second")]
    world.as_(ME).put(f"/v1/pages/{tips[1]['id']}/support")
    answer = world.as_("guide-admin").get(SELECTION).json()
    assert answer["sealed"] is True
    assert {(item["taken"], item["support"], item["on_this_text"]) for item in answer["items"]} == {(True, None, None)}
    assert compiled_tips(world) == ["premier", "second"]
    world.phase("guide", Phase.REVIEW)
    assert compiled_tips(world, kind="release") == ["second"]


def test_a_pin_and_its_reason_go_together(world: World) -> None:
    world.campaign()
    path, editor = f"/v1/pages/{accepted_page(world)['id']}", world.as_(EDITOR)

    def patched(**change: object) -> tuple[bool, str | None]:
        answer = editor.patch(path, json=change, headers=MATCH)
        assert answer.status_code == 200, answer.text
        return answer.json()["pinned"], answer.json()["pinned_reason"]

    refusal = editor.patch(path, json={"pinned_reason": "Sans épingle"}, headers=MATCH)
    assert refused(refusal, 422, "invalid")["errors"][0]["field"] == "pinned_reason"
    for reason in ("r" * 501, "\0"):
        answer = editor.patch(path, json={"pinned": True, "pinned_reason": reason}, headers=MATCH)
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == "pinned_reason"
    assert patched(pinned=True) == (True, None)
    before = editor.get(path).headers["etag"]
    assert patched(pinned_reason="De la direction") == (True, "De la direction")
    assert editor.get(path).headers["etag"] != before
    assert world.as_("guide-reader").get(path).json()["pinned_reason"] is None
    assert patched(position=3) == (True, "De la direction")
    assert patched(pinned_reason="") == (True, None)
    assert patched(pinned_reason="Encore") == (True, "Encore")
    assert patched(pinned=False) == (False, None)
