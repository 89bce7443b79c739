"""Every act of reviewing × role × phase × policy: who is let through, who is told what; a refusal stores nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx2
import pytest
from sqlmodel import func, select

from app.campaigns.rules import Phase
from app.pages.models import Decision, Draft
from app.reviews.models import Ballot, Support
from tests.client import ApiClient
from tests.reviews.deciding import MATCH, WHY
from tests.world import Json, World

RANKS = {"reader": 1, "contributor": 2, "editor": 3, "admin": 4}
NOBODY = 9
LET = ""
"""Stands for the problem of an act that is done."""


@dataclass(frozen=True, slots=True)
class Row:
    """An act, the least rank that may do it in draft, open, review and published, and how."""

    act: str
    least: tuple[int, int, int, int]
    do: Callable[[ApiClient, Json], httpx2.Response]
    anonymous: str = "not-found"
    """What an anonymous caller is told, from whom the campaign is hidden."""


def _decide(verdict: str) -> Callable[[ApiClient, Json], httpx2.Response]:
    def do(client: ApiClient, page: Json) -> httpx2.Response:
        return client.post(f"/v1/revisions/{page['revision']['id']}/{verdict}", json={"reason": WHY}, headers=MATCH)

    return do


def _revision(method: str, part: str, body: Json | None = None) -> Callable[[ApiClient, Json], httpx2.Response]:
    return lambda client, page: client.request(method, f"/v1/revisions/{page['revision']['id']}/{part}", json=body)


def _page(method: str, part: str) -> Callable[[ApiClient, Json], httpx2.Response]:
    return lambda client, page: client.request(method, f"/v1/pages/{page['id']}/{part}")


# Written out from the design, not read from the code. Voting ends with the window here.
_VOTE, _REVIEW, _LATEST = (NOBODY, 2, NOBODY, NOBODY), (3, 3, 3, NOBODY), (3, 2, 2, 2)
TABLE = [
    Row("ballot", _VOTE, _revision("PUT", "ballot", {"choice": "oppose"}), "not-authenticated"),
    Row("withdraw ballot", _VOTE, _revision("DELETE", "ballot"), "not-authenticated"),
    Row("support", _VOTE, _page("PUT", "support"), "not-authenticated"),
    Row("withdraw support", _VOTE, _page("DELETE", "support"), "not-authenticated"),
    Row("reject", _REVIEW, _decide("reject")),
    Row("request-changes", _REVIEW, _decide("request-changes")),
    Row("accept", _REVIEW, _decide("accept")),
    Row("unaccept", _REVIEW, _decide("unaccept")),
    Row("acceptance", _LATEST, _revision("GET", "acceptance")),
    Row("decisions", _LATEST, _page("GET", "decisions")),
    Row("queue", (3, 3, 3, 3), lambda client, _: client.get("/v1/campaigns/guide/review-queue")),
]
OPEN: Json = {"acceptance": "open"}
BEFORE: Json = {"acceptance": "editors"}
# What the policy says to those whom the table lets through, act after act on one page.
POLICIES: dict[str, tuple[Json, dict[str, str]]] = {
    "an editor": ({}, {}),
    "two editors": ({"editors_needed": 2}, {"unaccept": "conflict"}),
    "another editor": (
        {"self_acceptance": False},
        {"accept": "another-editor", "unaccept": "conflict"},
    ),
    "votes": ({"acceptance": "votes"}, {}),
    "votes alone": (
        {"acceptance": "votes", "editor_override": False},
        {"reject": "votes-decide", "accept": "votes-decide", "unaccept": "conflict"},
    ),
    "open": (
        OPEN,
        {"reject": "conflict", "request-changes": "conflict", "accept": "conflict"},
    ),
}


def _refusal(row: Row, rank: int, phase: Phase) -> str:
    """Return the problem that the table of rights asks for."""
    if rank >= row.least[list(Phase).index(phase)]:
        return LET
    if not any(rank >= least for least in row.least):
        return "forbidden"
    return "voting-closed" if row.least == _VOTE and phase is Phase.REVIEW else "window-closed"


def _stored(world: World) -> list[int]:
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in (Ballot, Support, Decision, Draft))
    with world.database.fetching() as connection:
        return list(connection.execute(select(*counts)).one())


def _waiting(world: World, who: str | None, settings: Json) -> Json:
    """Return a page whose first text readers see, and whose latest is the caller's where they may write."""
    editor = who in ("guide-editor", "guide-admin")
    page = world.page(by=who if editor else None)
    answer = world.as_("guide-admin").patch("/v1/campaigns/guide", json=settings, headers=MATCH)
    assert answer.status_code == 200, answer.text
    page["revision"] = world.edit(page, "Deux.", by=str(who) if editor else "guide-contributor")["revision"]
    world.as_("guide-admin").patch("/v1/campaigns/guide", json=OPEN, headers=MATCH)
    return page


@pytest.mark.slow
@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("policy", POLICIES)
def test_every_act_by_every_role_in_every_phase(world: World, policy: str, phase: Phase) -> None:
    settings, said = POLICIES[policy]
    world.campaign(**OPEN)
    world.campaign("other")
    callers = {**{role: f"guide-{role}" for role in RANKS}, "stranger": "other-admin", "anonymous": None}
    pages = {role: _waiting(world, name, {**BEFORE, **settings}) for role, name in callers.items()}
    world.as_("guide-admin").patch("/v1/campaigns/guide", json={**BEFORE, **settings}, headers=MATCH)
    world.phase("guide", phase)
    found, wanted = {}, {}
    for role, name in callers.items():
        for row in TABLE:
            before = _stored(world)
            answer = row.do(world.as_(name), pages[role])
            problem = answer.json()["type"].rpartition(":")[2] if answer.status_code >= 400 else LET
            found[role, row.act] = problem
            if role in RANKS:
                wanted[role, row.act] = _refusal(row, RANKS[role], phase) or said.get(row.act, LET)
            else:
                wanted[role, row.act] = "not-found" if role == "stranger" else row.anonymous
            assert not problem or _stored(world) == before, (role, row.act)
    assert found == wanted
