"""Who may read which edition, and how its files are served."""

import pytest

from app.campaigns.rules import Phase
from app.digests import canonical, sha256
from app.guides import compiling
from app.guides.crediting import without_figures
from app.guides.formats import FORMATS
from app.guides.router import GUIDE_POLICY
from tests.guides.compiles import EDITIONS, accepted_page, edition
from tests.world import World

PROOF, MEMBERS, COMPANY, PUBLIC = 1, 2, 3, 4
READABLE = {
    None: {PUBLIC},
    "outsider": {COMPANY, PUBLIC},
    "guide-reader": {MEMBERS, COMPANY, PUBLIC},
    "guide-contributor": {MEMBERS, COMPANY, PUBLIC},
    "guide-editor": {PROOF, MEMBERS, COMPANY, PUBLIC},
    "guide-admin": {PROOF, MEMBERS, COMPANY, PUBLIC},
}


@pytest.fixture
def published(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world with a proof, then a release for members, the company and the public."""
    monkeypatch.setattr(compiling, "FORMATS", {name: FORMATS[name] for name in ("html", "json")})
    world.campaign()
    world.user("outsider")
    accepted_page(world)
    world.phase("guide", Phase.REVIEW)
    edition(world, kind="proof", audience="public")
    # From the least read to the most read, so that the latest differs from caller to caller.
    for audience in ("members", "company", "public"):
        edition(world, kind="release", audience=audience)
    return world


@pytest.mark.slow
def test_an_edition_is_for_its_audience_and_a_proof_for_editors(published: World) -> None:
    for caller, readable in READABLE.items():
        client = published.as_(caller)
        assert {item["number"] for item in client.get(EDITIONS).json()["items"]} == readable, caller
        for number in range(1, 6):
            expected = 200 if number in readable else 404
            paths = (f"{EDITIONS}/{number}", f"{EDITIONS}/{number}/artefacts/guide.json")
            assert [client.get(path).status_code for path in paths] == [expected] * 2, (caller, number)
        assert client.get(f"{EDITIONS}/latest").json()["number"] == PUBLIC


@pytest.mark.slow
def test_the_latest_edition_is_the_latest_release_that_the_caller_may_read(world: World) -> None:
    world.campaign()
    world.user("outsider")
    accepted_page(world)
    edition(world, kind="proof")
    latest = f"{EDITIONS}/latest"
    assert [world.as_(who).get(latest).status_code for who in (None, "guide-reader", "guide-admin")] == [404] * 3
    world.phase("guide", Phase.REVIEW)
    for audience in ("public", "company", "members"):
        edition(world, kind="release", audience=audience)
    found = [world.as_(who).get(latest).json()["number"] for who in (None, "outsider", "guide-reader")]
    assert found == [2, 3, 4]


@pytest.mark.slow
def test_how_much_is_whose_is_shown_to_those_who_may_read_the_ledger(published: World) -> None:
    path = f"{EDITIONS}/{PUBLIC}"
    whole = published.as_("guide-reader").get(path)
    assert {"tokens", "share"} <= set(whole.json()["manifest"]["contributors"][0])
    assert sha256(canonical(whole.json()["manifest"])) == whole.json()["digest"]
    for caller in (None, "outsider"):
        assert published.as_(caller).get("/v1/campaigns/guide/credits").status_code == 404
        named = published.as_(caller).get(path)
        manifest = named.json()["manifest"]
        lines = [*manifest["contributors"], *(line for page in manifest["pages"] for line in page["credits"])]
        assert lines
        assert {frozenset(line) for line in lines} == {frozenset({"name", "department", "people"})}
        # A cache must not take the one for the other.
        assert named.headers["etag"] != whole.headers["etag"]
        assert named.json()["digest"] == whole.json()["digest"]
        assert manifest == without_figures(whole.json()["manifest"])


@pytest.mark.slow
def test_artefacts_are_served_with_their_digest_and_without_script(published: World) -> None:
    client = published.as_(None)
    html, data = (client.get(f"{EDITIONS}/latest/artefacts/guide.{form}") for form in ("html", "json"))
    assert html.headers["content-security-policy"] == GUIDE_POLICY
    assert "script" not in GUIDE_POLICY
    assert "'none'" in GUIDE_POLICY
    assert html.headers["x-content-type-options"] == "nosniff"
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert html.headers["content-disposition"] == 'inline; filename="guide-4.html"'
    assert data.headers["content-type"] == "application/json"
    assert "content-security-policy" not in data.headers
    listed = {item["name"]: item for item in client.get(f"{EDITIONS}/latest").json()["artefacts"]}
    assert html.headers["etag"] == f'"{listed["guide.html"]["sha256"]}"'
    for path in (f"{EDITIONS}/latest/artefacts/guide.html", f"{EDITIONS}/latest"):
        etag = client.get(path).headers["etag"]
        unchanged = client.get(path, headers={"If-None-Match": etag})
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", etag)
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.slow
def test_what_is_not_there(published: World) -> None:
    client = published.as_("guide-admin")
    for path in ("0", "-1", "99", "99999999999999999999", "latest/artefacts/guide.exe", "4/artefacts/guide.pdf"):
        missing = client.get(f"{EDITIONS}/{path}")
        assert (missing.status_code, missing.json()["type"]) == (404, "urn:bonsens:problem:not-found"), path
    assert client.get(f"{EDITIONS}/newest").status_code == 422
