"""What arrives while an admin redacts or undoes: nothing answered is lost, and nothing purged comes back."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.campaigns.rules import Role
from app.db import lock_campaign_exclusively
from app.pages.revisions.outcomes import Conflicted, Outcome, Saved
from app.pages.revisions.redactions import lock_texts
from app.pages.revisions.saving import Edit, submit_edit
from app.settling import KeepsNothing, outcome_itself
from tests.client import ApiClient
from tests.moderation.acts import ADMIN, REASON, WRONG, previewed, redacted
from tests.pages.acts import EDITOR, ME, Interrupted, broken, chain, latest, refused, save
from tests.pages.test_concurrency import together
from tests.world import World

pytestmark = pytest.mark.databases

TROLL = "troll"
UNDO = f"/v1/campaigns/guide/members/{TROLL}/undo"


def _edit_during(world: World, page_id: int, base_id: int, words: str, meanwhile: Callable[[], object]) -> Outcome:
    """Save an edit, and do something else between its thinking and its lock."""
    edit, database = Edit(base_id, None, words, "", minor=False, merging=True), Interrupted(world.database, meanwhile)
    return submit_edit(database, world.actor(ME), page_id, edit, keeper=KeepsNothing(), answer=outcome_itself)


def test_an_edit_that_was_merged_with_the_words_is_merged_again_without_them(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.\n\nDeux.\n\nTrois.\n")
    base = page["revision"]["id"]
    soiled = world.edit(page, f"Un.\n\nDeux. {WRONG}\n\nTrois.\n", by=EDITOR)["revision"]["id"]

    outcome = _edit_during(
        world, page["id"], base, "Un, moi.\n\nDeux.\n\nTrois.\n", lambda: redacted(world.as_(ADMIN), soiled, WRONG)
    )
    assert isinstance(outcome, Saved)
    assert [words for _, words in chain(world, page["id"])] == [
        "Un.\n\nDeux.\n\nTrois.\n",
        "",
        "Un.\n\nDeux. \n\nTrois.\n",
        "Un, moi.\n\nDeux. \n\nTrois.\n",
    ]


def test_an_edit_whose_base_is_purged_under_its_feet_is_a_dispute(world: World) -> None:
    world.campaign()
    page = world.page(text=f"Un. {WRONG}\n")
    base = page["revision"]["id"]
    mine = f"Un. {WRONG}\n\nDeux.\n"
    outcome = _edit_during(world, page["id"], base, mine, lambda: redacted(world.as_(ADMIN), base, WRONG))
    assert isinstance(outcome, Conflicted)
    assert [(clash.hunk.base, clash.hunk.ours) for clash in outcome.dispute.clashes] == [("", mine)]
    assert world.as_(ME).get(f"/v1/drafts/{outcome.draft_id}").json()["text"] == mine
    assert [words for _, words in chain(world, page["id"])] == ["", "Un. \n"]


@pytest.mark.slow
def test_writers_go_on_while_an_admin_redacts(world: World) -> None:
    world.campaign()
    count, edits = 3, 6
    for number in range(count):
        world.member("guide", world.user(f"writer-{number}"), Role.CONTRIBUTOR)
    writers = [world.as_(f"writer-{number}") for number in range(count)]
    page = world.page(text="\n\n".join([f"Début. {WRONG}", *(f"Paragraphe {n}, version 0." for n in range(count))]))
    saved: list[str] = []

    def write(number: int, client: ApiClient) -> None:
        if number == count:
            answer = client.post(
                f"/v1/revisions/{page['revision']['id']}/redact",
                json={"passage": WRONG, "reason": REASON},
                headers={"If-Match": "*"},
            )
            assert answer.status_code == 200, answer.text
            return
        for edit in range(edits):
            head = latest(client, page["id"])["revision"]
            own = head["text"].partition(f"{number}, version ")[2].partition(".")[0]
            words = head["text"].replace(f"{number}, version {own}.", f"{number}, version {int(own) + 1}.")
            answer = save(client, page["id"], head["id"], words, summary=f"{number}-{edit}")
            if answer.status_code == 201:
                saved.append(f"{number}-{edit}")
            else:
                draft = refused(answer, 409, "edit-conflict")["draft_id"]
                assert client.get(f"/v1/drafts/{draft}").json()["text"] == words

    together([*writers, world.as_(ADMIN)], write)
    texts = [words for _, words in chain(world, page["id"])]
    assert not any(WRONG in words for words in texts)
    history = world.as_(ME).get(f"/v1/pages/{page['id']}/revisions?limit=100").json()["items"]
    assert sorted(item["summary"] for item in history if item["summary"]) == sorted(saved)
    assert texts[-1].startswith("Début. \n\n")


# On SQLite there is no such moment: its single writer is the lock.
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@ON_POSTGRESQL
def test_an_edit_that_comes_before_the_lock_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    page = world.page(text=f"Un. {WRONG}")
    base = page["revision"]["id"]

    def late(session: Session, campaign_id: int) -> None:
        assert save(world.as_(ME), page["id"], latest(world.as_(ME), page["id"])["revision"]["id"], f"Deux. {WRONG}")
        lock_campaign_exclusively(session, campaign_id)

    tag = previewed(world.as_(ADMIN), base, WRONG).headers["etag"]
    monkeypatch.setattr("app.moderation.redacting.lock_campaign_exclusively", late)
    body, path = {"passage": WRONG, "reason": REASON}, f"/v1/revisions/{base}/redact"
    refused(world.as_(ADMIN).post(path, json=body, headers={"If-Match": tag}), 412, "precondition-failed")
    done = world.as_(ADMIN).post(path, json=body, headers={"If-Match": "*"}).json()
    assert [revision["number"] for revision in done["revisions"]] == [1, 2]
    assert [words for _, words in chain(world, page["id"])] == ["", "", "Deux. "]


def test_a_text_that_is_being_purged_cannot_be_saved_elsewhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    world.campaign("other")
    revision = world.page(text=WRONG)["revision"]["id"]
    saving: list[Future[httpx2.Response]] = []

    def held(session: Session, texts: frozenset[str]) -> None:
        lock_texts(session, texts)
        saving.append(pool.submit(create))
        while not (somebody_waits(world) or saving[0].done()):
            pass

    def create() -> httpx2.Response:
        body = {"kind": "notion", "title": "Notion", "text": WRONG}
        return world.as_("other-contributor").post("/v1/campaigns/other/pages", json=body)

    monkeypatch.setattr("app.moderation.redacting.lock_texts", held)
    with ThreadPoolExecutor(1) as pool:
        redacted(world.as_(ADMIN), revision)
        refused(saving[0].result(timeout=30), 409, "redacted")
    assert broken(world) == []


def somebody_waits(world: World) -> bool:
    if world.database.is_sqlite:
        # The other writer waits for this one, whatever it writes.
        return True
    with world.database.reading() as session:
        return bool(session.connection().scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@ON_POSTGRESQL
def test_a_text_that_was_saved_elsewhere_meanwhile_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    world.campaign("other")
    root = world.user("root", site_admin=True)
    revision = world.page(text=WRONG)["revision"]["id"]

    def late(session: Session, texts: frozenset[str]) -> None:
        world.page("other", text=WRONG)
        lock_texts(session, texts)

    monkeypatch.setattr("app.moderation.redacting.lock_texts", late)
    body = {"reason": REASON}
    answer = world.as_(root).post(f"/v1/revisions/{revision}/redact", json=body, headers={"If-Match": "*"})
    refused(answer, 409, "conflict")
    monkeypatch.undo()
    assert len(redacted(world.as_(root), revision)["appended"]) == 2


def test_of_two_admins_who_undo_at_once_one_must_look_again(world: World) -> None:
    world.campaign()
    world.member("guide", world.user(TROLL), Role.CONTRIBUTOR)
    world.member("guide", world.user("admin-2"), Role.ADMIN)
    page = world.page(text="Un.\n\nDeux.\n")
    world.edit(page, "Un, moi.\n\nDeux.\n", by=TROLL)
    admins = [world.as_(ADMIN), world.as_("admin-2")]
    tag = admins[0].get(UNDO).headers["etag"]
    answers = together(admins, lambda _, client: client.post(UNDO, json={}, headers={"If-Match": tag}))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert [words for _, words in chain(world, page["id"])][-1] == "Un.\n\nDeux.\n"
    assert len(chain(world, page["id"])) == 3


def test_writers_go_on_while_an_account_is_undone(world: World) -> None:
    world.campaign()
    world.member("guide", world.user(TROLL), Role.CONTRIBUTOR)
    page = world.page(text="Un.\n\nDeux.\n\nTrois.\n")
    base = world.edit(page, "Un, moi.\n\nDeux.\n\nTrois.\n", by=TROLL)["revision"]["id"]

    def act(number: int, client: ApiClient) -> int:
        if number == 0:
            return client.post(UNDO, json={}, headers={"If-Match": "*"}).status_code
        head = base
        for edit in range(5):
            words = latest(client, page["id"])["revision"]
            head = words["id"]
            changed = words["text"].replace("Trois", f"Trois {edit}", 1)
            assert save(client, page["id"], head, changed).status_code == 201
        return 201

    assert together([world.as_(ADMIN), world.as_(ME)], act) == [200, 201]
    last = [words for _, words in chain(world, page["id"])][-1]
    assert last == "Un.\n\nDeux.\n\nTrois 4 3 2 1 0.\n"
