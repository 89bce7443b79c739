"""The reference works where there is no internet: everything that its page names is served from here."""

import re
from pathlib import Path

import pytest

from app.web.reference import FOLDER
from tests.world import World

FOREIGN = re.compile(r"(?:https?:)?//[a-z0-9.-]+", re.IGNORECASE)
OWN = ["index.html", "start.js"]


def test_all_that_the_page_names_is_served(world: World) -> None:
    page = world.client.get("/docs")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) == 3
    for name in [*named, *re.findall(r'url: "([^"]+)"', (FOLDER / "start.js").read_text())]:
        answer = world.client.get(f"/{name}")
        assert answer.status_code == 200, name
        assert answer.content, name


def test_nothing_foreign_is_loaded(world: World) -> None:
    policy = world.client.get("/docs").headers["content-security-policy"]
    sources = {word for rule in policy.split("; ") for word in rule.split()[1:]}
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}
    assert "script-src 'self';" in policy
    assert [name for name in OWN if FOREIGN.search((FOLDER / name).read_text())] == []
    # A style sheet loads what it names; the script may name addresses, which the policy keeps it from loading.
    assert re.findall(r"url\((?!\"?'?data:)[^)]*\)|@import", (FOLDER / "swagger-ui.css").read_text()) == []


@pytest.mark.parametrize("name", ["LICENSE.txt", "absent.js", "%2e%2e%2freference.py"])
def test_nothing_else_is_served(world: World, name: str) -> None:
    assert world.client.get(f"/docs/{name}").status_code in {404, 422}


def test_licence_lies_beside_it() -> None:
    assert "Apache License" in Path(FOLDER / "LICENSE.txt").read_text()


@pytest.mark.parametrize("text", ['<script src="https://cdn.example/a.js">', '<img src="//cdn.example/a.png">'])
def test_planted_foreign_address_is_found(text: str) -> None:
    assert FOREIGN.search(text)
