"""A provider says that somebody signed out: their sessions end at once, and nobody else can say so."""

from collections.abc import Iterator

import pytest

from tests.client import ApiClient
from tests.identity.forging import forged
from tests.identity.signing import ABSENT
from tests.planting import on_one_database
from tests.signon.browser import Company, sign_in, who

EVENT: dict[str, object] = {"http://schemas.openid.net/event/backchannel-logout": {}}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def tell(company: Company, token: str, provider: str = "one") -> int:
    """Return the status of the answer to a logout token."""
    address = f"/v1/auth/providers/{provider}/backchannel-logout"
    return company.browser().post(address, content=f"logout_token={token}", headers=FORM).status_code


def signed_in(company: Company, provider: str = "one", sid: str | None = "sid-1", **person: str) -> ApiClient:
    one = company.providers[provider]
    one.lies = {} if sid is None else {"sid": sid}
    one.person = {"sub": "ana-1", "preferred_username": "ana", **person}
    browser = company.browser()
    assert sign_in(browser, provider).status_code == 303
    return browser


@pytest.mark.slow
def test_the_session_that_is_named_ends_and_no_other(company: Company) -> None:
    here, there = signed_in(company), signed_in(company, sid="sid-2")
    bo = signed_in(company, sub="bo-1", preferred_username="bo", sid="sid-3")
    assert tell(company, company.providers["one"].logout_token(sid="sid-1", sub="ana-1")) == 204
    assert [who(browser) for browser in (here, there, bo)] == [None, "ana", "bo"]


@pytest.mark.slow
def test_without_a_session_all_of_the_person_end_that_this_provider_opened(company: Company) -> None:
    here, there = signed_in(company), signed_in(company, sid="sid-2")
    bo = signed_in(company, sub="bo-1", preferred_username="bo", sid="sid-3")
    local = company.world.browser("ana")
    assert tell(company, company.providers["one"].logout_token(sub="ana-1")) == 204
    assert [who(browser) for browser in (here, there, bo, local)] == [None, None, "bo", "ana"]


@pytest.mark.slow
def test_a_provider_ends_what_it_opened_alone(company: Company) -> None:
    here = signed_in(company)
    assert tell(company, company.providers["two"].logout_token(sid="sid-1", sub="ana-1"), "two") == 204
    assert who(here) == "ana"


def test_a_token_is_used_once(company: Company) -> None:
    token = company.providers["one"].logout_token(sid="sid-1")
    assert tell(company, token) == 204
    here = signed_in(company)
    assert tell(company, token) == 400
    assert who(here) == "ana"


def attacks(company: Company) -> Iterator[tuple[str, str]]:
    one, two = company.providers["one"], company.providers["two"]
    said = {**one.base(), "aud": "bonsens", "jti": "1", "events": EVENT, "sid": "sid-1", "sub": "ana-1"}
    yield from forged(one.signer, said, "logout+jwt")
    faults: dict[str, dict[str, object]] = {
        "no events": {"events": ABSENT},
        "other events": {"events": {"x": {}}},
        "a nonce": {"nonce": "n"},
        "no jti": {"jti": ABSENT},
        "nobody": {"sid": ABSENT, "sub": ABSENT},
        "over": {"exp": 1},
        "not yet": {"iat": one.base()["exp"] + 3600},
        "another client": {"aud": "other"},
        "another issuer": {"iss": two.issuer},
    }
    for name, wrong in faults.items():
        yield name, one.signer.sign({**said, **wrong}, typ="logout+jwt")
    yield "of the other provider", two.logout_token(sid="sid-1")
    yield "of the other provider's key", two.signer.sign(said, typ="logout+jwt")
    yield "an ID token", one.id_token({"person": {"sub": "ana-1"}, "nonce": "n"})
    yield "an access token", one.access_token("ana-1")


def believed(company: Company) -> list[str]:
    """Return which attacks end the session of somebody."""
    here = signed_in(company)
    tried, found = list(attacks(company)), []
    assert len(tried) >= 80
    for name, token in tried:
        status = tell(company, token)
        if status != 400 or who(here) != "ana":
            found.append(f"{name}: {status}")
    return found


@pytest.mark.slow
@on_one_database
def test_nobody_else_ends_a_session(company: Company) -> None:
    assert believed(company) == []


@pytest.mark.slow
@on_one_database
def test_a_token_that_is_not_verified_would_be_found(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.identity.foreign.LOGOUT", frozenset({"jwt", "logout+jwt", "at+jwt", "jwe"}))
    monkeypatch.setattr("app.identity.foreign._require_client", lambda _found, _trust: None)
    assert [name for name in believed(company) if "another client" in name]


@pytest.mark.parametrize(
    "body", ["", "logout_token", "logout_token=", "token=x", "logout_token=a&logout_token=b", "\u00e9=x", "a&b&c" * 50]
)
@on_one_database
def test_what_is_no_form_of_one_token_is_refused(company: Company, body: str) -> None:
    address = "/v1/auth/providers/one/backchannel-logout"
    answer = company.browser().post(address, content=body.encode(), headers=FORM)
    assert answer.status_code in (400, 422)


def test_a_provider_that_nobody_configured_is_absent(company: Company) -> None:
    browser = company.browser()
    token = company.providers["one"].logout_token(sid="sid-1")
    assert tell(company, token, "three") == 404
    assert browser.get("/v1/auth/providers/three/login").status_code == 404
    assert browser.get("/v1/auth/providers/three/callback?code=a&state=b").status_code == 404
