"""Halls over HTTP: asking without signing in, the big screen, the receipt, and what is kept of whoever asked."""

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from app.campaigns.rules import Phase
from app.questions import asking
from app.questions.models import Question, QuestionSupport
from app.questions.router import RECEIPTS
from app.reviews.votes.router import UNLOGGED
from app.web.middleware import Around
from tests.pages.acts import EDITOR, ME, refused
from tests.questions.acts import CODE, HALL, HALLS, ask, ask_there, change, dispose, hall
from tests.world import World


def test_a_question_of_a_hall_is_asked_shared_and_answered(world: World) -> None:
    world.campaign()
    hall(world)
    tip = world.page()
    world.accept(tip["revision"]["id"], by=EDITOR)
    phone, other, screen = world.client.browser(), world.client.browser(), world.as_(None)
    first, second = ask_there(phone, "Qui lit mes messages ?"), ask_there(other, "Puis-je filmer ?")
    assert first["question"] == {**first["question"], "mine": True, "supports": 0, "state": "open"}
    path = f"/v1/halls/nanterre-3/questions/{second['question']['id']}/support"
    for _ in range(2):
        assert phone.put(path).json()["supports"] == 1
    room = screen.get(HALL)
    assert [(row["text"], row["supports"]) for row in room.json()["questions"]] == [
        ("Puis-je filmer ?", 1),
        ("Qui lit mes messages ?", 0),
    ]
    assert screen.get(HALL, headers={"If-None-Match": room.headers["etag"]}).status_code == 304
    mine = {row["text"]: (row["mine"], row["supported"]) for row in phone.get(HALL).json()["questions"]}
    assert mine == {"Puis-je filmer ?": (False, True), "Qui lit mes messages ?": (True, False)}
    assert phone.delete(path).json()["supports"] == 0
    told = screen.get(f"{HALL}/similar", params={"text": "Qui lira mes messages"}).json()["items"]
    assert [item["id"] for item in told] == [first["question"]["id"]]
    dispose(world, first["question"]["id"], "answered", answers=[tip["id"]])
    receipt = f"/v1/receipts/{first['receipt']}"
    shown = screen.get(receipt).json()
    assert (shown["state"], shown["told"], shown["answers"]) == ("answered", "Voyez le conseil.", [])
    assert [tip["title"] for tip in world.as_(ME).get(receipt).json()["answers"]] == ["Titre"]


def test_nothing_that_is_kept_leads_back_to_whoever_asked(world: World) -> None:
    world.campaign()
    made = hall(world)
    phone = world.client.browser()
    asked = ask_there(phone)
    phone.put(f"{HALL}/questions/{asked['question']['id']}/support")
    cookie = next(iter(phone.cookies.values()))
    with world.database.reading() as session:
        stored = [
            str(value)
            for table in ("question", "question_support", "audit_entry")
            for row in session.execute(select(SQLModel.metadata.tables[table]))
            for value in row
        ]
    for secret in (asked["receipt"], cookie, "testclient"):
        assert not any(secret in value for value in stored)
    assert change(world, made, open=False).status_code == 200
    with world.database.reading() as session:
        left = [*session.scalars(select(col(Question.device))), *session.scalars(select(col(QuestionSupport.device)))]
        assert left == [None, None]
    assert world.as_(EDITOR).get(f"/v1/questions/{asked['question']['id']}").json()["supports"] == 1
    entries = world.as_("guide-admin").get("/v1/campaigns/guide/audit").json()["items"]
    assert [entry["actor_id"] for entry in entries if entry["act"] == "question.asked"] == [None]


def test_a_hall_that_is_over_takes_and_shows_nothing(world: World) -> None:
    world.campaign()
    made, phone = hall(world), world.client.browser()
    asked = ask_there(phone)
    change(world, made, open=False)
    refused(phone.post(f"{HALL}/questions", json={"text": "Encore ?"}), 409, "conflict")
    refused(phone.put(f"{HALL}/questions/{asked['question']['id']}/support"), 409, "conflict")
    room = phone.get(HALL).json()
    assert (room["open"], room["questions"], room["total"]) == (False, [], 0)
    assert phone.get(f"{HALL}/similar", params={"text": "Qui lit mes messages ?"}).json()["items"] == []
    assert phone.get(f"/v1/receipts/{asked['receipt']}").status_code == 200


def test_what_is_not_for_a_hall_does_not_exist_there(world: World) -> None:
    world.campaign()
    hall(world)
    phone = world.client.browser()
    asked, elsewhere = ask_there(phone), ask(world)
    world.as_(EDITOR).post(f"/v1/questions/{asked['question']['id']}/hide", json={"reason": "Injure."})
    for question in (asked["question"]["id"], elsewhere["id"], 999):
        refused(phone.put(f"{HALL}/questions/{question}/support"), 404, "not-found")
    assert phone.get(HALL).json()["questions"] == []
    assert phone.get(f"/v1/receipts/{asked['receipt']}").json()["hidden_reason"] == "Injure."
    for path in ("/v1/halls/ABSENT", "/v1/receipts/" + 48 * "0"):
        refused(phone.get(path), 404, "not-found")
    for who in (None, ME):
        assert world.as_(who).get(HALLS).status_code in (403, 404)


def test_a_hall_of_a_hidden_draft_is_not_there(world: World) -> None:
    world.campaign(phase=Phase.DRAFT, announced=False)
    hall(world)
    refused(world.as_(None).get(HALL), 404, "not-found")
    world.as_("guide-admin").post("/v1/campaigns/guide/announce")
    assert world.as_(None).get(HALL).json()["questions"] == []


def test_a_device_and_a_hall_have_their_limits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    hall(world)
    phone = world.client.browser()
    monkeypatch.setattr(asking, "MOST_OF_DEVICE", 1)
    ask_there(phone)
    assert refused(phone.post(f"{HALL}/questions", json={"text": "Encore ?"}), 409, "conflict")["limit"] == 1
    ask_there(world.client.browser())
    monkeypatch.setattr(asking, "MOST_IN_A_MINUTE", 2)
    busy = world.client.browser().post(f"{HALL}/questions", json={"text": "Encore ?"})
    refused(busy, 429, "too-many")
    assert 1 <= int(busy.headers["retry-after"]) <= 60
    monkeypatch.setattr(asking, "MOST_OF_HALL", 2)
    refused(world.client.browser().post(f"{HALL}/questions", json={"text": "Encore ?"}), 409, "conflict")


def test_another_sites_page_asks_nothing_from_a_known_device(world: World) -> None:
    world.campaign()
    hall(world)
    phone = world.client.browser()
    ask_there(phone)
    foreign = {"Origin": "https://evil.example"}
    refused(phone.post(f"{HALL}/questions", json={"text": "Encore ?"}, headers=foreign), 403, "cross-site")


def test_codes_are_checked_drawn_and_free(world: World) -> None:
    world.campaign()
    made = hall(world)
    drawn = world.as_(EDITOR).post(HALLS, json={"place": "Lyon", "held_on": "2026-12-02"}).json()
    assert (len(drawn["code"]), drawn["open"]) == (7, False)
    for code in (CODE, "nanterre 3", "été2026", "abc", "x" * 17):
        body = {"place": "Lyon", "held_on": "2026-12-02", "code": code}
        refused(world.as_(EDITOR).post(HALLS, json=body), 422, "invalid")
    path = f"{HALLS}/{made['id']}"
    refused(world.as_(EDITOR).patch(path, json={"open": False}), 428, "precondition-required")
    tag = {"If-Match": made["etag"]}
    changed = world.as_(EDITOR).patch(path, json={"code": "puteaux", "place": "Puteaux"}, headers=tag).json()
    assert (changed["code"], changed["version"]) == ("PUTEAUX", 2)
    refused(world.as_(EDITOR).patch(path, json={"open": False}, headers=tag), 412, "precondition-failed")
    assert [item["place"] for item in world.as_(EDITOR).get(HALLS).json()["items"]] == ["Lyon", "Puteaux"]
    refused(world.as_(EDITOR).get(f"{HALLS}/999"), 404, "not-found")


def test_a_receipt_is_never_logged() -> None:
    around = Around(None, max_body_bytes=1, unlogged=UNLOGGED | RECEIPTS)  # type: ignore[arg-type]
    receipt = "5f2c9a" * 8
    assert around._logged(f"/v1/receipts/{receipt}") == "/v1/receipts/…"
    assert receipt in Around(None, max_body_bytes=1, unlogged=UNLOGGED)._logged(f"/v1/receipts/{receipt}")  # type: ignore[arg-type]
