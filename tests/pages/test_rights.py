"""Who may do what, when: the table of rights, over HTTP, for every role in every phase."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import pytest

from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.campaigns.rules import Phase
from app.clock import database_now, shifted
from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME, refused, save
from tests.world import World, older

RANKS = {"reader": 1, "contributor": 2, "editor": 3, "admin": 4}
NOBODY = 9
MATCH = {"If-Match": "*"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A page with an accepted first and a latest second revision."""

    page: int
    accepted: int
    head: int


@dataclass(frozen=True, slots=True)
class Row:
    """An act, the least rank that may do it in draft, open, review and published, and how."""

    act: str
    least: tuple[int, int, int, int]
    do: Callable[[ApiClient, Subject], httpx2.Response]
    anonymous: int = 404
    """Status for an anonymous caller, from whom the campaign is hidden."""


def _decide(verdict: str) -> Callable[[ApiClient, Subject], httpx2.Response]:
    def do(client: ApiClient, subject: Subject) -> httpx2.Response:
        # In a phase that lets anybody write, an undo of this page has put a later revision after its head.
        body = {"reason": "Parce que.", **older(verdict)}
        return client.post(f"/v1/revisions/{subject.head}/{verdict}", json=body, headers=MATCH)

    return do


_NEW = {"kind": "notion", "title": "Notion", "text": "Une."}
_READ, _LATEST, _EDIT = (1, 1, 1, 1), (3, 2, 2, 2), (3, 2, 3, NOBODY)
_VOTE, _REVIEW = (NOBODY, 2, NOBODY, NOBODY), (3, 3, 3, NOBODY)
# Written out from the design, not read from the code. Voting ends with the window unless it is set later.
TABLE = [
    Row("read", _READ, lambda client, s: client.get(f"/v1/pages/{s.page}")),
    Row("read a revision", _READ, lambda client, s: client.get(f"/v1/revisions/{s.accepted}")),
    Row("list", _READ, lambda client, _: client.get("/v1/campaigns/guide/pages")),
    Row("history", _READ, lambda client, s: client.get(f"/v1/pages/{s.page}/revisions")),
    Row("contributors", _READ, lambda client, s: client.get(f"/v1/pages/{s.page}/contributors")),
    Row("all contributors", _READ, lambda client, _: client.get("/v1/campaigns/guide/contributors")),
    Row("ledger", _READ, lambda client, _: client.get("/v1/campaigns/guide/credits")),
    Row("ledger as CSV", _READ, lambda client, _: client.get("/v1/campaigns/guide/credits?format=csv")),
    Row("trace", _READ, lambda client, s: client.get(f"/v1/campaigns/guide/trace?page={s.page}")),
    Row("attribution", _READ, lambda client, s: client.get(f"/v1/revisions/{s.accepted}/attribution")),
    Row("read latest", _LATEST, lambda client, s: client.get(f"/v1/pages/{s.page}?state=latest")),
    Row("list latest", _LATEST, lambda client, _: client.get("/v1/campaigns/guide/pages?state=latest")),
    Row(
        "latest as of",
        _LATEST,
        lambda client, s: client.get(f"/v1/pages/{s.page}?state=latest&as_of=2999-01-01T00:00:00Z"),
    ),
    Row("latest people", _LATEST, lambda client, s: client.get(f"/v1/pages/{s.page}/contributors?state=latest")),
    Row("all people", _LATEST, lambda client, _: client.get("/v1/campaigns/guide/contributors?state=latest")),
    Row("latest ledger", _LATEST, lambda client, _: client.get("/v1/campaigns/guide/credits?state=latest")),
    Row(
        "latest trace",
        _LATEST,
        lambda client, s: client.get(f"/v1/campaigns/guide/trace?page={s.page}&state=latest"),
    ),
    Row("diff", _LATEST, lambda client, s: client.get(f"/v1/pages/{s.page}/diff")),
    Row("decisions", _LATEST, lambda client, s: client.get(f"/v1/pages/{s.page}/decisions")),
    Row("tally", _LATEST, lambda client, s: client.get(f"/v1/pages/{s.page}/tally")),
    Row("ballot tally", _LATEST, lambda client, s: client.get(f"/v1/revisions/{s.accepted}/tally")),
    Row("acceptance", _LATEST, lambda client, s: client.get(f"/v1/revisions/{s.head}/acceptance")),
    Row("ranking", _LATEST, lambda client, _: client.get("/v1/campaigns/guide/ranking")),
    Row("queue", (3, 3, 3, 3), lambda client, _: client.get("/v1/campaigns/guide/review-queue")),
    Row("selection", _LATEST, lambda client, _: client.get("/v1/campaigns/guide/selection")),
    Row(
        "autosave",
        _LATEST,
        lambda client, s: client.put(
            f"/v1/pages/{s.page}/draft", json={"base_revision": s.accepted, "title": "T", "text": "B"}
        ),
        401,
    ),
    Row("create", _EDIT, lambda client, _: client.post("/v1/campaigns/guide/pages", json=_NEW), 401),
    Row("undo", _EDIT, lambda client, s: client.post(f"/v1/revisions/{s.head}/undo", json={}), 404),
    Row("edit", _EDIT, lambda client, s: save(client, s.page, s.head, "Deux.", title="Deux"), 401),
    Row("restore", _EDIT, lambda client, s: client.post(f"/v1/revisions/{s.accepted}/restore", json={}), 404),
    Row(
        "ballot", _VOTE, lambda client, s: client.put(f"/v1/revisions/{s.head}/ballot", json={"choice": "oppose"}), 401
    ),
    Row("no ballot", _VOTE, lambda client, s: client.delete(f"/v1/revisions/{s.head}/ballot"), 401),
    Row("support", _VOTE, lambda client, s: client.put(f"/v1/pages/{s.page}/support"), 401),
    Row("confirm", _VOTE, lambda client, s: client.post(f"/v1/pages/{s.page}/support/reconfirm"), 401),
    Row("no support", _VOTE, lambda client, s: client.delete(f"/v1/pages/{s.page}/support"), 401),
    Row("reject", _REVIEW, _decide("reject")),
    Row("request changes", _REVIEW, _decide("request-changes")),
    Row("accept", _REVIEW, _decide("accept")),
    Row("unaccept", _REVIEW, _decide("unaccept")),
    Row(
        "arrange", _REVIEW, lambda client, s: client.patch(f"/v1/pages/{s.page}", json={"pinned": True}, headers=MATCH)
    ),
    Row("hide", _REVIEW, lambda client, s: client.delete(f"/v1/pages/{s.page}", headers=MATCH)),
    Row("unhide", _REVIEW, lambda client, s: client.post(f"/v1/pages/{s.page}/unhide")),
]


def _subject(world: World) -> Subject:
    page = world.page()
    world.accept(page["revision"]["id"], by=EDITOR)
    head = world.edit(page, "Deux.", by=ME)["revision"]["id"]
    return Subject(page["id"], page["revision"]["id"], head)


def _expected(row: Row, rank: int, phase: Phase) -> tuple[int, str]:
    """Return status class and problem: allowed, never for this role, or not in this phase."""
    column = list(Phase).index(phase)
    if rank >= row.least[column]:
        return 2, ""
    if not any(rank >= least for least in row.least):
        return 403, "forbidden"
    return 409, "voting-closed" if row.least == _VOTE and phase is Phase.REVIEW else "window-closed"


@pytest.mark.slow
@pytest.mark.parametrize("phase", list(Phase))
def test_the_table_of_rights(world: World, phase: Phase) -> None:
    world.campaign()
    world.campaign("other")
    subjects = {role: _subject(world) for role in (*RANKS, "stranger", "anonymous")}
    world.phase("guide", phase)
    found, wanted = {}, {}
    for role, subject in subjects.items():
        names: dict[str, str | None] = {"stranger": "other-admin", "anonymous": None}
        client = world.as_(names.get(role, f"guide-{role}"))
        for row in TABLE:
            answer = row.do(client, subject)
            problem = answer.json()["type"].rpartition(":")[2] if answer.status_code >= 400 else ""
            found[role, row.act] = (answer.status_code if problem else answer.status_code // 100, problem)
            if role in RANKS:
                wanted[role, row.act] = _expected(row, RANKS[role], phase)
            else:
                status = 404 if role == "stranger" else row.anonymous
                wanted[role, row.act] = (status, "not-found" if status == 404 else "not-authenticated")
    assert found == wanted


@pytest.mark.slow
def test_a_public_campaign_has_anonymous_readers(world: World) -> None:
    world.campaign(visibility="public")
    subject = _subject(world)
    unread = world.page(title="Sans texte accepté")
    for name, status, problem in ((None, 401, "not-authenticated"), (world.user("passer-by"), 403, "forbidden")):
        for row in TABLE:
            answer = row.do(world.as_(name), subject)
            if row.least == _READ:
                assert answer.status_code == 200, row.act
            else:
                refused(answer, status, problem)
        hidden = Subject(unread["id"], unread["revision"]["id"], unread["revision"]["id"])
        for row in TABLE:
            about_the_campaign = "campaigns" in str(row.do(world.as_(name), hidden).request.url)
            if not about_the_campaign and not (name is None and row.anonymous == 401):
                refused(row.do(world.as_(name), hidden), 404, "not-found")


@pytest.mark.slow
def test_blocked_accounts_are_readers(world: World) -> None:
    world.campaign()
    root = world.user("root", site_admin=True)
    subject = _subject(world)
    assert world.as_(root).post(f"/v1/users/{ME}/block").status_code == 200
    for row in TABLE:
        answer = row.do(world.as_(ME), subject)
        if row.least == _READ:
            assert answer.status_code == 200, row.act
        else:
            refused(answer, 403, "forbidden")


@pytest.mark.slow
def test_voting_goes_on_until_it_closes(world: World) -> None:
    world.campaign()
    subject = _subject(world)
    world.phase("guide", Phase.REVIEW)
    with world.database.writing() as session:
        campaign: Campaign = get_campaign(session, "guide")
        campaign.voting_closes_at = database_now(session) + timedelta(minutes=10)
    votes = [row for row in TABLE if row.least == _VOTE]
    for role in ("contributor", "editor", "admin"):
        assert [row.do(world.as_(f"guide-{role}"), subject).status_code for row in votes] == [200] * 5
    with shifted(timedelta(minutes=11)):
        for row in votes:
            problem = refused(row.do(world.as_(ME), subject), 409, "voting-closed")
            assert problem["voting_closes_at"] < problem["now"]
    world.phase("guide", Phase.PUBLISHED)
    for row in votes:
        refused(row.do(world.as_(ME), subject), 409, "window-closed")
