"""Participation as it is told: figures that add up, of what people see, to contributors, and no vote by its time."""

from datetime import timedelta
from itertools import cycle

import pytest

from app.campaigns.rules import Role
from app.campaigns.standing import standing_in
from app.clock import shifted
from app.statistics.telling import tell_statistics
from tests.pages.acts import EDITOR, ME, refused
from tests.reviews.acts import support, vote
from tests.world import Json, World

STATISTICS = "/v1/campaigns/guide/statistics"
DEPARTMENTS = [*["Sinistres"] * 7, *["Vente"] * 5, "Droit", "Droit", None]
MARKER = "zwergpalme"


def _told(world: World, by: str = ME) -> Json:
    answer = world.as_(by).get(STATISTICS)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def _people(world: World) -> list[str]:
    """Add fifteen contributors of four departments, and return their names."""
    names = []
    for number, department in enumerate(DEPARTMENTS):
        names.append(world.user(f"one-{number}", department=department))
        world.member("guide", names[-1], Role.CONTRIBUTOR)
    return names


@pytest.mark.databases
def test_figures_add_up_by_theme_department_and_day(world: World) -> None:
    world.campaign()
    world.theme("guide", "soir", question="Et le soir ?")
    names = _people(world)
    mail = world.page(by=names[0], text="Un.\n")
    evening = world.page(by=names[1], theme="soir", text="Deux.\n")
    for number, (name, page) in enumerate(zip(names[2:], cycle((mail, evening)), strict=False)):
        world.as_(name).post(f"/v1/pages/{page['id']}/comments", json={"text": f"Oui, {number}."})
    latest = world.edit(mail, "Un, et encore.\n", by=names[14])["revision"]
    world.accept(latest["id"], by=EDITOR)
    today = _told(world)
    assert today["departments"] == [], "What people do today moves no figure of a department."
    # Tokens live for an hour, so nobody asks over the network.
    with shifted(timedelta(days=1)), world.database.reading() as session:
        told = tell_statistics(session, standing_in(session, world.actor(ME), "guide")).model_dump()
    assert told["totals"] == {
        "people": 15,
        "writers": None,
        "tips": 2,
        "accepted": 1,
        "revisions": 3,
        "comments": 13,
        "ballots": 0,
        "supports": 0,
    }
    assert [(row["theme"], row["people"], row["revisions"], row["comments"]) for row in told["themes"]] == [
        ("t1", 8, 2, 7),
        ("soir", 7, 1, 6),
    ]
    # Two of law and one of none are three, so sales goes to the others although it has five.
    assert [(row["department"], row["people"]) for row in told["departments"]] == [("Sinistres", 7)]
    assert told["other_departments"] == {"people": 8, "revisions": 1}
    assert [(row["people"], row["revisions"], row["comments"]) for row in told["days"]] == [(15, 3, 13)]


def test_what_is_hidden_or_came_from_elsewhere_does_not_count(world: World) -> None:
    world.campaign()
    page, hidden = world.page(text="Un.\n"), world.page(text="Deux.\n", title="Deux")
    said = world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": "Quoi ?"}).json()
    before = _told(world)["totals"]
    assert (before["tips"], before["revisions"], before["comments"]) == (2, 2, 1)
    client = world.as_(EDITOR)
    shown = client.get(f"/v1/pages/{hidden['id']}?state=latest")
    etag = {"If-Match": shown.headers["etag"]}
    gone = client.post(f"/v1/pages/{hidden['id']}/hide", json={"reason": "Doublon."}, headers=etag)
    assert gone.status_code < 300, gone.text
    quiet = client.post(f"/v1/comments/{said['id']}/hide", json={"reason": "Hors sujet."})
    assert quiet.status_code < 300, quiet.text
    after = _told(world)["totals"]
    assert (after["tips"], after["revisions"], after["comments"]) == (1, 1, 0)


def test_votes_are_told_in_batches_and_not_at_all_under_seal(world: World) -> None:
    world.campaign()
    names = _people(world)[:5]
    page = world.page(text="Un.\n")
    told = []
    for name in names:
        vote(world, name, page["revision"]["id"], "approve")
        support(world, name, page["id"])
        told.append(tuple(_told(world)["totals"][key] for key in ("ballots", "supports")))
    assert told == [(0, 0)] * 4 + [(5, 5)]
    assert _told(world)["totals"]["people"] is None, "Who votes is nobody who took part: votes are secret."
    world.campaign("sealed", sealed_tallies=True)
    sealed = world.as_("sealed-contributor").get("/v1/campaigns/sealed/statistics").json()["totals"]
    assert (sealed["ballots"], sealed["supports"]) == (None, None)


def test_readers_are_told_nothing(world: World) -> None:
    world.campaign(visibility="public")
    refused(world.as_("guide-reader").get(STATISTICS), 403, "forbidden")
    refused(world.as_(None).get(STATISTICS), 401, "not-authenticated")


@pytest.mark.parametrize("by", ["day", "theme", "department"])
def test_a_spreadsheet_and_a_picture_tell_the_same_and_no_words_of_texts(world: World, by: str) -> None:
    world.campaign()
    page = world.page(title=f"Une {MARKER}", text=f"Une {MARKER}.\n")
    world.as_(ME).post(f"/v1/pages/{page['id']}/comments", json={"text": f"Cette {MARKER} !"})
    world.theme("guide", "soir", question="=1+1")
    client = world.as_(ME)
    for form, kind in (("csv", "text/csv; charset=utf-8"), ("svg", "image/svg+xml"), ("json", "application/json")):
        answer = client.get(STATISTICS, params={"format": form, "by": by})
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert MARKER not in answer.text
        again = client.get(
            STATISTICS, params={"format": form, "by": by}, headers={"If-None-Match": answer.headers["etag"]}
        )
        assert again.status_code == 304
        if form == "svg":
            assert "sandbox" in answer.headers["content-security-policy"]
        if (form, by) == ("csv", "theme"):
            assert '"\'=1+1"' in answer.text
