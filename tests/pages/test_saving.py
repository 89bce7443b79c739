"""Saving through the API: merged, in conflict, unchanged, refused, and the text exactly as it was sent."""

import re

import pytest

from app.campaigns.rules import Phase
from app.text.merge import Unmerged, resolve, three_way
from tests.pages.acts import EDITOR, ME, chain, latest, refused, save
from tests.payloads import payloads
from tests.world import Json, World

pytestmark = pytest.mark.databases

BASE = "Un. Deux.\n\nTrois.\n\nQuatre.\n"
EXACT = {
    "carriage returns": "Un.\r\nDeux.\rTrois.",
    "no final newline": "Un.",
    "trailing spaces": "Un.  \n\n\tDeux. \n \n\n\n",
    "decomposed": "e\u0301le\u0300ve \u212b ﬁ",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 𝔘",
    "zero width": "\ufeffa\u200bb\u200c\u200d\u2060\u202ec\u00ad",
    "separators": "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g",
    "empty": "",
}


MERGES = {
    "Un. Deux.\n\nTrois.\n\nQuatre !\n": ("Un ! Deux.\n\nTrois.\n\nQuatre.\n", "Un ! Deux.\n\nTrois.\n\nQuatre !\n"),
    "Un. Deux.\n\nTrois.\n": ("Zéro.\n\nUn. Deux.\n\nTrois.\n\nQuatre.\n", "Zéro.\n\nUn. Deux.\n\nTrois.\n"),
    "Un. Deux !\n\nTrois.\n\nQuatre.\n": ("Un ! Deux.\n\nTrois.\n\nQuatre.\n", None),
}


def test_what_came_meanwhile_is_merged(world: World) -> None:
    world.campaign()
    for theirs, (ours, merged) in MERGES.items():
        page = world.page(text=BASE)
        world.edit(page, theirs, by=EDITOR, title="Leur titre")
        answer = save(world.as_(ME), page["id"], page["revision"]["id"], ours)
        if merged is None:
            refused(answer, 409, "edit-conflict")
            assert chain(world, page["id"]) == [("Titre", BASE), ("Leur titre", theirs)]
            continue
        saved, revision = answer.json(), answer.json()["revision"]
        assert answer.status_code == 201
        assert answer.headers["location"] == f"/v1/revisions/{revision['id']}"
        assert (saved["outcome"], saved["merged"]) == ("saved", True)
        assert (revision["title"], revision["text"], revision["number"]) == ("Leur titre", merged, 3)
        assert (revision["base_id"], revision["parent_id"]) == (page["revision"]["id"], revision["id"] - 1)
        assert chain(world, page["id"])[-1] == ("Leur titre", merged)


def test_sentences_of_one_paragraph_merge(world: World) -> None:
    world.campaign()
    page = world.page(text="Un. Deux. Trois.\n")
    world.edit(page, "Un. Deux. Trois !\n", by=EDITOR)
    saved = world.edit(page, "Un ! Deux. Trois.\n", by=ME)
    assert saved["revision"]["text"] == "Un ! Deux. Trois !\n"
    assert [saved["revision"]["text"][span["start"] : span["end"]] for span in saved["came_in"]] == ["Trois !\n"]


def test_a_merge_says_whose_words_came_in(world: World) -> None:
    world.campaign()
    page = world.page(text="Un. Deux. Trois.\n")
    first = world.edit(page, "Un. Deux. Trois !\n", by=EDITOR, summary="Fort")
    assert first["came_in_from"] == []
    world.edit({**first, "id": page["id"]}, "Un. Deux. Trois !\n\nQuatre.\n", by=EDITOR, minor=True)
    saved = world.edit(page, "Un ! Deux. Trois.\n", by=ME)
    told = [(each["number"], each["author"]["name"], each["summary"], each["minor"]) for each in saved["came_in_from"]]
    assert told == [(3, "Guide-Editor", "", True), (2, "Guide-Editor", "Fort", False)]
    assert saved["came_in_from"][0]["created_at"] < saved["revision"]["created_at"]


def test_titles_merge_apart_from_texts(world: World) -> None:
    world.campaign()
    page = world.page(text=BASE)
    base = page["revision"]["id"]
    world.edit(page, BASE + "Cinq.\n", by=EDITOR)
    saved = world.edit(page, BASE, by=ME, title="  E\u0301te\u0301 ")
    assert (saved["revision"]["title"], saved["revision"]["text"]) == ("Été", BASE + "Cinq.\n")
    clash = refused(save(world.as_(EDITOR), page["id"], base, "Zéro.\n\n" + BASE, title="Hiver"), 409, "edit-conflict")
    assert [hunk["part"] for hunk in clash["hunks"]] == ["title"]
    assert [clash["hunks"][0][side] for side in ("base", "ours", "theirs")] == ["Titre", "Hiver", "Été"]
    # The text itself is not in dispute: the parts hold it with the changes of both.
    assert (clash["merged_title"], clash["merged_parts"]) == (None, ["Zéro.\n\n" + BASE + "Cinq.\n"])


def _conflict(world: World) -> tuple[Json, Json, dict[str, str]]:
    world.campaign()
    page = world.page(text=BASE)
    texts = {
        "base": BASE,
        "ours": "Un à moi. Deux.\n\nTrois.\n\nQuatre à moi.\n",
        "theirs": "Un à eux. Deux.\n\nTrois à eux.\n\nQuatre.\n",
    }
    world.edit(page, texts["theirs"], by=EDITOR)
    answer = save(world.as_(ME), page["id"], page["revision"]["id"], texts["ours"], summary="Le mien", minor=True)
    return page, refused(answer, 409, "edit-conflict"), texts


def test_a_conflict_names_its_places_in_all_three_texts_and_keeps_the_text(world: World) -> None:
    page, clash, texts = _conflict(world)
    assert clash["base_revision"] == page["revision"]["id"]
    assert (clash["head_number"], clash["merged_title"]) == (2, "Titre")
    for hunk in clash["hunks"]:
        for side, text in texts.items():
            span = hunk[f"{side}_span"]
            assert text[span["start"] : span["end"]] == hunk[side]
    assert [hunk["ours"] for hunk in clash["hunks"]] == ["Un à moi. "]
    assert [(each["number"], each["author"]["name"]) for each in clash["theirs"]] == [(2, "Guide-Editor")]
    (hunk,) = clash["hunks"]
    shown = [re.sub(r' role="group" aria-label="\w+"', "", hunk[f"{side}_html"]) for side in ("ours", "theirs")]
    assert shown == ["<p>Un<ins> à moi</ins>.</p>\n", "<p>Un<ins> à eux</ins>.</p>\n"]
    assert "".join("•" if part is None else part for part in clash["merged_parts"]) == (
        "•Deux.\n\nTrois à eux.\n\nQuatre à moi.\n"
    )
    draft = world.as_(ME).get(f"/v1/drafts/{clash['draft_id']}").json()
    kept = {name: draft[name] for name in ("reason", "title", "text", "summary", "minor", "base_revision")}
    assert kept == {
        "reason": "conflict",
        "title": "Titre",
        "text": texts["ours"],
        "summary": "Le mien",
        "minor": True,
        "base_revision": page["revision"]["id"],
    }
    again = save(world.as_(ME), page["id"], page["revision"]["id"], texts["ours"], summary="Le mien", minor=True)
    assert refused(again, 409, "edit-conflict")["draft_id"] == clash["draft_id"], "the same text is the same draft"


def test_a_conflict_is_resolved_by_changing_and_submitting_the_draft(world: World) -> None:
    page, clash, texts = _conflict(world)
    me = world.as_(ME)
    draft = me.get(f"/v1/drafts/{clash['draft_id']}")
    unresolved = me.post(f"/v1/drafts/{clash['draft_id']}/submit", json={})
    assert refused(unresolved, 409, "edit-conflict")["draft_id"] == clash["draft_id"]
    resolved = "".join("Un à nous. " if part is None else part for part in clash["merged_parts"])
    there = three_way(texts["base"], texts["ours"], texts["theirs"])
    assert isinstance(there, Unmerged)
    assert resolved == resolve(there, ["Un à nous. "])
    body = {"title": "Titre", "text": resolved, "base_revision": clash["head_revision"], "summary": "Les deux"}
    tag = draft.headers["etag"]
    assert me.put(f"/v1/drafts/{clash['draft_id']}", json=body, headers={"If-Match": tag}).status_code == 200
    saved = me.post(f"/v1/drafts/{clash['draft_id']}/submit", json={})
    assert saved.status_code == 201, saved.text
    assert chain(world, page["id"])[-1] == ("Titre", "Un à nous. Deux.\n\nTrois à eux.\n\nQuatre à moi.\n")
    refused(me.get(f"/v1/drafts/{clash['draft_id']}"), 404, "not-found")


def test_fail_on_conflict_refuses_what_would_merge(world: World) -> None:
    world.campaign()
    page = world.page(text=BASE)
    me, base = world.as_(ME), page["revision"]["id"]
    world.edit(page, BASE + "Cinq.\n", by=EDITOR)
    clash = refused(save(me, page["id"], base, "Zéro.\n\n" + BASE, on_conflict="fail"), 409, "edit-conflict")
    hunk = clash["hunks"][0]
    assert (hunk["base"], hunk["ours"], hunk["theirs"]) == (BASE, "Zéro.\n\n" + BASE, BASE + "Cinq.\n")
    assert clash["merged_parts"] == [None]
    assert me.get(f"/v1/drafts/{clash['draft_id']}").json()["text"] == "Zéro.\n\n" + BASE
    # Nothing to refuse where the page says it already, or where nothing came meanwhile.
    assert save(me, page["id"], base, BASE + "Cinq.\n", on_conflict="fail").status_code == 200
    assert save(me, page["id"], clash["head_revision"], "Six.\n", on_conflict="fail").status_code == 201


def test_a_text_that_is_there_already_makes_no_revision(world: World) -> None:
    world.campaign()
    page = world.page(text=BASE)
    base = page["revision"]["id"]
    head = world.edit(page, BASE + "Cinq.\n", by=EDITOR)["revision"]
    for started_from, text in ((head["id"], head["text"]), (base, head["text"]), (base, BASE)):
        answer = save(world.as_(ME), page["id"], started_from, text)
        assert (answer.status_code, answer.json()["outcome"]) == (200, "unchanged")
        assert answer.json()["revision"]["id"] == head["id"]
        assert "location" not in answer.headers
    assert len(chain(world, page["id"])) == 2


def test_texts_are_stored_exactly_as_sent(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.")
    me, head = world.as_(ME), page["revision"]["id"]
    for text in EXACT.values():
        saved = save(me, page["id"], head, text).json()
        head = saved["revision"]["id"]
        assert saved["revision"]["text"] == text
        assert me.get(f"/v1/revisions/{head}").json()["text"] == text
        assert latest(me, page["id"])["revision"]["text"] == text
    assert [text for _, text in chain(world, page["id"])][1:] == list(EXACT.values())


def test_clients_that_end_their_lines_differently_merge_with_the_ends_of_the_head(world: World) -> None:
    world.campaign()
    dos = BASE.replace("\n", "\r\n")
    page = world.page(text=dos)
    base = page["revision"]["id"]
    head = world.edit(page, BASE.replace("Un.", "Un !"), by=EDITOR)["revision"]
    assert head["text"] == BASE.replace("Un.", "Un !")
    saved = save(world.as_(ME), page["id"], base, dos.replace("Quatre.", "Quatre !")).json()
    assert saved["revision"]["text"] == "Un ! Deux.\n\nTrois.\n\nQuatre !\n"
    assert [saved["revision"]["text"][span["start"] : span["end"]] for span in saved["came_in"]] == ["Un ! Deux.\n"]
    # Line ends alone are no change that could be merged, and yet are stored where nobody else saved.
    assert (
        save(world.as_(ME), page["id"], head["id"], head["text"].replace("\n", "\r\n")).json()["outcome"] == "unchanged"
    )
    latest_id, text = saved["revision"]["id"], saved["revision"]["text"].replace("\n", "\r\n")
    assert save(world.as_(ME), page["id"], latest_id, text).json()["revision"]["text"] == text


def test_a_paragraph_that_two_people_added_is_not_saved_twice(world: World) -> None:
    world.campaign()
    base, added = "Un casque.\n\nDes freins.\n", "Roulez lentement devant les écoles.\n\n"
    page = world.page(text=base)
    theirs = base.replace("Des", added + "Des")
    world.edit(page, theirs, by=EDITOR)
    again = save(world.as_(ME), page["id"], page["revision"]["id"], theirs.replace("casque", "casque, toujours"))
    assert again.json()["revision"]["text"] == theirs.replace("casque", "casque, toujours")
    replaced = base.replace("Des freins.\n\n", "").replace("Des freins.\n", added.strip() + "\n")
    clash = refused(save(world.as_(ME), page["id"], page["revision"]["id"], replaced), 409, "edit-conflict")
    assert [hunk["part"] for hunk in clash["hunks"]] == ["text"]


@pytest.mark.slow
def test_mistakes_are_named_and_nothing_is_stored(world: World) -> None:
    world.campaign()
    page, other = world.page(text="Un."), world.page(title="Autre")
    me, base = world.as_(ME), page["revision"]["id"]
    limit = world.app.state.services.settings.max_text_bytes
    too_long = refused(save(me, page["id"], base, "é" * (limit // 2) + "e"), 422, "text-too-long")
    assert (too_long["limit"], too_long["size"]) == (limit, limit + 1)
    mistakes: list[tuple[str, Json]] = [
        ("base_revision", {"base_revision": other["revision"]["id"]}),
        ("base_revision", {"base_revision": 10**9}),
        ("base_revision", {"base_revision": 10**30}),
        ("text", {"text": "a\0b"}),
        ("text", {"text": "a\n" * 10_001}),
        ("text", {"text": "\r\n" * 10_000 + "a"}),
        ("text", {"text": f"a{chr(0x301) * 31}"}),
        ("text", {"text": "![" * 10_001}),
        ("title", {"title": ""}),
        ("title", {"title": " \u200b\u00a0"}),
        ("title", {"title": "a\nb"}),
        ("title", {"title": "a\u2028b"}),
        ("title", {"title": "t" * 201}),
        ("summary", {"summary": "s" * 501}),
        ("summary", {"summary": "\0"}),
    ]
    for field, fields in mistakes:
        answer = me.post(f"/v1/pages/{page['id']}/revisions", json={"base_revision": base, "text": "Deux.", **fields})
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == field
    lone = b'{"base_revision": %d, "text": "\\ud83d"}' % base
    json_type = {"content-type": "application/json"}
    refused(me.post(f"/v1/pages/{page['id']}/revisions", content=lone, headers=json_type), 422, "invalid")
    many = save(me, page["id"], base, "a\n\n" * 60_000)
    assert refused(many, 422, "invalid")["errors"][0]["parameters"] == {"lines": 120_000, "most": 10_000}
    assert chain(world, page["id"]) == [("Titre", "Un.")]
    assert me.get("/v1/me/drafts").json()["items"] == []
    longest = save(me, page["id"], base, "é" * (limit // 2), title="t" * 200)
    assert longest.status_code == 201
    assert save(me, page["id"], longest.json()["revision"]["id"], "a\r\n" * 9_999 + "b").status_code == 201


def test_a_late_text_is_a_draft_that_can_be_submitted_when_the_window_opens_again(world: World) -> None:
    world.campaign()
    page = world.page(text=BASE)
    me = world.as_(ME)
    world.phase("guide", Phase.REVIEW)
    late = save(me, page["id"], page["revision"]["id"], "Trop tard.\n", summary="Pourquoi")
    problem = refused(late, 409, "window-closed")
    assert (problem["phase"], problem["closes_at"] is not None) == ("review", True)
    draft = me.get(f"/v1/drafts/{problem['draft_id']}").json()
    assert (draft["reason"], draft["text"], draft["title"]) == ("late", "Trop tard.\n", "Titre")
    still = refused(me.post(f"/v1/drafts/{draft['id']}/submit", json={}), 409, "window-closed")
    assert still["draft_id"] == draft["id"]
    world.phase("guide", Phase.OPEN)
    assert me.post(f"/v1/drafts/{draft['id']}/submit", json={"summary": "Enfin"}).status_code == 201
    assert me.get("/v1/me/drafts").json()["items"] == []
    head = latest(me, page["id"])["revision"]
    assert (head["text"], head["summary"]) == ("Trop tard.\n", "Enfin")


def test_an_early_text_is_a_draft(world: World) -> None:
    world.campaign()
    page = world.page()
    world.accept(page["revision"]["id"], by=EDITOR)
    unaccepted = world.page(title="Sans texte accepté")
    world.phase("guide", Phase.DRAFT)
    me = world.as_(ME)
    problem = refused(save(me, page["id"], page["revision"]["id"], "Trop tôt.\n"), 409, "window-closed")
    assert me.get(f"/v1/drafts/{problem['draft_id']}").json()["text"] == "Trop tôt.\n"
    refused(save(me, unaccepted["id"], unaccepted["revision"]["id"], "Trop tôt.\n"), 404, "not-found")
    refused(save(world.as_("guide-reader"), page["id"], 10**9, "Jamais.\n"), 403, "forbidden")


def test_the_same_key_saves_once(world: World) -> None:
    world.campaign()
    page = world.page(text=BASE)
    me, base = world.as_(ME), page["revision"]["id"]
    body = {"base_revision": base, "text": "Un seul.\n"}
    answers = [
        me.post(f"/v1/pages/{page['id']}/revisions", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert len(chain(world, page["id"])) == 2


def test_a_long_text_of_which_much_is_told_is_saved(world: World) -> None:
    """What is found apart comes back with what there is to say of it."""
    world.campaign()
    told = "\n\n".join(payload for payload in payloads() if "\0" not in payload)
    page = world.page(text=told)
    saved = world.edit(page, f"{told}\n\nUn mot.", by=ME)
    assert saved["notices"]
