"""What is written before and beside a page: drafts without one, drafts by page, and names that tell nothing unread."""

import pytest

from app.campaigns.rules import Phase
from app.pages.naming import says_unread_title
from tests.pages.acts import EDITOR, ME, refused, save
from tests.reviews.acts import ballots_on, ranking, support, support_of, vote, voters
from tests.reviews.test_votes import verified
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
NEW = {"kind": "tip", "theme": "t1", "text": "Débranchez le"}
MATCH = {"If-Match": "*"}


def begun(world: World, who: str = ME, **fields: object) -> Json:
    answer = world.as_(who).post(f"{GUIDE}/drafts", json={**NEW, **fields})
    assert answer.status_code == 201, answer.text
    draft: Json = answer.json()
    assert (answer.headers["location"], answer.headers["etag"]) == (f"/v1/drafts/{draft['id']}", draft["etag"])
    return draft


def autosaved(world: World, page: Json, text: str, who: str = ME) -> Json:
    body = {"base_revision": page["revision"]["id"], "title": "Titre", "text": text}
    answer = world.as_(who).put(f"/v1/pages/{page['id']}/draft", json=body)
    assert answer.status_code == 201, answer.text
    draft: Json = answer.json()
    return draft


def drafts(world: World, who: str = ME) -> list[str]:
    return [item["text"] for item in world.as_(who).get("/v1/me/drafts").json()["items"]]


def test_the_first_minute_of_writing_is_kept_and_becomes_a_page(world: World) -> None:
    world.campaign()
    me, draft = world.as_(ME), begun(world)
    assert (draft["reason"], draft["page_id"], draft["theme"], draft["title"]) == ("autosaved", None, "t1", "")
    path = f"/v1/drafts/{draft['id']}"
    refused(me.post(f"{path}/submit", json={}), 422, "invalid")
    written = {"title": "", "text": "Débranchez le chargeur.\n"}
    second = me.put(path, json=written, headers={"If-Match": draft["etag"]}).json()
    assert (second["version"], second["text"]) == (2, written["text"])
    titled = {**written, "title": "Le chargeur"}
    assert me.put(path, json=titled, headers={"If-Match": second["etag"]}).is_success
    page = me.post(f"{path}/submit", json={}).json()
    assert (page["slug"], page["revision"]["text"]) == ("le-chargeur", written["text"])
    assert drafts(world) == []
    # One begins as many pages as one likes.
    assert begun(world)["id"] != begun(world)["id"]


def test_drafts_of_new_pages_are_for_those_who_write_and_fit_their_place(world: World) -> None:
    world.campaign()
    wrong: list[tuple[Json, str]] = [
        ({"theme": None}, "theme"),
        ({"kind": "notion"}, "theme"),
        ({"text": "\0"}, "text"),
    ]
    for change, field in wrong:
        answer = world.as_(ME).post(f"{GUIDE}/drafts", json={**NEW, **change})
        assert refused(answer, 422, "invalid")["errors"][0]["field"] == field
    refused(world.as_(ME).post(f"{GUIDE}/drafts", json={**NEW, "theme": "t9"}), 404, "not-found")
    refused(world.as_("guide-reader").post(f"{GUIDE}/drafts", json=NEW), 403, "forbidden")
    refused(world.as_(None).post(f"{GUIDE}/drafts", json=NEW), 401, "not-authenticated")
    # What comes after the end is kept too.
    world.phase("guide", Phase.REVIEW)
    draft = begun(world, title="Tard")
    refused(world.as_(ME).post(f"/v1/drafts/{draft['id']}/submit", json={}), 409, "window-closed")
    assert drafts(world) == [NEW["text"]]


def test_a_draft_is_read_by_its_page(world: World) -> None:
    world.campaign()
    page = world.page()
    path = f"/v1/pages/{page['id']}/draft"
    refused(world.as_(ME).get(path), 404, "not-found")
    draft = autosaved(world, page, "Demi")
    answer = world.as_(ME).get(path)
    assert (answer.json(), answer.headers["etag"]) == (draft, draft["etag"])
    assert world.as_(ME).get(path, headers={"If-None-Match": draft["etag"]}).status_code == 304
    refused(world.as_(EDITOR).get(path), 404, "not-found")
    refused(world.as_("guide-reader").get(path), 404, "not-found")
    assert [item["etag"] for item in world.as_(ME).get("/v1/me/drafts").json()["items"]] == [draft["etag"]]


@pytest.mark.slow
def test_a_save_from_the_same_base_ends_the_draft_of_its_author(world: World) -> None:
    world.campaign()
    page, other = world.page(), world.page(title="Autre")
    base = page["revision"]["id"]
    for who in (ME, EDITOR):
        autosaved(world, page, f"Demi-mot de {who}", who)
    autosaved(world, other, "Ailleurs")
    saved = save(world.as_(ME), page["id"], base, "Un mot entier.\n").json()["revision"]["id"]
    assert (drafts(world), drafts(world, EDITOR)) == (["Ailleurs"], [f"Demi-mot de {EDITOR}"])
    # The next autosave begins anew, without a tag.
    again = {**page, "revision": {"id": saved}}
    autosaved(world, again, "Encore")
    # A save from another base is another work, and a refused one ends nothing.
    save(world.as_(ME), page["id"], base, "Un mot entier, autrement dit.\n")
    assert "Encore" in drafts(world)
    world.phase("guide", Phase.REVIEW)
    refused(save(world.as_(ME), page["id"], saved, "Trop tard.\n"), 409, "window-closed")
    assert "Encore" in drafts(world)
    world.phase("guide", Phase.OPEN)
    assert save(world.as_(ME), page["id"], saved, "Un mot entier.\n").json()["outcome"] == "unchanged"
    assert "Encore" not in drafts(world)


@pytest.mark.parametrize(
    ("slug", "accepted", "names", "renamed"),
    [
        ("plan", "plan", {"plan"}, False),
        ("plan-2", "plan", {"plan"}, False),
        ("choisi", "plan", {"plan", "licenciements"}, False),
        ("licenciements", "plan", {"plan", "licenciements"}, True),
        ("licenciements-3", "plan", {"plan", "licenciements"}, True),
        ("plan-2024", "plan", {"plan", "plan-2024"}, True),
        ("a" * 58 + "-2", "a" * 64, {"a" * 64}, False),
        ("b" * 58 + "-2", "a" * 64, {"a" * 64, "b" * 64}, True),
    ],
)
def test_which_names_say_a_title_that_nobody_accepted(
    slug: str,
    accepted: str,
    names: set[str],
    renamed: bool,  # noqa: FBT001
) -> None:
    assert says_unread_title(slug, accepted, names) is renamed


def test_a_name_says_no_word_that_readers_may_not_see(world: World) -> None:
    world.campaign()
    taken = world.page(title="Planning")
    page = world.page(title="Licenciements de printemps")
    saved = world.edit(page, "Un.\n", by=ME, title="Planning")["revision"]["id"]
    path, reader = f"/v1/pages/{page['id']}", world.as_("guide-reader")
    world.accept(saved, by=EDITOR)
    assert reader.get(path).json()["slug"] == "planning-2"
    later = world.edit({**page, "revision": {"id": saved}}, "Deux.\n", by=ME, title="Horaires")["revision"]["id"]
    world.accept(later, by=EDITOR)
    # From the first acceptance on an address stays.
    assert reader.get(path).json()["slug"] == "planning-2"
    chosen = world.page(title="Secret")
    change = {"slug": "choisi"}
    assert world.as_(EDITOR).patch(f"/v1/pages/{chosen['id']}", json=change, headers=MATCH).is_success
    world.accept(world.edit(chosen, "Un.\n", by=ME, title="Public")["revision"]["id"], by=EDITOR)
    assert reader.get(f"/v1/pages/{chosen['id']}").json()["slug"] == "choisi"
    assert world.as_(ME).get(f"/v1/pages/{taken['id']}?state=latest").json()["slug"] == "planning"
    acts = world.as_("guide-admin").get(f"{GUIDE}/audit?limit=100").json()["items"]
    assert [entry["facts"]["page"] for entry in acts if entry["act"] == "page.arranged"] == [chosen["id"], page["id"]]


@pytest.mark.usefixtures("told_at_once")
def test_votes_of_people_who_were_removed_or_blocked_go_on_counting(world: World) -> None:
    world.campaign()
    page = world.page()
    names, revision = voters(world, 3), page["revision"]["id"]
    for name in names:
        support(world, name, page["id"])
        vote(world, name, revision, "approve")
    before = ballots_on(world, ME, revision), support_of(world, ME, page["id"]), ranking(world, ME)
    assert world.as_("guide-admin").delete(f"{GUIDE}/members/{names[0]}").status_code == 204
    assert world.as_(world.user("root", site_admin=True)).post(f"/v1/users/{names[1]}/block").is_success
    assert (ballots_on(world, ME, revision), support_of(world, ME, page["id"]), ranking(world, ME)) == before
    assert before[1]["support"] == before[0]["approve"] == 3
    for name in names[:2]:
        assert world.as_(name).delete(f"/v1/pages/{page['id']}/support").status_code in (403, 404)
    assert verified(world) == []


@pytest.mark.usefixtures("told_at_once")
def test_what_follows_from_an_acceptance_by_votes_names_no_voter(world: World) -> None:
    world.campaign(acceptance="votes", quorum=1)
    goes = world.page(title="Va")
    page = world.page(title="Secret")
    begin = {"page": goes["id"], "reason": "Double"}
    draft = world.as_(EDITOR).post(f"/v1/pages/{page['id']}/merge", json=begin).json()
    renamed = {"title": "Public", "text": draft["text"], "base_revision": page["revision"]["id"]}
    assert world.as_(EDITOR).put(f"/v1/drafts/{draft['id']}", json=renamed, headers=MATCH).is_success
    made = world.as_(EDITOR).post(f"/v1/drafts/{draft['id']}/submit", json={}).json()["revision"]["id"]
    vote(world, ME, made, "approve")
    assert world.as_(ME).get(f"/v1/pages/{page['id']}").json()["slug"] == "public"
    refused(world.as_(ME).get(f"/v1/pages/{goes['id']}"), 404, "page-merged")
    entries = world.as_("guide-admin").get(f"{GUIDE}/audit").json()["items"]
    told = {entry["act"]: entry["actor_id"] for entry in entries}
    named = ("revision.accept", "page.arranged", "page.merged")
    assert {act: told[act] for act in named} == dict.fromkeys(named)
