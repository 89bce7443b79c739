"""An edition freezes the ledger: exactly its texts, under the names people chose, for good."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import select

from app.campaigns.rules import Phase
from app.credits.lines import People
from app.guides import compiling, snapshot
from app.guides.book import Book
from app.guides.crediting import page_credit
from app.guides.formats import FORMATS, render
from app.guides.models import Artefact, Edition
from app.guides.verifying import noted, verify_edition
from app.text.tokens import tokens
from tests.credits.people import choose, peopled, written_by
from tests.guides.compiles import compiled, edition, unguarded
from tests.world import Json, World

CHOICES = {"claire": "full", "idriss": "short", "jean": "department", "zoe": "anonymous", "yves": "anonymous"}
HIDDEN = ("Benali", "Moreau", "Jean-Marc", "Okemba", "Zoé", "Le Goff", "Yves", "LeGoff")
"""Names, and parts of names, which their owners do not want to be printed."""


@pytest.fixture
def campaign(world: World) -> World:
    peopled(world)
    history = [("claire", "Une phrase longue vaut mieux qu’un mot compliqué.")]
    for words, name in enumerate(list(CHOICES)[1:], 1):
        history.append((name, history[-1][1] + "\n\nEncore" + words * " un mot" + "."))
    written_by(world, *history, title="Le premier")
    written_by(world, ("zoe", "Un texte sans nom."), title="Le second")
    for name, naming in CHOICES.items():
        choose(world, name, naming)
    world.phase("guide", Phase.REVIEW)
    return world


def files(world: World, made: Json) -> dict[str, bytes]:
    client = world.as_("guide-admin")
    return {item["name"]: client.get(item["path"]).content for item in made["artefacts"]}


def readable(name: str, data: bytes) -> str:
    """Return everything that a file says: of a PDF the text, the bookmarks and all that is not compressed."""
    if name.endswith(".pdf"):
        reader = PdfReader(BytesIO(data))
        said = [page.extract_text() for page in reader.pages]
        return " ".join([*said, str(reader.metadata), str(reader.outline), data.decode("latin-1")])
    return data.decode()


@pytest.mark.slow
def test_the_edition_holds_the_ledger_as_people_chose(campaign: World) -> None:
    made = edition(campaign, audience="public")
    facts = made["manifest"]
    assert [(one["name"], one["department"], one["people"]) for one in facts["contributors"]] == [
        ("Idriss B.", None, 1),
        ("Claire Morvan", "Sinistres", 1),
        (None, "Actuariat", 1),
        (None, None, 2),
    ]
    held = {page["slug"]: page["tokens"] for page in facts["pages"]}
    book = json.loads(files(campaign, made)["guide.json"])
    passages = [tip["passage"] for chapter in book["chapters"] for tip in chapter["tips"]]
    assert {passage["anchor"]: len(tokens(f"{passage['title']}\n{passage['text']}")) for passage in passages} == held
    assert {passage["anchor"]: passage["tokens"] for passage in passages} == held
    for page in facts["pages"]:
        given = [line["tokens"] for line in page["credits"]]
        assert sum(given) == page["tokens"]
        assert given == sorted(given, reverse=True)
    assert sum(one["tokens"] for one in facts["contributors"]) == sum(held.values()) == book["tokens"]
    assert round(sum(one["share"] for one in facts["contributors"]), 5) == 1
    assert {line["name"] for line in passages[0]["credits"]} == {"Claire Morvan", "Idriss B.", None}


@pytest.mark.slow
def test_nobody_who_hides_is_found_in_any_file(campaign: World) -> None:
    made = edition(campaign, audience="public")
    found = files(campaign, made)
    assert set(found) == {f"guide.{form}" for form in FORMATS}
    said = {name: readable(name, data) for name, data in found.items()}
    said["manifest"] = json.dumps(made["manifest"], ensure_ascii=False)
    for name, words in said.items():
        assert "Claire Morvan" in words, name
        assert [hidden for hidden in HIDDEN if hidden in words] == [], name
    # The scan finds who does not hide.
    for person in ("idriss", "jean", "zoe", "yves"):
        choose(campaign, person, "full")
    shown = {name: readable(name, data) for name, data in files(campaign, edition(campaign, audience="public")).items()}
    for name, words in shown.items():
        for hidden in ("Benali", "Moreau", "Okemba", "Le Goff"):
            assert hidden in words, (name, hidden)


@pytest.mark.slow
def test_who_is_not_named_is_thanked_in_words_and_signs_in_words(campaign: World) -> None:
    found = files(campaign, edition(campaign, audience="public"))
    markdown = found["guide.md"].decode()
    assert "Sous le nom de leur service\u00a0: Actuariat." in markdown
    assert "Et 2\u00a0personnes qui n’ont pas souhaité être nommées." in markdown
    signed = re.findall(r"^\*Écrit par (.*)\*$", markdown, re.MULTILINE)
    assert signed[0].startswith("Claire Morvan")
    assert signed[0].endswith("2\u00a0personnes anonymes")
    assert signed[1] == "une personne anonyme"


@pytest.mark.slow
def test_another_choice_changes_the_next_edition_and_no_sealed_one(campaign: World) -> None:
    first = edition(campaign, audience="public")
    before = files(campaign, first)
    choose(campaign, "zoe", "full")
    choose(campaign, "claire", "anonymous")
    again = campaign.as_("guide-admin").get(f"/v1/campaigns/guide/editions/{first['number']}").json()
    assert again["manifest"] == first["manifest"]
    assert files(campaign, again) == before
    with campaign.database.reading() as session:
        assert verify_edition(session, session.exec(select(Edition)).one()) == []
    second = edition(campaign, audience="public")
    assert second["number"] == first["number"] + 1
    names = [one["name"] for one in second["manifest"]["contributors"]]
    assert "Zoé Okemba" in names
    assert "Claire Morvan" not in names


@pytest.mark.slow
def test_a_choice_while_a_release_is_compiled_is_in_it(campaign: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[Json] = []

    def choosing(name: str, book: Book) -> bytes:
        if not chosen:
            chosen.append(choose(campaign, "claire", "anonymous"))
        return render(name, book)

    monkeypatch.setattr(compiling, "render", choosing)
    made = edition(campaign, audience="public")
    assert chosen
    assert "Claire Morvan" not in json.dumps(made["manifest"])


def _takes_one(people: People) -> list[dict[str, Any]]:
    lines = page_credit(people)
    lines[0]["tokens"] -= 1
    return lines


@pytest.mark.slow
def test_credit_that_does_not_add_up_is_found(campaign: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "page_credit", _takes_one)
    job = compiled(campaign, audience="public")
    assert job["state"] == "done"
    with campaign.database.reading() as session:
        broken = verify_edition(session, session.exec(select(Edition)).one())
    assert [sentence for sentence in broken if "page le-premier credits" in sentence]
    assert [sentence for sentence in broken if "do not add up to what the pages credit" in sentence]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "is_proven"), [("bonsens-edition/1", True), ("bonsens-edition/99", False)])
def test_an_edition_of_another_form_is_proven_by_what_was_sealed_if_it_is_older(
    campaign: World, monkeypatch: pytest.MonkeyPatch, form: str, *, is_proven: bool
) -> None:
    monkeypatch.setattr(snapshot, "FORMAT", form)
    edition(campaign, audience="public")
    monkeypatch.undo()
    with unguarded(campaign.database) as session:
        sealed = session.exec(select(Edition)).one()
        assert (verify_edition(session, sealed) == []) is is_proven
        assert any(form in sentence for sentence in noted(session, sealed))


@pytest.mark.slow
def test_a_changed_file_of_an_edition_of_an_older_form_is_found(
    campaign: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "FORMAT", "bonsens-edition/1")
    edition(campaign, audience="public")
    monkeypatch.undo()
    with unguarded(campaign.database) as session:
        artefact = session.exec(select(Artefact).where(Artefact.name == "guide.md")).one()
        artefact.data += b"and more"
        session.flush()
        broken = verify_edition(session, session.exec(select(Edition)).one())
    assert broken == ["Edition 1: guide.md is not the file that was sealed."]
