"""New pages and their place: kinds, themes, names, order, hiding."""

import pytest

from app.campaigns.rules import Phase
from tests.pages.acts import EDITOR, ME, chain, refused
from tests.world import Json, World

SINGLE = ["editorial", "foreword", "conclusion", "glossary", "bibliography"]
MATCH = {"If-Match": "*"}


def _create(world: World, status: int = 201, **fields: object) -> Json:
    body = {"kind": "notion", "title": "Titre", "text": "Texte.", **fields}
    answer = world.as_(ME).post("/v1/campaigns/guide/pages", json=body)
    assert answer.status_code == status, answer.text
    made: Json = answer.json()
    if status == 201:
        assert answer.headers["location"] == f"/v1/pages/{made['id']}"
    return made


def _order(world: World, query: str = "state=latest") -> list[str]:
    found: list[str] = []
    url = f"/v1/campaigns/guide/pages?limit=2&{query}"
    while url:
        answer = world.as_(EDITOR).get(url)
        found += [item["slug"] for item in answer.json()["items"]]
        url = answer.links["next"]["url"] if answer.json()["next"] else ""
    return found


@pytest.mark.slow
def test_every_kind_has_its_place(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    for kind in SINGLE:
        _create(world, kind=kind)
        assert _create(world, 409, kind=kind)["type"].endswith("conflict")
        assert _create(world, 422, kind=kind, theme="t1")["errors"][0]["field"] == "theme"
    for theme in ("t1", "t2"):
        _create(world, kind="introduction", theme=theme)
        assert _create(world, 409, kind="introduction", theme=theme)["type"].endswith("conflict")
    for kind in ("introduction", "tip"):
        assert _create(world, 422, kind=kind)["errors"][0]["field"] == "theme"
        assert _create(world, 404, kind=kind, theme="t3")["type"].endswith("not-found")
    assert _create(world, 422, kind="article")["errors"][0]["field"] == "kind"
    assert [_create(world)["position"] for _ in range(2)] == [6, 7]
    assert [_create(world, kind="tip", theme="t2")["position"] for _ in range(2)] == [2, 3]


SLUGS = {
    "L’œuvre d’été, 2ᵉ !": "l-oeuvre-d-ete-2e",
    "日本": "page",
    "x" * 200: "x" * 64,
    "A-" * 40: "a-" * 31 + "a",
}


@pytest.mark.slow
def test_a_name_is_made_from_the_title(world: World) -> None:
    world.campaign()
    for title, slug in SLUGS.items():
        names = [_create(world, title=title)["slug"] for _ in range(3)]
        assert names == [slug, *(f"{slug[:58]}-{number}" for number in (2, 3))]
    assert _create(world, 409, slug="page")["type"].endswith("slug-taken")
    assert _create(world, slug="a-name")["slug"] == "a-name"
    assert _create(world, 422, slug="Not_a_name")["errors"][0]["field"] == "slug"


def test_a_created_page_is_its_first_revision(world: World) -> None:
    world.campaign()
    made = _create(world, title=" E\u0301te\u0301 ", text="Un.\r\n", summary="Pourquoi")
    revision = made["revision"]
    facts = (revision["number"], revision["parent_id"], revision["base_id"], revision["origin"], revision["summary"])
    assert facts == (1, None, None, "create", "Pourquoi")
    assert (made["head_number"], made["accepted_number"], made["state"]) == (1, None, "latest")
    assert chain(world, made["id"]) == [("Été", "Un.\r\n")]
    for fields in ({"title": ""}, {"text": "\0"}, {"summary": "s" * 501}):
        assert _create(world, 422, **fields)["errors"][0]["field"] in fields
    assert _order(world) == ["ete"]


@pytest.mark.slow
def test_editors_arrange_pages(world: World) -> None:
    world.campaign()
    world.theme("guide", "t2")
    pages = {slug: _create(world, kind="tip", theme="t1", slug=slug) for slug in ("a", "b", "c")}
    _create(world, slug="n")
    _create(world, kind="introduction", theme="t1", slug="i1")
    second = _create(world, kind="introduction", theme="t2", slug="i2")
    editor = world.as_(EDITOR)

    def patch(page: Json, fields: Json, headers: dict[str, str] = MATCH) -> Json:
        answer = editor.patch(f"/v1/pages/{page['id']}", json=fields, headers=headers)
        out: Json = answer.json() | {"status_code": answer.status_code}
        return out

    assert _order(world) == ["n", "a", "b", "c", "i1", "i2"]
    tag = editor.get(f"/v1/pages/{pages['c']['id']}?state=latest").headers["etag"]
    assert patch(pages["c"], {"position": 1, "pinned": True}, {"If-Match": tag})["pinned"]
    assert patch(pages["c"], {"position": 2}, {"If-Match": tag})["type"].endswith("precondition-failed")
    assert patch(pages["c"], {"position": 2}, {})["type"].endswith("precondition-required")
    assert patch(pages["b"], {"theme": "t2", "slug": "bb"})["theme"] == "t2"
    assert _order(world) == ["n", "a", "c", "i1", "i2", "bb"]
    assert _order(world, "state=latest&sort=newest") == ["i2", "i1", "n", "c", "bb", "a"]
    assert _order(world, "state=latest&theme=t2&kind=tip") == ["bb"]
    assert _order(world, "state=accepted") == []
    assert patch(pages["a"], {"excluded_reason": " Doublon "})["excluded_reason"] == "Doublon"
    assert patch(pages["a"], {"excluded_reason": None})["excluded_reason"] is None
    refusals: list[tuple[Json, Json, int, str]] = [
        (second, {"theme": "t1"}, 409, "conflict"),
        (pages["a"], {"slug": "bb"}, 409, "slug-taken"),
        (pages["a"], {"theme": None}, 422, "invalid"),
        (pages["a"], {"theme": "t9"}, 404, "not-found"),
        (pages["a"], {"pinned": None}, 422, "invalid"),
        (pages["a"], {"position": 0}, 422, "invalid"),
        (pages["a"], {"excluded_reason": "\0"}, 422, "invalid"),
    ]
    for page, fields, status, problem in refusals:
        answer = patch(page, fields)
        assert (answer["status_code"], answer["type"].rpartition(":")[2]) == (status, problem), fields


def test_a_hidden_page_is_gone_for_all_but_editors_and_comes_back(world: World) -> None:
    world.campaign()
    page = world.page()
    world.accept(page["revision"]["id"], by=EDITOR)
    path, editor = f"/v1/pages/{page['id']}", world.as_(EDITOR)
    refused(editor.delete(path), 428, "precondition-required")
    refused(editor.delete(path, headers={"If-Match": '"old"'}), 412, "precondition-failed")
    assert editor.delete(path, headers=MATCH).status_code == 204
    for name in (ME, "guide-reader"):
        for read in (path, f"{path}/revisions", f"/v1/revisions/{page['revision']['id']}"):
            refused(world.as_(name).get(read), 404, "not-found")
        assert world.as_(name).get("/v1/campaigns/guide/pages").json()["items"] == []
    assert editor.get(path).json()["hidden"]
    assert editor.post(f"{path}/unhide").json()["hidden"] is False
    assert world.as_("guide-reader").get(path).status_code == 200


def test_a_page_out_of_time_is_a_draft(world: World) -> None:
    world.campaign()
    for phase in (Phase.DRAFT, Phase.REVIEW, Phase.PUBLISHED):
        world.phase("guide", phase)
        problem = _create(world, 409, kind="tip", theme="t1", text=f"Gardé, {phase}.")
        assert problem["type"].endswith("window-closed")
        draft = world.as_(ME).get(f"/v1/drafts/{problem['draft_id']}").json()
        facts = (draft["text"], draft["kind"], draft["theme"], draft["page_id"])
        assert facts == (f"Gardé, {phase}.", "tip", "t1", None)
