"""Questions over HTTP: who asks, who is told what, and what becomes of them."""

import csv
import io

import pytest
from sqlalchemy import text as sql

from app.campaigns.rules import Act, Phase, Role, may
from app.questions.rules import TEXT_LENGTH
from tests.pages.acts import EDITOR, ME, refused
from tests.questions.acts import QUESTIONS, TOLD, ask, dispose, texts
from tests.world import Json, World

READER, ADMIN = "guide-reader", "guide-admin"


@pytest.mark.parametrize("phase", Phase)
def test_who_may_ask_in_which_phase(world: World, phase: Phase) -> None:
    world.campaign(phase=phase, visibility="public")
    for role in Role:
        answer = world.as_(f"guide-{role}").post(QUESTIONS, json={"text": "Pourquoi ?"})
        assert (answer.status_code == 201) == may(Act.ASK, role, phase), (role, answer.text)
    refused(world.as_(None).post(QUESTIONS, json={"text": "Pourquoi ?"}), 401, "not-authenticated")


def test_the_blocked_ask_nothing_and_a_draft_that_is_not_announced_is_not_there(world: World) -> None:
    world.campaign(phase=Phase.PUBLISHED)
    root = world.user("root", site_admin=True)
    world.as_(root).put(f"/v1/users/{READER}/blocked", json={})
    with world.database.writing() as session:
        session.execute(sql("UPDATE user_account SET blocked_at = created_at WHERE username = :who"), {"who": READER})
    refused(world.as_(READER).post(QUESTIONS, json={"text": "Pourquoi ?"}), 403, "forbidden")
    assert "ask" not in world.as_(READER).get("/v1/campaigns/guide").json()["allowed_actions"]
    world.campaign("other", phase=Phase.DRAFT, announced=False)
    refused(world.as_("other-contributor").get("/v1/campaigns/other/questions"), 404, "not-found")


def test_a_question_without_a_name_leads_nowhere_not_even_in_the_log(world: World) -> None:
    world.campaign()
    nameless, named = ask(world, "Sans nom ?"), ask(world, "Avec nom ?", named=True)
    assert (nameless["asker"], nameless["mine"], named["asker"]["name"]) == (None, True, "Guide-Contributor")
    for who in (EDITOR, ADMIN):
        seen = world.as_(who).get(f"/v1/questions/{nameless['id']}").json()
        assert (seen["asker"], seen["mine"]) == (None, False)
    entries = world.as_(ADMIN).get("/v1/campaigns/guide/audit").json()["items"]
    asked = {entry["facts"]["question"]: entry["actor_id"] for entry in entries if entry["act"] == "question.asked"}
    assert asked == {nameless["id"]: None, named["id"]: world.actor(ME).user_id}


def test_readers_see_what_was_answered_and_their_own(world: World) -> None:
    world.campaign(phase=Phase.OPEN)
    tip = world.page()
    world.accept(tip["revision"]["id"], by=EDITOR)
    world.edit(tip, "Un.\n\nAutre.\n", by=ME, title="Un secret")
    answered, waiting = ask(world, "Répondue ?", named=True), ask(world, "En attente ?")
    assert dispose(world, answered["id"], "answered", answers=[tip["id"]]).status_code == 200
    assert texts(world) == ["En attente ?", "Répondue ?"]
    assert texts(world, READER) == ["Répondue ?"]
    refused(world.as_(READER).get(f"/v1/questions/{waiting['id']}"), 404, "not-found")
    (seen,) = world.as_(READER).get(QUESTIONS).json()["items"]
    assert (seen["asker"], seen["told"], seen["answers"][0]["title"]) == (None, TOLD, "Titre")
    assert world.as_(ME).get(QUESTIONS).json()["items"][1]["answers"][0]["title"] == "Un secret"
    world.phase("guide", Phase.PUBLISHED)
    ask(world, "Après ?", by=READER)
    assert texts(world, READER) == ["Après ?", "Répondue ?"]


def test_me_too_counts_a_person_once_and_tells_nobody_who(world: World) -> None:
    world.campaign()
    asked = ask(world)
    path = f"/v1/questions/{asked['id']}/support"
    for _ in range(2):
        assert world.as_(ME).put(path).json()["supports"] == 1
    assert world.as_(EDITOR).put(path).json()["supports"] == 2
    seen = world.as_(ADMIN).get(f"/v1/questions/{asked['id']}").json()
    assert (seen["supports"], seen["supported"]) == (2, False)
    assert [world.as_(ME).delete(path).json()["supports"] for _ in range(2)] == [1, 1]
    acts = {entry["act"] for entry in world.as_(ADMIN).get("/v1/campaigns/guide/audit").json()["items"]}
    assert not any("support" in act for act in acts)


def test_every_disposition_tells_whoever_asked_and_is_taken_back(world: World) -> None:
    world.campaign()
    tip, other = world.page(), ask(world, "L’autre ?")
    more: dict[str, Json] = {"answered": {"answers": [tip["id"]]}, "merged": {"merged_into": other["id"]}}
    asked = ask(world)
    for disposition in ("answered", "merged", "out-of-scope", "deferred"):
        done = dispose(world, asked["id"], disposition, **more.get(disposition, {})).json()
        assert (done["state"], done["told"], done["allowed_actions"]) == (
            disposition,
            TOLD,
            ["link", "reopen", "hide"] if disposition == "merged" else ["support", "link", "reopen", "hide"],
        )
        refused(dispose(world, asked["id"], "deferred"), 409, "conflict")
        again = dispose(world, asked["id"], "reopened", text="").json()
        assert (again["state"], again["told"], again["merged_into"]) == ("open", None, None)
    refused(dispose(world, asked["id"], "reopened"), 409, "conflict")


def test_a_disposition_that_says_too_little_is_refused(world: World) -> None:
    world.campaign()
    asked, hidden, merged = ask(world), ask(world, "Masquée ?"), ask(world, "Fondue ?")
    world.as_(EDITOR).post(f"/v1/questions/{hidden['id']}/hide", json={"reason": "Non."})
    assert dispose(world, merged["id"], "merged", merged_into=asked["id"]).status_code == 200
    wrong: list[tuple[str, Json, str]] = [
        ("deferred", {"text": " "}, "text"),
        ("answered", {}, "answers"),
        ("answered", {"answers": [999]}, "page_id"),
        ("merged", {}, "merged_into"),
        *(("merged", {"merged_into": into}, "merged_into") for into in (asked["id"], hidden["id"], merged["id"], 999)),
        ("deferred", {"merged_into": merged["id"]}, "merged_into"),
    ]
    for disposition, fields, named in wrong:
        refusal = refused(dispose(world, asked["id"], disposition, **fields), 422, "invalid")
        assert [error["field"] for error in refusal["errors"]] == [named], (disposition, fields)
    assert world.as_(ME).get(f"/v1/questions/{asked['id']}").json()["state"] == "open"
    body = {"disposition": "deferred", "text": TOLD}
    path = f"/v1/questions/{asked['id']}/dispose"
    refused(world.as_(EDITOR).post(path, json=body), 428, "precondition-required")
    refused(world.as_(EDITOR).post(path, json=body, headers={"If-Match": '"0.0"'}), 412, "precondition-failed")
    refused(world.as_(ME).post(path, json=body, headers={"If-Match": "*"}), 403, "forbidden")


def test_tips_are_linked_by_contributors_and_kept_while_they_are_the_answer(world: World) -> None:
    world.campaign()
    tip, asked = world.page(), ask(world)
    path = f"/v1/questions/{asked['id']}/answers/{tip['id']}"
    for _ in range(2):
        assert [answer["page_id"] for answer in world.as_(ME).put(path).json()["answers"]] == [tip["id"]]
    assert dispose(world, asked["id"], "answered").status_code == 200
    refused(world.as_(ME).delete(path), 409, "conflict")
    dispose(world, asked["id"], "reopened")
    other = world.user("other")
    world.member("guide", other, Role.CONTRIBUTOR)
    refused(world.as_(other).delete(path), 403, "forbidden")
    assert world.as_(EDITOR).delete(path).json()["answers"] == []
    refused(world.as_(ME).put(f"/v1/questions/{asked['id']}/answers/999"), 422, "invalid")
    refused(world.as_(READER).put(path), 404, "not-found")


def test_a_hidden_question_is_seen_by_editors_and_whoever_asked(world: World) -> None:
    world.campaign()
    asked = ask(world, "Injure ?")
    other = world.user("other")
    world.member("guide", other, Role.CONTRIBUTOR)
    refused(world.as_(EDITOR).post(f"/v1/questions/{asked['id']}/hide", json={}), 422, "invalid")
    hidden = world.as_(EDITOR).post(f"/v1/questions/{asked['id']}/hide", json={"reason": "Hors sujet."}).json()
    assert hidden["hidden_reason"] == "Hors sujet."
    assert (texts(world), texts(world, other), texts(world, EDITOR)) == (["Injure ?"], [], ["Injure ?"])
    refused(world.as_(other).put(f"/v1/questions/{asked['id']}/support"), 404, "not-found")
    similar = world.as_(other).get(f"{QUESTIONS}/similar", params={"text": "Une injure ?"}).json()
    assert similar["items"] == []
    world.as_(EDITOR).post(f"/v1/questions/{asked['id']}/unhide")
    assert texts(world, other) == ["Injure ?"]


def test_similar_questions_are_shown_while_one_asks(world: World) -> None:
    world.campaign()
    for text in ("Dois-je devenir ami avec mon fils ?", "Qui lit mes courriels ?", "Combien coûte la cantine ?"):
        ask(world, text)
    found = world.as_(ME).get(f"{QUESTIONS}/similar", params={"text": "devenir amis avec ses fils"}).json()["items"]
    assert [item["text"] for item in found] == ["Dois-je devenir ami avec mon fils ?"]
    assert (
        world.as_(READER).get(f"{QUESTIONS}/similar", params={"text": "Qui lit mes courriels ?"}).json()["items"] == []
    )


def test_lists_are_filtered_sorted_and_continued(world: World) -> None:
    world.campaign()
    asked = [ask(world, f"Question {number} ?", theme="t1" if number % 2 else None) for number in range(5)]
    for number, people in ((3, (ME, EDITOR)), (1, (ME,))):
        for who in people:
            world.as_(who).put(f"/v1/questions/{asked[number]['id']}/support")
    dispose(world, asked[0]["id"], "deferred")
    assert texts(world, state="open", theme="t1") == ["Question 3 ?", "Question 1 ?"]
    for sort, expected in (("newest", [4, 3, 2, 1, 0]), ("most-supported", [3, 1, 4, 2, 0])):
        seen: list[str] = []
        asking: Json = {"sort": sort, "limit": 2}
        while asking.get("after", "") is not None:
            answer = world.as_(ME).get(QUESTIONS, params=asking).json()
            seen += [item["text"] for item in answer["items"]]
            asking["after"] = answer["next"]
        assert seen == [f"Question {number} ?" for number in expected]
    refused(world.as_(ME).post(QUESTIONS, json={"text": "?", "theme": "absent"}), 404, "not-found")
    for text in (" ", "x" * (TEXT_LENGTH + 1)):
        refused(world.as_(ME).post(QUESTIONS, json={"text": text}), 422, "invalid")


def test_coverage_and_export_neutralise_formulas(world: World) -> None:
    world.campaign()
    tip = world.page()
    asked, alone = ask(world, "=HYPERLINK(1) ?"), ask(world, "Seule ?")
    world.as_(ME).put(f"/v1/questions/{asked['id']}/answers/{tip['id']}")
    covered = world.as_(EDITOR).get(f"{QUESTIONS}/coverage").json()
    assert (covered["unanswered"], covered["by_state"]["open"]) == (1, 2)
    assert {row["id"]: row["tips"] for row in covered["questions"]} == {asked["id"]: [tip["id"]], alone["id"]: []}
    assert [(row["page_id"], row["questions"]) for row in covered["tips"]] == [(tip["id"], [asked["id"]])]
    assert world.as_(READER).get(f"{QUESTIONS}/coverage").json()["questions"] == []
    for name, column in (("coverage", "question"), ("export", "text")):
        answer = world.as_(EDITOR).get(f"{QUESTIONS}/{name}", params={"format": "csv"})
        rows = [*csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))]
        assert sorted(row[column] for row in rows) == ["'=HYPERLINK(1) ?", "Seule ?"]
    exported = world.as_(EDITOR).get(f"{QUESTIONS}/export").json()["items"]
    assert [item["id"] for item in exported] == [asked["id"], alone["id"]]


def test_a_list_is_taken_in_once_with_a_report_of_its_bad_lines(world: World) -> None:
    world.campaign()
    listed = (
        "lieu;date;question;theme\nLyon;01/12/2026;Qui paie ?;t1\nlyon;2026-12-01;Et qui non ?;\nLyon;hier;Quoi ?;\n"
    )
    body = {"csv": listed, "dry_run": True}
    client = world.as_(EDITOR)
    told = client.post(f"{QUESTIONS}/import", json=body).json()
    assert (told["new"], told["known"], told["halls"]) == (2, 0, 1)
    assert [(bad["line"], bad["field"]) for bad in told["bad"]] == [(4, "date")]
    assert texts(world, EDITOR) == []
    again = {"csv": listed}
    assert client.post(f"{QUESTIONS}/import", json=again).json()["new"] == 2
    assert client.post(f"{QUESTIONS}/import", json=again).json() == {
        **told,
        "new": 0,
        "known": 2,
        "halls": 0,
        "dry_run": False,
    }
    assert texts(world, EDITOR) == ["Et qui non ?", "Qui paie ?"]
    (made,) = client.get("/v1/campaigns/guide/halls").json()["items"]
    assert (made["place"], made["open"], made["questions"]) == ("Lyon", False, 2)
    refused(world.as_(ME).post(f"{QUESTIONS}/import", json=again), 403, "forbidden")


def test_a_theme_that_goes_leaves_its_questions(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    asked = ask(world, theme="t2")
    gone = world.as_(ADMIN).delete("/v1/campaigns/guide/themes/t2", headers={"If-Match": "*"})
    assert gone.status_code == 204, gone.text
    assert world.as_(ME).get(f"/v1/questions/{asked['id']}").json()["theme"] is None
