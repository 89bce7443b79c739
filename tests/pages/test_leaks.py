"""What is not accepted does not exist for readers: every GET route, scanned for marked texts and numbers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.campaigns import rules
from app.campaigns.rules import Act, Role
from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME, save
from tests.scan import NO_QUESTIONS, Known, scan
from tests.world import Json, World

MARK = "zqleakqz"
HEAD = 7
"""Number of a head that nobody has accepted; no accepted revision has it."""
READERS = [None, "guide-reader", "other-admin"]


def _named_page(world: World, slug: str, **fields: str) -> Json:
    body = {"kind": "tip", "theme": "t1", "slug": slug, **fields}
    made: Json = world.as_(ME).post("/v1/campaigns/guide/pages", json=body).json()
    return made


def _planted(world: World) -> Known:
    """Make a public campaign full of marked texts that no reader may see; return the ids in it."""
    world.campaign(visibility="public")
    world.campaign("other")
    me, editor, match = world.as_(ME), world.as_(EDITOR), {"If-Match": "*"}
    # A slug is public from the start, so the page whose first title is marked has one of its own.
    first = _named_page(world, "first", title=f"Titre {MARK}", text=f"{MARK} un.", summary=MARK)
    accepted = world.edit(first, "Propre.", by=ME, title="Propre")["revision"]["id"]
    world.accept(accepted, by=EDITOR)
    moments = [editor.get(f"/v1/revisions/{accepted}").json()["created_at"].replace("+", "%2B")]
    base = _edited_to_head(me, first["id"], accepted)
    editor.post(f"/v1/revisions/{base}/reject", json={"reason": MARK}, headers=match)
    editor.patch(f"/v1/pages/{first['id']}", json={"excluded_reason": MARK}, headers=match)
    never, back, hidden = (_named_page(world, slug, title=MARK, text=MARK) for slug in ("never", "back", "hidden"))
    for page in (back, hidden):
        world.accept(page["revision"]["id"], by=EDITOR)
        moments.append(editor.get(f"/v1/pages/{page['id']}/decisions").json()["items"][0]["decided_at"])
    editor.post(f"/v1/revisions/{back['revision']['id']}/unaccept", json={"reason": MARK}, headers=match)
    editor.delete(f"/v1/pages/{hidden['id']}", headers=match)
    draft = {"base_revision": accepted, **dict.fromkeys(("title", "text", "summary"), MARK)}
    comment = me.post(f"/v1/pages/{first['id']}/comments", json={"text": MARK, "revision_id": accepted}).json()["id"]
    pages = [page["id"] for page in (first, never, back, hidden)]
    revisions = {page: editor.get(f"/v1/pages/{page}/revisions").json()["items"] for page in pages}
    return {
        "campaign": ["guide"],
        "theme": ["t1"],
        "page_id": pages,
        "page": pages,
        "revision_id": [item["id"] for items in revisions.values() for item in items],
        "draft_id": [me.put(f"/v1/pages/{first['id']}/draft", json=draft).json()["id"]],
        "comment_id": [comment],
        "job_id": [1],
        **NO_QUESTIONS,
        "edition": [1, "latest"],
        "artefact": ["guide.json"],
        "user": [ME],
        "as_of": [moment.replace("+", "%2B") for moment in moments[::2]],
        "from": [HEAD],
        "to": [2],
    }


def _edited_to_head(client: ApiClient, page: int, base: int) -> int:
    """Save marked revisions of a page up to number HEAD on its second one; return the last one's id."""
    for number in range(3, HEAD + 1):
        text, title = f"Propre. {MARK} {number}.", f"Propre {MARK}"
        saved = save(client, page, base, text, title=title, summary=f"{MARK} {number}")
        base = saved.json()["revision"]["id"]
    assert saved.json()["revision"]["number"] == HEAD
    return int(base)


def _numbers(value: Any, key: str = "") -> Iterator[int]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner, key)
    elif key.endswith("number") and isinstance(value, int):
        yield value


def _leaks(world: World, caller: str | None, known: Known) -> list[str]:
    found = []
    for url, answer in scan(world, caller, known).items():
        told = answer.headers.get("content-type", "").endswith("json") and HEAD in _numbers(json.loads(answer.content))
        if told or MARK in answer.text.lower() or MARK in str(answer.headers).lower():
            found.append(url)
    return found


@pytest.mark.slow
def test_readers_never_see_what_is_not_accepted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = _planted(world)
    for caller in READERS:
        assert _leaks(world, caller, known) == []
    # The scan sees what is there: to a contributor, and on a planted leak to a reader too.
    routes = {url.partition("?")[0] for url in _leaks(world, ME, known)}
    page, head = known["page_id"][0], known["revision_id"][0]
    shown = {f"/v1/pages/{page}/{part}" for part in ("revisions", "diff", "decisions", "comments")}
    shown.add(f"/v1/comments/{known['comment_id'][0]}")
    assert routes >= {"/v1/me/drafts", f"/v1/revisions/{head}", f"/v1/pages/{page}", *shown}
    monkeypatch.setitem(rules.RIGHTS, Act.READ_LATEST, (Role.READER,) * 4)
    assert {url.partition("?")[0] for url in _leaks(world, "guide-reader", known)} >= shown


@pytest.mark.slow
def test_a_reader_cannot_tell_an_unaccepted_page_from_none(world: World) -> None:
    known = _planted(world)
    never, back, hidden = known["page_id"][1:]
    reader, absent = world.as_("guide-reader"), 10**6
    for page in (never, back, hidden):
        for path in (
            "",
            "?state=latest",
            "?as_of=2999-01-01T00:00:00Z",
            "/revisions",
            "/diff",
            "/decisions",
            "/tally",
            "/comments",
        ):
            there, nowhere = (reader.get(f"/v1/pages/{page_id}{path}") for page_id in (page, absent))
            assert there.status_code == nowhere.status_code == 404
            assert there.json()["detail"] == nowhere.json()["detail"]
