"""Attacks on a sign-in that is under way: none makes somebody be signed in who should not be, or as somebody else."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Self
from urllib.parse import quote

import httpx2
import pytest

from app.clock import process_now
from app.identity.compact import read_compact
from app.identity.foreign import Foreign, Trust, read_id_token
from app.identity.sso.issuers import Addresses
from app.identity.sso.settings import Provider
from app.identity.tokens import Keys
from app.signon import flow, returning, router
from app.signon.flow import Begun, code_of, is_own_path
from tests.client import ApiClient
from tests.identity.signing import Signer
from tests.planting import on_one_database
from tests.signon.browser import FLOW, PUBLIC, SESSION, Company, asked, begin, changed, come_back, sign_in, visit, who

MALLORY = {"sub": "mallory-1", "preferred_username": "mallory"}
Attack = Callable[[Company], ApiClient]


def answered(company: Company, person: dict[str, str], provider: str = "one") -> tuple[ApiClient, str]:
    """Return a browser that somebody has taken to a provider, and the address that it would come back to."""
    company.providers[provider].person = person
    browser = company.browser()
    return browser, visit(begin(browser, provider).headers["location"])


def login_csrf(company: Company) -> ApiClient:
    """Mallory's answer is given to a browser that began nothing."""
    _, address = answered(company, MALLORY)
    browser = company.browser()
    come_back(browser, address)
    return browser


def login_csrf_while_another_is_under_way(company: Company) -> ApiClient:
    _, address = answered(company, MALLORY)
    browser = company.browser()
    begin(browser)
    come_back(browser, address)
    return browser


def injected_code(company: Company) -> ApiClient:
    """Mallory puts a code that was made for the victim into an own sign-in."""
    _, stolen = answered(company, {"sub": "ana-1", "preferred_username": "ana"})
    mallory, own = answered(company, MALLORY)
    come_back(mallory, changed(own, code=asked(stolen)["code"]))
    return mallory


def injected_code_of_mallory(company: Company) -> ApiClient:
    _, own = answered(company, MALLORY)
    browser, address = answered(company, {"sub": "ana-1", "preferred_username": "ana"})
    come_back(browser, changed(address, code=asked(own)["code"]))
    return browser


def fixed_state(company: Company) -> ApiClient:
    """Mallory sends the victim to the provider with a state of Mallory's own sign-in."""
    mallory = company.browser()
    address = begin(mallory).headers["location"]
    company.providers["one"].person = {"sub": "ana-1", "preferred_username": "ana"}
    back = visit(address)
    browser = company.browser()
    begin(browser)
    come_back(browser, back)
    return browser


def replayed(company: Company) -> ApiClient:
    """The whole answer comes again from the same browser, with a provider that takes codes twice."""
    browser, address = answered(company, {"sub": "ana-1", "preferred_username": "ana"})
    kept, codes = dict(browser.cookies), dict(company.providers["one"].codes)
    assert come_back(browser, address).status_code == 303
    again = company.browser()
    again.cookies.set(FLOW, kept[FLOW])
    company.providers["one"].codes = codes
    come_back(again, address)
    return again


def replayed_nonce(company: Company) -> ApiClient:
    """The provider, or whoever stands in its place, gives an ID token that was made for an earlier sign-in."""
    one = company.providers["one"]
    browser = company.browser()
    nonce = asked(begin(browser).headers["location"])["nonce"]
    one.lies = {"nonce": nonce}
    again = company.browser()
    sign_in(again)
    return again


def mixed_up(company: Company, **answer: str | None) -> ApiClient:
    """A browser that went to one provider comes back with a code of the other, at either's address."""
    browser = company.browser()
    state = asked(begin(browser, "one").headers["location"])["state"]
    _, other = answered(company, MALLORY, "two")
    come_back(browser, changed(other, state=state, **answer))
    come_back(browser, changed(other, state=state, **answer).replace("/two/", "/one/"))
    return browser


def mixed_up_without_issuer(company: Company) -> ApiClient:
    return mixed_up(company, iss=None)


def forged_flow(company: Company) -> ApiClient:
    """The browser brings a cookie that nobody signed, or that was signed for something else."""
    own = Begun("one", "s" * 32, "n" * 32, "v" * 64, "/")
    _, address = answered(company, MALLORY)
    browser = company.browser()
    signer = company.world.app.state.services.signer
    until = process_now() + flow.LIFETIME
    for kept in (own.kept(), signer.sign("session", own.kept(), until=until), f"{own.kept()}.{'0' * 64}", "..", ""):
        browser.cookies.set(FLOW, quote(kept, safe=".=-_"))
        come_back(browser, changed(address, state=own.state))
        browser.cookies.clear()
    return browser


def outlived(company: Company) -> ApiClient:
    browser, address = answered(company, {"sub": "ana-1", "preferred_username": "ana"})
    signer = company.world.app.state.services.signer
    begun = Begun("one", asked(address)["state"], "n", "v", "/")
    browser.cookies.set(FLOW, signer.sign(flow.PURPOSE, begun.kept(), until=process_now()))
    come_back(browser, address)
    return browser


def lied(**lies: object) -> Attack:
    def attack(company: Company) -> ApiClient:
        company.providers["one"].lies = lies
        browser = company.browser()
        sign_in(browser)
        return browser

    return attack


def answers(**answer: str | None) -> Attack:
    def attack(company: Company) -> ApiClient:
        browser, address = answered(company, {"sub": "ana-1", "preferred_username": "ana"})
        come_back(browser, changed(address, **answer))
        return browser

    return attack


def signed_by_a_stranger(company: Company) -> ApiClient:
    one = company.providers["one"]
    one.published, one.signer = [one.signer], Signer("rsa-9", "RS256")
    browser = company.browser()
    sign_in(browser)
    return browser


def signed_by_the_other_provider(company: Company) -> ApiClient:
    one, two = company.providers["one"], company.providers["two"]
    one.published, one.signer = [one.signer], two.signer
    browser = company.browser()
    sign_in(browser)
    return browser


def twice_in_the_address(company: Company) -> ApiClient:
    browser, address = answered(company, {"sub": "ana-1", "preferred_username": "ana"})
    come_back(browser, f"{address}&code=other")
    come_back(browser, f"{address}&state=other")
    return browser


ATTACKS: dict[str, Attack] = {
    one.__name__: one
    for one in (
        *(login_csrf, login_csrf_while_another_is_under_way, injected_code, injected_code_of_mallory, fixed_state),
        *(replayed, replayed_nonce, mixed_up, mixed_up_without_issuer, forged_flow, outlived),
        *(signed_by_a_stranger, signed_by_the_other_provider, twice_in_the_address),
    )
} | {
    "another issuer in the token": lied(iss="https://other.example"),
    "for another client": lied(aud="other"),
    "for several without a party": lied(aud=["bonsens", "other"]),
    "another party": lied(azp="other"),
    "no nonce": lied(nonce=None),
    "no subject": lied(sub=None),
    "a subject that is no text": lied(sub=["ana-1"]),
    "a hash of another access token": lied(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "over": lied(exp=1),
    "never over": lied(exp=1e300),
    "no state": answers(state=None),
    "an empty state": answers(state=""),
    "another state": answers(state="s" * 32),
    "no code": answers(code=None),
    "an empty code": answers(code=""),
    "another issuer": answers(iss="https://other.example"),
    "no issuer where it is promised": answers(iss=None),
    "refused": answers(error="access_denied"),
    "broken": answers(error="server_error", code=None),
}


def attacked(company: Company, name: str) -> ApiClient:
    """Return the browser of whoever an attack would sign in, with providers that do nothing against it."""
    for one in company.providers.values():
        one.checks_challenges = False
    return ATTACKS[name](company)


@on_one_database
@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_signs_anybody_in(company: Company, name: str) -> None:
    browser = attacked(company, name)
    assert who(browser) is None
    assert SESSION not in browser.cookies


@on_one_database
def test_the_refusals_say_what_to_do(company: Company) -> None:
    browser, address = answered(company, MALLORY)
    refused = come_back(company.browser(), address)
    assert (refused.status_code, refused.json()["type"]) == (401, "urn:bonsens:problem:sign-on-failed")
    assert "Start again" in refused.json()["detail"]
    assert "declined" in come_back(browser, changed(address, error="access_denied")).json()["detail"]


PATHS = [
    *(
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "evil.example",
    ),
    *(
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "?x",
        "#x",
        " /x",
        "/x y",
        "/\t/evil.example",
    ),
    *(
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        "/%0d%0a//x\x7f",
        "/a\\b",
        "/é",
        "/\u2028",
        "x" * 600,
    ),
    *(
        "/..",
        "/../x",
        "/x/../../y",
        "/%2e%2e/x",
        "/.%2E/x",
        "/x/%2e%2e%2fy",
        "/./x",
        "/%5cevil.example",
        "/%2f/evil.example",
    ),
    *("//", "/%", "/%zz", "/" + "x" * 500, "/<script>", '/"', "@evil.example", ":80", ".evil.example"),
]


@on_one_database
@pytest.mark.parametrize("path", PATHS, ids=repr)
def test_no_redirect_leads_elsewhere(company: Company, path: str) -> None:
    answer = begin(company.browser(), then=path)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.next")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/", "/campaigns", "/a/b?c=/d&e=//f", "/#/x", "/a..b/...c", "/%C3%A9", "/x@y:1", "/a//b"]
)
def test_paths_of_ours_are_kept(path: str) -> None:
    assert is_own_path(path)
    # What a browser makes of it, it stays here.
    assert httpx2.URL(PUBLIC).join(f"{PUBLIC}{path}").host == "guide.example"


def _any_browser(patch: pytest.MonkeyPatch) -> None:
    """Keep what was begun at the server, for whoever comes back."""
    begun: list[Begun] = []

    class Kept(Begun):
        @classmethod
        def at(cls, provider: str, then: str) -> Self:
            begun.append(Begun.at(provider, then))
            return cls(**asdict(begun[-1]))

        @classmethod
        def read(cls, kept: str | None) -> Self:
            assert kept is None
            return cls(**asdict(begun[-1]))

    patch.setattr(router, "Begun", Kept)


def _no_state(patch: pytest.MonkeyPatch) -> None:
    def found(given: dict[str, str], begun: Begun, provider: Provider, addresses: Addresses) -> str:
        return code_of({**given, "state": begun.state}, begun, provider, addresses)

    patch.setattr(returning, "code_of", found)
    _no_nonce(patch)


def _no_nonce(patch: pytest.MonkeyPatch) -> None:
    def read(token: str, keys: Keys, trust: Trust, *, nonce: str, access_token: str, now: datetime) -> Foreign:
        assert nonce
        said = str(read_compact(token).claims().get("nonce"))
        return read_id_token(token, keys, trust, nonce=said, access_token=access_token, now=now)

    patch.setattr(returning, "read_id_token", read)


def _no_issuer(patch: pytest.MonkeyPatch) -> None:
    def found(given: dict[str, str], begun: Begun, provider: Provider, addresses: Addresses) -> str:
        return code_of({**given, "iss": provider.given.issuer}, begun, provider, addresses)

    patch.setattr(returning, "code_of", found)


DEFECTS: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "any browser may finish what one began": ("login_csrf", _any_browser),
    "neither state nor nonce are compared": ("login_csrf_while_another_is_under_way", _no_state),
    "the nonce is not compared": ("injected_code", _no_nonce),
    "the issuer of an answer is not looked at": ("another issuer", _no_issuer),
    "a state is good for ever": ("replayed", lambda patch: patch.setattr(returning, "_use_up", lambda *_given: None)),
    "every path is one of ours": ("", lambda patch: patch.setattr(router, "is_own_path", lambda _path: True)),
}


@on_one_database
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_that_is_planted_is_found(company: Company, defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attack, plant = DEFECTS[defect]
    plant(monkeypatch)
    if attack:
        assert who(attacked(company, attack)) is not None
    else:
        assert begin(company.browser(), then="//evil.example").status_code == 303
