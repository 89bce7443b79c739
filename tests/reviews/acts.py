"""What testers of votes do again and again: add voters, vote, support, and read tallies."""

from app.campaigns.rules import Role
from tests.world import Json, World

FIRST = "Éteignez la lumière en sortant, et le chauffage le vendredi soir, car la maison est vide jusqu'au lundi.\n"
TYPO = FIRST.replace("lumière", "lumiere")
"""Materially the first text: one word of twenty differs."""
OTHER = "Achetez notre assurance habitation, elle est la meilleure du marché et ne coûte presque rien.\n"


def voters(world: World, count: int, slug: str = "guide") -> list[str]:
    """Add contributors and return their names."""
    names = [world.user(f"voter-{number}") for number in range(count)]
    for name in names:
        world.member(slug, name, Role.CONTRIBUTOR)
    return names


def vote(world: World, name: str, revision: int, choice: str | None) -> Json:
    """Cast a ballot, or withdraw it for None, and return the tally."""
    path, client = f"/v1/revisions/{revision}/ballot", world.as_(name)
    answer = client.put(path, json={"choice": choice}) if choice else client.delete(path)
    assert answer.status_code == 200, answer.text
    tally: Json = answer.json()
    return tally


def support(world: World, name: str, page: int, *, withdrawn: bool = False) -> Json:
    """Support a tip, or withdraw the support, and return the tally."""
    path, client = f"/v1/pages/{page}/support", world.as_(name)
    answer = client.delete(path) if withdrawn else client.put(path)
    assert answer.status_code == 200, answer.text
    tally: Json = answer.json()
    return tally


def reconfirm(world: World, name: str, page: int) -> Json:
    answer = world.as_(name).post(f"/v1/pages/{page}/support/reconfirm")
    assert answer.status_code == 200, answer.text
    tally: Json = answer.json()
    return tally


def ballots_on(world: World, name: str, revision: int) -> Json:
    tally: Json = world.as_(name).get(f"/v1/revisions/{revision}/tally").json()
    return tally


def support_of(world: World, name: str, page: int) -> Json:
    tally: Json = world.as_(name).get(f"/v1/pages/{page}/tally").json()
    return tally


def ranking(world: World, name: str, query: str = "") -> Json:
    ranked: Json = world.as_(name).get(f"/v1/campaigns/guide/ranking{query}").json()
    return ranked
