"""Whoever saves or previews a text is told what a guide would not show of it."""

from tests.world import World

TEXT = "Un <b>mot</b>.\n\nVoir [la suite](suite.md).\n"


def lines_of(answer: dict[str, object]) -> object:
    notices = answer["notices"]
    assert isinstance(notices, list)
    return [(notice["line"], notice["code"]) for notice in notices]


EXPECTED = [(1, "notice-html"), (1, "notice-html"), (3, "notice-link")]


def test_saving_previewing_and_creating_tell_the_same(world: World) -> None:
    world.campaign()
    page = world.page()
    writer = world.as_("guide-contributor")
    preview = writer.post("/v1/render", json={"text": TEXT}).json()
    edit = {"base_revision": page["revision"]["id"], "text": TEXT}
    saved = writer.post(f"/v1/pages/{page['id']}/revisions", json=edit)
    new = {"kind": "tip", "theme": "t1", "title": "Autre", "text": TEXT}
    made = writer.post("/v1/campaigns/guide/pages", json=new)
    assert (saved.status_code, made.status_code) == (201, 201)
    assert [lines_of(answer) for answer in (preview, saved.json(), made.json())] == [EXPECTED] * 3
    assert saved.json()["notices"][2]["parameters"] == {"address": "suite.md"}


def test_a_notice_speaks_the_language_of_its_reader(world: World) -> None:
    world.campaign()
    page = world.page()
    writer = world.as_("guide-contributor")
    edit = {"base_revision": page["revision"]["id"], "text": TEXT}
    path, french = f"/v1/pages/{page['id']}/revisions", {"Accept-Language": "fr"}
    saved = writer.post(path, json=edit, headers=french)
    assert saved.headers["content-language"] == "fr"
    assert saved.json()["notices"][0]["detail"].startswith("Le HTML est montré")


def test_what_sends_no_text_is_told_nothing(world: World) -> None:
    world.campaign()
    page = world.page()
    saved = world.edit(page, TEXT, by="guide-contributor")
    undone = world.as_("guide-editor").post(f"/v1/revisions/{saved['revision']['id']}/undo", json={"summary": ""})
    assert (undone.status_code, undone.json()["notices"]) == (201, None)
    plain = world.edit(page | {"revision": undone.json()["revision"]}, "Sans rien.\n", by="guide-editor")
    assert plain["notices"] == []


def test_links_to_pages_of_the_campaign_are_none_to_tell_of_and_others_are(world: World) -> None:
    world.campaign()
    world.page(title="Les serrures")
    page = world.page(title="Autre")
    text = "## Ici\n\n[a](#les-serrures) [b](#autre) [c](#ici) [d](#absent)\n"
    saved = world.edit(page, text, by="guide-contributor")
    assert lines_of(saved) == [(3, "notice-place")]
    assert saved["notices"][0]["parameters"] == {"address": "#absent"}
    new = {"kind": "tip", "theme": "t1", "title": "Encore", "text": text}
    made = world.as_("guide-contributor").post("/v1/campaigns/guide/pages", json=new).json()
    assert lines_of(made) == [(3, "notice-place")]
    preview = world.as_("guide-contributor").post("/v1/render", json={"text": text}).json()
    assert lines_of(preview) == [(3, "notice-page")] * 3


def test_a_preview_says_the_language_of_words_in_another_script(world: World) -> None:
    world.campaign()
    writer = world.as_("guide-contributor")
    preview = writer.post("/v1/render", json={"text": "Le mot שלום", "language": "fr-CA"}).json()
    assert preview["html"] == '<p>Le mot <span lang="he">שלום</span></p>\n'
    assert "span" not in writer.post("/v1/render", json={"text": "Le mot שלום"}).json()["html"]
    assert writer.post("/v1/render", json={"text": "x", "language": "?"}).status_code == 422
