"""What testers of next year's campaign do: a year of writing, the clone, and what both are held against."""

import random
from collections import Counter
from typing import Any

from app.audit.service import verify_chains
from app.campaigns.rules import Phase, Role
from app.pages.attribution.verifying import verify_attributions
from app.pages.revisions.verifying import verify_revisions
from tests.pages.acts import latest, save
from tests.pages.rebuilds import assert_rebuilding_changes_nothing
from tests.world import Json, World

SENTENCES = [
    "Le chat noir dort ici.",
    "Le chat gris dort ici.",
    "Personne ne sait pourquoi il aboie.",
    "Prenez un livre avec vous.",
    "Appelez le 3000 avant de partir.",
    "Oui.",
]
PEOPLE = ("guide-contributor", "guide-editor", "ada")
KEPT = 409
Credit = dict[str, Counter[str]]


def peopled(world: World, **campaign: Any) -> None:
    """Make an open campaign of three people who write, and the site admin ``root`` who clones."""
    world.campaign(**campaign)
    world.member("guide", world.user("ada", name="Ada Lam", department="Actuariat"), Role.CONTRIBUTOR)
    world.user("root", site_admin=True)


def write_at_random(world: World, campaign: str, seed: int, *, acts: int) -> None:
    """Create, edit, move, undo and restore, and accept some of it; the campaign must be open."""
    chance = random.Random(seed)  # noqa: S311  Not a secret.
    for _ in range(2):
        _create(world, campaign, chance)
    for _ in range(acts):
        chance.choice((_create, _edit, _edit, _move, _go_back, _accept, _accept))(world, campaign, chance)


def cloned(world: World, slug: str = "next", original: str = "guide", **body: object) -> Json:
    """Clone as ``root`` with members and texts, unless told otherwise, and return the answer."""
    sent = {"slug": slug, "members": True, "texts": True, **body}
    answer = world.as_("root").post(f"/v1/campaigns/{original}/clone", json=sent)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def open_next(world: World, slug: str = "next") -> None:
    world.phase(slug, Phase.OPEN)


def pages(world: World, campaign: str, by: str = "root") -> dict[str, Json]:
    """Return the pages with an accepted text by slug, each whole."""
    client = world.as_(by)
    items = client.get(f"/v1/campaigns/{campaign}/pages?limit=100").json()["items"]
    found = (client.get(f"/v1/pages/{item['id']}").json() for item in items)
    return {page["slug"]: page for page in found}


def credit(world: World, campaign: str) -> Credit:
    """Return how many tokens of each page's accepted text are whose, as editors see it."""
    ledger = world.as_("root").get(f"/v1/campaigns/{campaign}/credits").json()
    return {
        page["slug"]: Counter({line["person"]["name"]: line["tokens"] for line in page["contributors"]})
        for page in ledger["pages"]
    }


def spans(world: World, revision_id: int) -> list[Json]:
    """Return where the words of a revision's title and text come from, as ``root`` is told."""
    told = world.as_("root").get(f"/v1/revisions/{revision_id}/attribution").json()
    found: list[Json] = [*told["title_spans"], *told["spans"]]
    return found


def broken(world: World) -> list[str]:
    """Return everything that a verification of the whole database finds."""
    with world.database.reading() as session:
        parts = (verify_revisions(session), verify_attributions(session), verify_chains(session))
        return [problem for part in parts for problem in part if problem is not None]


def assert_whole(world: World, *campaigns: str) -> None:
    """Check that everything verifies and that a rebuild finds what saving and cloning stored."""
    assert broken(world) == []
    for campaign in campaigns:
        assert_rebuilding_changes_nothing(world.database, campaign)


def _create(world: World, campaign: str, chance: random.Random) -> None:
    kind = chance.choice(("tip", "tip", "notion"))
    theme = "t1" if kind == "tip" else None
    title = chance.choice(SENTENCES)
    world.page(campaign, by=chance.choice(PEOPLE), kind=kind, theme=theme, title=title, text=_text(chance))


def _edit(world: World, campaign: str, chance: random.Random) -> None:
    page = _any_page(world, campaign, chance)
    title = chance.choice((page["revision"]["title"], chance.choice(SENTENCES)))
    kept = page["revision"]["text"].split("\n\n")[: chance.randint(0, 3)]
    text = "\n\n".join([*kept, _text(chance)])
    save(world.as_(chance.choice(PEOPLE)), page["id"], page["revision"]["id"], text, title=title)


def _move(world: World, campaign: str, chance: random.Random) -> None:
    """Take the first paragraph of a page to the end of another one."""
    source, target = _any_page(world, campaign, chance), _any_page(world, campaign, chance)
    if source["id"] == target["id"]:
        return
    client = world.as_(chance.choice(PEOPLE))
    moved, *left = source["revision"]["text"].split("\n\n")
    save(client, target["id"], target["revision"]["id"], f"{target['revision']['text']}\n\n{moved}")
    save(client, source["id"], source["revision"]["id"], "\n\n".join(left))


def _go_back(world: World, campaign: str, chance: random.Random) -> None:
    revision = _any_revision(world, campaign, chance)
    act = chance.choice(("undo", "restore"))
    answer = world.as_(chance.choice(PEOPLE)).post(f"/v1/revisions/{revision['id']}/{act}", json={})
    assert answer.status_code in (200, 201, KEPT), answer.text


def _accept(world: World, campaign: str, chance: random.Random) -> None:
    revision = _any_revision(world, campaign, chance)
    if not revision["accepted"]:
        world.accept(revision["id"], by="guide-editor")


def _any_revision(world: World, campaign: str, chance: random.Random) -> Json:
    page = _any_page(world, campaign, chance)
    items = world.as_("guide-editor").get(f"/v1/pages/{page['id']}/revisions").json()["items"]
    revision: Json = chance.choice(items)
    return revision


def _any_page(world: World, campaign: str, chance: random.Random) -> Json:
    items = world.as_("guide-editor").get(f"/v1/campaigns/{campaign}/pages?state=latest&limit=100").json()["items"]
    return latest(world.as_("guide-editor"), chance.choice(items)["id"])


def _text(chance: random.Random) -> str:
    return "\n\n".join(" ".join(chance.choices(SENTENCES, k=chance.randint(1, 2))) for _ in range(chance.randint(1, 2)))
