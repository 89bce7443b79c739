"""The vote decides which tips are in the guide, whatever editors do to their texts and their order afterwards."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from app.campaigns.locking import get_campaign
from app.clock import database_now
from app.pages.accepted import stood_until
from app.pages.models import Page
from app.reviews.votes import ranking as ranked
from app.reviews.votes.tally import SHOWN
from tests.guides.compiles import accepted_page, edition
from tests.pages.acts import EDITOR, ME, refused
from tests.reviews.acts import FIRST, OTHER, TYPO, ballots_on, ranking, reconfirm, support, support_of, vote, voters
from tests.world import Json, World

ADMIN = "guide-admin"
GUIDE = "/v1/campaigns/guide"
WHY = {"reason": "Comme prévu."}
MATCH = {"If-Match": "*"}


def voted_on(world: World, **settings: Any) -> tuple[Json, Json]:
    """Return two tips of a theme that has one place: four people want the second, one person the first."""
    world.campaign(selection="most-supported", **settings)
    world.theme("guide", "t2", target=1)
    loser, winner = (accepted_page(world, FIRST, title=title, theme="t2") for title in ("Deux", "Un"))
    for name in voters(world, 4):
        support(world, name, winner["id"])
        vote(world, name, winner["revision"]["id"], "approve")
    support(world, ME, loser["id"])
    vote(world, ME, loser["revision"]["id"], "approve")
    return loser, winner


def close(world: World) -> None:
    assert world.as_(ADMIN).post(f"{GUIDE}/close", json=WHY).is_success


def reopen_voting(world: World, until: timedelta = timedelta(hours=1), *, by: str = ADMIN) -> Json:
    with world.database.reading() as session:
        end = database_now(session) + until
    body = {**WHY, "voting_closes_at": end.isoformat()}
    campaign: Json = world.as_(by).post(f"{GUIDE}/reopen-voting", json=body).json()
    return campaign


def rewrite(world: World, page: Json, text: str = OTHER) -> int:
    saved = world.edit(page, text, by=EDITOR)["revision"]
    world.accept(saved["id"], by=EDITOR)
    return int(saved["id"])


def arrange(world: World, page: Json, **change: object) -> Json:
    answer = world.as_(EDITOR).patch(f"/v1/pages/{page['id']}", json=change, headers=MATCH)
    assert answer.status_code == 200, answer.text
    arranged: Json = answer.json()
    return arranged


def outcome(world: World) -> tuple[list[tuple[int, str, int, float | None]], dict[str, tuple[bool, int]]]:
    """Return the ranking and the selection as they are told."""
    ranks = ranking(world, ME, "?theme=t2")["items"]
    chosen = world.as_(ME).get(f"{GUIDE}/selection").json()["items"]
    return (
        [(item["rank"], item["slug"], item["on_this_text"], item["score"]) for item in ranks],
        {item["slug"]: (item["taken"], item["on_this_text"]) for item in chosen},
    )


def stays_in_the_guide(world: World, winner: Json) -> None:
    """Check that a tip keeps its place when it is rewritten in review, and that the release prints the new text."""
    close(world)
    before = outcome(world)
    assert before[1] == {"deux": (False, 1), "un": (True, 4)}
    rewrite(world, winner)
    assert outcome(world) == before
    tally = support_of(world, ME, winner["id"])
    assert (tally["shown_revision_id"], tally["on_this_text"]) == (winner["revision"]["id"], 4)
    arrange(world, winner, rewritten_reason="Relu.")
    (page,) = edition(world, kind="release", audience="members")["manifest"]["pages"]
    assert (page["slug"], page["revision"]) == ("un", 2)
    assert page["voted"] == {"revision": 1, "same_percent": 15, "reason": "Relu."}
    assert outcome(world) == before


@pytest.mark.slow
@pytest.mark.parametrize("ranked_by", ["count", "wilson"])
def test_a_tip_that_is_rewritten_in_review_stays_in_the_guide(world: World, ranked_by: str) -> None:
    _, winner = voted_on(world, ranked_by=ranked_by)
    stays_in_the_guide(world, winner)


@pytest.mark.slow
@pytest.mark.parametrize("ranked_by", ["count", "wilson"])
def test_a_recount_on_the_printed_text_is_caught(world: World, monkeypatch: pytest.MonkeyPatch, ranked_by: str) -> None:
    _, winner = voted_on(world, ranked_by=ranked_by)
    monkeypatch.setattr(ranked, "counted_for", lambda _: SHOWN)
    with pytest.raises(AssertionError):
        stays_in_the_guide(world, winner)


@pytest.mark.slow
def test_what_editors_arrange_decides_no_tie(world: World) -> None:
    loser, winner = voted_on(world)
    for number in range(1, 4):
        support(world, f"voter-{number}", winner["id"], withdrawn=True)
    close(world)
    # One voice each: the tip that was written first is taken, wherever it is printed.
    before = outcome(world)
    assert before[1] == {"deux": (True, 1), "un": (False, 1)}
    arrange(world, loser, position=900)
    assert outcome(world) == before
    arrange(world, winner, pinned=True)
    assert outcome(world)[1] == {"un": (True, 1), "deux": (False, 1)}


@pytest.mark.slow
def test_how_votes_count_is_settled_once_voting_has_ended(world: World) -> None:
    voted_on(world)
    admin = world.as_(ADMIN)
    for change in ({"same_text_percent": 80}, {"ranked_by": "wilson"}):
        assert admin.patch(GUIDE, json=change, headers=MATCH).is_success
    close(world)
    for change in ({"same_text_percent": 90}, {"ranked_by": "count"}):
        refused(admin.patch(GUIDE, json=change, headers=MATCH), 409, "conflict")
    assert admin.patch(GUIDE, json={"same_text_percent": 80, "subtitle": "Vingt"}, headers=MATCH).is_success
    reopen_voting(world)
    assert admin.patch(GUIDE, json={"same_text_percent": 90}, headers=MATCH).is_success


def findings(world: World) -> list[tuple[str, str | None, dict[str, int]]]:
    items = world.as_(EDITOR).get(f"{GUIDE}/preflight").json()["items"]
    return [(item["severity"], item["page"], item["parameters"]) for item in items if item["code"] == "tip-rewritten"]


@pytest.mark.slow
def test_the_preflight_asks_why_a_tip_was_rewritten_until_somebody_says(world: World) -> None:
    loser, winner = voted_on(world)
    close(world)
    rewrite(world, winner, TYPO)
    assert findings(world) == []
    current = {**winner, "revision": {"id": rewrite(world, {**winner, "revision": {"id": head(world, winner)}})}}
    rewrite(world, loser)
    # Nobody has to explain a tip that is not printed.
    assert findings(world) == [("error", "un", {"changed": 85, "voted": 1})]
    chosen = {item["slug"]: item for item in world.as_(ME).get(f"{GUIDE}/selection").json()["items"]}
    assert (chosen["un"]["voted_number"], chosen["un"]["same_percent"]) == (1, 15)
    admin = world.as_(ADMIN)
    assert admin.patch(GUIDE, json={"rewritten_percent": 85}, headers=MATCH).is_success
    assert findings(world) == []
    assert admin.patch(GUIDE, json={"rewritten_percent": 84}, headers=MATCH).is_success
    assert findings(world) != []
    reason = "La loi a changé en novembre."
    assert arrange(world, winner, rewritten_reason=reason)["rewritten_reason"] == reason
    assert findings(world) == []
    assert world.as_("guide-reader").get(f"/v1/pages/{winner['id']}").json()["rewritten_reason"] is None
    (page,) = edition(world, kind="proof", audience="members")["manifest"]["pages"]
    assert page["voted"] == {"revision": 1, "same_percent": 15, "reason": reason}
    # The reason was given for that text, not for the next one.
    rewrite(world, current, f"{OTHER}\nVraiment.\n")
    assert len(findings(world)) == 1


def head(world: World, page: Json) -> int:
    return int(world.as_(EDITOR).get(f"/v1/pages/{page['id']}?state=latest").json()["revision"]["id"])


def test_a_reason_needs_an_accepted_text(world: World) -> None:
    world.campaign()
    page = world.page()
    change = {"rewritten_reason": "Pour rien"}
    answer = world.as_(EDITOR).patch(f"/v1/pages/{page['id']}", json=change, headers=MATCH)
    assert refused(answer, 422, "invalid")["errors"][0]["field"] == "rewritten_reason"


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_tips_that_came_after_the_vote_have_no_voted_text(world: World) -> None:
    _, winner = voted_on(world)
    kinds = {page["slug"]: page.get("voted", "") for page in edition(world, kind="proof")["manifest"]["pages"]}
    assert kinds == {"un": None}
    world.page(kind="notion", theme=None, title="Notion", text=FIRST)
    close(world)
    late = world.page(by=EDITOR, title="Tard", text=OTHER, theme="t1")
    notion = world.as_(EDITOR).get(f"{GUIDE}/pages?kind=notion&state=latest").json()["items"][0]
    for page_id in (late["id"], notion["id"]):
        world.accept(head(world, {"id": page_id}), by=EDITOR)
    rewrite(world, winner, TYPO)
    pages = edition(world, kind="release")["manifest"]["pages"]
    assert {page["slug"]: page.get("voted", "") for page in pages} == {
        "notion": "",
        "tard": None,
        "un": {"revision": 1, "same_percent": 95, "reason": None},
    }


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_an_admin_reopens_voting_alone(world: World) -> None:
    _, winner = voted_on(world)
    until = {**WHY, "voting_closes_at": "2099-01-01T00:00:00Z"}
    refused(world.as_(ADMIN).post(f"{GUIDE}/reopen-voting", json=until), 409, "window-closed")
    close(world)
    refused(world.as_(EDITOR).post(f"{GUIDE}/reopen-voting", json=until), 403, "forbidden")
    for wrong in ({**until, "reason": " "}, {**until, "closes_at": until["voting_closes_at"]}, WHY):
        refused(world.as_(ADMIN).post(f"{GUIDE}/reopen-voting", json=wrong), 422, "invalid")
    past = {**until, "voting_closes_at": "2020-01-01T00:00:00Z"}
    refused(world.as_(ADMIN).post(f"{GUIDE}/reopen-voting", json=past), 409, "conflict")
    refused(world.as_(ME).put(f"/v1/pages/{winner['id']}/support"), 409, "voting-closed")
    changed = rewrite(world, winner)
    campaign = reopen_voting(world)
    assert campaign["phase"] == "review"
    assert "compile-release" not in campaign["allowed_actions"]
    body = {"base_revision": changed, "text": FIRST}
    refused(world.as_(ME).post(f"/v1/pages/{winner['id']}/revisions", json=body), 409, "window-closed")
    # People vote on the text that stands now: nobody's voice stands under words that they have not seen.
    assert outcome(world)[1] == {"un": (False, 0), "deux": (True, 1)}
    for number in range(2):
        assert reconfirm(world, f"voter-{number}", winner["id"])["my_revision_id"] == changed
        vote(world, f"voter-{number}", changed, "approve")
    assert ballots_on(world, ME, changed)["approve"] == 2
    assert moment(reopen_voting(world, timedelta(hours=2))) > moment(campaign)
    refused(world.as_(ADMIN).post(f"{GUIDE}/reopen-voting", json=until_of(campaign)), 409, "conflict")
    acts = world.as_(ME).get(f"{GUIDE}/window").json()["items"]
    assert [(act["act"], act["reason"]) for act in acts[1:]] == [("voting-reopened", WHY["reason"])] * 2
    written = world.as_(ADMIN).get(f"{GUIDE}/audit?limit=100").json()["items"]
    assert [entry["act"] for entry in written].count("window.voting-reopened") == 2


def moment(campaign: Json) -> datetime:
    return datetime.fromisoformat(campaign["voting_closes_at"])


def until_of(campaign: Json) -> Json:
    return {**WHY, "voting_closes_at": campaign["voting_closes_at"]}


@pytest.mark.slow
def test_after_reopened_voting_the_text_of_its_end_counts(world: World) -> None:
    _, winner = voted_on(world)
    close(world)
    changed = rewrite(world, winner)
    reopen_voting(world)
    for number in range(2):
        reconfirm(world, f"voter-{number}", winner["id"])
    with world.database.writing() as session:
        get_campaign(session, "guide").voting_closes_at = database_now(session)
    before = outcome(world)
    assert before[1] == {"un": (True, 2), "deux": (False, 1)}
    rewrite(world, {**winner, "revision": {"id": changed}}, FIRST)
    assert outcome(world) == before


def asked(session: Session, page: Json, which: ColumnElement[Any]) -> int | None:
    query = select(which).select_from(Page).where(col(Page.id) == page["id"])
    found: int | None = session.connection().execute(query).scalar_one()
    return found


@pytest.mark.slow
def test_the_text_that_stood_at_any_moment_is_the_one_that_was_shown_then(world: World) -> None:
    world.campaign()
    with world.database.reading() as session:
        seen: list[tuple[datetime, int | None]] = [(database_now(session), None)]
    page = world.page()
    steps = ["", "accept", "save", "save", "accept", "unaccept", "save", "accept", "unaccept"]
    for step in steps:
        current = head(world, page)
        if step == "save":
            world.edit({**page, "revision": {"id": current}}, f"Texte {len(seen)}.\n", by=EDITOR)
        elif step == "accept":
            world.accept(current, by=EDITOR)
        elif step:
            accepted = world.as_(EDITOR).get(f"/v1/pages/{page['id']}").json()["revision"]["id"]
            body = {"reason": "Non."}
            assert world.as_(EDITOR).post(f"/v1/revisions/{accepted}/unaccept", json=body, headers=MATCH).is_success
        with world.database.reading() as session:
            seen.append((database_now(session), asked(session, page, SHOWN)))
    assert len({revision for _, revision in seen}) == 4
    with world.database.reading() as session:
        assert [(then, asked(session, page, stood_until(then))) for then, _ in seen] == seen
