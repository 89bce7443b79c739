"""ETags: a 304 for what the caller has, 428 and 412 for writes on what they have not seen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.campaigns.rules import Role
from tests.client import ApiClient
from tests.scan import Known, scan
from tests.world import World

THREADS = 4
THEME = "/v1/campaigns/guide/themes/t1"


@pytest.mark.parametrize("path", ["/v1/campaigns/guide", "/v1/campaigns/guide/themes", THEME])
def test_what_the_caller_has_is_not_sent_again(world: World, path: str) -> None:
    world.campaign()
    client = world.as_("guide-reader")
    etag = client.get(path).headers["etag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = client.get(path, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    for unknown in ('"other"', etag.strip('"'), ""):
        assert client.get(path, headers={"If-None-Match": unknown}).status_code == 200


@pytest.mark.parametrize(
    ("path", "change"),
    [("/v1/campaigns/guide", {"title": "Autre"}), (THEME, {"question": "Et alors ?"}), (THEME, None)],
    ids=["campaign", "theme", "theme deleted"],
)
def test_a_write_says_which_state_it_saw(world: World, path: str, change: dict[str, str] | None) -> None:
    world.campaign()
    client = world.as_("guide-admin")

    def write(**headers: str) -> tuple[int, str]:
        answer = client.request("DELETE" if change is None else "PATCH", path, json=change, headers=headers)
        type_ = answer.json()["type"].removeprefix("urn:bonsens:problem:") if answer.status_code >= 400 else ""
        if answer.status_code in (412, 428):
            assert answer.json()["etag"] == client.get(path).headers["etag"]
        return answer.status_code, type_

    etag = client.get(path).headers["etag"]
    assert write() == (428, "precondition-required")
    assert write(**{"If-Match": '"0"'}) == (412, "precondition-failed")
    assert client.get(path).headers["etag"] == etag
    assert write(**{"If-Match": etag}) == ((204, "") if change is None else (200, ""))
    if change is not None:
        assert client.get(path).json().items() >= change.items()
        assert write(**{"If-Match": etag}) == (412, "precondition-failed")


@pytest.mark.parametrize(("path", "field"), [("/v1/campaigns/guide", "title"), (THEME, "question")])
def test_of_writes_at_once_on_one_state_only_one_wins(world: World, path: str, field: str) -> None:
    world.campaign()
    etag = world.as_("guide-admin").get(path).headers["etag"]
    start = Barrier(THREADS)

    def patch(number: int) -> tuple[int, str]:
        client = ApiClient(world.app, world.client._contract, token=world.tokens["guide-admin"])
        start.wait()
        value = f"Value {number}"
        return client.patch(path, json={field: value}, headers={"If-Match": etag}).status_code, value

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(patch, range(THREADS)))
    won = [value for status, value in answers if status == 200]
    assert sorted(status for status, _ in answers) == [200] + [412] * (THREADS - 1)
    assert world.as_("guide-admin").get(path).json()[field] == won[0]


def test_the_tag_of_a_campaign_is_the_callers(world: World) -> None:
    """Each role sees other facts, so no cache may answer one with what another was shown."""
    world.campaign()
    tags = {world.as_(f"guide-{role}").get("/v1/campaigns/guide").headers["etag"] for role in ("reader", "editor")}
    assert len(tags) == 2


def _asked(world: World, admin: str) -> Known:
    """Ask a question, open a hall, and return what a scan needs to find them."""
    hall = {"place": "Nanterre", "held_on": "2027-03-01", "code": "NANTERRE3", "open": True}
    opened = world.as_("guide-editor").post("/v1/campaigns/guide/halls", json=hall).json()["id"]
    asked = world.as_(admin).post("/v1/campaigns/guide/questions", json={"text": "Et le soir ?"}).json()["id"]
    return {"hall_id": [opened], "code": ["NANTERRE3"], "question_id": [asked], "receipt": [], "text": ["soir"]}


@pytest.mark.slow
def test_every_get_is_tagged_and_not_sent_twice(world: World) -> None:
    world.campaign()
    page = world.page()
    revision = page["revision"]["id"]
    world.accept(revision, by="guide-editor")
    admin = world.as_(world.user("root", site_admin=True))
    world.member("guide", "root", Role.READER)
    job = admin.post("/v1/campaigns/guide/editions", json={"kind": "proof"}).json()["id"]
    draft = {"base_revision": revision, "title": "Titre", "text": "Brouillon.\n"}
    kept = admin.put(f"/v1/pages/{page['id']}/draft", json=draft).json()["id"]
    said = {"text": "Oui.", "start": 0, "end": 1}
    comment = world.as_("root").post(f"/v1/pages/{page['id']}/comments", json=said).json()["id"]
    known: Known = {
        **_asked(world, "root"),
        "campaign": ["guide"],
        "theme": ["t1"],
        "page_id": [page["id"]],
        "page": [page["id"]],
        "revision_id": [revision],
        "draft_id": [kept],
        "comment_id": [comment],
        "job_id": [job],
        "user": ["guide-contributor"],
        "edition": [],
        "artefact": [],
        "as_of": ["2999-01-01T00:00:00Z"],
    }
    # Whoever comes with a token has no session, and no proxy signs anybody in here.
    elsewhere = ("/v1/auth/session", "/v1/auth/proxy/login")
    answers = scan(world, "root", known)
    asked = {url: answers[url] for url in answers if url.startswith("/v1/") and not url.startswith(elsewhere)}
    assert len(asked) > 30
    for url, answer in asked.items():
        assert answer.status_code == 200, url
        again = admin.get(url, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), url
