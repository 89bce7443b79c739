"""The page that links lead to: made of its own parts alone, the same for everybody, and opening it changes nothing."""

import re
from pathlib import Path

import pytest

from app.invitations import page_router
from tests.invitations.acts import PASSWORD, accept
from tests.world import World

FOLDER = Path(page_router.__file__).parent / "page"


def test_the_page_runs_nothing_but_its_own_script_and_tells_nobody_where_it_is(world: World) -> None:
    # The client has pages of its own for the other links, where it is served.
    page = world.client.get("/address")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert named == ["way-in/page.css", "way-in/page.js"]
    for name in named:
        assert world.client.get(f"/{name}").status_code == 200
    assert re.search(r"<script(?! src)| on[a-z]+=|style=", page.text) is None


def test_the_script_writes_what_it_is_told_as_text() -> None:
    script = (FOLDER / "page.js").read_text("utf-8")
    assert re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|https?:", script) is None


def test_what_the_script_hides_is_not_shown() -> None:
    """A display of its own would win over the attribute."""
    styles = (FOLDER / "page.css").read_text("utf-8")
    assert "label { display: block" in styles
    assert "[hidden] { display: none !important; }" in styles


@pytest.mark.slow
def test_opening_a_link_uses_nothing_up(world: World) -> None:
    world.campaign()
    made = world.as_("guide-admin").post("/v1/campaigns/guide/invitations", json={"name": "Zoé"}).json()
    for _ in range(2):
        assert world.client.get("/invitation").status_code == 200
        assert world.client.head("/invitation").status_code == 200
    assert accept(world, made["token"], username="zoe", password=PASSWORD).status_code == 200
