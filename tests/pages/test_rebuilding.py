"""A rebuild finds what saving stored, byte for byte, whoever saved at the same time, and mends what was spoilt."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from app.campaigns.rules import Role
from app.moderation.undoing import Wanted, undo_account
from app.pages.access import locked_page_in
from app.pages.attribution import finding
from app.pages.attribution.finding import attribute_text
from app.pages.attribution.rebuilding import campaigns_to_rebuild
from app.pages.attribution.verifying import verify_attributions
from app.pages.creating import NewPage, create_page
from app.pages.revisions.appending import NewRevision, append_revision
from app.pages.revisions.outcomes import Created, Saved
from app.pages.revisions.saving import Edit, submit_edit
from app.pages.revisions.states import head_state
from app.pages.rules import Kind, Origin
from app.settling import KeepsNothing, outcome_itself
from tests.archive.files import row, written
from tests.archive.test_importing import imported
from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME, Interrupted, latest, save, titled_by, written_by
from tests.pages.rebuilds import (
    FORGET,
    SENTENCES,
    a_lively_history,
    assert_rebuilding_changes_nothing,
    rebuilt,
    spoilt,
    stored,
)
from tests.world import World

pytestmark = pytest.mark.databases


@pytest.mark.slow
def test_a_rebuild_finds_what_saving_stored(world: World) -> None:
    a_lively_history(world)
    assert_rebuilding_changes_nothing(world.database)


@pytest.mark.slow
def test_what_was_never_stored_is_found_as_if_it_had_been(world: World) -> None:
    a_lively_history(world)
    before = stored(world.database)
    with world.database.reading() as session:
        assert campaigns_to_rebuild(session) == []
    spoilt(world.database, *FORGET)
    with world.database.reading() as session:
        assert [slug for _, slug in campaigns_to_rebuild(session)] == ["guide"]
    done = rebuilt(world.database)
    assert (done.changed, done.kept) == (len(before[0]) + len(before[1]), 0)
    assert done.revisions == len(before[0])
    assert stored(world.database) == before
    audit = world.as_("guide-admin").get("/v1/campaigns/guide/audit").json()["items"]
    assert (audit[0]["act"], audit[0]["facts"]["rows"]) == ("attribution.rebuilt", done.changed)
    assert_rebuilding_changes_nothing(world.database)


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE attribution SET origins = :wrong",
        "UPDATE attribution SET title_origins = :wrong",
        "UPDATE attribution SET lost_id = 1 WHERE revision_id = 3",
        "DELETE FROM passage WHERE page_id = 1",
        "UPDATE passage SET origins = :wrong",
        "UPDATE passage SET revision_id = 1",
        "INSERT INTO passage (campaign_id, key, page_id, revision_id, origins) VALUES (1, :wrong, 1, 1, :wrong)",
        "DELETE FROM attribution WHERE revision_id > 4",
    ],
)
def test_what_was_spoilt_is_put_right(world: World, damage: str) -> None:
    a_lively_history(world)
    before = stored(world.database)
    with world.database.writing() as session:
        session.connection().execute(text(damage), {"wrong": b"\x01\x01\x00\x01"} if ":" in damage else {})
    assert stored(world.database) != before
    assert rebuilt(world.database).changed > 0
    assert stored(world.database) == before


def test_a_title_that_an_earlier_rule_gave_to_the_text_holds_until_a_rebuild_puts_it_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.campaign()
    page = world.page(title="Oui", text=".b")
    head = page["revision"]["id"]
    with monkeypatch.context() as earlier:
        earlier.setattr(finding, "title_may_have_stood", lambda *_: False)
        for title, content in (("b", "b"), ("Oui", "b"), ("b", "c")):
            head = save(world.as_(EDITOR), page["id"], head, content, title=title).json()["revision"]["id"]
    assert titled_by(world, head) == {ME: ["b"]}
    with world.database.reading() as session:
        assert campaigns_to_rebuild(session) == []
        assert [broken for broken in verify_attributions(session) if broken] == []
    assert rebuilt(world.database).changed == 1
    assert titled_by(world, head) == {EDITOR: ["b"]}


@pytest.mark.slow
def test_campaigns_are_rebuilt_apart(world: World) -> None:
    a_lively_history(world)
    world.campaign("other")
    world.page("other", text=SENTENCES[0])
    before = stored(world.database)
    spoilt(world.database, *FORGET)
    assert rebuilt(world.database, "other").revisions == 1
    with world.database.reading() as session:
        assert [slug for _, slug in campaigns_to_rebuild(session)] == ["guide"]
    rebuilt(world.database)
    assert stored(world.database) == before


@pytest.mark.slow
def test_an_import_stores_what_a_rebuild_finds(world: World, tmp_path: Path) -> None:
    world.campaign()
    rows = [
        row(page, seq, "\n\n".join(SENTENCES[start : start + 1 + seq % 4]))
        for seq in range(1, 7)
        for start, page in enumerate(("a.md", "b.md", "c.md"))
    ]
    assert imported(world, written(tmp_path / "history.jsonl", *rows)).imported == len(rows)
    assert_rebuilding_changes_nothing(world.database)


def writers(world: World, count: int) -> list[ApiClient]:
    for number in range(count):
        world.member("guide", world.user(f"writer-{number}"), Role.CONTRIBUTOR)
    return [world.as_(f"writer-{number}") for number in range(count)]


def write_at_once(world: World, pages: list[int], rounds: int) -> Iterator[ThreadPoolExecutor]:
    """Let four writers edit the pages with sentences that all of them use; yield while they do."""
    clients = writers(world, 4)
    barrier = Barrier(len(clients) + 1)

    def write(number: int) -> None:
        chance = random.Random(number)  # noqa: S311  Repeatable on purpose.
        barrier.wait(timeout=30)
        for turn in range(rounds):
            page = latest(clients[number], pages[(number + turn) % len(pages)])
            chosen = chance.sample(SENTENCES, 3)
            changed = f"{page['revision']['text']}\n\n{' '.join(chosen)}" if turn % 3 else "\n\n".join(chosen)
            answer = save(clients[number], page["id"], page["revision"]["id"], changed)
            assert answer.status_code in (200, 201, 409), answer.text

    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(write, number) for number in range(len(clients))]
        barrier.wait(timeout=30)
        yield pool
        for one in running:
            one.result()


writing_at_once = contextmanager(write_at_once)


@pytest.mark.slow
def test_what_many_stored_at_once_is_found_again(world: World) -> None:
    world.campaign()
    pages = [world.page(text=SENTENCES[0], title=f"Page {number}")["id"] for number in range(3)]
    with writing_at_once(world, pages, rounds=12):
        pass
    assert_rebuilding_changes_nothing(world.database)


@pytest.mark.slow
def test_nobody_is_disturbed_by_a_rebuild(world: World) -> None:
    """What was thought before the rebuild is thought again: nothing is missing or wrong afterwards."""
    world.campaign()
    pages = [world.page(text=SENTENCES[0], title=f"Page {number}")["id"] for number in range(3)]
    spoilt(world.database, *FORGET)
    with writing_at_once(world, pages, rounds=12):
        for _ in range(5):
            rebuilt(world.database)
            spoilt(world.database, "DELETE FROM passage WHERE page_id = 1")
    rebuilt(world.database)
    assert_rebuilding_changes_nothing(world.database)


def test_an_edit_that_was_thought_before_a_rebuild_is_thought_again(world: World) -> None:
    world.campaign()
    page = world.page(text=SENTENCES[0])
    spoilt(world.database, *FORGET)
    database = Interrupted(world.database, lambda: rebuilt(world.database))
    edit = Edit(page["revision"]["id"], None, SENTENCES[0] + " Oui.", "", minor=False, merging=True)
    actor = world.actor(EDITOR)
    saved = submit_edit(database, actor, page["id"], edit, keeper=KeepsNothing(), answer=outcome_itself)
    assert isinstance(saved, Saved)
    assert database.begun == 2
    assert written_by(world, saved.revision.id)[EDITOR] == ["Oui", "."]
    assert_rebuilding_changes_nothing(world.database)


def test_a_page_that_was_thought_before_a_rebuild_is_thought_again(world: World) -> None:
    world.campaign()
    world.page(text=SENTENCES[0])
    spoilt(world.database, *FORGET)
    actor, new = world.actor(EDITOR), NewPage(Kind.TIP, "t1", None, "Copie", SENTENCES[0], "")
    database = Interrupted(world.database, lambda: rebuilt(world.database))
    made = create_page(database, actor, "guide", new, keeper=KeepsNothing(), answer=outcome_itself)
    assert isinstance(made, Created)
    assert database.begun == 2
    assert written_by(world, made.revision.id).keys() == {ME}
    assert_rebuilding_changes_nothing(world.database)


def test_an_account_whose_undoing_was_thought_before_a_rebuild_is_thought_again(world: World) -> None:
    world.campaign()
    page = world.page(text=SENTENCES[0], by=EDITOR)
    save(world.as_(ME), page["id"], page["revision"]["id"], SENTENCES[0] + " Oui.")
    spoilt(world.database, *FORGET)
    database = Interrupted(world.database, lambda: rebuilt(world.database))
    undone = undo_account(
        database,
        world.actor("guide-admin"),
        "guide",
        ME,
        Wanted(hide_created=False),
        require_same=lambda _account: None,
        keeper=KeepsNothing(),
        answer=outcome_itself,
    )
    assert database.begun == 2
    assert written_by(world, undone.appended[page["id"]].id).keys() == {EDITOR}
    assert_rebuilding_changes_nothing(world.database)


def test_a_text_comes_back_in_which_only_a_line_was_broken_elsewhere(world: World) -> None:
    """The same words are other sentences then."""
    world.campaign()
    page = world.page(text=f"- {SENTENCES[0]}\n\nOui.")
    both = f"- \n{SENTENCES[0]}\n\nOui.\n\nOui."
    broken = save(world.as_(EDITOR), page["id"], page["revision"]["id"], both).json()["revision"]
    other = save(world.as_(ME), page["id"], broken["id"], "\n\n".join(SENTENCES[1:3])).json()["revision"]
    back = save(world.as_(ME), page["id"], other["id"], both).json()["revision"]
    assert written_by(world, back["id"]) == written_by(world, broken["id"])
    assert_rebuilding_changes_nothing(world.database)


def test_nothing_stood_before_a_first_revision_that_is_undone(world: World) -> None:
    """No request undoes it, but what an account did can be taken back from a page's first revision too."""
    world.campaign()
    page = world.page(text=SENTENCES[0])["id"]
    actor = world.actor(EDITOR)
    with world.database.writing() as session:
        found = locked_page_in(session, actor, page)
        head = head_state(session, found)
        attributed = attribute_text(session, found.standing.campaign_id, page, "T", "Rien.", [head.credited])
        new = NewRevision("T", "Rien.", attributed, "", minor=False, origin=Origin.UNDO, base=head.link)
        append_revision(session, found, new)
    assert_rebuilding_changes_nothing(world.database)
