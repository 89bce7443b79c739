"""The acceptance policy over HTTP: editors, two editors, votes, open; what each takes, and what it leaves to whom."""

from pathlib import Path

import pytest
from sqlmodel import select

from app.archive.importing import import_revisions
from app.archive.writing import Target
from app.pages.models import Acceptance, Decision
from tests.archive.files import row, written
from tests.pages.acts import EDITOR, ME, latest, refused, save
from tests.reviews.deciding import acceptance, accepted_id, decide, decided, editors, failing, vote, voters
from tests.world import Json, World, older

pytestmark = pytest.mark.usefixtures("told_at_once")

ADMIN = "guide-admin"
VOTES: Json = {"acceptance": "votes", "quorum": 3, "approval_percent": 66}


def _configure(world: World, **settings: object) -> None:
    answer = world.as_(ADMIN).patch("/v1/campaigns/guide", json=settings, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def _decisions(world: World, page: Json) -> list[Json]:
    items: list[Json] = world.as_(ME).get(f"/v1/pages/{page['id']}/decisions").json()["items"]
    return items


def _audit(world: World, count: int) -> list[Json]:
    items: list[Json] = world.as_(ADMIN).get(f"/v1/campaigns/guide/audit?limit={count}").json()["items"]
    return items[::-1]


@pytest.mark.slow
def test_the_ballot_that_fulfils_the_policy_accepts(world: World) -> None:
    world.campaign(**VOTES, departments_needed=2, language="en")
    page = world.page()
    revision = page["revision"]["id"]
    one, two, three, four = voters(world, 4, departments=("IT", "IT", "HR", "HR"))
    assert failing(acceptance(world, revision)) == ["quorum", "approval", "departments"]
    vote(world, one, revision, "approve")
    vote(world, two, revision, "approve")
    assert failing(acceptance(world, revision)) == ["quorum", "departments"]
    vote(world, three, revision, "oppose")
    assert failing(acceptance(world, revision)) == ["departments"]
    assert accepted_id(world, page) is None
    vote(world, four, revision, "approve")
    assert accepted_id(world, page) == revision
    (decision,) = _decisions(world, page)
    figures = "3 of 4 ballots approve (75%). Needed were 66% of at least 3 ballots and 2 departments."
    assert (decision["verdict"], decision["editor"]) == ("accept", None)
    assert decision["reason"] == f"Accepted by votes: {figures}"
    report = acceptance(world, revision)
    assert (report["accepted"], report["fulfilled"], report["decisions"]) == (True, True, [decision])
    # Who cast that ballot would tell how, so the log names nobody, and holds no ballot.
    last, accepted = ((entry["act"], entry["actor_id"], set(entry["facts"])) for entry in _audit(world, 2))
    assert last == ("membership.set", world.actor("guide-admin").user_id, {"user", "role"})
    assert accepted == ("revision.accept", None, {"page", "revision", "decision"})


@pytest.mark.slow
def test_what_votes_accepted_stays_accepted(world: World) -> None:
    world.campaign(**VOTES)
    page = world.page()
    revision = page["revision"]["id"]
    names = voters(world, 3)
    for name in names:
        vote(world, name, revision, "approve")
    for name in names[:2]:
        vote(world, name, revision, None)
    vote(world, names[2], revision, "oppose")
    report = acceptance(world, revision)
    assert (report["accepted"], report["fulfilled"]) == (True, False)
    assert [(rule["value"], rule["passed"]) for rule in report["rules"][:3]] == [(1, False), (0, False), (0, False)]
    assert accepted_id(world, page) == revision
    for name in names:
        vote(world, name, revision, "approve")
    assert len(_decisions(world, page)) == 1


@pytest.mark.slow
def test_a_ballot_that_is_withdrawn_can_fulfil_the_policy_too(world: World) -> None:
    world.campaign(**VOTES)
    page = world.page()
    names = voters(world, 5)
    for name, choice in zip(names, ("oppose", "oppose", "approve", "approve", "approve"), strict=True):
        vote(world, name, page["revision"]["id"], choice)
    assert accepted_id(world, page) is None
    vote(world, names[0], page["revision"]["id"], None)
    assert accepted_id(world, page) == page["revision"]["id"]


@pytest.mark.slow
def test_votes_accept_only_what_is_newer_than_the_accepted_text(world: World) -> None:
    world.campaign(**{**VOTES, "quorum": 1})
    page = world.page(text="Un.")
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=ME)["revision"]
    third = world.edit({"id": page["id"], "revision": second}, "Trois.", by=ME)["revision"]
    # An older text than the latest may win, as long as readers see an older one still.
    vote(world, ME, second["id"], "approve")
    assert accepted_id(world, page) == second["id"]
    vote(world, ME, first, "approve")
    assert accepted_id(world, page) == second["id"]
    report = acceptance(world, first)
    assert failing(report) == ["newer"]
    assert report["rules"][3]["missing"] == "Revision 2 is accepted; votes accept only a newer one."
    vote(world, ME, third["id"], "approve")
    assert accepted_id(world, page) == third["id"]


@pytest.mark.slow
def test_an_editor_overrules_votes_only_with_a_reason(world: World) -> None:
    world.campaign(**{**VOTES, "quorum": 1})
    editors(world, "ana", "ben")
    page = world.page()
    revision = page["revision"]["id"]
    decided(world, "ana", revision, "reject")
    vote(world, ME, revision, "approve")
    assert accepted_id(world, page) is None
    report = acceptance(world, revision)
    assert (failing(report), report["fulfilled"]) == (["veto"], False)
    assert refused(decide(world, "ben", revision, "accept", ""), 422, "invalid")["errors"][0]["field"] == "reason"
    # It stands, whatever others remark.
    decided(world, "ben", revision, "request-changes")
    vote(world, ME, revision, "approve")
    assert accepted_id(world, page) is None
    assert decided(world, "ben", revision, "accept")["accepted"] is True
    assert accepted_id(world, page) == revision
    # What an editor took back, the next ballot does not give again; who took it back may.
    decided(world, "ben", revision, "unaccept")
    vote(world, ME, revision, "approve")
    assert accepted_id(world, page) is None
    decided(world, "ana", revision, "accept")
    assert accepted_id(world, page) == revision


@pytest.mark.slow
def test_editors_cannot_overrule_votes_where_the_campaign_says_so(world: World) -> None:
    world.campaign(**{**VOTES, "quorum": 1}, editor_override=False)
    page = world.page()
    revision = page["revision"]["id"]
    for verdict in ("accept", "reject"):
        refused(decide(world, EDITOR, revision, verdict), 409, "votes-decide")
    assert acceptance(world, revision)["override"] is None
    decided(world, EDITOR, revision, "request-changes")
    vote(world, ME, revision, "approve")
    assert accepted_id(world, page) == revision
    refused(decide(world, EDITOR, revision, "unaccept"), 409, "votes-decide")
    assert accepted_id(world, page) == revision


@pytest.mark.slow
def test_an_editor_can_complete_what_votes_have_fulfilled(world: World) -> None:
    world.campaign(**VOTES, editor_override=False)
    page = world.page()
    revision = page["revision"]["id"]
    vote(world, ME, revision, "approve")
    _configure(world, quorum=1)
    report = acceptance(world, revision)
    assert (report["accepted"], report["fulfilled"]) == (False, True)
    assert decided(world, EDITOR, revision, "accept", "")["accepted"] is True


@pytest.mark.slow
def test_it_takes_two_editors(world: World) -> None:
    world.campaign(editors_needed=2)
    editors(world, "ana", "ben")
    page = world.page()
    revision = page["revision"]["id"]
    tag = world.as_("ben").get(f"/v1/revisions/{revision}").headers["etag"]
    first = decided(world, "ana", revision, "accept", "")
    sentence = "1 of 2 editors have accepted this revision; it takes another one."
    assert (first["accepted"], first["missing"], accepted_id(world, page)) == (False, sentence, None)
    report = acceptance(world, revision)
    coded = {"missing_code": "another-editor-needed", "missing_parameters": {"accepted": 1, "needed": 2}}
    rule = {"name": "editors", "value": 1, "threshold": 2, "passed": False, "missing": sentence, **coded}
    assert report["rules"] == [rule]
    assert first.items() >= coded.items()
    refused(decide(world, "ana", revision, "accept"), 409, "another-editor")
    # The second learns what the first has done, and decides on that.
    path = f"/v1/revisions/{revision}/accept"
    stale = refused(world.as_("ben").post(path, json={}, headers={"If-Match": tag}), 412, "precondition-failed")
    assert (stale["last_decision"]["verdict"], stale["last_decision"]["editor"]["name"]) == ("accept", "Ana")
    second = world.as_("ben").post(path, json={}, headers={"If-Match": stale["etag"]}).json()
    assert (second["accepted"], second["missing"], accepted_id(world, page)) == (True, None, revision)
    report = acceptance(world, revision)
    assert (report["fulfilled"], report["rules"][0]["value"], len(report["decisions"])) == (True, 2, 2)


@pytest.mark.slow
@pytest.mark.parametrize("objection", ["reject", "request-changes"])
def test_an_objection_begins_the_agreement_anew(world: World, objection: str) -> None:
    world.campaign(editors_needed=2)
    editors(world, "ana", "ben")
    page = world.page()
    revision = page["revision"]["id"]
    decided(world, "ana", revision, "accept")
    decided(world, "ben", revision, objection)
    assert decided(world, EDITOR, revision, "accept")["accepted"] is False
    # Who objected may change their mind.
    assert decided(world, "ben", revision, "accept")["accepted"] is True
    decided(world, "ana", revision, "unaccept")
    assert decided(world, "ana", revision, "accept")["accepted"] is False
    assert decided(world, EDITOR, revision, "accept")["accepted"] is True
    assert accepted_id(world, page) == revision


@pytest.mark.slow
def test_an_agreement_is_about_what_readers_see(world: World) -> None:
    world.campaign(editors_needed=2)
    editors(world, "ana", "ben")
    page = world.page(text="Un.")
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=ME)["revision"]["id"]
    decided(world, "ana", first, "accept", older=True)
    decided(world, "ana", second, "accept")
    decided(world, "ben", second, "accept")
    assert accepted_id(world, page) == second
    # Half an agreement from before does not bring the first text back.
    assert decided(world, "ben", first, "accept", older=True)["accepted"] is False
    assert accepted_id(world, page) == second
    assert decided(world, "ana", first, "accept", older=True)["accepted"] is True
    # And what two agreed on once, one does not bring back alone.
    assert decided(world, "ana", second, "accept")["accepted"] is False


@pytest.mark.parametrize("verdict", ["accept", "reject", "request-changes"])
def test_half_an_agreement_outlasts_what_changes_nothing_for_readers(world: World, verdict: str) -> None:
    world.campaign(editors_needed=2)
    editors(world, "ana", "ben")
    page = world.page(text="Un.")
    second = world.edit(page, "Deux.", by=ME)["revision"]["id"]
    decided(world, "ana", second, "accept")
    decided(world, "ben", page["revision"]["id"], verdict, **older(verdict))
    assert accepted_id(world, page) is None
    assert decided(world, "ben", second, "accept")["accepted"] is True


def test_when_one_editor_suffices_again_the_first_completes(world: World) -> None:
    world.campaign(editors_needed=2)
    page = world.page()
    revision = page["revision"]["id"]
    decided(world, EDITOR, revision, "accept")
    _configure(world, editors_needed=1)
    report = acceptance(world, revision)
    assert (report["accepted"], report["fulfilled"]) == (False, True)
    assert decided(world, EDITOR, revision, "accept")["accepted"] is True
    assert accepted_id(world, page) == revision


@pytest.mark.slow
@pytest.mark.parametrize("needed", [1, 2])
def test_nobody_accepts_what_they_wrote_themselves(world: World, needed: int) -> None:
    world.campaign(self_acceptance=False, editors_needed=needed)
    editors(world, "ana", "ben")
    page = world.page(by=ME, text="Un.")
    written_by_ana = world.edit(page, "Deux.", by="ana")["revision"]["id"]
    refused(decide(world, "ana", written_by_ana, "accept"), 409, "another-editor")
    # An earlier contributor is not the author of this revision.
    last = save(world.as_(ME), page["id"], written_by_ana, "Trois.").json()["revision"]["id"]
    assert decided(world, "ana", last, "accept")["accepted"] is (needed == 1)
    if needed == 2:
        assert decided(world, "ben", last, "accept")["accepted"] is True
    assert accepted_id(world, page) == last


def test_an_open_campaign_accepts_what_is_saved(world: World) -> None:
    world.campaign(acceptance="open")
    page = world.page(text="Un.\n\nDeux.\n")
    first = page["revision"]["id"]
    assert accepted_id(world, page) == first
    edited = world.edit(page, "Un.\n\nTrois.\n", by=ME)["revision"]["id"]
    assert accepted_id(world, page) == edited
    me = world.as_(ME)
    for path in (f"{edited}/undo", f"{edited}/restore"):
        saved = me.post(f"/v1/revisions/{path}", json={}).json()["revision"]["id"]
        assert accepted_id(world, page) == saved
    draft = {"base_revision": saved, "title": "Titre", "text": "Quatre.\n"}
    draft_id = me.put(f"/v1/pages/{page['id']}/draft", json=draft).json()["id"]
    submitted = me.post(f"/v1/drafts/{draft_id}/submit", json={}).json()["revision"]["id"]
    assert accepted_id(world, page) == submitted
    assert save(me, page["id"], submitted, "Quatre.\n").json()["outcome"] == "unchanged"
    decisions = _decisions(world, page)
    assert [(item["verdict"], item["editor"]) for item in decisions] == [("accept", None)] * 5
    assert [entry["act"] for entry in _audit(world, 2)] == ["revision.edit", "revision.accept"]
    report = acceptance(world, submitted)
    assert (report["policy"], report["accepted"], report["fulfilled"]) == ("open", True, True)
    assert failing(acceptance(world, first)) == ["latest"]


@pytest.mark.slow
def test_editors_of_an_open_campaign_can_go_back(world: World) -> None:
    world.campaign(acceptance="open")
    page = world.page(text="Un.")
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=ME)["revision"]["id"]
    assert refused(decide(world, EDITOR, first, "accept"), 409, "older-revision")["head_revision"] == second
    decided(world, EDITOR, first, "accept", older=True)
    assert accepted_id(world, page) == first
    decided(world, EDITOR, second, "reject")
    assert failing(acceptance(world, second)) == ["veto"]
    decided(world, EDITOR, first, "unaccept")
    assert accepted_id(world, page) is None
    third = save(world.as_(ME), page["id"], second, "Trois.").json()["revision"]["id"]
    assert accepted_id(world, page) == third


def test_an_import_into_an_open_campaign_is_not_accepted(world: World, tmp_path: Path) -> None:
    world.campaign(acceptance="open")
    file, target = written(tmp_path / "history.jsonl", row("a.md", 1), row("a.md", 2)), Target("guide", "t1")
    admin = world.actor(ADMIN)
    import_revisions(world.database, admin, file, target, max_text_bytes=4096, progress=lambda _done, _total: None)
    assert world.as_("guide-reader").get("/v1/campaigns/guide/pages").json()["items"] == []
    page = world.as_(ME).get("/v1/campaigns/guide/pages?state=latest").json()["items"][0]
    revision = latest(world.as_(ME), page["id"])["revision"]["id"]
    saved = save(world.as_(ME), page["id"], revision, "Mieux.").json()["revision"]["id"]
    assert accepted_id(world, page) == saved


def test_an_older_revision_is_accepted_only_on_purpose(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.")
    first = page["revision"]["id"]
    second = world.edit(page, "Deux.", by=ME)["revision"]
    third = world.edit({"id": page["id"], "revision": second}, "Trois.", by=ME)["revision"]["id"]
    problem = refused(decide(world, EDITOR, second["id"], "accept"), 409, "older-revision")
    wanted = {"head_revision": third, "head_number": 3, "accepted_revision": None, "accepted_number": None}
    assert problem.items() >= wanted.items()
    assert _decisions(world, page) == []
    decided(world, EDITOR, second["id"], "accept", older=True)
    problem = refused(decide(world, EDITOR, first, "accept"), 409, "older-revision")
    assert problem.items() >= {"accepted_revision": second["id"], "accepted_number": 2}.items()
    decided(world, EDITOR, third, "accept")
    assert accepted_id(world, page) == third


def test_each_change_of_what_readers_see_comes_from_one_decision(world: World) -> None:
    """Whose agreement counts is found by the moment that an acceptance shares with its decision."""
    world.campaign(**{**VOTES, "quorum": 1})
    page = world.page(text="Un.")
    vote(world, ME, page["revision"]["id"], "approve")
    second = world.edit(page, "Deux.", by=ME)["revision"]["id"]
    decided(world, EDITOR, second, "accept")
    decided(world, EDITOR, second, "unaccept")
    with world.database.reading() as session:
        seen = session.exec(select(Acceptance.at, Acceptance.revision_id).order_by("number")).all()
        at = session.exec(select(Decision.decided_at).order_by("number")).all()
    assert [moment for moment, _ in seen] == list(at)
    assert [revision for _, revision in seen] == [page["revision"]["id"], second, None]


def test_the_report_is_tagged_and_answers_contributors_only(world: World) -> None:
    world.campaign(**VOTES)
    page = world.page()
    path = f"/v1/revisions/{page['revision']['id']}/acceptance"
    shown = world.as_(ME).get(path)
    assert world.as_(ME).get(path, headers={"If-None-Match": shown.headers["etag"]}).status_code == 304
    vote(world, ME, page["revision"]["id"], "approve")
    assert world.as_(ME).get(path, headers={"If-None-Match": shown.headers["etag"]}).status_code == 200
    for who in (None, "guide-reader"):
        refused(world.as_(who).get(path), 404, "not-found")
    world.accept(page["revision"]["id"], by=EDITOR, reason="Bien.")
    refused(world.as_("guide-reader").get(path), 403, "forbidden")
    refused(world.as_(None).get(path), 404, "not-found")
    refused(world.as_(ME).get("/v1/revisions/999999/acceptance"), 404, "not-found")
