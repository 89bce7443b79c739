"""The pages for browsers as they are served: shell, assets, policy, prefix; and what the package holds of them."""

import gzip
import hashlib
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app.config import Settings
from app.main import create_app
from app.site.built import FOLDER, etag_of, read_built, wanted_by
from app.site.router import policy
from tests.web_clients.pages import differences, faults_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = (
    "/",
    "/sign-in",
    "/me",
    "/c/guide",
    "/c/guide/themes/one",
    "/c/guide/pages/a%20b/edit",
    "/invitation",
    "/reset",
)
BUILT = read_built()
ROOT = Path(__file__).parents[2]
KEYS = f"k:{hashlib.sha256(b'a key of these tests').hexdigest()}"


def browse(**settings: Any) -> TestClient:
    chosen = Settings(database_url="sqlite://", token_keys=KEYS, **settings)
    return TestClient(create_app(chosen), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[TestClient]:
    with browse() as client:
        yield client


def missing(folder: Path) -> set[str]:
    """Return what the files of a build want, and what is not there."""
    files = [folder / "index.html", *(folder / "assets").glob("*.js"), *(folder / "assets").glob("*.css")]
    wanted = set[str]().union(*(wanted_by(file.read_bytes()) for file in files))
    return {name for name in wanted if not (folder / "assets" / name).is_file()}


def test_build_names_nothing_that_is_missing(tmp_path: Path) -> None:
    assert missing(FOLDER) == set()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-AX5Tx2aA.js").write_text('import("./Gone-BX5Tx2aA.js");')
    (tmp_path / "index.html").write_text('<script src="{{prefix}}/assets/index-AX5Tx2aA.js"></script>')
    assert missing(tmp_path) == {"Gone-BX5Tx2aA.js"}


def test_build_holds_nothing_that_nobody_wants() -> None:
    wanted = set[str]().union(wanted_by(BUILT.shell.encode()), *(wanted_by(one.body) for one in BUILT.assets.values()))
    assert set(BUILT.assets) - wanted == set()


def test_packed_assets_are_the_same_and_shorter() -> None:
    packed = [asset for asset in BUILT.assets.values() if asset.packed is not None]
    assert packed
    for asset in packed:
        assert asset.packed is not None
        assert gzip.decompress(asset.packed) == asset.body
        assert len(asset.packed) < len(asset.body)


def test_entry_keeps_its_budget() -> None:
    """Compare what every visit loads before anything shows with 30 KB of scripts and 8 KB of styles."""
    entry = wanted_by(BUILT.shell.encode())
    sizes = {name: len(BUILT.assets[name].packed or BUILT.assets[name].body) for name in entry}
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 30 * 1024
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 8 * 1024


def test_package_holds_the_build() -> None:
    """What stands in the folder matches the patterns of package data, or an installation would serve nothing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["app"]
    names = [path.name for path in FOLDER.rglob("*") if path.is_file()]
    assert len(names) > 10
    unheld = [name for name in names if not any(fnmatch(name, pattern.removeprefix("**/")) for pattern in patterns)]
    assert unheld == []


@pytest.mark.parametrize("path", PAGES)
def test_shell_stands_at_every_page(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-cache"
    assert 'src="/assets/index-' in answer.text
    assert "{{" not in answer.text
    assert browser.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/guide", "/cc/guide", "/index.html", "/assets/", "/assets/none.js", "/v1/none"])
def test_every_other_path_stays_the_api_s(browser: TestClient, path: str) -> None:
    answer = browser.get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["../index.html", "..%2findex.html", "%2e%2e/built.py", "index.html", "licences.md"])
def test_nothing_but_assets_is_reached_there(browser: TestClient, path: str) -> None:
    assert browser.get(f"/assets/{path}", follow_redirects=False).status_code == 404


def test_assets_are_kept_for_ever(browser: TestClient) -> None:
    (script,) = re.findall(r'src="(/assets/index-[\w-]+\.js)"', browser.get("/").text)
    plain, packed = (browser.get(script, headers={"Accept-Encoding": taken}) for taken in ("identity", "br, gzip"))
    assert plain.headers["cache-control"] == packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert plain.content == packed.content == BUILT.assets[script.rpartition("/")[2]].body
    assert "content-encoding" not in browser.get(script, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_site_can_be_turned_off() -> None:
    with browse(site=False) as client:
        assert [client.get(path).status_code for path in ("/", "/sign-in", "/me", "/c/guide")] == [404] * 4
        # The plain page for the links of letters stands in.
        assert "way-in/page.js" in client.get("/invitation").text


def test_site_below_a_prefix() -> None:
    with browse(public_url="https://example.com/it's/guide") as client:
        shell = client.get("/it's/guide/c/one").text
        assert 'content="/it&#x27;s/guide"' in shell
        (script,) = re.findall(r'src="/it&#x27;s/guide(/assets/index-[\w-]+\.js)"', shell)
        assert client.get(f"/it's/guide{script}").status_code == 200


def test_videos_come_from_these_hosts_alone() -> None:
    assert policy([]) == POLICY
    with browse(media_hosts=["video.example.org", "v.example"]) as client:
        told = client.get("/").headers["content-security-policy"]
    hosts = "https://video.example.org https://v.example"
    assert told == POLICY.replace("media-src 'self'", f"media-src 'self' {hosts}; frame-src {hosts}")


@pytest.mark.parametrize(
    "host", ["*", "a b.example", "a.example;script-src", "https://a.example", "a.example:1", "A.example"]
)
def test_hosts_cannot_widen_the_policy(host: str) -> None:
    with pytest.raises(ValidationError, match="media_hosts"):
        Settings(media_hosts=[host])


def test_demo_is_told_in_a_demo_alone(tmp_path: Path, browser: TestClient) -> None:
    people = tmp_path / "people.json"
    people.write_text('{"password": "p"}')
    assert browser.get("/demo.json").status_code == 404
    assert 'name="bonsens-demo" content=""' in browser.get("/").text
    with browse(demo_people=people) as client:
        assert client.get("/demo.json").json() == {"password": "p"}
        assert 'name="bonsens-demo" content="yes"' in client.get("/").text
    with pytest.raises(ValidationError, match="demo_people"):
        Settings(demo_people=people, public_url="https://guide.example")


def test_tag_follows_the_bytes() -> None:
    assert etag_of(b"one") != etag_of(b"two")


def test_builds_that_differ_are_found(tmp_path: Path) -> None:
    for name, letters in {"one": b"same", "two": b"same"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.js").write_bytes(letters)
        (tmp_path / name / "a.js.gz").write_bytes(gzip.compress(letters, mtime=len(name)))
    assert differences(tmp_path / "one", tmp_path / "two") == []
    (tmp_path / "two" / "a.js.gz").write_bytes(gzip.compress(b"other"))
    (tmp_path / "one" / "b.css").touch()
    assert differences(tmp_path / "one", tmp_path / "two") == ["a.js.gz", "b.css"]


PLANTED = {
    "ran": False,
    "reports": ["script-src"],
    "foreign": ["https://elsewhere.example/"],
    "violations": ["image-alt: <img>", "color-contrast: <p>"],
}
SEEN: dict[str, Any] = {
    "foreign": [],
    "reports": [],
    "errors": [],
    "violations": {},
    "sideways": [],
    "planted": PLANTED,
    "requests": {"/c/guide/themes/t1": 4},
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"foreign": ["https://elsewhere.example/"]},
        {"violations": {"/me": ["image-alt"]}},
        {"requests": {"/c/guide/themes/t1": 5}},
        {"planted": {**PLANTED, "ran": True}},
        {"planted": {**PLANTED, "reports": []}},
        {"planted": {**PLANTED, "foreign": []}},
        {"planted": {**PLANTED, "violations": ["image-alt: <img>"]}},
    ],
)
def test_what_a_browser_should_not_have_seen_ends_the_run(wrong: dict[str, Any]) -> None:
    faults_of(SEEN)
    with pytest.raises(SystemExit):
        faults_of(SEEN | wrong)
