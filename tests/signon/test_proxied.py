"""A proxy that is named says who people are by a header; from everybody else the header says nothing."""

import pytest

from app.identity.sso.settings import HEADER_ISSUER
from app.web.peers import KeepPeer
from tests.client import ApiClient
from tests.planting import on_one_database
from tests.signon.browser import SESSION, Company, who

FILE = """
[trusted_header]
title = "Sign in"
peers = ["10.1.0.0/16", "fd00::/8"]
username = "X-Remote-User"
name = "X-Remote-Name"
department = "X-Remote-Department"
"""
NAMED = {"x-remote-user": "ana"}


def behind(company: Company, peer: str | None) -> ApiClient:
    """Return a browser whose requests come from a peer; None where nobody kept it."""
    browser = company.browser()
    inside = browser._transport._inside  # type: ignore[attr-defined]
    if peer is not None:
        inside.app, inside.client = KeepPeer(company.world.app), (peer, 1)
    return browser


def enter(browser: ApiClient, headers: object = NAMED, then: str = "") -> int:
    answer = browser.get(f"/v1/auth/proxy/login{then}", headers=headers, follow_redirects=False)  # type: ignore[arg-type]
    return answer.status_code


@pytest.fixture(autouse=True)
def equipped(company: Company) -> None:
    company.again(end=FILE)


def test_whoever_the_proxy_names_is_signed_in(company: Company) -> None:
    browser = behind(company, "10.1.2.3")
    told = {"x-remote-user": b"ana", "x-remote-name": "Ana Álvarez".encode(), "x-remote-department": b"Claims"}
    assert enter(browser, told, "?next=/campaigns") == 303
    me = browser.get("/v1/me").json()
    assert (me["username"], me["name"], me["department"]) == ("ana", "Ana Álvarez", "Claims")
    assert browser.get("/v1/me/sessions").json()["items"][0]["opened_by"] == "proxy"
    assert company.browser().get("/v1/auth/providers").json()["items"][-1]["id"] == HEADER_ISSUER


@pytest.mark.parametrize(
    "peer",
    [None, "10.2.0.1", "127.0.0.1", "::1", "testclient", "", "10.1.2.3.evil.example", "fe80::1", "::ffff:10.2.0.1"],
)
@on_one_database
def test_from_everybody_else_it_says_nothing(company: Company, peer: str | None) -> None:
    browser = behind(company, peer)
    assert enter(browser) == 401
    assert who(browser) is None
    assert browser.get("/v1/me", headers=NAMED).status_code == 401


@pytest.mark.parametrize("peer", ["10.1.255.255", "fd00::5", "::ffff:10.1.2.3"])
@on_one_database
def test_every_peer_that_is_named_is_believed(company: Company, peer: str) -> None:
    assert enter(behind(company, peer)) == 303


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-remote-user": ""}, {"x_remote_user": "ana"}, [("x-remote-user", "root"), ("x-remote-user", "ana")]],
)
@on_one_database
def test_a_header_that_is_not_there_once_names_nobody(company: Company, headers: object) -> None:
    browser = behind(company, "10.1.2.3")
    assert enter(browser, headers) == 401
    assert who(browser) is None


def test_the_header_alone_is_no_sign_in(company: Company) -> None:
    """Else a page of another site could write in the name of whoever the proxy lets in."""
    browser = behind(company, "10.1.2.3")
    assert browser.get("/v1/me", headers=NAMED).status_code == 401


def test_whoever_else_sits_at_the_browser_is_not_the_one_before(company: Company) -> None:
    browser = behind(company, "10.1.2.3")
    enter(browser)
    assert browser.get("/v1/me", headers=NAMED).status_code == 200
    assert browser.get("/v1/me", headers={"x-remote-user": "bo"}).status_code == 401
    assert enter(browser, {"x-remote-user": "bo"}) == 303
    assert browser.get("/v1/me", headers={"x-remote-user": "bo"}).json()["username"] == "bo"


def test_a_local_account_is_nobodys_whom_a_proxy_names_without_a_rule(company: Company) -> None:
    company.world.user("ana", password="correct horse battery staple")
    assert enter(behind(company, "10.1.2.3")) == 409
    company.again(end=FILE + 'link_by = "username"\n')
    assert enter(behind(company, "10.1.2.3")) == 303


def test_without_the_setting_there_is_no_such_way(company: Company) -> None:
    company.again()
    browser = behind(company, "10.1.2.3")
    assert enter(browser) == 404
    assert SESSION not in browser.cookies


def test_a_peer_that_is_not_looked_at_would_be_found(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.identity.proxied._is_trusted", lambda _peer, _trusted: True)
    with pytest.raises(AssertionError):
        test_from_everybody_else_it_says_nothing(company, "10.2.0.1")
