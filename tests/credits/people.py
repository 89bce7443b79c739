"""People with real names and departments, who write and choose how they are named."""

from typing import Any

from app.campaigns.rules import Role
from tests.world import Json, World

PEOPLE = {
    "claire": ("Claire Morvan", "Sinistres"),
    "idriss": ("Idriss Benali", "Actuariat"),
    "jean": ("Jean-Marc Moreau", "Actuariat"),
    "zoe": ("Zoé Okemba", None),
    "yves": ("Yves Le Goff", "Actuariat"),
}


def peopled(world: World, **campaign: Any) -> None:
    """Make an open campaign in which everybody of ``PEOPLE`` contributes."""
    world.campaign(**campaign)
    for username, (name, department) in PEOPLE.items():
        world.user(username, name=name, department=department)
        world.member("guide", username, Role.CONTRIBUTOR)


def choose(world: World, username: str, naming: str) -> Json:
    answer = world.as_(username).put("/v1/me/credit/guide", json={"naming": naming})
    assert answer.status_code == 200, answer.text
    chosen: Json = answer.json()
    return chosen


def written_by(world: World, *texts: tuple[str, str], **fields: str) -> Json:
    """Create a page that the first wrote and the others edited, each to the whole text given, and accept the last."""
    (author, text), *edits = texts
    page = world.page(by=author, text=text, **fields)
    revision = page["revision"]
    for editor, edited in edits:
        revision = world.edit({**page, "revision": revision}, edited, by=editor)["revision"]
    world.accept(revision["id"], by="guide-editor")
    return {**page, "revision": revision}


Line = tuple[str | None, str | None, int, int]


def ledger(world: World, path: str, *, by: str | None = "guide-reader") -> list[Line]:
    """Return name, department, people and tokens of each line that a caller sees."""
    items = world.as_(by).get(path).json()["items"]
    return [(item["name"], item["department"], item["people"], item["tokens"]) for item in items]
