"""Redaction: what is purged, what stays usable, what is refused, and what the chain proves of it."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.campaigns.rules import Phase, Role
from app.pages.attribution.stored import attribution_of
from app.pages.attribution.verifying import verify_attributions
from app.pages.models import RedactedPart, Redaction
from tests.moderation.acts import ADMIN, REASON, WRONG, previewed, redacted
from tests.pages.acts import EDITOR, ME, broken, chain, latest, refused, save
from tests.pages.rebuilds import assert_rebuilding_changes_nothing
from tests.world import Json, World

CLEAN = "Avant.\n\nAprès.\n"
SOILED = f"Avant. {WRONG}\n\nAprès.\n"


def _soiled(world: World) -> tuple[Json, list[int]]:
    """Return a page and the ids of its revisions: clean, soiled, soiled and longer."""
    world.campaign()
    page = world.page(text=CLEAN)
    second = world.edit(page, SOILED, by=ME)["revision"]["id"]
    third = save(world.as_(EDITOR), page["id"], second, f"{SOILED}\nEncore.\n").json()["revision"]["id"]
    return page, [page["revision"]["id"], second, third]


def test_a_passage_is_purged_from_every_text_and_the_page_goes_on_without_it(world: World) -> None:
    page, (first, second, third) = _soiled(world)
    other = world.page(title="Autre", text=f"Là aussi : {WRONG}")
    admin = world.as_(ADMIN)
    done = redacted(admin, second, WRONG)
    assert [(r["page_id"], r["number"], r["parts"], r["head"]) for r in done["revisions"]] == [
        (page["id"], 2, ["text"], False),
        (page["id"], 3, ["text"], True),
        (other["id"], 1, ["text"], True),
    ]
    assert [(new["page_id"], new["number"]) for new in done["appended"]] == [(page["id"], 4), (other["id"], 2)]
    assert [words for _, words in chain(world, page["id"])] == [CLEAN, "", "", "Avant. \n\nAprès.\n\nEncore.\n"]
    head = latest(world.as_(ME), page["id"])["revision"]
    facts = (head["origin"], head["base_id"], head["parent_id"], head["author"]["name"], head["redacted"])
    assert facts == ("edit", third, third, ADMIN.title(), False)
    purged = world.as_(ME).get(f"/v1/revisions/{second}").json()
    assert (purged["text"], purged["redacted"], purged["title"]) == ("", True, "Titre")
    assert purged["redacted_at"] == head["created_at"]
    listed = world.as_(ME).get(f"/v1/pages/{page['id']}/revisions").json()["items"]
    assert [item["redacted"] for item in listed] == [False, True, True, False]
    assert world.as_(ME).get(f"/v1/revisions/{first}").json()["redacted_at"] is None


def test_a_whole_text_is_purged_and_the_latest_that_stands_comes_back(world: World) -> None:
    page, (_, second, third) = _soiled(world)
    admin = world.as_(ADMIN)
    done = redacted(admin, third)
    assert [(r["number"], r["head"]) for r in done["revisions"]] == [(3, True)]
    assert latest(world.as_(ME), page["id"])["revision"]["origin"] == "restore"
    assert [words for _, words in chain(world, page["id"])] == [CLEAN, SOILED, "", SOILED]
    # The same text is the same row: the revision that came back is purged with the one it came from.
    assert [r["number"] for r in redacted(admin, second)["revisions"]] == [2, 4]
    assert [words for _, words in chain(world, page["id"])] == [CLEAN, "", "", "", CLEAN]


def test_who_wrote_what_is_left_is_known_still(world: World) -> None:
    page, (first, second, third) = _soiled(world)
    other = world.page(title=f"Sur {WRONG}", text="Autre chose.")
    heads = [new["revision_id"] for new in redacted(world.as_(ADMIN), second, WRONG)["appended"]]
    with world.database.reading() as session:
        assert set(attribution_of(session, heads[0]).origins) <= {first, second, third}
        assert set(attribution_of(session, heads[1]).origins) == {other["revision"]["id"]}
        assert [wrong for wrong in verify_attributions(session) if wrong] == []
    assert_rebuilding_changes_nothing(world.database)
    assert save(world.as_(ME), page["id"], heads[0], CLEAN).status_code == 201
    assert broken(world) == []


def test_a_page_of_which_nothing_stands_is_empty(world: World) -> None:
    world.campaign()
    page = world.page(text=WRONG)
    redacted(world.as_(ADMIN), page["revision"]["id"])
    assert [words for _, words in chain(world, page["id"])] == ["", ""]
    head = latest(world.as_(ME), page["id"])["revision"]
    assert (head["redacted"], head["origin"]) == (False, "edit")
    # Merged against nothing, a window that was open before would bring the whole text back.
    stale = refused(save(world.as_(ME), page["id"], page["revision"]["id"], f"{WRONG} Si."), 409, "edit-conflict")
    assert [(hunk["base"], hunk["theirs"]) for hunk in stale["hunks"]] == [("", "")]
    assert save(world.as_(ME), page["id"], head["id"], "Un nouveau texte.").status_code == 201


def test_what_is_left_of_a_text_may_itself_have_been_purged(world: World) -> None:
    world.campaign()
    page = world.page(text="Un reste.")
    second = save(world.as_(ME), page["id"], page["revision"]["id"], "Autre chose.").json()["revision"]["id"]
    redacted(world.as_(ADMIN), page["revision"]["id"])
    third = save(world.as_(ME), page["id"], second, f"Un reste.{WRONG}").json()["revision"]["id"]
    redacted(world.as_(ADMIN), third, WRONG)
    assert [words for _, words in chain(world, page["id"])] == ["", "Autre chose.", "", "Autre chose."]


def test_titles_and_summaries_lose_the_passage_and_the_chain_still_holds(world: World) -> None:
    world.campaign()
    page = world.page(title="Dupont ment", text="Un.", summary="Sur Dupont")
    assert page["slug"] == "dupont-ment"
    base = page["revision"]["id"]
    second = save(world.as_(ME), page["id"], base, "Deux.", title="Dupont", summary="x").json()["revision"]["id"]
    third = save(world.as_(ME), page["id"], second, "Trois.", title="Propre", summary="Dupont").json()["revision"]["id"]
    done = redacted(world.as_(ADMIN), second, "Dupont")
    assert [(r["number"], r["parts"]) for r in done["revisions"]] == [
        (1, ["title", "summary"]),
        (2, ["title"]),
        (3, ["summary"]),
    ]
    # The head shows nothing of it, so the page needs no other.
    assert done["appended"] == []
    assert chain(world, page["id"]) == [("…", "Un."), ("…", "Deux."), ("Propre", "Trois.")]
    shown = latest(world.as_(ME), page["id"])
    assert (shown["revision"]["id"], shown["revision"]["summary"], shown["slug"]) == (third, "", "propre")
    audit = world.as_(ADMIN).get("/v1/campaigns/guide/audit").json()["items"][0]
    assert (audit["act"], audit["facts"]["renamed"]) == ("revision.redacted", [page["id"]])
    assert sorted(part for part, _, _ in audit["facts"]["parts"]) == ["summary", "summary", "title", "title"]
    assert "Dupont" not in str(audit)


def test_a_head_of_which_only_the_title_is_unlawful_keeps_its_text(world: World) -> None:
    world.campaign()
    titles = {"Dupont ment": "ment", "Dupont": "…"}
    pages = {title: world.page(title=title, text="Un.") for title in titles}
    redacted(world.as_(ADMIN), pages["Dupont"]["revision"]["id"], "Dupont")
    for title, page in pages.items():
        assert chain(world, page["id"]) == [("…", "Un."), (titles[title], "Un.")]


def test_what_was_accepted_is_taken_back_and_cannot_be_accepted_again(world: World) -> None:
    page, (_, second, _) = _soiled(world)
    world.accept(second, by=EDITOR)
    reader, editor = world.as_("guide-reader"), world.as_(EDITOR)
    assert WRONG in reader.get(f"/v1/pages/{page['id']}").text
    tag = reader.get(f"/v1/revisions/{second}").headers["etag"]
    done = redacted(world.as_(ADMIN), second, WRONG)
    assert [r["accepted"] for r in done["revisions"]] == [True, False]
    refused(reader.get(f"/v1/pages/{page['id']}"), 404, "not-found")
    assert editor.get(f"/v1/revisions/{second}", headers={"If-None-Match": tag}).status_code == 200
    match = {"If-Match": editor.get(f"/v1/revisions/{second}").headers["etag"]}
    problem = refused(
        editor.post(f"/v1/revisions/{second}/accept", json={"older": True}, headers=match), 409, "redacted"
    )
    assert problem["revision_id"] == second
    world.accept(done["appended"][0]["revision_id"], by=EDITOR)
    assert reader.get(f"/v1/pages/{page['id']}").json()["revision"]["number"] == 4
    past = editor.get(f"/v1/pages/{page['id']}?as_of=2999-01-01T00:00:00Z").json()["revision"]
    assert past["number"] == 4


@pytest.mark.slow
def test_a_campaign_that_accepts_at_once_accepts_what_follows(world: World) -> None:
    world.campaign(acceptance="open")
    page, titled = world.page(text=f"Un. {WRONG}"), world.page(title="Dupont", text="Un.")
    me, reader = world.as_(ME), world.as_("guide-reader")
    redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)
    shown = reader.get(f"/v1/pages/{page['id']}").json()
    assert (shown["revision"]["text"], shown["accepted_number"]) == ("Un. ", 2)
    # Without a title it would be a gap: it waits, and so does what is written on until somebody gives it one.
    (head,) = redacted(world.as_(ADMIN), titled["revision"]["id"], "Dupont")["appended"]
    longer = save(me, titled["id"], head["revision_id"], "Un, deux.")
    assert (longer.status_code, longer.json()["revision"]["title"]) == (201, "…")
    refused(reader.get(f"/v1/pages/{titled['id']}"), 404, "not-found")
    named = save(me, titled["id"], longer.json()["revision"]["id"], "Un, deux.", title="Un nom")
    assert named.status_code == 201
    assert reader.get(f"/v1/pages/{titled['id']}").json()["revision"]["title"] == "Un nom"


def test_votes_on_a_purged_text_accept_nothing_and_can_be_withdrawn(world: World) -> None:
    world.campaign(acceptance="votes", quorum=2)
    revision = world.page(text=WRONG, by=EDITOR)["revision"]["id"]
    voters = [world.as_(name) for name in (ME, EDITOR, ADMIN)]
    assert voters[0].put(f"/v1/revisions/{revision}/ballot", json={"choice": "approve"}).status_code == 200
    redacted(world.as_(ADMIN), revision)
    for client in voters[1:]:
        answer = client.put(f"/v1/revisions/{revision}/ballot", json={"choice": "approve"})
        assert answer.status_code == 200, answer.text
    assert voters[0].delete(f"/v1/revisions/{revision}/ballot").status_code == 200
    refused(world.as_("guide-reader").get("/v1/pages/1"), 404, "not-found")


@pytest.mark.usefixtures("told_at_once")
def test_support_for_a_purged_text_is_not_taken_for_support_of_an_empty_one(world: World) -> None:
    world.campaign()
    page = world.page(text=WRONG)
    assert world.as_(ME).put(f"/v1/pages/{page['id']}/support").status_code == 200
    redacted(world.as_(ADMIN), page["revision"]["id"])
    tally = world.as_(ME).get(f"/v1/pages/{page['id']}/tally").json()
    assert (tally["support"], tally["on_this_text"], tally["on_other_texts"]) == (1, 0, 1)


def test_a_page_as_it_was_shows_that_its_text_was_redacted(world: World) -> None:
    page, (_, second, third) = _soiled(world)
    me = world.as_(ME)
    moment = me.get(f"/v1/revisions/{third}").json()["created_at"].replace("+", "%2B")
    url = f"/v1/pages/{page['id']}?state=latest&as_of={moment}"
    tag = me.get(url).headers["etag"]
    redacted(world.as_(ADMIN), second, WRONG)
    shown = me.get(url, headers={"If-None-Match": tag})
    assert shown.status_code == 200
    assert (shown.json()["revision"]["text"], shown.json()["revision"]["redacted"]) == ("", True)


def test_an_edit_on_a_purged_base_is_a_dispute_of_the_whole_text(world: World) -> None:
    page, (_, second, third) = _soiled(world)
    new = redacted(world.as_(ADMIN), second, WRONG)["appended"][0]["revision_id"]
    me, mine = world.as_(ME), "Avant.\n\nAprès, encore.\n"
    problem = refused(save(me, page["id"], third, mine, title="Mieux"), 409, "edit-conflict")
    head = latest(me, page["id"])["revision"]
    assert head["id"] == problem["head_revision"] == new
    assert [(h["part"], h["base"], h["ours"], h["theirs"]) for h in problem["hunks"]] == [
        ("text", "", mine, head["text"])
    ]
    assert (problem["merged_title"], problem["merged_parts"]) == ("Mieux", [None])
    draft = me.get(f"/v1/drafts/{problem['draft_id']}").json()
    assert (draft["text"], draft["reason"]) == (mine, "conflict")
    submitted = me.post(f"/v1/drafts/{draft['id']}/submit", json={"base_revision": new})
    assert submitted.status_code == 201, submitted.text
    # Who sends just what the page says has nothing to decide.
    same = save(me, page["id"], third, mine, title="Mieux")
    assert (same.status_code, same.json()["outcome"]) == (200, "unchanged")
    assert broken(world) == []


@pytest.mark.slow
def test_a_title_that_was_redacted_does_not_come_back_by_an_edit_from_before(world: World) -> None:
    world.campaign()
    page = world.page(title="Dupont", text="Un.")
    base = page["revision"]["id"]
    redacted(world.as_(ADMIN), base, "Dupont")
    problem = refused(save(world.as_(ME), page["id"], base, "Un, deux.", title="Dupont"), 409, "edit-conflict")
    assert [(hunk["part"], hunk["ours"], hunk["theirs"]) for hunk in problem["hunks"]] == [("title", "Dupont", "…")]
    assert save(world.as_(ME), page["id"], base, "Un, deux.").json()["revision"]["title"] == "…"


def test_nothing_is_made_of_a_purged_text(world: World) -> None:
    page, (first, second, _) = _soiled(world)
    redacted(world.as_(ADMIN), second, WRONG)
    me = world.as_(ME)
    for act in ("undo", "restore"):
        problem = refused(me.post(f"/v1/revisions/{second}/{act}", json={}), 409, "redacted")
        assert problem["revision_id"] == second
    # What came after a purged text cannot be compared with it either.
    refused(me.post(f"/v1/revisions/{first + 3}/undo", json={}), 409, "redacted")
    for query in ("from=1&to=2", "from=2&to=1", "from=2&to=latest&format=html"):
        refused(me.get(f"/v1/pages/{page['id']}/diff?{query}"), 409, "redacted")
    assert me.get(f"/v1/pages/{page['id']}/diff?from=1&to=4").status_code == 200
    refused(save(me, page["id"], first + 3, SOILED), 409, "redacted")
    refused(
        me.post("/v1/campaigns/guide/pages", json={"kind": "notion", "title": "N", "text": SOILED}), 409, "redacted"
    )
    assert [words for _, words in chain(world, page["id"])][1:3] == ["", ""]


def test_the_words_leave_drafts_and_kept_answers(world: World) -> None:
    page, (_, second, third) = _soiled(world)
    me, path = world.as_(ME), f"/v1/pages/{page['id']}/draft"
    body = {"base_revision": third, "title": f"Sur {WRONG}", "text": f"{SOILED}\nFin.\n", "summary": WRONG}
    key = {"Idempotency-Key": "saved"}
    first = me.post(f"/v1/pages/{page['id']}/revisions", json={"base_revision": third, "text": SOILED}, headers=key)
    assert first.status_code == 201, first.text
    draft = me.put(path, json=body)
    held = me.put(
        path,
        json={**body, "text": "Propre.", "title": "T", "summary": ""},
        headers={"If-Match": "*", "Idempotency-Key": "held"},
    )
    back = me.put(path, json=body, headers={"If-Match": "*"})
    pure = me.post("/v1/campaigns/guide/pages", json={**NOTION, "text": "Propre."}, headers={"Idempotency-Key": "pure"})
    done = redacted(world.as_(ADMIN), second, WRONG)
    assert done["drafts"] == 1
    kept = me.get(f"/v1/drafts/{draft.json()['id']}").json()
    assert (kept["title"], kept["text"], kept["summary"]) == ("Sur", "Avant. \n\nAprès.\n\nFin.\n", "")
    refused(me.put(path, json=body, headers={"If-Match": back.headers["etag"]}), 412, "precondition-failed")
    count = len(chain(world, page["id"]))
    again = me.post(f"/v1/pages/{page['id']}/revisions", json={"base_revision": third, "text": SOILED}, headers=key)
    refused(again, 409, "redacted")
    assert again.headers["idempotency-replayed"] == "true"
    assert len(chain(world, page["id"])) == count
    again = me.post(
        "/v1/campaigns/guide/pages", json={**NOTION, "text": "Propre."}, headers={"Idempotency-Key": "pure"}
    )
    assert again.json() == pure.json()
    # An answer that only names a purged revision, and says nothing of its words, is repeated as it was.
    again = me.put(
        path,
        json={**body, "text": "Propre.", "title": "T", "summary": ""},
        headers={"If-Match": "*", "Idempotency-Key": "held"},
    )
    assert (again.json(), again.json()["base_revision"]) == (held.json(), third)


NOTION = {"kind": "notion", "title": "Notion"}


def test_a_kept_conflict_that_tells_the_passage_in_pieces_is_withdrawn(world: World) -> None:
    world.campaign()
    page = world.page(text="A volé. A menti. Fin.\n")
    base = page["revision"]["id"]
    assert save(world.as_(EDITOR), page["id"], base, "A volé. A menti peu. Fin.\n").status_code == 201
    body, key = {"base_revision": base, "text": "A volé. A menti trop. Fin.\n"}, {"Idempotency-Key": "cut"}
    problem = refused(
        world.as_(ME).post(f"/v1/pages/{page['id']}/revisions", json=body, headers=key), 409, "edit-conflict"
    )
    assert problem["merged_parts"][0] == "A volé. "
    passage = "A volé. A menti"
    assert passage not in str(problem)
    assert redacted(world.as_(ADMIN), base, passage)["drafts"] == 1
    refused(world.as_(ME).post(f"/v1/pages/{page['id']}/revisions", json=body, headers=key), 409, "redacted")


def test_a_draft_of_a_whole_text_is_emptied_and_no_other(world: World) -> None:
    page, (_, _, third) = _soiled(world)
    for name, words in ((ME, f"{SOILED}\nEncore.\n"), (EDITOR, f"{SOILED}\nEncore.\nPlus.\n")):
        body = {"base_revision": third, "title": "T", "text": words}
        assert world.as_(name).put(f"/v1/pages/{page['id']}/draft", json=body).status_code == 201
    assert redacted(world.as_(ADMIN), third)["drafts"] == 1
    texts = [world.as_(name).get("/v1/me/drafts").json()["items"][0]["text"] for name in (ME, EDITOR)]
    assert texts == ["", f"{SOILED}\nEncore.\nPlus.\n"]


def test_a_redaction_is_kept_with_its_reason(world: World) -> None:
    _, (_, second, third) = _soiled(world)
    admin = world.as_(ADMIN)
    redacted(admin, third)
    redacted(admin, second, WRONG)
    first = admin.get("/v1/campaigns/guide/redactions?limit=1")
    (item,) = first.json()["items"]
    assert (item["revision_id"], item["reason"], item["admin"]["name"]) == (second, REASON, ADMIN.title())
    assert (item["texts"], item["titles"], item["summaries"]) == (1, 0, 0)
    (older,) = admin.get(first.links["next"]["url"]).json()["items"]
    assert older["revision_id"] == third
    with world.database.reading() as session:
        redaction = session.get_one(Redaction, item["id"])
        (sha256,) = session.exec(select(RedactedPart.sha256).where(RedactedPart.redaction_id == redaction.id))
        acts = session.exec(select(AuditEntry.facts).where(col(AuditEntry.act) == "revision.redacted")).all()
    assert sha256 in acts[-1]
    assert REASON not in "".join(acts)


@pytest.mark.slow
def test_what_cannot_be_redacted_is_refused_and_changes_nothing(world: World) -> None:
    page, (first, second, _) = _soiled(world)
    admin = world.as_(ADMIN)
    path = f"/v1/revisions/{second}/redact"
    refused(admin.post(path, json={"reason": REASON}), 428, "precondition-required")
    stale = previewed(admin, second, WRONG).headers["etag"]
    for body in ({"reason": REASON}, {"reason": REASON, "passage": "Avant."}):
        refused(admin.post(path, json=body, headers={"If-Match": stale}), 412, "precondition-failed")
    match = {"If-Match": "*"}
    for wrong in (
        {"passage": WRONG},
        {"passage": WRONG, "reason": f"Car {WRONG}"},
        {"passage": " \n", "reason": REASON},
        {"passage": "Absent", "reason": REASON},
        {"passage": "a\0", "reason": REASON},
    ):
        refused(admin.post(path, json=wrong, headers=match), 422, "invalid")
    refused(previewed(admin, first, WRONG), 422, "invalid")
    refused(previewed(admin, 10**6), 404, "not-found")
    assert [words for _, words in chain(world, page["id"])][1] == SOILED
    redacted(admin, second)
    refused(previewed(admin, second), 409, "redacted")
    refused(previewed(admin, second, WRONG), 422, "invalid")
    empty = world.page(title="Vide", text="")["revision"]["id"]
    refused(previewed(admin, empty), 409, "conflict")


def test_a_passage_that_stands_everywhere_is_hardly_meant(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, (_, second, third) = _soiled(world)
    monkeypatch.setattr("app.moderation.finding.AT_MOST", 1)
    assert "Give a longer passage" in refused(previewed(world.as_(ADMIN), second, "e"), 422, "invalid")["detail"]
    assert previewed(world.as_(ADMIN), third).status_code == 200


def test_a_retry_of_a_redaction_gets_its_answer(world: World) -> None:
    _, (_, second, _) = _soiled(world)
    admin = world.as_(ADMIN)
    tag = previewed(admin, second, WRONG).headers["etag"]
    body = {"passage": WRONG, "reason": REASON}
    headers = {"If-Match": tag, "Idempotency-Key": "once"}
    answers = [admin.post(f"/v1/revisions/{second}/redact", json=body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


@pytest.mark.slow
def test_a_text_in_another_campaign_takes_an_admin_of_both(world: World) -> None:
    world.campaign()
    world.campaign("other", visibility="public")
    world.campaign("secret")
    mine = world.page(text=WRONG)
    theirs = world.page("other", text=WRONG)
    world.accept(theirs["revision"]["id"], by="other-editor")
    problem = refused(previewed(world.as_(ADMIN), mine["revision"]["id"]), 403, "forbidden")
    assert "the campaign other" in problem["detail"]
    refused(previewed(world.as_(ADMIN), mine["revision"]["id"], "voleur"), 403, "forbidden")
    root = world.as_(world.user("root", site_admin=True))
    done = redacted(root, mine["revision"]["id"])
    assert [(r["campaign"], r["page_id"], r["accepted"]) for r in done["revisions"]] == [
        ("guide", mine["id"], False),
        ("other", theirs["id"], True),
    ]
    for page in (mine, theirs):
        assert [words for _, words in chain(world, page["id"])] == ["", ""]
    assert world.as_("other-editor").get(f"/v1/pages/{theirs['id']}?state=latest").json()["accepted_number"] is None
    for slug in ("guide", "other"):
        acts = world.as_(root_name := "root").get(f"/v1/campaigns/{slug}/audit").json()["items"]
        assert acts[0]["act"] == "revision.redacted", root_name
    hidden = [world.page(slug, text="Pareil.") for slug in ("guide", "secret")]
    problem = refused(previewed(world.as_(ADMIN), hidden[0]["revision"]["id"]), 403, "forbidden")
    assert "another campaign" in problem["detail"]
    assert "secret" not in problem["detail"]


def test_a_passage_stays_in_the_texts_of_other_campaigns(world: World) -> None:
    world.campaign()
    world.campaign("other")
    page = world.page(title="Un titre", text=f"Un. {WRONG}", summary=WRONG)
    theirs = world.page("other", title=WRONG, text=f"Deux. {WRONG}", summary=WRONG)
    done = redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)
    assert {r["campaign"] for r in done["revisions"]} == {"guide"}
    assert chain(world, theirs["id"]) == [(WRONG, f"Deux. {WRONG}")]


def test_what_editors_wrote_is_told_and_stays(world: World) -> None:
    page, (_, second, third) = _soiled(world)
    editor, match = world.as_(EDITOR), {"If-Match": "*"}
    assert editor.post(f"/v1/revisions/{third}/reject", json={"reason": WRONG}, headers=match).status_code == 200
    assert editor.patch(f"/v1/pages/{page['id']}", json={"excluded_reason": WRONG}, headers=match).status_code == 200
    done = redacted(world.as_(ADMIN), second, WRONG)
    assert done["remains"] == [
        {"page_id": page["id"], "what": "decision", "number": 1},
        {"page_id": page["id"], "what": "exclusion", "number": None},
    ]


@pytest.mark.slow
def test_only_admins_redact_in_every_phase(world: World) -> None:
    page, (_, second, _) = _soiled(world)
    world.campaign("other")
    root = world.user("root", site_admin=True)
    for phase in Phase:
        world.phase("guide", phase)
        for name, status, problem in (
            (None, 404, "not-found"),
            ("other-admin", 404, "not-found"),
            ("guide-contributor", 403, "forbidden"),
            (EDITOR, 403, "forbidden"),
        ):
            client = world.as_(name)
            if name == "guide-contributor" and phase is Phase.DRAFT:
                status, problem = 404, "not-found"  # noqa: PLW2901  Without an accepted text there is no page for them.
            refused(previewed(client, second), status, problem)
            body = {"reason": REASON}
            answer = client.post(f"/v1/revisions/{second}/redact", json=body, headers={"If-Match": "*"})
            refused(answer, status, problem)
            status = 404 if name in (None, "other-admin") else 403  # noqa: PLW2901
            assert client.get("/v1/campaigns/guide/redactions").status_code == status
        for name in (ADMIN, root):
            assert previewed(world.as_(name), second).status_code == 200
            assert world.as_(name).get("/v1/campaigns/guide/redactions").status_code == 200
    done = redacted(world.as_(ADMIN), second, WRONG)
    assert [new["number"] for new in done["appended"]] == [4]
    assert [words for _, words in chain(world, page["id"])][1:3] == ["", ""]
    world.member("guide", world.user("second-admin"), Role.ADMIN)
    with world.database.writing() as session:
        session.connection().execute(
            text("UPDATE user_account SET blocked_at = created_at WHERE username = 'second-admin'")
        )
    refused(previewed(world.as_("second-admin"), second + 2), 404, "not-found")
