"""Everybody chooses how they are named, in any phase, for themselves alone."""

import threading

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.campaigns.rules import Phase
from app.credits.models import CreditChoice
from tests.credits.people import choose, peopled
from tests.pages.acts import refused
from tests.world import World

PATH = "/v1/me/credit/guide"


def test_who_has_chosen_nothing_is_named_in_full(world: World) -> None:
    peopled(world)
    assert world.as_("claire").get(PATH).json() == {
        "campaign": "guide",
        "naming": "full",
        "shown_as": {"naming": "full", "name": "Claire Morvan", "department": "Sinistres"},
        "note": None,
        "chosen_at": None,
    }


@pytest.mark.parametrize("phase", Phase)
def test_everybody_chooses_in_any_phase_and_may_change_their_mind(world: World, phase: Phase) -> None:
    peopled(world)
    world.phase("guide", phase)
    assert choose(world, "claire", "department")["shown_as"]["name"] is None
    chosen = choose(world, "claire", "short")
    assert chosen["shown_as"] == {"naming": "short", "name": "Claire M.", "department": None}
    assert world.as_("claire").get(PATH).json() == chosen
    assert world.as_("idriss").get(PATH).json()["naming"] == "full"
    with world.database.reading() as session:
        assert len(session.exec(select(CreditChoice)).all()) == 1


def test_who_has_no_department_is_told_what_becomes_of_the_choice(world: World) -> None:
    peopled(world)
    chosen = choose(world, "zoe", "department")
    assert chosen["naming"] == "department"
    assert chosen["shown_as"] == {"naming": "anonymous", "name": None, "department": None}
    assert "no department" in chosen["note"]
    assert choose(world, "claire", "department")["note"] is None


def test_whose_name_it_is_decides(world: World) -> None:
    peopled(world)
    world.campaign("other")
    for method in ("get", "put"):
        body = {"json": {"naming": "short"}} if method == "put" else {}
        for name, status in ((None, 401), ("other-admin", 404), ("guide-reader", 200), ("guide-editor", 200)):
            assert getattr(world.as_(name), method)(PATH, **body).status_code == status, (method, name)
        assert getattr(world.as_("claire"), method)("/v1/me/credit/nowhere", **body).status_code == 404
    refused(world.as_("claire").put(PATH, json={"naming": "Clairette"}), 422, "invalid")


def test_who_was_removed_or_blocked_still_decides_about_their_name(world: World) -> None:
    peopled(world)
    world.page(by="claire")
    root = world.as_(world.user("root", site_admin=True))
    for name in ("claire", "idriss"):
        assert root.delete(f"/v1/campaigns/guide/members/{name}").status_code == 204
    assert root.post("/v1/users/zoe/block").status_code == 200
    assert choose(world, "claire", "anonymous")["shown_as"]["name"] is None
    assert choose(world, "zoe", "short")["shown_as"]["name"] == "Zoé O."
    refused(world.as_("idriss").put(PATH, json={"naming": "short"}), 404, "not-found")


def test_choices_at_once_leave_one(world: World) -> None:
    peopled(world)
    start = threading.Barrier(4)
    statuses: list[int] = []

    def send(naming: str) -> None:
        client = world.as_("claire")
        start.wait()
        statuses.append(client.put(PATH, json={"naming": naming}).status_code)

    threads = [threading.Thread(target=send, args=(naming,)) for naming in ("short", "department", "anonymous", "full")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 4
    with world.database.reading() as session:
        assert len(session.exec(select(CreditChoice)).all()) == 1


def test_a_choice_leaves_a_trace_without_a_name(world: World) -> None:
    peopled(world)
    choose(world, "claire", "anonymous")
    with world.database.reading() as session:
        last = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()  # type: ignore[union-attr]
    assert (last.act, last.facts) == ("credit.chosen", '{"naming":"anonymous"}')
    assert last.actor_id == world.actor("claire").user_id
