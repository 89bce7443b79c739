"""Texts that are cloned keep their credit: token by token, through edits, moves, redactions and further clones."""

from collections import Counter
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.archive import cloning
from app.campaigns.rules import Phase
from app.guides.models import Edition
from app.guides.verifying import verify_edition
from app.guides.work import COMPILE, compile_job
from app.identity.models import User
from app.jobs.service import run_next_job
from app.pages.attribution.finding import Attributed, compare
from app.pages.errors import AttributionMissing
from app.pages.models import Content, Page, Revision
from app.pages.revisions.appending import Author
from app.text.attribution import NEVER_STOOD, NO_MEMORY, Attribution
from tests.archive.years import (
    SENTENCES,
    assert_whole,
    broken,
    cloned,
    credit,
    open_next,
    pages,
    peopled,
    spans,
    write_at_random,
)
from tests.moderation.acts import redacted
from tests.pages.acts import latest, save, written_by
from tests.pages.rebuilds import rebuilt, spoilt, stored
from tests.planting import on_one_database
from tests.world import Json, World

ME = "guide-contributor"
EDITOR = "guide-editor"


def a_year(world: World) -> Json:
    """Make a guide with one tip that two people wrote, and return the tip."""
    peopled(world)
    page = world.page(title="Le chat", text=f"{SENTENCES[0]}\n\n{SENTENCES[2]}\n", by=ME)
    edited = world.edit(page, f"{SENTENCES[0]}\n\n{SENTENCES[2]}\n\n{SENTENCES[3]}\n", by="ada")
    world.accept(edited["revision"]["id"], by=EDITOR)
    return {**page, "revision": edited["revision"]}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_credit_is_conserved_whatever_was_written(world: World, seed: int) -> None:
    peopled(world)
    write_at_random(world, "guide", seed, acts=14)
    before, told = credit(world, "guide"), stored(world.database)
    taken = cloned(world)["taken"]
    assert credit(world, "next") == before
    everybody = sum(before.values(), Counter[str]())
    assert (taken["tokens"], taken["authors"], taken["texts"]) == (everybody.total(), len(everybody), len(before))
    old, new = pages(world, "guide"), pages(world, "next")
    assert list(old) == list(new)
    for slug, page in new.items():
        for part in ("title", "text"):
            assert page["revision"][part] == old[slug]["revision"][part]
        assert spans(world, page["revision"]["id"]) == spans(world, old[slug]["revision"]["id"])
    assert_whole(world, "guide", "next")
    open_next(world)
    write_at_random(world, "next", seed, acts=8)
    assert_whole(world, "guide", "next")
    assert set(told[0]) <= set(stored(world.database)[0])
    assert credit(world, "guide") == before


def test_each_passage_tells_who_wrote_it_and_in_which_campaign(world: World) -> None:
    page = a_year(world)
    cloned(world)
    open_next(world)
    copy = pages(world, "next")["le-chat"]
    assert (copy["revision"]["number"], copy["revision"]["origin"]) == (1, "clone")
    assert copy["revision"]["original_id"] == page["revision"]["id"]
    assert copy["revision"]["author"]["name"] == "Ada Lam"
    own = save(world.as_(EDITOR), copy["id"], copy["revision"]["id"], f"{copy['revision']['text']}\nEt voilà.\n").json()
    found = spans(world, own["revision"]["id"])
    told = [(span["contributor"]["person"]["name"], span["campaign"], span["number"]) for span in found]
    assert told == [
        ("Guide-Contributor", "guide", 1),
        ("Guide-Contributor", "guide", 1),
        ("Ada Lam", "guide", 2),
        ("Guide-Editor", "next", 2),
    ]
    assert {span["page"]["id"] for span in found} == {page["id"], copy["id"]}
    first = world.as_("root").get(f"/v1/revisions/{page['revision']['id']}").json()
    assert found[2]["at"] == first["created_at"] == copy["revision"]["authored_at"]
    trace = world.as_(EDITOR).get("/v1/campaigns/next/trace?page=le-chat").json()
    assert [(span["campaign"], span["number"]) for span in trace["spans"]] == [("guide", 1), ("guide", 2)]
    shown = world.as_("root").get(f"/v1/revisions/{own['revision']['id']}/attribution?format=html").text
    assert "Revision 1 of le-chat in guide" in shown
    assert "Revision 2 · " in shown


def test_whoever_may_not_see_the_old_campaign_is_told_people_and_no_place(world: World) -> None:
    a_year(world)
    cloned(world, members=False)
    newcomer = world.user("bo")
    world.as_("root").put("/v1/campaigns/next/members/bo", json={"role": "editor"})
    copy = pages(world, "next")["le-chat"]
    told = world.as_(newcomer).get(f"/v1/revisions/{copy['revision']['id']}/attribution").json()
    for span in [*told["title_spans"], *told["spans"]]:
        assert (span["campaign"], span["page"], span["number"], span["summary"]) == (None, None, None, None)
    assert [span["contributor"]["name"] for span in told["spans"]] == ["Guide-Contributor", "Ada Lam"]
    assert "guide" not in world.as_(newcomer).get("/v1/campaigns/next/trace?page=le-chat").text.replace("Guide", "")


@pytest.mark.slow
def test_words_that_come_back_move_or_are_copied_stay_whose_they_were(world: World) -> None:
    a_year(world)
    cloned(world)
    open_next(world)
    copy = pages(world, "next")["le-chat"]
    before = written_by(world, copy["revision"]["id"])
    gone = save(world.as_(EDITOR), copy["id"], copy["revision"]["id"], "Rien.\n").json()["revision"]
    back = save(world.as_(EDITOR), copy["id"], gone["id"], copy["revision"]["text"]).json()["revision"]
    assert written_by(world, back["id"]) == before
    moved = world.page("next", by=EDITOR, title="Ailleurs", text=f"{SENTENCES[3]}\n")
    assert set(written_by(world, moved["revision"]["id"])) == {"ada"}
    undone = world.as_(EDITOR).post(f"/v1/revisions/{gone['id']}/undo", json={})
    assert undone.status_code in (200, 201)
    restored = world.as_(ME).post(f"/v1/revisions/{copy['revision']['id']}/restore", json={})
    assert restored.json()["outcome"] == "unchanged"
    assert written_by(world, latest(world.as_(ME), copy["id"])["revision"]["id"]) == before
    assert_whole(world, "guide", "next")


@pytest.mark.slow
def test_a_clone_of_a_clone_still_names_the_first_authors(world: World) -> None:
    a_year(world)
    before = credit(world, "guide")
    cloned(world)
    cloned(world, "third", "next")
    assert credit(world, "third") == before
    copy = pages(world, "third")["le-chat"]
    assert {span["campaign"] for span in spans(world, copy["revision"]["id"])} == {"guide"}
    assert_whole(world, "guide", "next", "third")


@pytest.mark.slow
def test_the_new_guide_thanks_whoever_wrote_the_words(world: World) -> None:
    a_year(world)
    cloned(world)
    world.phase("next", Phase.REVIEW)
    answer = world.as_("root").post("/v1/campaigns/next/editions", json={"kind": "release"})
    assert answer.status_code == 202, answer.text
    assert run_next_job(world.database, {COMPILE: compile_job})
    job = world.as_("root").get(answer.headers["location"]).json()
    assert job["state"] == "done", job
    manifest = world.as_("root").get("/v1/campaigns/next/editions/1").json()["manifest"]
    assert [line["name"] for line in manifest["contributors"]] == ["Guide-Contributor", "Ada Lam"]
    with world.database.reading() as session:
        assert verify_edition(session, session.exec(select(Edition)).one()) == []


def test_what_is_lost_of_both_is_found_again_in_their_order(world: World) -> None:
    a_year(world)
    cloned(world)
    before = stored(world.database)
    spoilt(world.database, "DELETE FROM attribution", "DELETE FROM passage")
    with pytest.raises(AttributionMissing):
        rebuilt(world.database, "next")
    for campaign in ("guide", "next"):
        rebuilt(world.database, campaign)
    assert stored(world.database) == before


@pytest.mark.slow
def test_redacted_words_do_not_come_along_and_the_rest_keeps_its_credit(world: World) -> None:
    page = a_year(world)
    redacted(world.as_("guide-admin"), page["revision"]["id"], SENTENCES[2])
    assert cloned(world, "none")["taken"]["texts"] == 0
    head = latest(world.as_(EDITOR), page["id"])["revision"]
    world.accept(head["id"], by=EDITOR)
    cloned(world)
    copy = pages(world, "next")["le-chat"]
    assert SENTENCES[2] not in copy["revision"]["text"]
    assert credit(world, "next") == credit(world, "guide")
    assert_whole(world, "guide", "next")


@pytest.mark.slow
@pytest.mark.parametrize("passage", [SENTENCES[2], None], ids=["passage", "whole"])
def test_what_is_redacted_afterwards_is_purged_in_the_clone_too(world: World, passage: str | None) -> None:
    page = a_year(world)
    cloned(world)
    redacted(world.as_("root"), page["revision"]["id"], passage)
    with world.database.reading() as session:
        assert not [text for text in session.scalars(select(Content.text)) if SENTENCES[2] in text and passage]
    assert pages(world, "next") == {}
    assert_whole(world, "guide", "next")
    spoilt(world.database, "DELETE FROM attribution WHERE revision_id IN (SELECT id FROM revision WHERE number = 1)")
    for campaign in ("guide", "next"):
        rebuilt(world.database, campaign)
    assert broken(world) == []


def test_undoing_an_account_leaves_what_it_wrote_the_year_before(world: World) -> None:
    a_year(world)
    cloned(world)
    open_next(world)
    path = "/v1/campaigns/next/members/ada/undo"
    assert world.as_("root").get(path).json()["pages"] == []


def heads(session: Session, campaign_id: int) -> list[Any]:
    """Return the latest texts in place of the accepted ones: what no clone may take."""
    query = (
        select(Page, Revision, Content)
        .join(Revision, col(Revision.id) == col(Page.head_id))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(Page.campaign_id == campaign_id)
    )
    return [
        SimpleNamespace(
            **{name: getattr(page, name) for name in ("id", "slug", "kind")},
            theme="t1",
            revision_id=made.id,
            number=made.number,
            title=made.title,
            digest=made.digest,
            text=said.text,
        )
        for page, made, said in session.exec(query)
    ]


@on_one_database
def test_a_clone_that_credited_whoever_cloned_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    a_year(world)
    root = world.actor("root").user_id
    written = cloning._written
    assert root is not None

    def by_root(session: Session, ids: Collection[int]) -> dict[int, Any]:
        author = Author(root, session.exec(select(User.key).where(User.id == root)).one())
        return {number: one._replace(author=author) for number, one in written(session, ids).items()}

    def anew(_session: Session, _campaign_id: int, original: Attribution) -> Attributed:
        return compare(original.text, 0, None, None, (), NO_MEMORY, NO_MEMORY, NEVER_STOOD)

    monkeypatch.setattr(cloning, "_written", by_root)
    monkeypatch.setattr(cloning, "attribute_clone", anew)
    cloned(world)
    assert [set(people) for people in credit(world, "next").values()] == [{"Root"}]
    assert [problem for problem in broken(world) if "credited otherwise" in problem] != []


@on_one_database
def test_a_clone_that_took_what_nobody_accepted_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_year(world)
    save(world.as_(ME), page["id"], page["revision"]["id"], "Pas encore relu.\n")
    monkeypatch.setattr(cloning, "accepted_pages", heads)
    cloned(world)
    assert pages(world, "next")["le-chat"]["revision"]["text"] == "Pas encore relu.\n"
    assert credit(world, "next") != credit(world, "guide")


@on_one_database
def test_a_clone_that_took_what_was_accepted_before_a_redaction_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_year(world)
    monkeypatch.setattr(cloning, "accepted_pages", heads)
    rows: list[Any] = []
    with world.database.reading() as session:
        rows += heads(session, 1)
    redacted(world.as_("guide-admin"), page["revision"]["id"], SENTENCES[2])
    monkeypatch.setattr(cloning, "accepted_pages", lambda *_: rows)
    answer = world.as_("root").post("/v1/campaigns/guide/clone", json={"slug": "next", "texts": True})
    assert answer.status_code == 409
    assert answer.json()["type"].endswith(("redacted", "attribution-missing"))
    assert world.as_("root").get("/v1/campaigns/next").status_code == 404
