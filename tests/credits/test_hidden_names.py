"""Nobody who hides is told to a reader by any route: every GET route, scanned for their names."""

import pytest

from app.campaigns import rules
from app.campaigns.rules import Act, Phase, Role
from tests.credits.people import choose, peopled, written_by
from tests.guides.compiles import edition
from tests.pages.acts import EDITOR, ME
from tests.scan import NO_QUESTIONS, Known, scan
from tests.world import World

CHOICES = {"claire": "anonymous", "idriss": "department", "jean": "department", "zoe": "short", "yves": "anonymous"}
HIDDEN = ("Morvan", "Benali", "Moreau", "Okemba", "Le Goff", "Guide-Editor")
READERS = [None, "guide-reader", "other-admin"]


def _planted(world: World) -> Known:
    """Make a public campaign written by people who hide, with an edition; return the ids in it."""
    peopled(world, visibility="public")
    world.campaign("other")
    sentence = "Une phrase longue vaut mieux qu’un mot compliqué."
    first = written_by(world, ("claire", sentence), ("idriss", f"{sentence} Vraiment."), ("jean", f"Oui. {sentence}"))
    second = written_by(world, ("zoe", f"{sentence}\n\nEt une autre."), ("yves", "Une autre encore."), title="Autre")
    hidden = world.page(by="claire", title="Pas acceptée")
    said = {"text": "Oui.", "start": 0, "end": 10}
    comment = world.as_("zoe").post(f"/v1/pages/{first['id']}/comments", json=said).json()["id"]
    for name, naming in CHOICES.items():
        choose(world, name, naming)
    choose(world, EDITOR, "anonymous")
    world.as_("zoe").put(f"/v1/pages/{first['id']}/support")
    world.phase("guide", Phase.REVIEW)
    edition(world, audience="public")
    pages = [page["id"] for page in (first, second, hidden)]
    history = {page: world.as_(EDITOR).get(f"/v1/pages/{page}/revisions").json()["items"] for page in pages}
    return {
        "campaign": ["guide"],
        "theme": ["t1"],
        "page_id": pages,
        "page": pages,
        "revision_id": [item["id"] for items in history.values() for item in items],
        "draft_id": [1],
        "comment_id": [comment],
        "job_id": [1],
        **NO_QUESTIONS,
        "edition": [1, "latest"],
        "artefact": ["guide.json", "guide.html", "guide.md"],
        "user": ["claire"],
        "as_of": ["2999-01-01T00:00:00Z"],
        "from": [1],
        "to": [2],
    }


def _told(world: World, caller: str | None, known: Known) -> list[str]:
    return [url for url, answer in scan(world, caller, known).items() if any(name in answer.text for name in HIDDEN)]


@pytest.mark.slow
def test_readers_are_told_no_name_that_its_owner_hides(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = _planted(world)
    for caller in READERS:
        assert _told(world, caller, known) == []
    # The scan sees names where they are told: to who writes with them, and on a planted leak to a reader too.
    page = known["page_id"][0]
    history = f"/v1/pages/{page}/revisions"
    assert history in _told(world, ME, known)
    assert any(url.startswith("/v1/campaigns/guide/credits") for url in _told(world, EDITOR, known))
    monkeypatch.setitem(rules.RIGHTS, Act.READ_LATEST, (Role.READER,) * 4)
    assert history in _told(world, "guide-reader", known)
