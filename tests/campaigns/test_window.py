"""The window: opened, extended, closed and reopened by audited acts, exact by the database's clock."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.campaigns.rules import Phase
from app.clock import shifted
from tests.world import Json, World

pytestmark = pytest.mark.databases

GUIDE = "/v1/campaigns/guide"
HOUR = timedelta(hours=1)


def act(world: World, name: str, **body: Any) -> Any:
    given = {"reason": "Comme prévu.", **body}
    return world.as_("guide-admin").post(f"{GUIDE}/{name}", json=given)


def shown(world: World) -> Json:
    campaign: Json = world.as_("guide-admin").get(GUIDE).json()
    return campaign


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def in_(delta: timedelta, world: World) -> str:
    # Each refused act tells the database's time.
    now = act(world, "extend", closes_at="1970-01-01T00:00:00Z").json()["now"]
    return (moment(now) + delta).isoformat()


def test_a_campaign_goes_through_its_phases(world: World) -> None:
    world.campaign(phase=Phase.DRAFT)
    assert act(world, "open").json()["errors"][0]["field"] == "closes_at"
    end = in_(HOUR, world)
    opened = act(world, "open", closes_at=end).json()
    assert (opened["phase"], moment(opened["closes_at"])) == ("open", moment(end))
    later = in_(2 * HOUR, world)
    assert moment(act(world, "extend", closes_at=later, reason="Vacances.").json()["closes_at"]) == moment(later)
    closed = act(world, "close").json()
    assert closed["phase"] == "review"
    assert moment(closed["closes_at"]) < moment(end)
    reopened = act(world, "reopen", closes_at=later).json()
    assert (reopened["phase"], reopened["opens_at"]) == ("open", opened["opens_at"])
    acts = world.as_("guide-reader").get(f"{GUIDE}/window").json()["items"]
    assert [item["act"] for item in acts] == ["opened", "extended", "closed", "reopened"]
    assert [item["reason"] for item in acts] == ["Comme prévu.", "Vacances.", "Comme prévu.", "Comme prévu."]
    audit = world.as_("guide-admin").get(f"{GUIDE}/audit").json()["items"]
    written = [entry["act"] for entry in reversed(audit) if entry["act"].startswith("window.")]
    assert written == ["window.opened", "window.extended", "window.closed", "window.reopened"]


def test_the_window_closes_by_the_clock_alone(world: World) -> None:
    world.campaign(phase=Phase.DRAFT)
    act(world, "open", closes_at=in_(HOUR / 2, world))
    page = world.page()
    history = f"/v1/pages/{page['id']}/revisions"
    contributor = world.as_("guide-contributor")
    remaining = moment(shown(world)["closes_at"]) - moment(in_(timedelta(0), world))
    with shifted(remaining - timedelta(seconds=20)):
        assert shown(world)["phase"] == "open"
        body = {"base_revision": page["revision"]["id"], "text": "À temps.\n"}
        saved = contributor.post(history, json=body)
        assert saved.status_code == 201
        assert moment(saved.json()["revision"]["created_at"]) < moment(shown(world)["closes_at"])
    with shifted(remaining):
        assert shown(world)["phase"] == "review"
        late = contributor.post(history, json={"base_revision": page["revision"]["id"], "text": "Trop tard.\n"})
        problem = late.json()
        assert (late.status_code, problem["type"]) == (409, "urn:bonsens:problem:window-closed")
        assert moment(problem["now"]) >= moment(problem["closes_at"])
        assert problem["phase"] == "review"
        # The page is as it was, whatever was tried.
        assert len(contributor.get(history).json()["items"]) == 2


@pytest.mark.parametrize(
    ("phase", "name", "delta", "status", "type_"),
    [
        (Phase.DRAFT, "open", -HOUR, 422, "invalid"),
        (Phase.OPEN, "extend", timedelta(0), 409, "conflict"),
        (Phase.OPEN, "extend", 24 * HOUR - timedelta(minutes=1), 409, "conflict"),
        (Phase.REVIEW, "reopen", -HOUR, 409, "conflict"),
    ],
)
def test_ends_that_lie_behind_are_refused(
    world: World, phase: Phase, name: str, delta: timedelta, status: int, type_: str
) -> None:
    world.campaign(phase=phase)
    before = shown(world)
    answer = act(world, name, closes_at=in_(delta, world))
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:bonsens:problem:{type_}")
    assert shown(world) == before
    assert world.as_("guide-admin").get(f"{GUIDE}/window").json()["items"] == []


def test_each_act_needs_a_reason(world: World) -> None:
    world.campaign(phase=Phase.DRAFT)
    for body in ({}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 2001}, {"reason": "a\0"}):
        for name in ("open", "extend", "close", "reopen"):
            given = {**body, **({} if name == "close" else {"closes_at": "2998-01-01T00:00:00Z"})}
            answer = world.as_("guide-admin").post(f"{GUIDE}/{name}", json=given)
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == "reason"


def test_voting_never_ends_before_the_window(world: World) -> None:
    world.campaign(phase=Phase.DRAFT)
    admin = world.as_("guide-admin")
    times = {name: in_(hours * HOUR, world) for name, hours in (("opens_at", 1), ("closes_at", 2))}
    change = {**times, "voting_closes_at": in_(3 * HOUR, world)}
    etag = admin.get(GUIDE).headers["etag"]
    assert admin.patch(GUIDE, json=change, headers={"If-Match": etag}).status_code == 200
    assert moment(act(world, "open").json()["closes_at"]) == moment(times["closes_at"])
    later = in_(5 * HOUR, world)
    extended = act(world, "extend", closes_at=later).json()
    assert moment(extended["voting_closes_at"]) == moment(later)
    closed = act(world, "close").json()
    assert moment(closed["voting_closes_at"]) == moment(later)
    assert "vote" in closed["allowed_actions"]
    assert "compile-release" not in closed["allowed_actions"]
