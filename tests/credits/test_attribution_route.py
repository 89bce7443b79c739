"""The route that tells who wrote what: spans that tile the text, for whoever may read the revision."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from sqlalchemy import event, text

from app.campaigns.rules import Phase
from app.db import Database
from app.text.attribution_views import POLICY
from tests.credits.people import choose, peopled, written_by
from tests.pages.acts import EDITOR, ME, refused, save
from tests.world import Json, World

TEXT = "Le chat 🐈 noir dort.\n\nLe chien du voisin aboie toute la nuit.\n"


def path(revision: Json) -> str:
    return f"/v1/revisions/{revision['id']}/attribution"


def mended(world: World) -> tuple[Json, Json]:
    """Return a page and its second revision, in which an editor changed a word and added a sentence."""
    world.campaign()
    page = world.page(text=TEXT)
    saved = world.edit(page, TEXT.replace("noir", "gris") + "\nC'est dit.\n", by=EDITOR)
    return page, saved["revision"]


def test_spans_tile_the_text_and_name_where_it_comes_from(world: World) -> None:
    page, revision = mended(world)
    body = world.as_(ME).get(path(revision)).json()
    assert (body["revision_id"], body["page_id"], body["tokens"]) == (revision["id"], page["id"], 21)
    spans = body["spans"]
    assert (spans[0]["start"], spans[-1]["end"]) == (0, len(revision["text"]))
    assert all(before["end"] == after["start"] for before, after in pairwise(spans))
    words = [(revision["text"][span["start"] : span["end"]], span["contributor"]["name"]) for span in spans]
    assert words == [
        ("Le chat 🐈 ", "Guide-Contributor"),
        ("gris ", "Guide-Editor"),
        ("dort.\n\nLe chien du voisin aboie toute la nuit.\n\n", "Guide-Contributor"),
        ("C'est dit.\n", "Guide-Editor"),
    ]
    first = page["revision"]
    assert spans[0] | {"contributor": None} == {
        "start": 0,
        "end": 10,
        "origin": first["id"],
        "campaign": "guide",
        "number": 1,
        "page": {"id": page["id"], "slug": page["slug"]},
        "summary": "",
        "contributor": None,
        "at": first["created_at"],
    }
    assert spans[0]["contributor"] == {
        "naming": "full",
        "name": "Guide-Contributor",
        "department": None,
        "person": None,
    }
    (titled,) = body["title_spans"]
    assert (titled["start"], titled["end"], titled["contributor"]["name"]) == (0, len("Titre"), "Guide-Contributor")
    totals = [(credited["name"], credited["tokens"]) for credited in body["contributors"]]
    assert totals == [("Guide-Contributor", 15), ("Guide-Editor", 6)]
    assert [credited["share"] for credited in body["contributors"]] == [round(15 / 21, 6), round(6 / 21, 6)]


def test_an_empty_text_has_no_spans(world: World) -> None:
    world.campaign()
    gone = world.edit(world.page(text=TEXT), "", by=ME)["revision"]
    body = world.as_(ME).get(path(gone)).json()
    assert (body["tokens"], body["spans"], len(body["title_spans"])) == (1, [], 1)
    assert [(line["name"], line["tokens"]) for line in body["contributors"]] == [("Guide-Contributor", 1)]
    assert "There is no text." in world.as_(ME).get(f"{path(gone)}?format=html").text


def test_a_mended_title_is_told_word_by_word(world: World) -> None:
    world.campaign()
    page = world.page(text=TEXT, title="Vivre avec un 🐈 gris")
    revision = world.edit(page, TEXT, by=EDITOR, title="Vivre avec un 🐈 noir")["revision"]
    body = world.as_(ME).get(path(revision)).json()
    words = [(span["start"], span["end"], span["contributor"]["name"]) for span in body["title_spans"]]
    assert words == [(0, 16, "Guide-Contributor"), (16, 20, "Guide-Editor")]
    assert {span["contributor"]["name"] for span in body["spans"]} == {"Guide-Contributor"}
    html = world.as_(ME).get(f"{path(revision)}?format=html").text
    heading = html.partition("<h1")[2].partition("</h1>")[0]
    assert 'aria-label="2: Guide-Editor"' in heading
    assert ">noir</span>" in heading


def test_whoever_may_read_the_revision_may_know_who_wrote_it(world: World) -> None:
    page, revision = mended(world)
    world.user("outsider")
    for username in (None, "outsider", "guide-reader"):
        refused(world.as_(username).get(path(revision)), 404, "not-found")
    world.accept(revision["id"], by=EDITOR)
    later = world.edit({**page, "revision": revision}, TEXT, by=ME)["revision"]
    shown, told = (world.as_(name).get(path(revision)).json()["spans"] for name in ("guide-reader", EDITOR))
    places = [[(span["start"], span["end"], span["contributor"]["name"]) for span in spans] for spans in (shown, told)]
    assert places[0] == places[1]
    for hidden in (page["revision"], later):
        refused(world.as_("guide-reader").get(path(hidden)), 404, "not-found")
        assert world.as_(ME).get(path(hidden)).status_code == 200
    for username in (None, "outsider"):
        refused(world.as_(username).get(path(revision)), 404, "not-found")
    refused(world.as_(ME).get("/v1/revisions/999999/attribution"), 404, "not-found")


def test_where_a_passage_stood_before_is_told_to_those_who_may_go_there(world: World) -> None:
    world.campaign(visibility="public")
    secret = world.page(text=TEXT, title="Plan secret", by=EDITOR)
    copied = world.page(text=TEXT, title="Copie")
    world.accept(copied["revision"]["id"], by=EDITOR)
    place = {"id": secret["id"], "slug": "plan-secret"}
    for username, number, page in (
        (ME, 1, place),
        (EDITOR, 1, place),
        ("guide-reader", None, None),
        (None, None, None),
    ):
        (span,) = world.as_(username).get(path(copied["revision"])).json()["spans"]
        assert (span["number"], span["page"]) == (number, page), username
        assert (span["origin"], span["contributor"]["name"]) == (secret["revision"]["id"], "Guide-Editor")
        html = world.as_(username).get(f"{path(copied['revision'])}?format=html").text
        assert ("plan-secret" in html) == (page is not None), username
    world.as_(EDITOR).delete(f"/v1/pages/{secret['id']}", headers={"If-Match": "*"})
    assert world.as_(ME).get(path(copied["revision"])).json()["spans"][0]["page"] is None
    assert world.as_(EDITOR).get(path(copied["revision"])).json()["spans"][0]["page"] == place


def test_it_stays_after_the_window(world: World) -> None:
    _, revision = mended(world)
    world.accept(revision["id"], by=EDITOR)
    for phase in (Phase.REVIEW, Phase.PUBLISHED):
        world.phase("guide", phase)
        assert world.as_("guide-reader").get(path(revision)).status_code == 200


def test_a_client_that_has_it_is_told_so(world: World) -> None:
    _, revision = mended(world)
    tags = set()
    for address in (path(revision), f"{path(revision)}?format=html"):
        tag = world.as_(ME).get(address).headers["etag"]
        tags.add(tag)
        again = world.as_(ME).get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        with world.database.writing() as session:
            session.connection().execute(
                text("UPDATE user_account SET name = name || '!' WHERE username = :me"), {"me": ME}
            )
        assert world.as_(ME).get(address, headers={"If-None-Match": tag}).status_code == 200
    assert len(tags) == 2


def test_the_page_to_look_at_has_the_text_and_runs_nothing(world: World) -> None:
    world.campaign(language="it")
    page = world.page(text="Un <script>alert(1)</script> deux.\n", title="Titre <b>")
    answer = world.as_(ME).get(f"{path(page['revision'])}?format=html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    assert '<article lang="it">' in answer.text
    assert "Un &lt;script&gt;alert(1)&lt;/script&gt; deux.\n" in answer.text
    assert "1: Guide-Contributor" in answer.text
    assert "<script" not in answer.text
    assert world.as_(ME).get(f"{path(page['revision'])}?format=pdf").status_code == 422


def test_the_page_names_people_as_they_chose_and_to_editors_as_they_are(world: World) -> None:
    peopled(world, visibility="public")
    page = written_by(
        world, ("claire", "Un."), ("idriss", "Un deux."), ("jean", "Un deux trois."), ("zoe", "Zéro. Un deux trois.")
    )
    for name, naming in (("claire", "short"), ("idriss", "department"), ("jean", "department"), ("zoe", "anonymous")):
        choose(world, name, naming)
    address = f"{path(page['revision'])}?format=html"
    for caller in (None, "guide-reader", ME):
        html = world.as_(caller).get(address).text
        for shown in ("Claire M.", "Actuariat (2)", "Not named"):
            assert shown in html
        assert not any(name in html for name in ("Morvan", "Benali", "Moreau", "Okemba"))
    html = world.as_(EDITOR).get(address).text
    assert all(name in html for name in ("Claire Morvan", "Idriss Benali", "Jean-Marc Moreau", "Zoé Okemba"))


def test_what_is_missing_is_said(world: World) -> None:
    page, _ = mended(world)
    with world.database.writing() as session:
        session.connection().execute(text("DELETE FROM attribution"))
    problem = refused(world.as_(ME).get(path(page["revision"])), 409, "attribution-missing")
    assert problem["revision"] == page["revision"]["id"]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", count)


@pytest.mark.slow
def test_reading_costs_the_same_however_long_the_history(world: World) -> None:
    page, revision = mended(world)
    with counted(world.database) as early:
        world.as_(ME).get(path(revision))
    head = revision
    for number in range(30):
        client = world.as_(ME if number % 2 else EDITOR)
        head = save(client, page["id"], head["id"], f"{head['text']}\nPhrase {number}.\n").json()["revision"]
    with counted(world.database) as late:
        spans = world.as_(ME).get(path(head)).json()["spans"]
    assert len(spans) > 30
    # One of them asks how long the text is: what is long waits for its turn before anything is read.
    assert len(early) == len(late) <= 7
