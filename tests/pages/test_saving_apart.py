"""What is large of a save is worked out by a child process, outside any lock, and nothing comes out otherwise."""

import pickle
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from app.pages import linking
from app.pages.access import page_in
from app.pages.attribution import finding
from app.pages.attribution.finding import attribute_text
from app.pages.revisions import saving
from app.pages.revisions.states import head_state
from app.web import heavy
from app.web.heavy import Heavy
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Asked = list[tuple[str, bool]]
"""What was worked out, and whether somebody wrote meanwhile."""

MODULES = (saving, finding, linking, heavy)
"""Where it is asked whether a text is long."""


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Take every text for a long one, and work it out here from what a child would be sent."""
    noted: Asked = []
    lock = cast("Any", world.database._writer)

    def work_out(_heavy: Heavy, _length: str, _person: int, function: Callable[..., Any], *arguments: object) -> Any:
        noted.append((getattr(function, "func", function).__name__, lock.locked()))
        sent, given = pickle.loads(pickle.dumps((function, arguments)))  # noqa: S301  Our own.
        return pickle.loads(pickle.dumps(sent(*given)))  # noqa: S301  Our own.

    for module in MODULES:
        monkeypatch.setattr(module, "SHORT", 0)
    monkeypatch.setattr(Heavy, "_work_out", work_out)
    world.campaign()
    yield noted
    assert not any(written for _, written in noted)


TEXTS = (
    "Un mot.\n\nDeux phrases. Encore une.\n",
    "Un mot.\n\nDeux phrases. Encore une autre.\n\nEt la fin.\n",
    "Rien.\n",
    "Un mot.\n\nDeux phrases. Encore une.\n",
    "Un mot.\n\nDeux phrases. Encore une autre.\n\nEt la fin, enfin.\n",
)


def test_who_wrote_what_is_found_apart_as_it_is_here(world: World, asked: Asked) -> None:
    page = world.page(text="Début.\n", title="Titre")
    other = world.page(text=TEXTS[1], title="Autre")
    for text in TEXTS:
        with world.database.reading() as session:
            found = page_in(session, world.actor("guide-editor"), page["id"])
            sources, campaign = [head_state(session, found).credited], found.standing.campaign_id
            for title in ("Titre", "Autre", "Un mot."):
                here = attribute_text(session, campaign, page["id"], title, text, sources)
                apart = attribute_text(
                    session, campaign, page["id"], title, text, sources, work_out=lambda what, *given: what(*given)
                )
                assert apart.attribution is None
                assert (here.seen, here.lost_id, here.learned) == (apart.seen, apart.lost_id, apart.learned)
                assert here.stored() == apart.stored() is not None
        page["revision"] = world.edit(page, text, by="guide-contributor")["revision"]
    assert {name for name, _ in asked} == {"_sought", "_attribute_long", "notices_in"}
    assert other["id"] != page["id"]


def test_whoever_was_overtaken_thinks_again_outside_the_lock(
    world: World, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = world.page(text="Un.\n\nDeux.\n\nTrois.\n")
    base, left = page["revision"]["id"], [2]
    work_out = Heavy._work_out

    def overtaken(self: Heavy, length: str, person: int, function: Callable[..., Any], *arguments: object) -> Any:
        found = work_out(self, length, person, function, *arguments)
        if left[0] and getattr(function, "__name__", "") == "_attribute_long":
            left[0] -= 1
            with monkeypatch.context() as short:
                for module in MODULES:
                    short.setattr(module, "SHORT", 1000)
                latest = world.as_("guide-editor").get(f"/v1/pages/{page['id']}?state=latest").json()
                _, *rest = latest["revision"]["text"].split("\n\n")
                world.edit(latest, "\n\n".join([f"Un, {left[0]}.", *rest]), by="guide-editor")
        return found

    monkeypatch.setattr(Heavy, "_work_out", overtaken)
    body = {"base_revision": base, "text": "Un.\n\nDeux.\n\nTrois, dit-il.\n"}
    author = world.as_("guide-contributor")
    saved = author.post(f"/v1/pages/{page['id']}/revisions", json=body)
    assert (saved.status_code, saved.json()["merged"]) == (201, True), saved.text
    assert [name for name, _ in asked].count("combine") >= 2
    # Whoever is overtaken each time is told when to come back, and nothing of theirs is half there.
    left[0] = 100
    number = author.get(f"/v1/pages/{page['id']}?state=latest").json()["revision"]["number"]
    body = {"base_revision": saved.json()["revision"]["id"], "text": "Un, 0.\n\nDeux.\n\nTrois, dit-elle.\n"}
    refused = author.post(f"/v1/pages/{page['id']}/revisions", json=body)
    assert (refused.status_code, refused.headers.get("retry-after")) == (429, "2"), refused.text
    assert refused.json()["code"] == "work-full"
    latest = author.get(f"/v1/pages/{page['id']}?state=latest").json()["revision"]["number"]
    assert latest == number + 100 - left[0]
