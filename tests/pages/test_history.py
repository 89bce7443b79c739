"""Histories, differences, pages as they were, and the tags by which caches know them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

import pytest
from diff_match_patch import diff_match_patch
from sqlmodel import col, select

from app.identity.models import User
from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME, refused, save
from tests.world import Json, World

pytestmark = pytest.mark.databases

OLD = "# Titre\n\nUn paragraphe qui reste là où il est.\n\n<script>alert('&')</script> Émoji 👩‍👩‍👧 avant.\n"
NEW = "# Titre\n\nUn paragraphe qui reste, <b>gras</b>.\n\n<script>alert('&')</script> Émoji 👨‍👧 après & fin."


def test_a_history_is_newest_first_and_paged(world: World) -> None:
    world.campaign()
    page = world.page(text="1.")
    base = page["revision"]["id"]
    for number in range(2, 6):
        base = save(world.as_(ME), page["id"], base, f"{number}.", minor=True).json()["revision"]["id"]
    world.accept(base - 1, by=EDITOR)
    found: list[Json] = []
    url = f"/v1/pages/{page['id']}/revisions?limit=2"
    while url:
        answer = world.as_(ME).get(url)
        found += answer.json()["items"]
        url = answer.links["next"]["url"] if answer.json()["next"] else ""
    assert [item["number"] for item in found] == [5, 4, 3, 2, 1]
    assert [item["accepted"] for item in found] == [False, True, False, False, False]
    assert all("text" not in item for item in found)
    seen = world.as_("guide-reader").get(f"/v1/pages/{page['id']}/revisions").json()["items"]
    assert [item["number"] for item in seen] == [4]
    assert refused(world.as_(ME).get(f"/v1/pages/{page['id']}/revisions?after=x"), 422, "invalid")["errors"]


def _diff(client: ApiClient, page: int, query: str) -> str:
    answer = client.get(f"/v1/pages/{page}/diff?{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_difference_in_every_format(world: World) -> None:
    world.campaign()
    page = world.page(text=OLD)
    world.accept(page["revision"]["id"], by=EDITOR)
    world.edit(page, NEW, by=ME, title="Autre")
    me, path = world.as_(ME), f"/v1/pages/{page['id']}/diff"
    out = me.get(path).json()
    assert (out["old_number"], out["new_number"], out["old_title"], out["new_title"]) == (1, 2, "Titre", "Autre")
    assert "".join(operation["new_text"] for operation in out["operations"]) == NEW
    for operation in out["operations"]:
        assert OLD[operation["old"]["start"] : operation["old"]["end"]] == operation["old_text"]
        assert NEW[operation["new"]["start"] : operation["new"]["end"]] == operation["new_text"]
    library = diff_match_patch()
    pieces = library.diff_fromDelta(OLD, _diff(me, page["id"], "format=delta"))
    assert library.diff_text2(pieces) == NEW
    assert _diff(me, page["id"], "format=unified").startswith("--- revision 1\n+++ revision 2\n@@ ")
    for form in ("html", "side"):
        shown = _diff(me, page["id"], f"format={form}&from=1&to=2")
        assert "<script" not in shown
        assert "<b>" not in shown
        assert "&lt;script&gt;alert(" in shown
    assert _diff(me, page["id"], "format=unified&from=2&to=2") == ""
    assert "".join(op["old_text"] for op in me.get(f"{path}?from=latest&to=1").json()["operations"]) == NEW
    tag = me.get(path).headers["etag"]
    assert me.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert me.get(f"{path}?format=html", headers={"If-None-Match": tag}).status_code == 200
    for wrong in ("from=3", "to=0", "from=-1", "from=first", "to=²", "to=99999999999999999999"):
        refused(me.get(f"{path}?{wrong}"), 404, "not-found")
    refused(me.get(f"/v1/pages/{world.page(title='Autre')['id']}/diff"), 404, "not-found")


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


@pytest.mark.slow
def test_a_page_as_it_was(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.")
    me, first = world.as_(ME), page["revision"]
    accepted = _moment(world.accept(first["id"], by=EDITOR)["decided_at"])
    second = world.edit(page, "Deux.", by=ME)["revision"]
    etag = me.get(f"/v1/revisions/{first['id']}").headers["etag"]
    path, reason = f"/v1/revisions/{first['id']}/unaccept", {"reason": "Faux."}
    gone = _moment(world.as_(EDITOR).post(path, json=reason, headers={"If-Match": etag}).json()["decided_at"])
    tick = timedelta(microseconds=1)

    def at(moment: datetime, state: str, who: str = ME) -> str | None:
        query = f"state={state}&as_of={quote(moment.isoformat())}"
        answer = world.as_(who).get(f"/v1/pages/{page['id']}?{query}")
        if answer.status_code == 200:
            assert answer.json()["state"] == "as-of"
            return str(answer.json()["revision"]["text"])
        refused(answer, 404, "not-accepted-yet" if who == ME else "not-found")
        return None

    made, changed = _moment(first["created_at"]), _moment(second["created_at"])
    moments = (made - tick, made, changed - tick, changed)
    assert [at(moment, "latest") for moment in moments] == [None, "Un.", "Un.", "Deux."]
    seen = (made, accepted - tick, accepted, gone - tick, gone)
    assert [at(moment, "accepted") for moment in seen] == [None, None, "Un.", "Un.", None]
    assert [at(moment, "accepted", "guide-reader") for moment in seen] == [None] * 5
    listed = [_listed(me, state, moment) for state in ("latest", "accepted") for moment in (made - tick, made, gone)]
    assert listed == [[], [1], [2], [], [], []]
    assert (_listed(me, "accepted", accepted), _listed(world.as_("guide-reader"), "accepted", accepted)) == ([1], [])
    # To a reader, what was taken back stays gone; what is accepted still, is shown as of then.
    world.accept(second["id"], by=EDITOR)
    world.accept(first["id"], by=EDITOR)
    assert at(accepted, "accepted", "guide-reader") == "Un."
    known = me.get(f"/v1/pages/{page['id']}?as_of={quote(accepted.isoformat())}")
    assert me.get(str(known.request.url), headers={"If-None-Match": known.headers["etag"]}).status_code == 304
    for wrong in ("2026-01-01T00:00:00", "soon", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"):
        refused(me.get(f"/v1/pages/{page['id']}?as_of={wrong}"), 422, "invalid")


def _rename(world: World, username: str, **fields: str) -> None:
    with world.database.writing() as session:
        user = session.exec(select(User).where(col(User.username) == username)).one()
        for name, value in fields.items():
            setattr(user, name, value)


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_a_tag_changes_with_everything_that_shows(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    page = world.page(text="Un.")
    me, editor = world.as_(ME), world.as_(EDITOR)
    path, match = f"/v1/pages/{page['id']}", {"If-Match": "*"}
    revision = page["revision"]["id"]
    acts: list[Callable[[], object]] = [
        lambda: world.accept(revision, by=EDITOR),
        lambda: world.edit(page, "Deux.", by=ME),
        lambda: me.put(f"{path}/support"),
        *(
            partial(editor.patch, path, json=fields, headers=match)
            for fields in (
                {"theme": "t2"},
                {"position": 9},
                {"pinned": True},
                {"excluded_reason": "Doublon"},
                {"slug": "s"},
            )
        ),
        lambda: _rename(world, ME, name="Quelqu’un"),
        lambda: _rename(world, ME, department="Sinistres"),
        lambda: editor.delete(path, headers=match),
    ]
    seen: dict[str, list[str]] = {"accepted": [], "latest": [], "latest&render=html": [], "latest&positions=true": []}
    for act in acts:
        act()
        for state, tags in seen.items():
            answer = editor.get(f"{path}?state={state}")
            tag = answer.headers["etag"]
            assert tag not in tags, (len(tags), state)
            tags.append(tag)
            again = editor.get(f"{path}?state={state}", headers={"If-None-Match": f'"x", W/{tag}'})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert not {*seen["latest"]} & {*seen["latest&render=html"]}
    assert not {*seen["latest&render=html"], *seen["latest"]} & {*seen["latest&positions=true"]}


def test_the_tag_of_a_revision_tells_decisions_and_names_apart(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.")
    path = f"/v1/revisions/{page['revision']['id']}"
    tags = [world.as_(ME).get(path).headers["etag"]]
    assert world.as_(ME).get(path, headers={"If-None-Match": tags[0]}).status_code == 304
    world.accept(page["revision"]["id"], by=EDITOR)
    tags.append(world.as_(ME).get(path).headers["etag"])
    _rename(world, ME, name="Quelqu’un d’autre")
    tags.append(world.as_(ME).get(path).headers["etag"])
    assert len({*tags}) == 3


def test_states_of_a_page(world: World) -> None:
    world.campaign()
    me, path = world.as_(ME), f"/v1/pages/{world.page(text='*Un* <b>deux</b>')['id']}"
    assert refused(me.get(path), 404, "not-accepted-yet")["head_number"] == 1
    assert "<em>Un</em> &lt;b&gt;deux&lt;/b&gt;" in me.get(f"{path}?state=latest&render=html").json()["html"]
    for wrong in ("state=newest", "render=pdf", "positions=1"):
        refused(me.get(f"{path}?{wrong}"), 422, "invalid")


def test_a_text_says_where_it_stands_below_its_title(world: World) -> None:
    world.campaign()
    page = world.page(title="Titre", text="# Titre\n\n# Un\n\nL'eau ?\n")
    shown = world.as_(ME).get(f"/v1/pages/{page['id']}?state=latest&positions=true").json()["html"]
    assert shown == (
        '<h2 data-from="9" data-to="13"><span data-from="11" data-to="13">Un</span></h2>\n'
        '<p data-from="15" data-to="22"><span data-from="15" data-to="22">L’eau\u202f?</span></p>\n'
    )


def _listed(client: ApiClient, state: str, moment: datetime) -> list[int]:
    """Return which revision of each page the list showed at a moment."""
    query = f"state={state}&as_of={quote(moment.isoformat())}"
    pages = client.get(f"/v1/campaigns/guide/pages?{query}").json()["items"]
    return [page["number"] for page in pages]
