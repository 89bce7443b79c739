"""No line of the log tells on what somebody voted, however the request was written."""

import json

import pytest

from app.web.middleware import Around
from tests.pages.acts import ME
from tests.planting import on_one_database
from tests.world import World

PATHS = (
    "/v1/revisions/4711/ballot",
    "/v1/revisions/4711/ballot/",
    "/v1/revisions//4711//ballot",
    "/v1/revisions/4711/BALLOT",
    "/v1/revisions/4711/%62allot",
    "/v1/revisions/4711/ballot%20",
    "/v1/revisions/4711/ballot/more",
    "/revisions/4711/ballot",
    "/guide/v1/revisions/4711/ballot",
    "/v1/pages/4711/support",
    "/v1/pages/4711/support/",
    "/v1/pages/4711/support/reconfirm",
    "/v1/pages/4711/support/reconfirmed",
    "/v1/pages/４７１１/support",
)
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE")


def logged(world: World, path: str, method: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    world.as_(ME).unchecked().request(method, path, json={"choice": "approve"}, follow_redirects=False)
    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"request"' in line]
    told: str = line["path"]
    return told


@pytest.mark.parametrize("path", PATHS)
def test_the_path_of_a_vote_is_not_logged(world: World, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    world.campaign()
    for method in METHODS:
        told = logged(world, path, method, capsys)
        assert "4711" not in told, method
        assert "４７１１" not in told, method
        assert "…" in told, method


def test_any_other_path_is_logged(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.campaign()
    for path in ("/v1/pages/4711", "/v1/campaigns/support-2026/pages", "/v1/revisions/4711/tally"):
        assert logged(world, path, "GET", capsys) == path


@on_one_database
def test_a_log_that_tells_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.campaign()
    monkeypatch.setattr(Around, "_logged", lambda _self, path: path)
    assert "4711" in logged(world, PATHS[0], "POST", capsys)
