"""While tallies are sealed, what is told of acceptance says no more than that votes have accepted, or not yet."""

import pytest

from app.campaigns.rules import Phase
from app.reviews.decisions import wire
from tests.pages.acts import EDITOR, ME
from tests.reviews.deciding import acceptance, accepted_id, vote, voters
from tests.world import Json, World

pytestmark = pytest.mark.usefixtures("told_at_once")

VOTES: Json = {"acceptance": "votes", "quorum": 4, "departments_needed": 2}
CALLERS = [ME, EDITOR, "guide-admin"]


def _told(world: World, page: Json) -> dict[tuple[str, str], str]:
    """Return what each caller is told about the acceptance of a page."""
    paths = [
        f"/v1/revisions/{page['revision']['id']}/acceptance",
        f"/v1/pages/{page['id']}/decisions",
        "/v1/campaigns/guide/review-queue?include=diff",
        "/v1/me/notifications",
    ]
    answers = {(who, path): world.as_(who).get(path) for who in CALLERS for path in paths}
    return {place: answer.text for place, answer in answers.items() if answer.status_code == 200}


@pytest.mark.slow
def test_sealed_tallies_do_not_show_in_the_report(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign(**VOTES, sealed_tallies=True)
    page = world.page()
    revision = page["revision"]["id"]
    nothing = _told(world, page)
    names = voters(world, 4, departments=("IT", "HR"))
    for name, choice in zip(names, ("approve", "oppose", "approve"), strict=False):
        vote(world, name, revision, choice)
        assert _told(world, page) == nothing
    report = acceptance(world, revision)
    assert (report["sealed"], report["fulfilled"]) == (True, None)
    shown = [(rule["name"], rule["value"], rule["threshold"], rule["passed"]) for rule in report["rules"]]
    assert shown[:3] == [("quorum", None, 4, None), ("approval", None, 66, None), ("departments", None, 2, None)]
    assert shown[3:] == [("newer", 1, 1, True), ("veto", 0, 0, True)]
    (waiting,) = world.as_(EDITOR).get("/v1/campaigns/guide/review-queue").json()["items"]
    assert (waiting["tally"], waiting["acceptance"]["fulfilled"]) == (None, None)
    # The comparison sees what is there: planted, the figures show.
    with monkeypatch.context() as planted:
        planted.setattr(wire, "OF_BALLOTS", frozenset())
        assert _told(world, page) != nothing
    world.phase("guide", Phase.REVIEW)
    later = acceptance(world, revision)
    assert (later["sealed"], later["fulfilled"]) == (False, False)
    assert [rule["value"] for rule in later["rules"][:3]] == [3, 66, 1]


@pytest.mark.slow
def test_a_sealed_acceptance_tells_no_figures(world: World) -> None:
    world.campaign(**VOTES, sealed_tallies=True, language="en")
    page = world.page()
    revision = page["revision"]["id"]
    names = voters(world, 6, departments=("IT", "HR"))
    for name in names[:4]:
        assert accepted_id(world, page) is None
        vote(world, name, revision, "approve")
    assert accepted_id(world, page) == revision
    report = acceptance(world, revision)
    assert (report["accepted"], report["fulfilled"]) == (True, None)
    reason = "Accepted by votes. Needed were 66% of at least 4 ballots and 2 departments."
    assert [decision["reason"] for decision in report["decisions"]] == [reason]
    accepted = _told(world, page)
    for name, choice in ((names[4], "oppose"), (names[5], "oppose"), (names[0], None)):
        vote(world, name, revision, choice)
        assert _told(world, page) == accepted


@pytest.mark.slow
def test_the_report_does_not_tell_who_approved(world: World) -> None:
    """Where voters exchange their choices the tally stays the same, and so does everything that is told."""
    world.campaign(**{**VOTES, "departments_needed": 1})
    page = world.page()
    one, two = voters(world, 2, departments=("IT", None))
    told = []
    for approving, opposing in ((one, two), (two, one)):
        vote(world, approving, page["revision"]["id"], "approve")
        vote(world, opposing, page["revision"]["id"], "oppose")
        told.append(_told(world, page))
    assert told[0] == told[1]
