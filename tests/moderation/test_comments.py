"""What a redaction and the undoing of an account do to comments: previewed, done, counted and audited."""

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.campaigns.rules import Role
from app.discussions.models import Comment
from tests.client import ApiClient
from tests.discussions.acts import count_of, hide, say, take_back, threads
from tests.moderation.acts import ADMIN, REASON, WRONG, previewed, redacted, undone
from tests.pages.acts import EDITOR, ME, refused
from tests.pages.test_concurrency import together
from tests.world import Json, World

TROLL = "troll"
UNDO = f"/v1/campaigns/guide/members/{TROLL}/undo"


def last_facts(world: World) -> Json:
    facts: Json = world.as_(ADMIN).get("/v1/campaigns/guide/audit").json()["items"][0]["facts"]
    return facts


@pytest.mark.slow
def test_a_passage_is_taken_out_of_comments_and_the_rest_stays(world: World) -> None:
    world.campaign()
    page, elsewhere = world.page(text=f"Un. {WRONG}"), world.page(title="Ailleurs")
    kept = say(world, page, "Rien à voir")
    some = say(world, elsewhere, f"On dit que : {WRONG} Non ?")
    whole = say(world, page, WRONG, parent_id=kept["id"])
    twice = say(world, page, f"Jean {WRONG}Dupont est un voleur.")
    secret = hide(world, say(world, page, f"« {WRONG} »"))
    done = redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)
    assert done["comments"] == 4
    (thread, doubled, hidden), (other,) = threads(world, page, by=EDITOR), threads(world, elsewhere)
    assert (thread["text"], thread["version"]) == ("Rien à voir", 1)
    assert (thread["replies"][0]["text"], thread["replies"][0]["version"]) == ("…", 2)
    assert (other["text"], other["id"], other["version"]) == ("On dit que :  Non ?", some["id"], 2)
    # What taking out makes is taken out, too.
    assert (doubled["text"], hidden["text"]) == ("…", "«  »")
    assert last_facts(world)["comments"] == [some["id"], whole["id"], twice["id"], secret["id"]]
    # Whoever still has the words before them must look again.
    stale = {"If-Match": whole["etag"]}
    mend = world.as_(ME).patch(f"/v1/comments/{whole['id']}", json={"text": WRONG}, headers=stale)
    refused(mend, 412, "precondition-failed")
    assert count_of(world, page) == 3


def test_a_whole_text_is_taken_out_where_it_was_copied(world: World) -> None:
    world.campaign()
    page = world.page(text=WRONG)
    say(world, page, WRONG)
    say(world, page, f"Je cite : {WRONG}")
    assert redacted(world.as_(ADMIN), page["revision"]["id"])["comments"] == 1
    assert [thread["text"] for thread in threads(world, page)] == ["…", f"Je cite : {WRONG}"]


def test_the_reason_for_which_a_comment_is_hidden_is_cleaned_too(world: World) -> None:
    world.campaign()
    page = world.page(text=WRONG)
    comment, gone = say(world, page, "Un mot"), say(world, page, "Un autre")
    for hidden in (comment, gone):
        path = f"/v1/comments/{hidden['id']}/hide"
        assert world.as_(EDITOR).post(path, json={"reason": f"Car {WRONG}"}).status_code == 200
    take_back(world, gone)
    assert redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)["comments"] == 2
    shown = world.as_(EDITOR).get(f"/v1/comments/{comment['id']}").json()
    assert (shown["text"], shown["hidden_reason"]) == ("Un mot", "Car ")
    assert world.as_(EDITOR).get(f"/v1/comments/{gone['id']}").json()["deleted"] is True


def test_other_campaigns_keep_their_comments(world: World) -> None:
    world.campaign()
    world.campaign("other")
    page, elsewhere = world.page(text=f"Un. {WRONG}"), world.page("other", text="Deux.")
    say(world, elsewhere, WRONG, by="other-contributor")
    assert redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)["comments"] == 0
    assert threads(world, elsewhere, by="other-contributor")[0]["text"] == WRONG


def test_a_comment_that_comes_after_the_preview_makes_it_stale(world: World) -> None:
    world.campaign()
    page = world.page(text=f"Un. {WRONG}")
    tag = previewed(world.as_(ADMIN), page["revision"]["id"], WRONG).headers["etag"]
    say(world, page, WRONG)
    path, body = f"/v1/revisions/{page['revision']['id']}/redact", {"passage": WRONG, "reason": REASON}
    refused(world.as_(ADMIN).post(path, json=body, headers={"If-Match": tag}), 412, "precondition-failed")


def test_a_kept_answer_of_somebody_who_left_says_the_words_no_more(world: World) -> None:
    world.campaign()
    page, key = world.page(text=f"Un. {WRONG}"), {"Idempotency-Key": "once"}
    world.member("guide", world.user(TROLL), Role.CONTRIBUTOR)
    path = f"/v1/pages/{page['id']}/comments"
    assert world.as_(TROLL).post(path, json={"text": WRONG}, headers=key).status_code == 201
    world.as_(ADMIN).delete(f"/v1/campaigns/guide/members/{TROLL}")
    redacted(world.as_(ADMIN), page["revision"]["id"], WRONG)
    refused(world.as_(TROLL).post(path, json={"text": WRONG}, headers=key), 409, "redacted")


@pytest.mark.slow
def test_undoing_an_account_hides_what_it_said(world: World) -> None:
    world.campaign()
    world.campaign("other")
    for slug in ("guide", "other"):
        world.member(slug, TROLL if slug == "other" else world.user(TROLL), Role.CONTRIBUTOR)
    first, second, elsewhere = world.page(), world.page(title="Autre"), world.page("other")
    mine = say(world, first, "Le mien")
    about: list[Json] = [{}, {"start": 0, "end": 2}]
    said = [say(world, page, "Troll", by=TROLL, **what) for page in (first, second) for what in about]
    reply = say(world, first, "Encore", by=TROLL, parent_id=mine["id"])
    say(world, first, "Mais non", parent_id=said[0]["id"])
    hide(world, said[1])
    take_back(world, say(world, first, "Un oubli", by=TROLL), by=TROLL)
    beside = say(world, elsewhere, "Ailleurs", by=TROLL)
    preview = world.as_(ADMIN).get(UNDO)
    assert preview.json()["comments"] == 4
    assert undone(world, TROLL, summary="Compte volé")["comments"] == 4
    assert last_facts(world)["comments"] == 4
    assert (count_of(world, first), count_of(world, second)) == (2, 0)
    assert count_of(world, elsewhere, by="other-contributor") == 1
    assert threads(world, elsewhere, by="other-contributor")[0]["id"] == beside["id"]
    found = [said for thread in threads(world, first, by=EDITOR) for said in (thread, *thread["replies"])]
    shown = {comment["id"]: comment for comment in found}
    assert [shown[comment["id"]]["hidden"] for comment in (mine, said[0], reply)] == [False, True, True]
    assert (shown[said[0]["id"]]["hidden_reason"], shown[said[0]["id"]]["text"]) == ("Compte volé", "Troll")
    assert shown[said[0]["id"]]["hidden_by"]["name"] == ADMIN.title()
    assert [reply["text"] for reply in threads(world, first)[1]["replies"]] == ["Mais non"]
    assert undone(world, TROLL)["comments"] == 0
    # An editor may think otherwise.
    assert world.as_(EDITOR).post(f"/v1/comments/{reply['id']}/unhide").status_code == 200
    assert count_of(world, first) == 3


def test_who_only_talked_can_be_undone(world: World) -> None:
    world.campaign()
    page = world.page()
    world.member("guide", world.user(TROLL), Role.CONTRIBUTOR)
    say(world, page, "Troll", by=TROLL)
    world.as_(ADMIN).delete(f"/v1/campaigns/guide/members/{TROLL}")
    tag = world.as_(ADMIN).get(UNDO).headers["etag"]
    world.member("guide", TROLL, Role.CONTRIBUTOR)
    say(world, page, "Encore", by=TROLL)
    stale = world.as_(ADMIN).post(UNDO, json={}, headers={"If-Match": tag})
    refused(stale, 412, "precondition-failed")
    assert undone(world, TROLL)["comments"] == 2
    assert [thread["text"] for thread in threads(world, page)] == [None, None]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["redact", "undo"])
def test_people_go_on_talking_meanwhile(world: World, what: str) -> None:
    world.campaign()
    page = world.page(text=f"Un. {WRONG}")
    world.member("guide", world.user(TROLL), Role.CONTRIBUTOR)
    for _ in range(3):
        say(world, page, f"{WRONG} Oui.", by=TROLL)
    path = f"/v1/pages/{page['id']}/comments"

    def talk(number: int, client: ApiClient) -> None:
        if number == 0:
            match = {"If-Match": "*"}
            if what == "undo":
                answer = client.post(UNDO, json={}, headers=match)
            else:
                body = {"passage": WRONG, "reason": REASON}
                answer = client.post(f"/v1/revisions/{page['revision']['id']}/redact", json=body, headers=match)
            assert answer.status_code == 200, answer.text
            return
        for turn in range(6):
            assert client.post(path, json={"text": f"Propos {turn}"}).status_code == 201

    together([world.as_(ADMIN), world.as_(ME), world.as_(TROLL)], talk)
    count_of(world, page)
    with world.database.reading() as session:
        texts = session.exec(select(Comment.text).order_by(col(Comment.id))).all()
        acts = session.exec(select(AuditEntry.act)).all()
    assert len(texts) == 15
    assert not (what == "redact" and any(WRONG in text for text in texts))
    assert acts.count("comment.written") == 15
