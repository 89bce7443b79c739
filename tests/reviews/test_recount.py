"""Counts are derivable: a planted fault is named, and a recount puts it right without telling a figure."""

import json

import pytest
from sqlalchemy import text

from app.audit.models import AuditEntry
from app.cli import main as run_cli
from app.reviews.votes.recount import recount_tallies, verify_tallies
from tests.pages.acts import EDITOR
from tests.reviews.acts import FIRST, TYPO, ballots_on, ranking, support, support_of, vote, voters
from tests.world import Json, World

pytestmark = pytest.mark.databases

ADMIN = "guide-admin"
FAULTS = {
    "supporters": ["UPDATE page SET support_count = support_count + 1 WHERE id = 1"],
    "support": [
        "UPDATE support_count SET persons = persons + 1 WHERE page_id = 1",
        "DELETE FROM support_count WHERE page_id = 1",
        "INSERT INTO support_count (page_id, revision_id, persons) VALUES (1, 2, 4)",
        "DELETE FROM support WHERE page_id = 1",
    ],
    "ballots": [
        "UPDATE ballot_count SET persons = 7 WHERE page_id = 1",
        "DELETE FROM ballot_count WHERE page_id = 1",
        "UPDATE ballot_count SET digest = 'x' || substr(digest, 2) WHERE page_id = 1",
        "UPDATE ballot_count SET ballots = replace(ballots, '-', '+') WHERE page_id = 1",
        "UPDATE ballot SET choice = 'oppose'",
    ],
}


def voted(world: World) -> None:
    """Play a page with ballots and support on two of its texts, and another page without votes."""
    world.campaign()
    page = world.page(text=FIRST)
    first = page["revision"]["id"]
    second = world.edit(page, TYPO, by=EDITOR)["revision"]["id"]
    world.accept(first, by=EDITOR)
    world.page(title="Autre")
    for number, name in enumerate(voters(world, 4)):
        support(world, name, page["id"], withdrawn=number > 2)
        vote(world, name, first, "approve" if number % 2 else "oppose")
        vote(world, name, second, "oppose" if number else "approve")


def told(world: World) -> list[Json]:
    return [
        ballots_on(world, ADMIN, 1),
        ballots_on(world, ADMIN, 2),
        support_of(world, ADMIN, 1),
        ranking(world, ADMIN),
    ]


def plant(world: World, statement: str) -> None:
    with world.database.writing() as session:
        session.connection().execute(text(statement))


def verified(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(verify_tallies(session))


def recounted(world: World) -> list[str]:
    actor = world.actor(ADMIN)
    with world.database.writing() as session:
        return recount_tallies(session, actor, 1)


@pytest.mark.slow
@pytest.mark.parametrize("part", FAULTS)
def test_each_fault_is_named_and_put_right(world: World, part: str) -> None:
    voted(world)
    before = told(world)
    assert verified(world) == recounted(world) == []
    for fault in FAULTS[part]:
        plant(world, fault)
        # Without its supporters a page has a wrong number of them first of all.
        named = "supporters" if "FROM support " in fault else part
        assert verified(world) == [
            f"Page 1: the count of its {named} is not what a recount gives. Run: bonsens recount"
        ]
        assert recounted(world)[0].startswith(f"Page 1: counted anew: {named}")
        assert verified(world) == []
        if " support " not in fault and " ballot " not in fault:
            assert told(world) == before


@pytest.mark.slow
def test_a_recount_leaves_a_trace_without_a_figure(world: World) -> None:
    voted(world)
    assert recounted(world) == []
    plant(world, FAULTS["supporters"][0])
    plant(world, FAULTS["ballots"][0])
    assert recounted(world) == ["Page 1: counted anew: supporters, ballots."]
    with world.database.reading() as session:
        entry = session.get_one(AuditEntry, max(session.connection().scalars(text("SELECT id FROM audit_entry"))))
        assert (entry.act, json.loads(entry.facts)) == ("tallies.recounted", {"pages": [1]})
        assert entry.actor_id == world.actor(ADMIN).user_id


@pytest.mark.slow
def test_votes_are_counted_on_after_a_recount(world: World) -> None:
    voted(world)
    plant(world, "DELETE FROM ballot_count")
    plant(world, "DELETE FROM support_count")
    assert recounted(world) == ["Page 1: counted anew: support, ballots."]
    vote(world, "voter-0", 1, None)
    vote(world, EDITOR, 1, "approve")
    support(world, "voter-0", 1, withdrawn=True)
    support(world, EDITOR, 1)
    assert verified(world) == []


@pytest.mark.slow
def test_the_command_says_what_it_did(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    voted(world)
    url = world.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("BONSENS_DATABASE_URL", url)
    monkeypatch.setenv("BONSENS_TOKEN_KEYS", f"test:{'x' * 32}")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["bonsens", *arguments])
        with pytest.raises(SystemExit) as ended:
            run_cli()
        return int(ended.value.code or 0), capsys.readouterr().err

    plant(world, FAULTS["ballots"][0])
    code, said = run("verify")
    assert code == 1
    assert "Page 1: the count of its ballots is not what a recount gives. Run: bonsens recount\n" in said
    assert run("recount", "--as", ADMIN) == (
        0,
        "guide: Page 1: counted anew: ballots.\nRecounted. Put right: 1.\n",
    )
    assert run("recount", "--as", ADMIN) == (0, "Recounted. Put right: 0.\n")
    plant(world, "UPDATE page SET comment_count = 3 WHERE id = 2")
    code, said = run("verify")
    assert (code, "Page 2: the count of its comments is not what" in said) == (1, True)
    assert run("recount", "--as", ADMIN)[1] == "guide: Page 2: counted anew: comments.\nRecounted. Put right: 1.\n"
    assert run("verify")[1].endswith("the counts; and the audit chains.\n")
