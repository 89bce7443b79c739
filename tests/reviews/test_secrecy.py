"""Nobody is told how another person voted.

A campaign is played twice, from copies of one database. In the second play two people exchange all their votes, so that
every tally stays what it was: what then differs for anybody else tells who voted how. Where tallies are sealed, the
votes of the second play are any others, and still nothing may differ before voting has ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import structlog
from sqlalchemy import Row, text
from sqlmodel import Session

from app.audit.acts import AuditAct, ChangeBallot
from app.campaigns.standing import Standing
from app.guides import compiling
from app.guides.formats import FORMATS
from app.main import create_app
from app.pages import router as pages_router
from app.reviews.arithmetic import HeldBallots, written
from app.reviews.votes import tally, voting
from tests.client import ApiClient
from tests.contract import Contract
from tests.pages.acts import ME
from tests.planting import on_one_database
from tests.reviews.conftest import Fork
from tests.reviews.plays import BESIDE, LEFT, ONE, RIGHT, TWO, build, play, vote_all
from tests.reviews.watching import Place, Seen, told, watch
from tests.world import World

pytestmark = pytest.mark.usefixtures("told_at_once")  # The harder case: every vote moves the figures.
Capture = pytest.CaptureFixture[str]
Plant = Callable[[pytest.MonkeyPatch, World], None]

WATCHERS = [None, "guide-reader", ME, "guide-editor", "guide-admin", "root", BESIDE]
"""Every role, and somebody who votes the same in every play."""
EXCHANGED = (LEFT, RIGHT), (RIGHT, LEFT)
OTHERS = (LEFT, RIGHT), (LEFT, LEFT)
AUDIT = "/v1/campaigns/guide/audit"


def is_artefact(place: Place) -> bool:
    return "/artefacts/" in place[1]


@pytest.mark.slow
@on_one_database
def test_nobody_is_told_how_another_person_voted(world: World, fork: Fork, capsys: Capture) -> None:
    scene = build(world)
    one, other = (play(scene, fork, votes, [*WATCHERS, ONE], capsys) for votes in EXCHANGED)
    places = told(one.during, other.during) + told(one.after, other.after)
    # The comparison sees what is there: the voter is shown their own choice, and nobody else anything.
    assert {caller for caller, _ in places} == {ONE}
    assert {url for _, url in places} >= {f"/v1/revisions/{scene.texts[0]}/tally", f"/v1/pages/{scene.tips[0]}/tally"}
    assert not one.replayed.tells(other.replayed)
    assert one.log == other.log
    files = [place for place, seen in one.after.items() if is_artefact(place) and seen.status == 200]
    assert {caller for caller, _ in files} == {*WATCHERS, ONE}
    assert [place for place in files if one.after[place].body != other.after[place].body] == []
    assert one.during["guide-admin", AUDIT].status == 200
    assert b"ballot.changed" not in one.during["guide-admin", AUDIT].body


@pytest.mark.slow
@on_one_database
def test_sealed_tallies_tell_nothing_before_voting_has_ended(world: World, fork: Fork, capsys: Capture) -> None:
    scene = build(world, sealed_tallies=True)
    one, other = (play(scene, fork, votes, WATCHERS, capsys) for votes in OTHERS)
    assert told(one.during, other.during) == []
    assert not one.replayed.tells(other.replayed)
    assert one.log == other.log
    # Afterwards everything is there, the order of the ranking and the choice of tips included.
    revealed = {url.partition("?")[0] for _, url in told(one.after, other.after)}
    campaign, tip = "/v1/campaigns/guide", f"/v1/pages/{scene.tips[0]}"
    assert revealed >= {f"{campaign}/ranking", f"{campaign}/selection", tip, f"{tip}/tally"}
    assert revealed >= {f"/v1/revisions/{scene.texts[0]}/tally", f"{campaign}/editions/2/artefacts/guide.md"}


def changed_by_hidden_votes(world: World) -> set[str]:
    """Return the paths that answer anybody otherwise, to the byte, after somebody else has voted under the seal."""
    scene = build(world, sealed_tallies=True)
    vote_all(world, scene, TWO, RIGHT)
    before = watch(world, WATCHERS, scene.known)
    vote_all(world, scene, ONE, LEFT)
    after = watch(world, WATCHERS, scene.known)
    return {
        url for (caller, url), seen in before.items() if (seen.body, seen.etag) != _bytes_and_tag(after[caller, url])
    }


def _bytes_and_tag(seen: Seen) -> tuple[bytes, str | None]:
    return seen.body, seen.etag


@pytest.mark.slow
@on_one_database
def test_a_hidden_vote_changes_no_answer_and_no_tag(world: World) -> None:
    assert changed_by_hidden_votes(world) == set()


@pytest.mark.slow
@on_one_database
def test_a_tag_that_follows_hidden_votes_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = vars(pages_router)["page_etag"]

    def following(row: Row[Any], standing: Standing, render: str | None) -> str:
        return f'{tag(row, standing, render)[:-1]}{row.support_count}"'

    monkeypatch.setattr(pages_router, "page_etag", following)
    assert changed_by_hidden_votes(world) >= {"/v1/pages/2?state=accepted"}


@pytest.mark.slow
@on_one_database
def test_a_broken_seal_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Standing, "tallies_sealed", property(lambda _standing: False))
    lists = {"/v1/campaigns/guide/ranking", "/v1/campaigns/guide/selection", "/v1/pages/2/tally"}
    assert changed_by_hidden_votes(world) > lists


@dataclass(frozen=True)
class Telling(AuditAct):
    name = ChangeBallot.name
    ballots: str


def tell_the_audit_log(monkeypatch: pytest.MonkeyPatch, _world: World) -> None:
    """An entry that names what was voted on and how."""
    record, move, own = vars(voting)["record_act"], vars(voting)["move_ballots"], [""]

    def moved(session: Session, page_id: int, before: HeldBallots, after: HeldBallots) -> None:
        own[0] = written(after)
        move(session, page_id, before, after)

    def recorded(session: Session, campaign: int, actor: int, act: AuditAct, *, now: datetime) -> None:
        record(session, campaign, actor, Telling(own[0]) if isinstance(act, ChangeBallot) else act, now=now)

    monkeypatch.setattr(voting, "move_ballots", moved)
    monkeypatch.setattr(voting, "record_act", recorded)


def tell_the_log(monkeypatch: pytest.MonkeyPatch, _world: World) -> None:
    """A line that somebody wrote while looking for a fault."""
    support = vars(voting)["move_support"]

    def moved(session: Session, page_id: int, before: int | None, after: int | None) -> None:
        structlog.get_logger().info("support", page=page_id)
        support(session, page_id, before, after)

    monkeypatch.setattr(voting, "move_support", moved)


def tell_everybody(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """A tally that shows every caller the choice of one."""
    own, voter = tally.own_ballots, world.actor(ONE).signed_in()
    monkeypatch.setattr(tally, "own_ballots", lambda session, _user, page: own(session, voter, page))


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize(
    ("plant", "place"),
    [(tell_the_audit_log, AUDIT), (tell_the_log, "log"), (tell_everybody, "/v1/revisions/1/tally")],
)
def test_a_planted_leak_is_found(
    world: World, fork: Fork, capsys: Capture, monkeypatch: pytest.MonkeyPatch, plant: Plant, place: str
) -> None:
    monkeypatch.setattr(compiling, "FORMATS", {"md": FORMATS["md"]})
    scene = build(world)
    plant(monkeypatch, world)
    one, other = (play(scene, fork, votes, ["guide-admin"], capsys) for votes in EXCHANGED)
    found = {url for _, url in told(one.during, other.during)} | ({"log"} if one.log != other.log else set())
    assert place in found


@pytest.mark.slow
def test_an_error_in_the_log_holds_no_ballot(world: World, contract: Contract, capsys: Capture) -> None:
    scene = build(world)
    vote_all(world, scene, TWO, [("ballot", 0, "approve")])
    with world.database.writing() as session:
        session.connection().execute(text("CREATE UNIQUE INDEX strange ON ballot_count (page_id)"))
    app = create_app(world.app.state.services.settings)
    with ApiClient(app, contract, token=world.tokens[ONE], raise_server_exceptions=False) as client:
        path = f"/v1/revisions/{scene.texts[0]}/ballot"
        assert client.put(path, json={"choice": "oppose"}).status_code == 500
    said = capsys.readouterr().out
    assert "ballot_count" in said
    assert "SQL parameters hidden" in said
    assert "oppose" not in said
    assert f'{path}"' not in said


def test_no_answer_breaks_a_tally_out_by_person_or_department(world: World) -> None:
    """A department of three with one ballot would have no secret."""
    schemas = world.app.openapi()["components"]["schemas"]
    tallies_of = {name for name, schema in schemas.items() if TALLIED & schema.get("properties", {}).keys()}
    assert {"BallotTallyOut", "SupportTallyOut", "RankedTipOut"} <= tallies_of
    assert {name for name in tallies_of if PERSONAL & schemas[name]["properties"].keys()} == set()


TALLIED = {"approve", "oppose", "support", "on_this_text", "ballots"}
PERSONAL = {"department", "departments", "username", "name", "voter", "author", "members"}
