"""Who wrote what: words that are left, by who wrote them; decisions and votes apart; nobody told who hides.

Unless a page is given another title it has one of a single word, which whoever made the page is credited with.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from app.archive.importing import import_revisions
from app.archive.writing import Target
from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.clock import database_now
from tests.archive.files import row, written
from tests.credits.people import choose, ledger, peopled, written_by
from tests.pages.acts import EDITOR, ME, refused, save
from tests.world import Json, World

pytestmark = pytest.mark.databases

CONTRIBUTORS = "/v1/campaigns/guide/contributors"
CREDITS = "/v1/campaigns/guide/credits"
LATEST = "?state=latest"


def seal(world: World) -> None:
    with world.database.writing() as session:
        campaign: Campaign = get_campaign(session, "guide")
        campaign.sealed_tallies = True
        campaign.voting_closes_at = database_now(session) + timedelta(days=1)


def test_a_proofreader_is_credited_with_one_token(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Une phrase de six mot."), ("zoe", "Une phrase de six mots."))
    assert ledger(world, f"/v1/pages/{page['id']}/contributors") == [
        ("Claire Morvan", "Sinistres", 1, 6),
        ("Zoé Okemba", None, 1, 1),
    ]


def test_who_mends_nothing_but_a_title_is_named(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Une phrase."), title="Un titre avec une fote")
    saved = world.edit(page, "Une phrase.", by="zoe", title="Un titre avec une faute")["revision"]
    world.accept(saved["id"], by=EDITOR)
    for path in (f"/v1/pages/{page['id']}/contributors", CONTRIBUTORS):
        assert ledger(world, path) == [("Claire Morvan", "Sinistres", 1, 7), ("Zoé Okemba", None, 1, 1)]


@pytest.mark.slow
def test_edit_wars_junk_and_what_did_not_survive_earn_nothing(world: World) -> None:
    peopled(world)
    one, other = "Le premier texte, écrit avec soin.", "Autre chose."
    page = written_by(world, ("claire", one), *[("idriss", other), ("yves", one)] * 3)
    junk = written_by(world, ("jean", "Du texte."), ("zoe", "asdf asdf asdf asdf"), ("jean", "Du texte."))
    assert ledger(world, f"/v1/pages/{page['id']}/contributors") == [("Claire Morvan", "Sinistres", 1, 9)]
    assert ledger(world, f"/v1/pages/{junk['id']}/contributors") == [("Jean-Marc Moreau", "Actuariat", 1, 4)]
    assert ledger(world, CONTRIBUTORS) == [
        ("Claire Morvan", "Sinistres", 1, 9),
        ("Jean-Marc Moreau", "Actuariat", 1, 4),
    ]


def test_words_moved_to_another_page_stay_whose_they_are(world: World) -> None:
    peopled(world)
    sentence = "Une phrase longue vaut mieux qu’un mot compliqué."
    written_by(world, ("claire", sentence))
    page = written_by(world, ("zoe", f"{sentence}\n\nEt une autre."), title="Ailleurs")
    assert ledger(world, f"/v1/pages/{page['id']}/contributors") == [
        ("Claire Morvan", "Sinistres", 1, 11),
        ("Zoé Okemba", None, 1, 5),
    ]


def test_the_figures_of_a_line(world: World) -> None:
    peopled(world)
    page = written_by(
        world, ("claire", "Un deux."), ("zoe", "Un deux trois quatre."), ("claire", "Zéro un deux trois.")
    )
    written_by(world, ("claire", "Cinq six."), title="Autre")
    answer = world.as_("guide-reader").get(CONTRIBUTORS).json()
    first = answer["items"][0]
    assert answer["tokens"] == sum(item["tokens"] for item in answer["items"]) == 10
    assert (first["name"], first["tokens"], first["share"], first["pages"]) == ("Claire Morvan", 9, 0.9, 2)
    history = world.as_(ME).get(f"/v1/pages/{page['id']}/revisions").json()["items"]
    assert first["first_at"] == history[-1]["created_at"]
    assert first["revisions"] == 3
    alone = world.as_("guide-reader").get(f"/v1/pages/{page['id']}/contributors").json()["items"][0]
    assert (alone["tokens"], alone["pages"], alone["first_at"]) == (5, 1, history[-1]["created_at"])
    assert alone["last_at"] == history[0]["created_at"]


@pytest.mark.slow
def test_accepted_text_counts_unless_the_latest_is_asked_for(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Accepté."))
    world.edit(page, "Accepté. Et plus.", by="zoe")
    world.page(by="yves", text="Pas accepté.", title="Autre")
    hidden = written_by(world, ("jean", "Caché."), title="Cachée")
    world.as_(EDITOR).delete(f"/v1/pages/{hidden['id']}", headers={"If-Match": "*"})
    both = f"/v1/pages/{page['id']}/contributors"
    assert ledger(world, both) == ledger(world, CONTRIBUTORS) == [("Claire Morvan", "Sinistres", 1, 3)]
    assert ledger(world, both + LATEST, by=ME) == [("Claire Morvan", "Sinistres", 1, 3), ("Zoé Okemba", None, 1, 3)]
    assert [line[0] for line in ledger(world, CONTRIBUTORS + LATEST, by=ME)] == [
        "Yves Le Goff",
        "Claire Morvan",
        "Zoé Okemba",
    ]
    for path in (both, CONTRIBUTORS, CREDITS):
        refused(world.as_("guide-reader").get(path + LATEST), 403, "forbidden")


@pytest.mark.slow
def test_everybody_appears_as_they_chose_and_editors_see_who_it_is(world: World) -> None:
    peopled(world, visibility="public")
    page = written_by(
        world,
        ("claire", "A."),
        ("idriss", "A. B c."),
        ("jean", "A. B c. D e f."),
        ("zoe", "A. B c. D e f. G h i j."),
        ("yves", "A. B c. D e f. G h i j. K l m n o."),
    )
    for name, naming in (
        *(("claire", "short"), ("idriss", "department"), ("jean", "department")),
        *(("zoe", "anonymous"), ("yves", "anonymous")),
    ):
        choose(world, name, naming)
    shown = [(None, None, 2, 11), (None, "Actuariat", 2, 7), ("Claire M.", None, 1, 3)]
    for path in (f"/v1/pages/{page['id']}/contributors", CONTRIBUTORS):
        for caller in (None, "guide-reader", ME):
            assert ledger(world, path, by=caller) == shown
            told = world.as_(caller).get(path).text
            assert not any(name in told for name in ("Morvan", "Idriss", "Moreau", "Okemba", "Yves"))
        items = world.as_(EDITOR).get(path).json()["items"]
        assert [(item["naming"], item["person"]["name"], item["name"], item["tokens"]) for item in items] == [
            ("anonymous", "Yves Le Goff", None, 6),
            ("anonymous", "Zoé Okemba", None, 5),
            ("department", "Jean-Marc Moreau", None, 4),
            ("department", "Idriss Benali", None, 3),
            ("short", "Claire Morvan", "Claire M.", 3),
        ]


@pytest.mark.slow
def test_reviews_are_counted_apart(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."))
    second = world.edit(page, "Un deux.", by="claire")["revision"]["id"]
    world.accept(second, by="guide-admin")
    other = written_by(world, ("guide-editor", "Trois."), title="Autre")
    answer = world.as_("guide-reader").get(CONTRIBUTORS).json()
    assert [(item["name"], item["reviews"]) for item in answer["reviewers"]] == [
        ("Guide-Editor", 2),
        ("Guide-Admin", 1),
    ]
    assert [(item["name"], item["tokens"]) for item in answer["items"]] == [("Claire Morvan", 4), ("Guide-Editor", 3)]
    alone = world.as_("guide-reader").get(f"/v1/pages/{other['id']}/contributors").json()
    assert [(item["name"], item["reviews"]) for item in alone["reviewers"]] == [("Guide-Editor", 1)]
    choose(world, "guide-editor", "anonymous")
    hidden = world.as_("guide-reader").get(CONTRIBUTORS).json()["reviewers"]
    assert [(item["name"], item["person"], item["reviews"]) for item in hidden] == [
        (None, None, 2),
        ("Guide-Admin", None, 1),
    ]


def vote(world: World, page: Json, *names: str) -> None:
    for name in names:
        path = f"/v1/revisions/{page['revision']['id']}/ballot"
        assert world.as_(name).put(path, json={"choice": "approve"}).status_code == 200
        assert world.as_(name).put(f"/v1/pages/{page['id']}/support").status_code == 200


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_votes_are_totals_and_the_callers_own(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."))
    vote(world, page, "idriss", "jean", "zoe")
    hidden = written_by(world, ("claire", "Deux."), title="Autre")
    vote(world, hidden, "idriss")
    world.as_(EDITOR).delete(f"/v1/pages/{hidden['id']}", headers={"If-Match": "*"})
    for path in (CONTRIBUTORS, CREDITS):
        assert world.as_("guide-reader").get(path).json()["votes"] is None
        for name, own in (("idriss", 1), ("yves", 0), (EDITOR, 0)):
            assert world.as_(name).get(path).json()["votes"] == {
                "ballots": 3,
                "support": 3,
                "my_ballots": own,
                "my_support": own,
            }
    seal(world)
    for path in (CONTRIBUTORS, CREDITS):
        assert world.as_("idriss").get(path).json()["votes"] == {
            "ballots": None,
            "support": None,
            "my_ballots": 1,
            "my_support": 1,
        }


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_nothing_tells_how_often_somebody_else_voted(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."), ("idriss", "Un deux."))
    paths = (CONTRIBUTORS, CREDITS, f"/v1/pages/{page['id']}/contributors", f"{CREDITS}?format=csv")
    vote(world, page, "jean")
    before = {path: world.as_(EDITOR).get(path).text for path in paths}
    # One ballot goes, another comes: the totals are the same, and so is everything that is told.
    world.as_("jean").delete(f"/v1/revisions/{page['revision']['id']}/ballot")
    world.as_("jean").delete(f"/v1/pages/{page['id']}/support")
    vote(world, page, "claire")
    assert {path: world.as_(EDITOR).get(path).text for path in paths} == before
    vote(world, page, "jean")
    assert {path: world.as_(EDITOR).get(path).text for path in paths} != before


def test_imported_authors_are_named_as_they_were_imported(world: World, tmp_path: Path) -> None:
    peopled(world)
    file = written(tmp_path / "history.jsonl", row("a.md", 1, "Un texte.", author="Anne-Lise Évrard"))
    # The title is the name of the file, which has one token.
    import_revisions(
        world.database,
        world.actor("guide-admin"),
        file,
        Target("guide", "t1"),
        max_text_bytes=4096,
        progress=lambda _done, _all: None,
    )
    assert ("Anne-Lise Évrard", None, 1, 4) in ledger(world, CONTRIBUTORS + LATEST, by=ME)


def test_the_list_has_pages(world: World) -> None:
    peopled(world)
    for number, name in enumerate(("claire", "idriss", "zoe"), 1):
        written_by(world, (name, "mot " * number), title=name)
    first = world.as_("guide-reader").get(f"{CONTRIBUTORS}?limit=2")
    rest = world.as_("guide-reader").get(first.links["next"]["url"])
    names = [item["name"] for answer in (first, rest) for item in answer.json()["items"]]
    assert names == ["Zoé Okemba", "Idriss Benali", "Claire Morvan"]
    assert rest.json()["next"] is None
    assert first.json()["tokens"] == rest.json()["tokens"] == 9
    refused(world.as_("guide-reader").get(f"{CONTRIBUTORS}?after=WyJ4Il0"), 422, "invalid")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the list of statements that are executed."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.slow
@pytest.mark.parametrize("path", [CONTRIBUTORS, CREDITS, CONTRIBUTORS + LATEST])
def test_the_number_of_statements_does_not_grow(world: World, path: str) -> None:
    peopled(world)

    def statements() -> int:
        with counted() as found:
            assert world.as_(EDITOR).get(path).status_code == 200
        return len(found)

    written_by(world, ("claire", "Un."))
    few = statements()
    for number in range(6):
        written_by(
            world, ("claire", "Un deux."), ("idriss", "Un deux trois."), ("zoe", "Zéro. Un."), title=f"T{number}"
        )
    assert statements() == few <= 12


@pytest.mark.slow
def test_an_unchanged_ledger_is_not_sent_again(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."))
    client = world.as_("guide-reader")
    for path in (CONTRIBUTORS, CREDITS, f"{CREDITS}?format=csv", f"/v1/pages/{page['id']}/contributors"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    choose(world, "claire", "short")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.slow
def test_a_hidden_campaign_has_no_ledger(world: World) -> None:
    peopled(world)
    page = written_by(world, ("claire", "Un."))
    world.campaign("other")
    for path in (CONTRIBUTORS, CREDITS, f"/v1/pages/{page['id']}/contributors"):
        for caller in (None, "other-admin"):
            refused(world.as_(caller).get(path), 404, "not-found")


def test_a_page_without_accepted_text_has_no_contributors_for_readers(world: World) -> None:
    peopled(world)
    page = world.page(by="claire")
    path = f"/v1/pages/{page['id']}/contributors"
    refused(world.as_("guide-reader").get(path), 404, "not-found")
    refused(world.as_(ME).get(path), 404, "not-accepted-yet")
    saved = save(world.as_("claire"), page["id"], page["revision"]["id"], "")
    assert saved.status_code == 201
    assert ledger(world, path + LATEST, by=ME) == [("Claire Morvan", "Sinistres", 1, 1)]
