"""What is told of votes moves when a whole batch of people has voted, and when voting ends; never one by one."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.audit.models import AuditChain, AuditEntry
from app.audit.service import verify_chains
from app.campaigns.locking import get_campaign
from app.campaigns.rules import Phase, Role
from app.reviews.batches import BATCH
from app.reviews.votes.recount import recount_tallies, verify_tallies
from tests.pages.acts import EDITOR, ME
from tests.planting import on_one_database
from tests.reviews.acts import ballots_on, reconfirm, support, support_of, vote, voters
from tests.reviews.conftest import Fork
from tests.reviews.deciding import acceptance, accepted_id
from tests.reviews.plays import BESIDE, Scene, build, end_voting
from tests.reviews.watching import seen_of, timeless, told, watch
from tests.world import Json, World

ADMIN = "guide-admin"
WATCHERS = [None, "guide-reader", ME, EDITOR, ADMIN, "root"]
CLOSES = "2027-01-31T12:00:00Z"


def figures(world: World, page: Json) -> tuple[int, int, int]:
    """Return approvals, oppositions and support as an admin is told of them."""
    ballots, given = ballots_on(world, ADMIN, page["revision"]["id"]), support_of(world, ADMIN, page["id"])
    return ballots["approve"], ballots["oppose"], given["support"]


@pytest.mark.slow
def test_figures_stand_still_until_a_batch_is_whole(world: World) -> None:
    world.campaign()
    page = world.page()
    revision = page["revision"]["id"]
    for number, name in enumerate(voters(world, 2 * BATCH + 1), 1):
        mine = vote(world, name, revision, "approve" if number % 2 else "oppose")
        given = support(world, name, page["id"])
        # One's own shows at once, to oneself.
        assert (mine["my_choice"], given["supported_by_me"]) == ("approve" if number % 2 else "oppose", True)
        whole = number // BATCH * BATCH
        assert figures(world, page) == ((whole + 1) // 2, whole // 2, whole)
        assert (mine["batch"], given["batch"]) == (BATCH, BATCH)
    world.phase("guide", Phase.REVIEW)
    assert figures(world, page) == (6, 5, 11)
    assert ballots_on(world, ADMIN, revision)["batch"] is None
    assert world.as_(ADMIN).get(f"/v1/pages/{page['id']}?state=latest").json()["support_count"] == 11


@pytest.mark.slow
def test_a_batch_is_of_people_not_of_votes(world: World) -> None:
    """Who votes again and again, or takes a vote back, does not carry others over the line."""
    world.campaign()
    page = world.page()
    revision, names = page["revision"]["id"], voters(world, BATCH + 1)
    for choice in ("approve", "oppose", None) * BATCH:
        vote(world, names[0], revision, choice)
        support(world, names[0], page["id"], withdrawn=choice is None)
    for name in names[1:BATCH]:
        vote(world, name, revision, "approve")
        support(world, name, page["id"])
    assert figures(world, page) == (0, 0, 0)
    vote(world, names[BATCH], revision, "approve")
    support(world, names[BATCH], page["id"])
    assert figures(world, page) == (BATCH, 0, BATCH)
    # What is told is taken back in batches too.
    for name in names[1:BATCH]:
        vote(world, name, revision, None)
        support(world, name, page["id"], withdrawn=True)
    assert figures(world, page) == (BATCH, 0, BATCH)
    vote(world, names[BATCH], revision, "oppose")
    support(world, names[BATCH], page["id"], withdrawn=True)
    assert figures(world, page) == (0, 1, 0)


@pytest.mark.slow
def test_votes_accept_when_their_batch_is_whole(world: World) -> None:
    world.campaign(acceptance="votes", quorum=2, approval_percent=66)
    page = world.page()
    first = page["revision"]["id"]
    second = world.edit(page, "Sonnez, puis attendez.\n", by=ME)["revision"]["id"]
    names = voters(world, BATCH)
    nothing = acceptance(world, first)
    for name in names[:-1]:
        vote(world, name, first, "approve")
        assert accepted_id(world, page) is None
        assert acceptance(world, first) == nothing
    # The ballot that ends the batch is on another text; which came last decides nothing.
    vote(world, names[-1], second, "approve")
    assert accepted_id(world, page) == first
    rules = {rule["name"]: rule["value"] for rule in acceptance(world, first)["rules"]}
    assert (rules["quorum"], rules["approval"]) == (BATCH - 1, 100)


@pytest.mark.slow
def test_a_department_counts_as_it_was_when_the_ballot_was_cast(world: World) -> None:
    """Or an admin who moves one person to a department of their own reads off the report whether they approved."""
    world.campaign(acceptance="votes", quorum=9, departments_needed=3)
    page = world.page()
    revision, names = page["revision"]["id"], voters(world, BATCH)
    for name in names:
        vote(world, name, revision, "approve")
    before = acceptance(world, revision)
    with world.database.writing() as session:
        session.connection().execute(text("UPDATE user_account SET department = 'Alone' WHERE username = 'voter-0'"))
    assert acceptance(world, revision) == before
    world.phase("guide", Phase.REVIEW)
    assert acceptance(world, revision)["rules"] == before["rules"]


@pytest.mark.slow
def test_what_was_told_when_voting_ended_stays_told_when_it_opens_again(world: World) -> None:
    world.campaign()
    page = world.page()
    revision, names = page["revision"]["id"], voters(world, 2 * BATCH)
    for name in names[:3]:
        vote(world, name, revision, "approve")
        support(world, name, page["id"])
    world.phase("guide", Phase.REVIEW)
    body = {"reason": "Once more", "voting_closes_at": CLOSES}
    assert world.as_(ADMIN).post("/v1/campaigns/guide/reopen-voting", json=body).is_success
    assert figures(world, page) == (3, 0, 3)
    for count, name in enumerate(names[3:], 4):
        vote(world, name, revision, "approve")
        support(world, name, page["id"])
        whole = 3 + (count - 3) // BATCH * BATCH
        assert figures(world, page) == (whole, 0, whole)
    # Open already, voting is only extended: what waits goes on waiting.
    later = {"reason": "Longer", "voting_closes_at": "2027-02-28T12:00:00Z"}
    assert world.as_(ADMIN).post("/v1/campaigns/guide/reopen-voting", json=later).is_success
    assert figures(world, page) == (3 + BATCH, 0, 3 + BATCH)


@pytest.mark.slow
@on_one_database
def test_a_vote_that_waits_changes_no_byte_for_anybody_else(world: World) -> None:
    scene = _with_acceptance_by_votes(world, 2)
    names = _people(world)
    before = watch(world, WATCHERS, scene.known)
    # Each vote under the eyes of another, and the last that waits under those of all.
    for number, name in enumerate(names[: BATCH - 1], 1):
        _vote_everywhere(world, scene.tips, scene.texts, name)
        after = watch(world, WATCHERS if number == BATCH - 1 else [WATCHERS[-number]], scene.known)
        assert [place for place, seen in after.items() if _of(seen) != _of(before[place])] == []
    _vote_everywhere(world, scene.tips, scene.texts, names[-1])
    moved = {url.partition("?")[0] for _, url in told(before, watch(world, WATCHERS, scene.known))}
    guide, tip = "/v1/campaigns/guide", f"/v1/pages/{scene.tips[0]}"
    shown = {f"{guide}/ranking", f"{guide}/selection", f"{guide}/pages", f"{guide}/contributors", f"{guide}/audit"}
    assert moved >= {*shown, tip, f"{tip}/tally", f"/v1/revisions/{scene.texts[0]}/tally"}
    assert f"/v1/revisions/{scene.texts[0]}/acceptance" in moved


def _people(world: World) -> list[str]:
    """Add a batch of contributors beside those whom the scene has."""
    names = [world.user(f"person-{number}") for number in range(BATCH)]
    for name in names:
        world.member("guide", name, Role.CONTRIBUTOR)
    return names


def _with_acceptance_by_votes(world: World, quorum: int) -> Scene:
    scene = build(world, quorum=quorum)
    with world.database.writing() as session:
        session.connection().execute(text("UPDATE campaign SET acceptance = 'votes'"))
    return scene


def _vote_everywhere(world: World, tips: list[int], texts: list[int], name: str) -> None:
    for revision in texts:
        vote(world, name, revision, "approve")
    for page in tips:
        support(world, name, page)


def _of(seen: Any) -> tuple[bytes, str | None]:
    return seen.body, seen.etag


@pytest.mark.slow
@on_one_database
def test_votes_of_a_batch_that_are_shuffled_give_equal_bytes(
    world: World, fork: Fork, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = _with_acceptance_by_votes(world, 4)
    names = _people(world)
    cast = ["approve", "approve", "oppose", "approve", "approve"]
    plays = []
    for order, choices in ((names, cast), (names[::-1], cast[2:] + cast[:2])):
        with fork(world) as copy:
            capsys.readouterr()
            for name, choice in zip(order, choices, strict=True):
                vote(copy, name, scene.texts[0], choice)
                support(copy, name, scene.tips[0])
            during = watch(copy, [*WATCHERS, BESIDE], scene.known)
            end_voting(copy)
            after = watch(copy, WATCHERS, scene.known)
            plays.append((during, after, timeless(capsys.readouterr().out.encode())))
    (one, later, log), (other, other_later, other_log) = plays
    # Only a voter is told otherwise, of their own vote.
    assert {caller for caller, _ in told(one, other)} <= {BESIDE}
    assert told(later, other_later) == []
    assert log == other_log


@pytest.mark.slow
def test_waiting_votes_are_verified_and_recounted(world: World) -> None:
    world.campaign()
    page = world.page()
    revision, names = page["revision"]["id"], voters(world, BATCH + 2)
    for name in names[: BATCH + 1]:
        vote(world, name, revision, "approve")
        support(world, name, page["id"])
    vote(world, names[0], revision, "oppose")
    reconfirm(world, names[0], page["id"])
    support(world, names[1], page["id"], withdrawn=True)
    before = figures(world, page)
    faults = (
        "UPDATE page SET support_counted = 9",
        "UPDATE support_count SET counted = counted + 1",
        "UPDATE ballot_count SET counted = counted + 1",
        "DELETE FROM ballot_count",
        "DELETE FROM waiting_vote WHERE kind = 'ballots'",
    )
    for fault in faults:
        assert list(verify(world)) == []
        with world.database.writing() as session:
            session.connection().execute(text(fault))
        assert len(list(verify(world))) == 1
        actor = world.actor(ADMIN)
        with world.database.writing() as session:
            recount_tallies(session, actor, 1)
        if "waiting" not in fault:
            assert figures(world, page) == before


def verify(world: World) -> Iterator[str]:
    with world.database.reading() as session:
        yield from verify_tallies(session)
        yield from verify_chains(session)


def test_votes_are_recorded_without_a_voter_in_a_chain_that_nobody_is_shown(world: World) -> None:
    world.campaign()
    page = world.page()
    before = seen_of(world.as_(ADMIN).get("/v1/campaigns/guide/audit"))
    vote(world, ME, page["revision"]["id"], "approve")
    support(world, EDITOR, page["id"])
    assert seen_of(world.as_(ADMIN).get("/v1/campaigns/guide/audit")) == before
    with world.database.reading() as session:
        votes = select(AuditEntry).join(AuditChain, col(AuditChain.id) == col(AuditEntry.chain_id))
        entries = session.exec(votes.where(col(AuditChain.votes_of).is_not(None)).order_by(col(AuditEntry.number)))
        recorded = [(entry.number, entry.act, entry.actor_id, entry.facts) for entry in entries]
    assert recorded == [(1, "ballot.changed", None, "{}"), (2, "support.changed", None, "{}")]
    assert list(verify(world)) == []
    with world.database.writing() as session:
        session.connection().execute(text("UPDATE audit_chain SET number = 1 WHERE votes_of IS NOT NULL"))
    assert list(verify(world)) == [
        "Audit chain of the votes in campaign 1: its head says 1 entries, 2 are there or another is last."
    ]


def test_a_vote_of_an_early_release_is_told_without_its_voter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor with a digest from then on: of few accounts, the one that fits is soon found."""
    world.campaign()
    page = world.page()
    with monkeypatch.context() as early:
        early.setattr("app.audit.acts.ChangeBallot.secret", False)
        vote(world, ME, page["revision"]["id"], "approve")
    with world.database.writing() as session:
        campaign = get_campaign(session, "guide").id
        first = "UPDATE audit_chain SET votes_from = number WHERE campaign_id = :campaign"
        session.connection().execute(text(first), {"campaign": campaign})
    world.page(title="Autre")
    entries = world.as_(ADMIN).get("/v1/campaigns/guide/audit").json()["items"]
    of_vote = next(place for place, entry in enumerate(entries) if entry["act"] == "ballot.changed")
    assert of_vote == 1
    assert entries[of_vote]["actor_id"] is None
    assert [entry["digest"] is None for entry in entries] == [place <= of_vote for place in range(len(entries))]
    assert list(verify(world)) == []


@pytest.mark.slow
def test_what_is_told_is_what_was_true_when_a_batch_was_whole(world: World) -> None:
    """Held against a model: people whose votes differ from what is told, and everything told when they are enough."""
    world.campaign()
    page, choose = world.page(), Random(7)  # noqa: S311  Any sequence will do.
    revision, names = page["revision"]["id"], voters(world, BATCH + 2)
    true: dict[str, str | None] = dict.fromkeys(names)
    shown, moves = dict(true), 0
    for _ in range(100):
        name, choice = choose.choice(names), choose.choice(["approve", "approve", "oppose", None])
        vote(world, name, revision, choice)
        true[name] = choice
        if sum(true[name] != shown[name] for name in names) >= BATCH:
            shown, moves = dict(true), moves + 1
        told_now = [*shown.values()]
        assert figures(world, page)[:2] == (told_now.count("approve"), told_now.count("oppose"))
    assert moves > BATCH
