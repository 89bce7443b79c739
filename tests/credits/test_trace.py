"""From a passage to who wrote it, how it was voted on and what was decided; no more than the caller may know."""

import pytest

from tests.credits.people import choose, peopled, written_by
from tests.credits.test_ledger import seal, vote
from tests.pages.acts import EDITOR, ME, refused, save
from tests.world import Json, World

TRACE = "/v1/campaigns/guide/trace"
HIDDEN = ("Morvan", "Okemba", "Guide-Editor")


def trace(world: World, page: Json | str, *, by: str | None = ME, **asked: str | int) -> Json:
    name = page if isinstance(page, str) else page["slug"]
    answer = world.as_(by).get(TRACE, params={"page": name, **asked})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.mark.usefixtures("told_at_once")
def test_a_passage_leads_to_its_revisions_authors_votes_and_decision(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un deux. Trois quatre."), ("zoe", "Un DEUX. Trois quatre."))
    vote(world, page, "idriss", "yves")
    found = trace(world, page, by="idriss", start=3, end=14)
    assert (found["text"], found["start"], found["end"], found["number"]) == ("DEUX. Trois", 3, 14, 2)
    spans = [(span["start"], span["end"], span["contributor"]["name"], span["number"]) for span in found["spans"]]
    assert spans == [(3, 7, "Zoé Okemba", 2), (7, 14, "Claire Morvan", 1)]
    history = world.as_(ME).get(f"/v1/pages/{page['id']}/revisions").json()["items"]
    assert [span["at"] for span in found["spans"]] == [item["created_at"] for item in history]
    first = found["spans"][0]
    assert (first["origin"], first["summary"]) == (page["revision"]["id"], "")
    assert first["page"] == {"id": page["id"], "slug": page["slug"]}
    assert found["ballots"] == {"approve": 2, "oppose": 0, "my_choice": "approve"}
    assert found["support"] == 2
    assert (found["decision"]["verdict"], found["decision"]["editor"]["name"]) == ("accept", "Guide-Editor")


@pytest.mark.slow
def test_spans_tile_the_passage_in_code_points(world: World) -> None:
    peopled(world)
    text = "Émoji 😀 et 日本語.\n\nUn e\u0301crit."
    page = written_by(world, ("claire", "Émoji 😀.\n\nUn e\u0301crit."), ("zoe", text))
    whole = trace(world, page)
    assert (whole["start"], whole["end"], whole["text"]) == (0, len(text), text)
    ends = [0, *(span["end"] for span in whole["spans"])]
    assert [span["start"] for span in whole["spans"]] == ends[:-1]
    assert ends[-1] == len(text)
    for start in range(len(text)):
        part = trace(world, str(page["id"]), start=start, end=start + 1)
        assert [(span["start"], span["end"]) for span in part["spans"]] == [(start, start + 1)]
        assert part["text"] == text[start]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"start": 0, "end": 9}, 422, "end"),
        ({"start": 8}, 422, "start"),
        ({"start": 9}, 422, "start"),
        ({"start": 3, "end": 3}, 422, "start"),
        ({"start": 4, "end": 2}, 422, "start"),
        ({"start": -1}, 422, "start"),
        ({"start": 0, "end": -1}, 422, "end"),
        ({"start": "a"}, 422, "start"),
        ({"start": 0, "end": 10**30}, 422, "end"),
        ({"start": 7, "end": 8}, 200, None),
        ({}, 200, None),
    ],
)
def test_a_passage_lies_in_the_text(world: World, asked: dict[str, str | int], status: int, field: str | None) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un deux."))
    answer = world.as_(ME).get(TRACE, params={"page": page["slug"], **asked})
    assert answer.status_code == status, answer.text
    if field is not None:
        assert answer.json()["errors"][0]["field"].endswith(field)
    refused(world.as_(ME).get(TRACE), 422, "invalid")


def test_an_empty_text_has_an_empty_trace(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."), ("zoe", ""))
    assert trace(world, page)["spans"] == []
    refused(world.as_(ME).get(TRACE, params={"page": page["slug"], "end": 1}), 422, "invalid")


@pytest.mark.slow
def test_readers_see_people_as_they_chose_and_nothing_of_the_work(world: World) -> None:
    peopled(world, visibility="public")
    page = written_by(world, ("claire", "Un deux."), ("zoe", "Un deux trois."))
    for name, naming in (("claire", "short"), ("zoe", "anonymous"), (EDITOR, "anonymous")):
        choose(world, name, naming)
    for caller in (None, "guide-reader"):
        found = trace(world, page, by=caller)
        assert [span["contributor"]["name"] for span in found["spans"]] == ["Claire M.", None, "Claire M."]
        assert [span["summary"] for span in found["spans"]] == [None] * 3
        assert (found["decision"]["verdict"], found["decision"]["reason"]) == ("accept", None)
        assert found["decision"]["editor"]["name"] is None
        assert not any(name in str(found) for name in HIDDEN)
        refused(world.as_(caller).get(TRACE, params={"page": page["slug"], "state": "latest"}), 401 + 2 * bool(caller),
                "forbidden" if caller else "not-authenticated")  # fmt: skip
    assert not any(name in str(trace(world, page, by=ME)) for name in HIDDEN)
    seen = trace(world, page, by=EDITOR)
    assert [span["contributor"]["person"]["name"] for span in seen["spans"]][:2] == ["Claire Morvan", "Zoé Okemba"]
    assert seen["spans"][0]["contributor"]["name"] == "Claire M."


def test_the_latest_text_is_traced_for_contributors(world: World) -> None:
    peopled(world)
    page = world.page(by="claire", text="Un.")
    refused(world.as_("guide-reader").get(TRACE, params={"page": page["slug"]}), 404, "not-found")
    refused(world.as_(ME).get(TRACE, params={"page": page["slug"]}), 404, "not-accepted-yet")
    found = trace(world, page, state="latest")
    assert (found["text"], found["decision"], found["ballots"]["approve"]) == ("Un.", None, 0)
    reject = {"reason": "Trop court."}
    world.as_(EDITOR).post(f"/v1/revisions/{page['revision']['id']}/reject", json=reject, headers={"If-Match": "*"})
    assert trace(world, page, state="latest")["decision"]["reason"] == "Trop court."


def test_what_the_policy_said_is_told_in_the_reader_s_language(world: World) -> None:
    peopled(world)
    world.as_("guide-admin").patch("/v1/campaigns/guide", json={"acceptance": "open"}, headers={"If-Match": "*"})
    page = world.page(by="claire", text="Un.")
    answers = {
        language: world.as_(ME).get(TRACE, params={"page": page["slug"]}, headers={"Accept-Language": language})
        for language in ("en", "fr")
    }
    assert {answer.headers["content-language"] for answer in answers.values()} == {"en", "fr"}
    assert answers["en"].headers["etag"] != answers["fr"].headers["etag"]
    english, french = (answer.json()["decision"] for answer in answers.values())
    assert english["reason"] == "In this campaign each revision is accepted as soon as it is saved."
    assert french["reason"].startswith("Dans cette campagne")
    assert english["reason_code"] == french["reason_code"] == "accepted-at-once"
    assert english["reason_parameters"] == {}
    hidden = world.as_("guide-reader").get(TRACE, params={"page": page["slug"]}).json()["decision"]
    assert [hidden[member] for member in ("reason", "reason_code", "reason_parameters")] == [None, None, None]


@pytest.mark.slow
def test_sealed_tallies_stay_sealed(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."))
    vote(world, page, "idriss")
    seal(world)
    for caller in ("guide-reader", "idriss", EDITOR):
        found = trace(world, page, by=caller)
        assert (found["ballots"]["approve"], found["ballots"]["oppose"], found["support"]) == (None, None, None)


@pytest.mark.slow
def test_words_from_a_hidden_page_keep_their_author_but_not_their_place(world: World) -> None:
    peopled(world)
    sentence = "Une phrase longue vaut mieux qu’un mot compliqué."
    source = written_by(world, ("claire", sentence), title="Source")
    page = written_by(world, ("zoe", f"{sentence}\n\nEt une autre."), title="Ailleurs")
    assert trace(world, page, end=10)["spans"][0]["page"]["slug"] == "source"
    world.as_(EDITOR).delete(f"/v1/pages/{source['id']}", headers={"If-Match": "*"})
    first = trace(world, page, end=10)["spans"][0]
    assert (first["contributor"]["name"], first["page"], first["number"]) == ("Claire Morvan", None, None)
    assert trace(world, page, by=EDITOR, end=10)["spans"][0]["page"]["slug"] == "source"
    refused(world.as_(ME).get(TRACE, params={"page": "source"}), 404, "not-found")


@pytest.mark.slow
def test_a_slug_comes_before_an_id_and_other_campaigns_have_no_pages_here(world: World) -> None:
    peopled(world)
    first = written_by(world, ("claire", "Un."), title="Un")
    named = written_by(world, ("zoe", "Deux."), title=str(first["id"]))
    assert trace(world, str(first["id"]))["page_id"] == named["id"]
    assert trace(world, str(named["id"]))["page_id"] == named["id"]
    world.campaign("other")
    elsewhere = world.page("other")
    for name in (str(elsewhere["id"]), "nowhere", "9" * 60, "½", ""):
        refused(world.as_(ME).get(TRACE, params={"page": name}), 404, "not-found")
    for caller in (None, "other-admin"):
        refused(world.as_(caller).get(TRACE, params={"page": "un"}), 404, "not-found")


@pytest.mark.slow
def test_an_unchanged_trace_is_not_sent_again(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."))
    url = f"{TRACE}?page={page['slug']}"
    tag = world.as_("guide-reader").get(url).headers["etag"]
    assert world.as_("guide-reader").get(url, headers={"If-None-Match": tag}).status_code == 304
    saved = save(world.as_(ME), page["id"], page["revision"]["id"], "Un deux.")
    world.accept(saved.json()["revision"]["id"], by=EDITOR)
    assert world.as_("guide-reader").get(url, headers={"If-None-Match": tag}).status_code == 200
