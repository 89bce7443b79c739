"""Who took part in the discussion, and what was said about a passage: apart from authorship, and not for readers."""

import csv
import io

import pytest

from tests.credits.people import choose, ledger, peopled, written_by
from tests.discussions.acts import TEXT, act, hide, say, span_of, take_back
from tests.pages.acts import EDITOR, ME
from tests.world import Json, World

CONTRIBUTORS, CREDITS, TRACE = (f"/v1/campaigns/guide/{part}" for part in ("contributors", "credits", "trace"))


def discussed(world: World) -> tuple[Json, Json]:
    """Make two pages on which people who are named in different ways commented; return the pages."""
    peopled(world)
    first, second = written_by(world, ("claire", TEXT)), written_by(world, ("zoe", TEXT), title="Autre")
    for name, page, times in (("claire", first, 2), ("idriss", first, 3), ("jean", second, 1), ("yves", first, 1)):
        for number in range(times):
            say(world, page, f"Et {number} ?", by=name)
    hide(world, say(world, first, "Un gros mot", by="zoe"))
    take_back(world, say(world, first, "Un oubli", by="yves"), by="yves")
    for name, naming in (("claire", "short"), ("idriss", "department"), ("jean", "department"), ("yves", "anonymous")):
        choose(world, name, naming)
    return first, second


def told(world: World, path: str, *, by: str | None = ME) -> list[tuple[object, ...]] | None:
    lines = world.as_(by).get(path).json()["commenters"]
    if lines is None:
        return None
    return [(line["name"], line["department"], line["people"], line["comments"]) for line in lines]


@pytest.mark.slow
def test_commenters_stand_apart_as_they_chose_to_be_named(world: World) -> None:
    first, second = discussed(world)
    wanted = [(None, "Actuariat", 2, 4), ("Claire M.", None, 1, 2), (None, None, 1, 1)]
    for path in (CONTRIBUTORS, CREDITS):
        assert told(world, path) == wanted
    assert told(world, f"/v1/pages/{first['id']}/contributors") == [
        (None, "Actuariat", 1, 3),
        ("Claire M.", None, 1, 2),
        (None, None, 1, 1),
    ]
    assert told(world, f"/v1/pages/{second['id']}/contributors") == [(None, "Actuariat", 1, 1)]
    lines = world.as_(EDITOR).get(CREDITS).json()["commenters"]
    assert [(line["person"]["name"], line["comments"]) for line in lines] == [
        ("Idriss Benali", 3),
        ("Claire Morvan", 2),
        ("Yves Le Goff", 1),
        ("Jean-Marc Moreau", 1),
    ]


def test_comments_earn_no_token(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", TEXT))
    before = ledger(world, CONTRIBUTORS)
    for _ in range(3):
        say(world, page, "Fermez la porte le soir.", by="idriss")
    assert ledger(world, CONTRIBUTORS) == before
    assert [line[0] for line in before] == ["Claire Morvan"]


@pytest.mark.slow
def test_readers_are_not_told_who_talks(world: World) -> None:
    first, _ = discussed(world)
    for path in (CONTRIBUTORS, CREDITS, f"/v1/pages/{first['id']}/contributors"):
        assert told(world, path, by="guide-reader") is None


@pytest.mark.slow
def test_what_is_said_on_hidden_pages_is_not_counted(world: World) -> None:
    first, _ = discussed(world)
    world.as_(EDITOR).delete(f"/v1/pages/{first['id']}", headers={"If-Match": "*"})
    assert told(world, CONTRIBUTORS) == [(None, "Actuariat", 1, 1)]


@pytest.mark.slow
def test_commenters_can_be_taken_away_as_a_table(world: World) -> None:
    discussed(world)
    table = world.as_(EDITOR).get(f"{CREDITS}?format=csv&by=commenter").content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(table))
    assert header == ["name", "department", "naming", "people", "person_name", "person_department", "comments"]
    assert rows[0] == ["", "Actuariat", "department", "1", "Idriss Benali", "Actuariat", "3"]
    assert len(rows) == 4
    silent = world.as_("guide-reader").get(f"{CREDITS}?format=csv&by=commenter").content.decode("utf-8-sig")
    assert [*csv.reader(io.StringIO(silent))] == [header]
    assert "comments" not in world.as_(EDITOR).get(f"{CREDITS}?format=csv").text


def trace(world: World, page: Json, words: str, text: str = TEXT, **asked: str | None) -> Json:
    by = asked.pop("by", ME)
    asked = {"page": page["slug"], "state": "latest", **span_of(words, text), **asked}
    answer = world.as_(by).get(TRACE, params=asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.mark.slow
def test_a_trace_tells_what_is_said_about_its_passage(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", TEXT))
    light = say(world, page, "Laquelle ?", **span_of("la lumière"))
    reply = say(world, page, "Toutes.", by="zoe", parent_id=light["id"])
    beside = say(world, page, "Et la nuit ?", by="zoe", parent_id=light["id"], **span_of("le soir"))
    say(world, page, "Sur toute la page")
    door = say(world, page, "Quelle porte ?", **span_of("la porte"))
    other = say(world, page, "Ici", **span_of("cuisine"))
    hide(world, say(world, page, "Un gros mot", **span_of("la lumière")))
    take_back(world, say(world, page, "Un oubli", **span_of("la lumière")))
    act(world, light, "resolve")
    found = trace(world, page, "Éteignez la lumière")["comments"]
    assert [comment["id"] for comment in found] == [light["id"], reply["id"], beside["id"]]
    assert [comment["text"] for comment in found] == ["Laquelle ?", "Toutes.", "Et la nuit ?"]
    assert (found[0]["now"], found[0]["resolved"]) == (span_of("la lumière"), True)
    assert [comment["id"] for comment in trace(world, page, "porte le soir")["comments"]] == [beside["id"], door["id"]]
    assert trace(world, page, "Rangez 😀")["comments"] == []
    assert [comment["id"] for comment in trace(world, page, "Rangez 😀 la cuisine")["comments"]] == [other["id"]]


def test_a_passage_is_followed_into_the_text_that_is_traced(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", TEXT))
    comment = say(world, page, "Laquelle ?", **span_of("la lumière"))
    text = "Avant tout, respirez.\n\n" + TEXT.replace("la lumière", "la petite lumière")
    saved = world.edit(page, text, by=ME)["revision"]
    newer = say(world, page, "Pourquoi ?", **span_of("respirez", text))
    latest = trace(world, page, "petite", text)["comments"]
    assert [(said["id"], said["now"]) for said in latest] == [(comment["id"], span_of("la petite lumière", text))]
    # Readers see the older text still, in which the newer comment has no place.
    accepted = trace(world, page, "lumière", state="accepted")["comments"]
    assert [(said["id"], said["now"]) for said in accepted] == [(comment["id"], span_of("la lumière"))]
    assert newer["id"] not in {said["id"] for said in trace(world, page, TEXT, state="accepted")["comments"]}
    world.accept(saved["id"], by=EDITOR)
    assert [said["id"] for said in trace(world, page, text, text, state="accepted")["comments"]] == [
        comment["id"],
        newer["id"],
    ]


def test_the_trace_of_a_reader_tells_no_comment(world: World) -> None:
    peopled(world, visibility="public")
    page = written_by(world, ("claire", TEXT))
    say(world, page, "Laquelle ?", **span_of("la lumière"))
    for caller in (None, "guide-reader"):
        assert trace(world, page, "lumière", by=caller, state="accepted")["comments"] is None
