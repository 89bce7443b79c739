"""The demo plays the whole story on a real server and leaves the whole guide."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from app.audit.service import verify_chains
from app.campaigns.models import Campaign
from app.campaigns.rules import Phase, phase_at
from app.clock import database_now
from app.db import Database
from app.demo.player import StoryBroken, changed
from app.demo.stage import FORMATS, PEOPLE, play_demo
from app.demo.story import OPEN, Step, StoryUnreadable, load_story, step_of
from app.discussions.counting import verify_comments
from app.discussions.models import Comment
from app.discussions.placing import Places
from app.discussions.reading import passages_on
from app.guides.models import Edition
from app.guides.verifying import verify_edition
from app.identity.models import User
from app.pages.models import Draft, Page
from app.pages.revisions.verifying import count_revisions, verify_revisions
from app.pages.rules import DraftReason
from app.text.tokens import tokens

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    play_demo(folder, serve=False, port=0)
    return folder


@pytest.mark.covers
def test_the_demo_leaves_a_guide_of_four_chapters_and_twenty_tips(played: Path) -> None:
    assert {path.name for path in played.glob("guide.*")} == {f"guide.{form}" for form in FORMATS}
    story = load_story()
    book = json.loads((played / "guide.json").read_bytes())
    assert (book["kind"], book["audience"], book["title"]) == ("release", "public", story.campaign["title"])
    assert [chapter["question"] for chapter in book["chapters"]] == [theme["question"] for theme in story.themes]
    tips = [tip for chapter in book["chapters"] for tip in chapter["tips"]]
    assert [tip["number"] for tip in tips] == list(range(1, 21))
    singles = ("editorial", "foreword", "conclusion", "glossary", "bibliography")
    passages = [tip["passage"] for tip in tips] + [book[name] for name in singles] + book["notions"]
    passages += [chapter["introduction"] for chapter in book["chapters"]]
    assert {passage["anchor"]: passage["text"] for passage in passages} == story.final_texts
    pdf = squeezed("".join(page.extract_text() for page in PdfReader(played / "guide.pdf").pages))
    html = squeezed((played / "guide.html").read_text("utf-8"))
    markdown = squeezed((played / "guide.md").read_text("utf-8"))
    for tip in tips:
        title = squeezed(tip["passage"]["title"])
        assert title in html
        assert title in markdown
        assert title.replace("-", "") in pdf.replace("-", "").replace("\u00ad", ""), title
    for person in book["contributors"]:
        assert squeezed(person["name"] or person["department"] or "") in pdf


def test_the_guide_of_the_demo_names_everybody_as_they_chose(played: Path) -> None:
    story = load_story()
    book = json.loads((played / "guide.json").read_bytes())
    naming = {name: step.facts["naming"] for step in story.steps if step.kind == "credit" for name in step.by}
    listed = {(person["name"], person["department"], person["people"]) for person in book["contributors"]}
    assert {("Gaëlle L.", None, 1), ("Paulo D.", None, 1)} <= listed
    assert {(None, "Service courrier", 1), (None, "Achats", 1), (None, None, 2)} <= listed
    files = {form: (played / f"guide.{form}").read_bytes().decode("utf-8", "replace") for form in FORMATS}
    files["pdf"] = "".join(page.extract_text() for page in PdfReader(played / "guide.pdf").pages)
    hidden = [person.name for person in story.people if naming.get(person.username, "full") != "full"]
    assert len(hidden) == 6
    for form, words in files.items():
        assert squeezed("Inès Fontaine") in squeezed(words)
        assert [name for name in hidden if squeezed(name) in squeezed(words)] == [], form
    passages = [tip["passage"] for chapter in book["chapters"] for tip in chapter["tips"]]
    for passage in passages:
        assert passage["tokens"] == len(tokens(f"{passage['title']}\n{passage['text']}"))


def test_everything_that_the_demo_stored_holds(played: Path) -> None:
    database = Database(f"sqlite:///{played / 'bonsens.sqlite'}")
    with database.reading() as session:
        assert count_revisions(session) > 60
        assert [broken for broken in verify_revisions(session) if broken] == []
        (edition,) = session.exec(select(Edition)).all()
        assert verify_edition(session, edition) == []
        assert verify_chains(session) == []
    database.dispose()


def test_the_demo_leaves_a_discussion(played: Path) -> None:
    database = Database(f"sqlite:///{played / 'bonsens.sqlite'}")
    with database.reading() as session:
        assert [*verify_comments(session)] == []
        told = [step.facts["text"] for step in both_stories() if step.kind in {"comment", "reply"}]
        comments = session.exec(select(Comment).order_by(col(Comment.id))).all()
        assert [comment.text for comment in comments] == told
        assert sum(comment.resolved_at is not None for comment in comments) == 3
        found: dict[str, bool] = {}
        for page in session.exec(select(Page)):
            assert page.id is not None
            passages = passages_on(session, page.id)
            places = Places.of(session, passages, page.head_id)
            found |= {place.quote: place.now is not None for row in passages if (place := places.place(row))}
    database.dispose()
    assert found == {
        "déjeunez ensemble une fois par mois": True,
        "Demandez à l’informatique si vous ne savez pas quel outil utiliser.": False,
        "Retirer le nom ne suffit pas": True,
        "toujours sûr d’elle": True,
        "un code par **SMS**": True,
    }


def test_the_demo_leaves_a_campaign_in_which_visitors_can_write(played: Path) -> None:
    story = load_story(OPEN)
    database = Database(f"sqlite:///{played / 'bonsens.sqlite'}")
    with database.reading() as session:
        campaign = session.exec(select(Campaign).where(col(Campaign.slug) == story.campaign["slug"])).one()
        assert phase_at(database_now(session), campaign.opens_at, campaign.closes_at, None) is Phase.OPEN
        (draft,) = session.exec(select(Draft).join(Page).where(Page.campaign_id == campaign.id)).all()
        author = session.get_one(User, draft.user_id)
    database.dispose()
    visitor = json.loads((played / PEOPLE).read_bytes())["people"][0]
    assert (draft.reason, author.username) == (DraftReason.CONFLICT, visitor["username"])


def both_stories() -> list[Step]:
    return [*load_story().steps, *load_story(OPEN).steps]


def test_a_change_must_find_its_place_exactly_once() -> None:
    step = Step(1, "edit", ("zoe",), "page", {"changes": [{"find": "b", "replace": "B"}]})
    assert changed("abc", step) == "aBc"
    for text in ("ac", "abcb"):
        with pytest.raises(StoryBroken, match=r"step 1 \(edit of page by zoe\): 'b' does not stand exactly once"):
            changed(text, step)


def squeezed(text: str) -> str:
    """Return the text without white space, entities resolved: how lines break is the layout's business."""
    return re.sub(r"\s+", "", text.replace("&#x27;", "'").replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"kind": "edit", "sumary": "x"}, "unknown 'sumary'; did you mean 'summary'?"),
        ({"kind": "edti"}, "unknown 'edti'; did you mean 'edit'?"),
        ({"kind": "edit", "changes": [{"find": "x", "replce": "y"}]}, "did you mean 'replace'?"),
    ],
    ids=["fact", "kind", "change"],
)
def test_a_slip_in_the_story_is_refused(facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(StoryUnreadable, match=re.escape(reason)):
        step_of(1, {"by": "ines", **facts})
