"""Every act of the discussion × role × phase: who is let through, who is told what; a refusal stores nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx2
import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.campaigns.rules import Phase, Role
from app.discussions.models import Comment
from tests.client import ApiClient
from tests.discussions.acts import MATCH, WHY, act, count_of, hide, say, span_of, threads
from tests.pages.acts import EDITOR, ME, refused
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
    own: bool = False
    """It is done to the caller's own comment; else to somebody else's."""
    refusal: str = "not-found"
    """What somebody is told who reads the discussion, but may not do this."""


def _comment(method: str, part: str = "", body: Json | None = None) -> Callable[[ApiClient, Json], httpx2.Response]:
    return lambda client, seen: client.request(
        method, f"/v1/comments/{seen['comment']}{part}", json=body, headers=MATCH
    )


def _page(method: str, body: Json | None = None) -> Callable[[ApiClient, Json], httpx2.Response]:
    return lambda client, seen: client.request(method, f"/v1/pages/{seen['page']}/comments", json=body)


# Written out from the design, not read from the code.
_DISCUSS, _EDITORS = (3, 2, 2, 2), (3, 3, 3, 3)
TABLE = [
    Row("list", _DISCUSS, _page("GET")),
    Row("read", _DISCUSS, _comment("GET")),
    Row("comment", _DISCUSS, _page("POST", {"text": "Oui"})),
    Row("edit", _DISCUSS, _comment("PATCH", body={"text": "Non"}), own=True),
    Row("resolve own", _DISCUSS, _comment("POST", "/resolve"), own=True),
    Row("reopen own", _DISCUSS, _comment("POST", "/reopen"), own=True),
    Row("delete", _DISCUSS, _comment("DELETE"), own=True),
    Row("edit another's", (NOBODY,) * 4, _comment("PATCH", body={"text": "Non"}), refusal="forbidden"),
    Row("delete another's", (NOBODY,) * 4, _comment("DELETE"), refusal="forbidden"),
    Row("resolve another's", _EDITORS, _comment("POST", "/resolve"), refusal="forbidden"),
    Row("reopen another's", _EDITORS, _comment("POST", "/reopen"), refusal="forbidden"),
    Row("hide", _EDITORS, _comment("POST", "/hide", {"reason": WHY}), refusal="forbidden"),
    Row("unhide", _EDITORS, _comment("POST", "/unhide"), refusal="forbidden"),
]


def _stored(world: World) -> list[object]:
    with world.database.reading() as session:
        rows = [row.model_dump() for row in session.exec(select(Comment).order_by(col(Comment.id)))]
        return [*rows, len(session.exec(select(AuditEntry.id)).all())]


def _refusal(row: Row, rank: int, phase: Phase) -> str:
    column = list(Phase).index(phase)
    if rank >= row.least[column]:
        return LET
    if rank >= _DISCUSS[column]:
        return row.refusal
    if row.act != "comment":
        return "not-found"
    return "window-closed" if rank >= min(row.least) else "forbidden"


@pytest.mark.slow
@pytest.mark.parametrize("phase", list(Phase))
def test_every_act_by_every_role_in_every_phase(world: World, phase: Phase) -> None:
    """Readers are told by no act what is said; that they could join is told by the act of commenting."""
    world.campaign()
    world.campaign("elsewhere")
    callers = {**{role: f"guide-{role}" for role in RANKS}, "stranger": "elsewhere-admin", "anonymous": None}
    seen: dict[tuple[str, bool], Json] = {}
    page = world.page()
    world.accept(page["revision"]["id"], by=EDITOR)
    world.member("guide", world.user("somebody"), Role.CONTRIBUTOR)
    for role in callers:
        author = f"guide-{role}" if role in ("contributor", "editor", "admin") else "somebody"
        for own in (False, True):
            comment = say(world, page, by=author if own else "somebody")
            seen[role, own] = {"page": page["id"], "comment": comment["id"]}
    world.phase("guide", phase)
    found, wanted = {}, {}
    for role, name in callers.items():
        for row in TABLE:
            before = _stored(world)
            answer = row.do(world.as_(name), seen[role, row.own])
            problem = answer.json()["type"].rpartition(":")[2] if answer.status_code >= 400 else LET
            found[role, row.act] = problem
            wanted[role, row.act] = _refusal(row, RANKS[role], phase) if role in RANKS else "not-found"
            assert not problem or _stored(world) == before, (role, row.act)
    assert found == wanted
    with world.database.reading() as session:
        written = len(session.exec(select(Comment.id)).all())
    said = [role for role in callers if found[role, "comment"] == LET]
    assert written == len(callers) * 2 + len(said)
    count_of(world, page, by=EDITOR)


def test_a_public_campaign_shows_no_discussion_to_its_readers(world: World) -> None:
    world.campaign(visibility="public")
    page = world.page()
    world.accept(page["revision"]["id"], by=EDITOR)
    comment = say(world, page, "Entre nous")
    path = f"/v1/pages/{page['id']}/comments"
    for caller in (None, "guide-reader"):
        client = world.as_(caller)
        refused(client.get(path), 404, "not-found")
        told = refused(client.get(f"/v1/comments/{comment['id']}"), 404, "not-found")
        absent = refused(client.get(f"/v1/comments/{10**6}"), 404, "not-found")
        assert told["detail"] == absent["detail"]
        assert count_of(world, page, by=caller, state="accepted") is None
    refused(world.as_(None).post(path, json={"text": "Oui"}), 401, "not-authenticated")
    told = refused(world.as_("guide-reader").post(path, json={"text": "Oui"}), 403, "forbidden")
    assert "Join the campaign" in told["detail"]


def test_the_discussion_of_a_hidden_page_is_for_editors(world: World) -> None:
    world.campaign()
    page = world.page()
    comment = say(world, page)
    world.as_(EDITOR).delete(f"/v1/pages/{page['id']}", headers=MATCH)
    for path in (f"/v1/pages/{page['id']}/comments", f"/v1/comments/{comment['id']}"):
        refused(world.as_(ME).get(path), 404, "not-found")
        assert world.as_(EDITOR).get(path).status_code == 200
    hidden, absent = (
        refused(world.as_(ME).patch(f"/v1/comments/{number}", json={"text": "x"}, headers=MATCH), 404, "not-found")
        for number in (comment["id"], 10**30)
    )
    assert hidden["detail"] == absent["detail"]


def test_a_blocked_account_and_one_that_left_say_nothing_any_more(world: World) -> None:
    world.campaign()
    page = world.page()
    comment = say(world, page)
    root = world.user("root", site_admin=True)
    world.as_(root).post(f"/v1/users/{ME}/block")
    refused(world.as_(ME).get(f"/v1/comments/{comment['id']}"), 404, "not-found")
    refused(world.as_(ME).delete(f"/v1/comments/{comment['id']}", headers=MATCH), 404, "not-found")
    world.as_(root).post(f"/v1/users/{ME}/block?blocked=false")
    world.member("guide", ME, Role.READER)
    refused(world.as_(ME).delete(f"/v1/comments/{comment['id']}", headers=MATCH), 404, "not-found")
    assert threads(world, page, by=EDITOR)[0]["text"] == comment["text"]


@pytest.mark.slow
def test_what_a_caller_may_do_is_what_works(world: World) -> None:
    """Each action that a comment offers is done, each other one is refused."""
    world.campaign()
    page = world.page(text="Fermez la porte le soir.\n")
    states: list[Callable[[Json], object]] = [
        lambda _: None,
        lambda comment: hide(world, comment),
        lambda comment: act(world, comment, "resolve"),
        lambda comment: act(world, comment, "resolve", by=ME),
        lambda comment: world.as_(ME).delete(f"/v1/comments/{comment['id']}", headers=MATCH),
    ]
    for bring_about in states:
        for name in (ME, EDITOR):
            for verb in ("reply", "edit", "delete", "resolve", "reopen", "hide", "unhide"):
                comment = say(world, page, **span_of("porte", "Fermez la porte le soir.\n"))
                bring_about(comment)
                client, path = world.as_(name), f"/v1/comments/{comment['id']}"
                offered = client.get(path).json()["allowed_actions"]
                match verb:
                    case "reply":
                        body = {"text": "Oui", "parent_id": comment["id"]}
                        answer = client.post(f"/v1/pages/{page['id']}/comments", json=body)
                    case "edit":
                        answer = client.patch(path, json={"text": "Oui"}, headers=MATCH)
                    case "delete":
                        answer = client.delete(path, headers=MATCH)
                    case "hide":
                        answer = client.post(f"{path}/hide", json={"reason": WHY})
                    case _:
                        answer = client.post(f"{path}/{verb}")
                assert (answer.status_code < 400) == (verb in offered), (name, verb, offered, answer.text)
    count_of(world, page)
