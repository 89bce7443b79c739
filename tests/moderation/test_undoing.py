"""Undoing an account over HTTP: previewed, done as previewed, audited, and only by admins."""

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.campaigns.rules import Phase, Role
from app.pages.attribution.stored import attribution_of
from app.pages.attribution.verifying import verify_attributions
from app.pages.models import Page
from tests.moderation.acts import ADMIN, WRONG, redacted, undone
from tests.pages.acts import EDITOR, ME, chain, latest, refused, save
from tests.pages.rebuilds import assert_rebuilding_changes_nothing
from tests.world import Json, World

TROLL = "troll"
PATH = f"/v1/campaigns/guide/members/{TROLL}/undo"
TEXT = "Un.\n\nDeux.\n\nTrois.\n"
BUSY = "Un, moi.\n\nDeux, moi.\n\nTrois.\n"


def _campaign(world: World) -> Json:
    """Make a page on which the troll changed two places, of which another changed one afterwards; return it."""
    world.campaign()
    world.member("guide", world.user(TROLL, name="Le Troll"), Role.CONTRIBUTOR)
    page = world.page(text=TEXT)
    one = world.edit(page, "Un, moi.\n\nDeux.\n\nTrois.\n", by=TROLL)["revision"]
    two = save(world.as_(TROLL), page["id"], one["id"], BUSY).json()["revision"]
    other = save(world.as_(EDITOR), page["id"], two["id"], BUSY.replace("Deux, moi.", "Deux, moi, et elle."))
    return {**page, "troll": [one["id"], two["id"]], "other": other.json()["revision"]["id"]}


def _fates(page: Json) -> list[str]:
    return [taken["fate"] for taken in page["revisions"]]


def test_what_others_did_not_touch_is_taken_back_in_one_revision(world: World) -> None:
    page = _campaign(world)
    preview = world.as_(ADMIN).get(PATH)
    (told,) = preview.json()["pages"]
    assert (_fates(told), told["appended"], told["head_number"]) == (["conflicting", "clean"], None, 4)
    assert [taken["revision_id"] for taken in told["revisions"]] == page["troll"][::-1]
    (hunk,) = told["revisions"][0]["hunks"]
    assert (hunk["base"], hunk["ours"], hunk["theirs"]) == ("Deux, moi.\n", "Deux.\n", "Deux, moi, et elle.\n")
    assert preview.json()["fates"] == {"clean": 1, "conflicting": 1, "gone": 0, "created": 0, "redacted": 0}
    assert preview.json()["user"]["name"] == "Le Troll"
    done = undone(world, TROLL, summary="Nettoyage")
    assert done["pages"][0]["appended"]["number"] == 5
    assert chain(world, page["id"])[-1] == ("Titre", "Un.\n\nDeux, moi, et elle.\n\nTrois.\n")
    head = latest(world.as_(ME), page["id"])["revision"]
    facts = (head["origin"], head["summary"], head["base_id"], head["author"]["name"])
    assert facts == ("undo", "Nettoyage", page["other"], ADMIN.title())
    # A second time there is nothing left to take back.
    again = undone(world, TROLL)
    assert (_fates(again["pages"][0]), again["pages"][0]["appended"]) == (["conflicting", "gone"], None)
    assert len(chain(world, page["id"])) == 5


def test_words_that_come_back_are_credited_to_who_wrote_them(world: World) -> None:
    page = _campaign(world)
    save(world.as_(TROLL), page["id"], page["other"], "Rien.\n")
    undone(world, TROLL)
    head = latest(world.as_(ME), page["id"])["revision"]
    assert head["text"] == "Un.\n\nDeux, moi, et elle.\n\nTrois.\n"
    with world.database.reading() as session:
        assert set(attribution_of(session, head["id"]).origins) <= {
            page["revision"]["id"],
            page["other"],
            *page["troll"],
        }
        assert [wrong for wrong in verify_attributions(session) if wrong] == []
    assert_rebuilding_changes_nothing(world.database)


@pytest.mark.slow
def test_pages_that_nobody_else_wrote_on_are_hidden_and_others_when_asked(world: World) -> None:
    _campaign(world)
    alone = world.page(by=TROLL, title="Seul", text="Un.")
    save(world.as_(TROLL), alone["id"], alone["revision"]["id"], "Un, deux.")
    shared = world.page(by=TROLL, title="À deux", text="Un.\n\nDeux.\n")
    save(world.as_(ME), shared["id"], shared["revision"]["id"], "Un.\n\nDeux, et moi.\n")
    hidden = world.page(by=TROLL, title="Caché", text="Un.")
    assert world.as_(EDITOR).delete(f"/v1/pages/{hidden['id']}", headers={"If-Match": "*"}).status_code == 204
    client = world.as_(ADMIN)

    def told(query: str) -> dict[str, bool]:
        return {page["title"]: page["hide"] for page in client.get(PATH + query).json()["pages"]}

    assert told("") == {"Titre": False, "Seul": True, "À deux": False, "Caché": False}
    assert told("?hide_created=true") == {"Titre": False, "Seul": True, "À deux": True, "Caché": False}
    assert not any(told("?hide_created=false").values())
    done = {page["title"]: page for page in undone(world, TROLL)["pages"]}
    assert _fates(done["Seul"]) == ["clean", "created"]
    assert (done["À deux"]["created"], done["À deux"]["alone"], _fates(done["À deux"])) == (True, False, ["created"])
    assert done["Caché"]["hidden"] is True
    with world.database.reading() as session:
        rows = session.exec(select(Page.id).where(col(Page.hidden_at).is_not(None)).order_by(col(Page.id)))
        assert list(rows) == [alone["id"], hidden["id"]]
    assert chain(world, alone["id"])[-1] == ("Seul", "Un.")
    undone(world, TROLL, hide_created=True)
    refused(world.as_(ME).get(f"/v1/pages/{shared['id']}?state=latest"), 404, "not-found")


@pytest.mark.slow
def test_readers_go_on_seeing_what_is_accepted_until_an_editor_decides(world: World) -> None:
    page = _campaign(world)
    world.accept(page["troll"][0], by=EDITOR)
    clean = world.page(title="Autre", text="Un.\n")
    world.accept(clean["revision"]["id"], by=EDITOR)
    world.edit(clean, "Un.\n\nDeux, moi.\n", by=TROLL)
    done = undone(world, TROLL)["pages"]
    assert [(p["accepted_number"], p["accepted_holds"]) for p in done] == [(2, True), (1, False)]
    shown = world.as_("guide-reader").get(f"/v1/pages/{page['id']}").json()["revision"]
    assert shown["number"] == 2
    world.accept(done[0]["appended"]["revision_id"], by=EDITOR)
    (told, _) = world.as_(ADMIN).get(PATH).json()["pages"]
    # One sentence of the troll's is still in the accepted text: another changed it, so it stayed.
    assert (told["accepted_number"], told["accepted_holds"]) == (5, True)


def test_a_campaign_that_accepts_at_once_accepts_what_is_taken_back(world: World) -> None:
    world.campaign(acceptance="open")
    world.member("guide", world.user(TROLL), Role.CONTRIBUTOR)
    page = world.page(text=TEXT)
    world.edit(page, BUSY, by=TROLL)
    reader = world.as_("guide-reader")
    assert reader.get(f"/v1/pages/{page['id']}").json()["revision"]["text"] == BUSY
    undone(world, TROLL)
    assert reader.get(f"/v1/pages/{page['id']}").json()["revision"]["text"] == TEXT


@pytest.mark.usefixtures("told_at_once")
def test_votes_and_decisions_stay_and_decisions_are_told(world: World) -> None:
    page = _campaign(world)
    world.member("guide", TROLL, Role.EDITOR)
    troll, revision = world.as_(TROLL), page["revision"]["id"]
    assert troll.put(f"/v1/revisions/{revision}/ballot", json={"choice": "oppose"}).status_code == 200
    assert troll.put(f"/v1/pages/{page['id']}/support").status_code == 200
    world.accept(revision, by=TROLL)
    before = world.as_(ADMIN).get(PATH)
    done = undone(world, TROLL)
    (decision,) = done["decisions"]
    assert (decision["revision_id"], decision["verdict"], decision["number"]) == (revision, "accept", 1)
    me = world.as_(ME)
    assert me.get(f"/v1/revisions/{revision}/tally").json()["oppose"] == 1
    assert me.get(f"/v1/pages/{page['id']}/tally").json()["support"] == 1
    assert latest(me, page["id"])["accepted_number"] == 1
    for words in ("ballot", "support", "oppose"):
        assert words not in before.text


@pytest.mark.slow
def test_it_is_done_as_it_was_previewed_or_not_at_all(world: World) -> None:
    page = _campaign(world)
    client = world.as_(ADMIN)
    preview = client.get(PATH)
    tag = preview.headers["etag"]
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
    refused(client.post(PATH, json={}), 428, "precondition-required")
    saved = save(world.as_(ME), page["id"], page["other"], "Tout autre chose.")
    assert saved.status_code == 201
    refused(client.post(PATH, json={}, headers={"If-Match": tag}), 412, "precondition-failed")
    assert len(chain(world, page["id"])) == 5
    tag = client.get(PATH).headers["etag"]
    redacted(client, page["troll"][0])
    refused(client.post(PATH, json={}, headers={"If-Match": tag}), 412, "precondition-failed")
    headers = {"If-Match": client.get(PATH).headers["etag"], "Idempotency-Key": "once"}
    answers = [client.post(PATH, json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


def test_what_was_redacted_is_told_and_left(world: World) -> None:
    page = _campaign(world)
    redacted(world.as_(ADMIN), page["troll"][1])
    (told,) = undone(world, TROLL)["pages"]
    assert _fates(told) == ["redacted", "clean"]
    assert chain(world, page["id"])[-1][1] == "Un.\n\nDeux, moi, et elle.\n\nTrois.\n"


def test_it_leaves_one_entry_with_ids_and_counts(world: World) -> None:
    page = _campaign(world)
    undone(world, TROLL, summary=f"Car {WRONG}")
    with world.database.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry is not None
    assert entry.act == "account.undone"
    told = world.as_(ADMIN).get("/v1/campaigns/guide/audit").json()["items"][0]["facts"]
    counts = {"clean": 1, "conflicting": 1, "gone": 0, "created": 0, "redacted": 0}
    assert told == {"user": world.actor(TROLL).user_id, "pages": [page["id"]], "hidden": 0, "comments": 0, **counts}


def test_who_took_part_once_can_be_undone_and_a_stranger_is_nobody(world: World) -> None:
    page = _campaign(world)
    client = world.as_(ADMIN)
    assert client.delete(f"/v1/campaigns/guide/members/{TROLL}").status_code == 204
    assert undone(world, TROLL)["pages"][0]["page_id"] == page["id"]
    world.campaign("other")
    elsewhere = world.page("other", by="other-contributor")
    for name in ("other-contributor", "nobody"):
        path = f"/v1/campaigns/guide/members/{name}/undo"
        refused(client.get(path), 404, "not-found")
        refused(client.post(path, json={}, headers={"If-Match": "*"}), 404, "not-found")
    assert len(chain(world, elsewhere["id"])) == 1
    silent = client.get("/v1/campaigns/guide/members/guide-reader/undo").json()
    assert (silent["pages"], silent["decisions"]) == ([], [])


@pytest.mark.slow
def test_only_admins_undo_an_account_and_only_while_texts_change(world: World) -> None:
    page = _campaign(world)
    world.campaign("other")
    root = world.user("root", site_admin=True)
    match = {"If-Match": "*"}
    for phase in (Phase.PUBLISHED, Phase.REVIEW, Phase.OPEN, Phase.DRAFT):
        world.phase("guide", phase)
        for name in (None, "other-admin"):
            refused(world.as_(name).get(PATH), 404, "not-found")
            refused(world.as_(name).post(PATH, json={}, headers=match), 404, "not-found")
        for name in ("guide-reader", ME, EDITOR, TROLL):
            refused(world.as_(name).get(PATH), 403, "forbidden")
            refused(world.as_(name).post(PATH, json={}, headers=match), 403, "forbidden")
        for name in (ADMIN, root):
            assert world.as_(name).get(PATH).status_code == 200
            answer = world.as_(name).post(PATH, json={}, headers=match)
            if phase is Phase.PUBLISHED:
                refused(answer, 409, "window-closed")
            else:
                assert answer.status_code == 200, answer.text
    assert len(chain(world, page["id"])) == 5


def test_anonymous_readers_of_a_public_campaign_must_sign_in(world: World) -> None:
    world.campaign(visibility="public")
    path = f"/v1/campaigns/guide/members/{ME}/undo"
    refused(world.as_(None).get(path), 401, "not-authenticated")
    refused(world.as_(None).post(path, json={}, headers={"If-Match": "*"}), 401, "not-authenticated")
