"""People sign in with their company: the account is theirs, what the company says of them is applied, and it ends."""

import pytest

from app.clock import database_now
from app.identity.actor import Actor
from app.identity.models import SecondFactor
from app.identity.service import block_user, get_user
from app.identity.sso.links import link_account
from app.web.csrf import HEADER
from tests.identity.signing import Signer
from tests.signon.browser import FLOW, PUBLIC, SESSION, Company, asked, begin, come_back, sign_in, visit, who

PERSON = {
    "sub": "ana-1",
    "preferred_username": "ana",
    "name": "Ana Alvarez",
    "department": "Claims",
    "locale": "fr-FR",
    "email": "Ana@Guide.Example",
}
PASSWORD = "correct horse battery"
ROLES = """
[providers.one.roles]
claim = "groups"
site_admin = ["root"]
[providers.one.roles.campaigns.guide]
reader = ["*"]
contributor = ["staff"]
editor = ["editors"]
[providers.one.leavers]
claim = "state"
values = ["left"]
"""


def test_a_browser_goes_to_the_provider_and_comes_back_signed_in(company: Company) -> None:
    company.providers["one"].person = PERSON
    browser = company.browser()
    begun = begin(browser, then="/campaigns?sort=new#top")
    address = begun.headers["location"]
    assert address.startswith(f"{company.providers['one'].issuer}/authorize?")
    query = asked(address)
    assert query["redirect_uri"] == f"{PUBLIC}/v1/auth/providers/one/callback"
    assert (query["response_type"], query["code_challenge_method"], query["scope"]) == (
        *("code", "S256"),
        "openid profile email",
    )
    assert {"secure", "httponly", "samesite=lax", "max-age=600", "path=/"} <= set(
        begun.headers["set-cookie"].lower().split("; ")
    )
    answer = come_back(browser, visit(address))
    assert answer.headers["location"] == f"{PUBLIC}/campaigns?sort=new#top"
    assert FLOW not in browser.cookies
    me = browser.get("/v1/me").json()
    assert (me["username"], me["name"], me["department"], me["language"]) == ("ana", "Ana Alvarez", "Claims", "fr")
    assert company.user("ana").mail == "ana@guide.example"
    assert browser.get("/v1/me/sessions").json()["items"][0]["provider"] == "one"
    assert company.acts()[-3:] == ["user.created", "user.linked", "user.claims-applied"]


def test_the_list_names_every_provider(company: Company) -> None:
    listed = company.browser().get("/v1/auth/providers").json()["items"]
    assert listed == [
        {"id": name, "title": f"Sign in with {name}", "login": f"/v1/auth/providers/{name}/login"}
        for name in ("one", "two")
    ]


@pytest.mark.parametrize("claims", [{"email": "none"}, {"email": "bo@guide.example"}, {"email_verified": False}])
def test_an_address_that_is_none_or_not_theirs_is_left(company: Company, claims: dict[str, object]) -> None:
    company.world.user("bo", mail="bo@guide.example")
    company.providers["one"].person = {**PERSON, **claims}
    assert sign_in(company.browser()).status_code == 303
    assert company.user("ana").mail is None


def test_the_second_time_it_is_the_same_account_and_nothing_is_recorded(company: Company) -> None:
    sign_in(company.browser())
    before = company.acts()
    browser = company.browser()
    sign_in(browser)
    assert who(browser) == "ana"
    assert company.acts() == before


def test_an_account_is_somebodys_by_subject_whatever_else_changes(company: Company) -> None:
    sign_in(company.browser())
    one = company.providers["one"]
    one.person = {"sub": "ana-1", "preferred_username": "ana.bell", "name": "Ana Bell", "email": "other@guide.example"}
    browser = company.browser()
    sign_in(browser)
    assert browser.get("/v1/me").json()["name"] == "Ana Bell"
    assert company.users() == ["ana"]
    # And nobody else's, although all that can be read of them is equal.
    one.person = {**one.person, "sub": "ana-2", "preferred_username": "ana"}
    stranger = company.browser()
    refused = sign_in(stranger)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:bonsens:problem:account-exists")
    assert who(stranger) is None


def test_subjects_of_two_providers_are_two_people(company: Company) -> None:
    company.providers["two"].person = {"sub": "ana-1", "preferred_username": "anna"}
    one, two = company.browser(), company.browser()
    sign_in(one)
    sign_in(two, "two")
    assert (who(one), who(two)) == ("ana", "anna")
    sign_in(one, "two")
    assert who(one) == "anna"


@pytest.mark.parametrize("rule", ["", 'link_by = "username"'])
def test_a_local_account_is_linked_by_the_rule_of_the_configuration_alone(company: Company, rule: str) -> None:
    company.again({"one": rule})
    company.world.user("ana", name="Ana of before")
    browser = company.browser()
    answer = sign_in(browser)
    assert answer.status_code == (303 if rule else 409)
    assert company.user("ana").name == ("Ana Alvarez" if rule else "Ana of before")


def test_a_rule_that_links_takes_no_account_that_is_somebodys(company: Company) -> None:
    company.again({"one": 'link_by = "username"'})
    sign_in(company.browser())
    company.providers["one"].person = {"sub": "ana-2", "preferred_username": "ana"}
    assert sign_in(company.browser()).status_code == 409


def test_an_account_that_somebody_linked_before_is_taken(company: Company) -> None:
    company.world.user("a.alvarez")
    with company.world.database.writing() as session:
        user, issuer = get_user(session, "a.alvarez"), company.providers["one"].issuer
        now = database_now(session)
        link_account(session, Actor(None), user, provider="one", issuer=issuer, subject="ana-1", now=now)
    browser = company.browser()
    sign_in(browser)
    assert who(browser) == "a.alvarez"


def test_without_an_account_nobody_comes_in_where_none_is_made(company: Company) -> None:
    company.again({"one": "create_accounts = false"})
    refused = sign_in(company.browser())
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:bonsens:problem:account-missing")
    assert company.users() == []


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("Ana.Alvarez@Guide.Example", "ana.alvarez@guide.example"),
        ("José Núñez", "jose-nunez-"),
        ("../../etc", "etc-"),
        ("花子", "account-"),
        (None, "account-"),
        (["ana"], "account-"),
    ],
)
def test_a_username_is_made_fit(company: Company, given: object, made: str) -> None:
    company.providers["one"].person = {"sub": "1", "preferred_username": given, "name": "Some\nbody\x00"}
    assert sign_in(company.browser()).status_code == 303
    [username] = company.users()
    assert username.startswith(made)
    assert company.user(username).name == "Some body"


def test_roles_follow_the_claims_at_every_sign_in(company: Company) -> None:
    world = company.world
    world.campaign("guide")
    world.user("other-admin", site_admin=True)
    company.again({"one": ROLES})
    one = company.providers["one"]
    for groups, role, is_admin in (
        (["staff"], "contributor", False),
        (["staff", "editors"], "editor", False),
        (["root"], "admin", True),
        ("editors", "editor", False),
        ([], "reader", False),
    ):
        one.person = {**PERSON, "groups": groups}
        browser = company.browser()
        sign_in(browser)
        assert browser.get("/v1/campaigns/guide").json()["role"] == role, groups
        assert browser.get("/v1/me").json()["site_admin"] is is_admin, groups


def test_the_last_admins_stay_whatever_a_provider_says(company: Company) -> None:
    company.world.campaign("guide")
    company.again({"one": 'link_by = "username"\n' + ROLES})
    company.providers["one"].person = {**PERSON, "preferred_username": "guide-admin", "groups": []}
    with company.world.database.writing() as session:
        get_user(session, "guide-admin").site_admin = True
    browser = company.browser()
    sign_in(browser)
    assert browser.get("/v1/me").json()["site_admin"] is True
    assert "membership.removed" not in company.acts()


def test_whoever_has_left_does_not_come_in_and_loses_what_they_had(company: Company) -> None:
    company.again({"one": ROLES})
    company.providers["one"].person = PERSON
    browser = company.browser()
    sign_in(browser)
    company.providers["one"].person = {**PERSON, "state": "left"}
    refused = sign_in(company.browser())
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:bonsens:problem:account-closed")
    assert company.user("ana").disabled_at is not None
    assert who(browser) is None
    company.providers["one"].person = {**PERSON, "sub": "bo-1", "preferred_username": "bo", "state": "left"}
    assert sign_in(company.browser()).status_code == 403
    assert company.users() == ["ana"]


def test_claims_may_be_told_at_the_userinfo_endpoint_alone(company: Company) -> None:
    one = company.providers["one"]
    one.person, one.in_userinfo = PERSON, True
    browser = company.browser()
    sign_in(browser)
    assert browser.get("/v1/me").json()["department"] == "Claims"


def test_userinfo_of_somebody_else_is_refused(company: Company) -> None:
    one = company.providers["one"]
    one.in_userinfo = True
    one.answers["/userinfo"] = 200, b'{"sub": "bo-1", "preferred_username": "bo"}'
    browser = company.browser()
    assert sign_in(browser).status_code == 503
    assert who(browser) is None


def test_a_language_that_somebody_chose_stays(company: Company) -> None:
    sign_in(company.browser())
    browser = company.browser()
    sign_in(browser)
    browser.headers[HEADER] = browser.get("/v1/auth/session").json()["csrf_token"]
    tag = browser.get("/v1/me").headers["etag"]
    browser.patch("/v1/me", json={"language": "en"}, headers={"If-Match": tag})
    company.providers["one"].person = PERSON
    sign_in(browser)
    assert browser.get("/v1/me").json()["language"] == "en"


def test_keys_rotate_without_a_restart(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.identity.sso.issuers.AT_MOST_EVERY", 0.0)
    sign_in(company.browser())
    one = company.providers["one"]
    one.published = [one.signer]
    one.rotate(Signer("rsa-3", "RS256"))
    browser = company.browser()
    sign_in(browser)
    assert who(browser) == "ana"


@pytest.mark.parametrize(("ahead", "status"), [(-50, 303), (50, 303), (90, 401), (-400, 401)])
def test_clocks_may_differ_by_a_minute(company: Company, ahead: float, status: int) -> None:
    company.providers["one"].ahead = ahead
    assert sign_in(company.browser()).status_code == status


def test_while_the_provider_is_away_sessions_go_on_and_others_come_in(company: Company) -> None:
    browser = company.browser()
    sign_in(browser)
    address = visit(begin(browser).headers["location"])
    company.providers["one"].stop()
    assert who(browser) == "ana"
    refused = come_back(browser, address)
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:bonsens:problem:provider-unavailable")
    assert refused.headers["retry-after"]
    company.providers["two"].person = {"sub": "bo-1", "preferred_username": "bo"}
    other = company.browser()
    sign_in(other, "two")
    assert who(other) == "bo"
    # What discovery found goes on, so that people see their provider's own page of what is wrong.
    assert begin(company.browser()).status_code == 303


def test_a_session_is_a_new_one_at_each_sign_in(company: Company) -> None:
    browser = company.browser()
    sign_in(browser)
    first = browser.cookies[SESSION]
    sign_in(browser)
    second = browser.cookies[SESSION]
    assert first != second
    old = company.browser()
    old.cookies.set(SESSION, first)
    assert who(old) is None


def test_signing_out_ends_the_session_and_says_where_the_provider_ends_its_own(company: Company) -> None:
    browser = company.browser()
    sign_in(browser)
    secret = browser.cookies[SESSION]
    forged = browser.post("/v1/auth/providers/one/logout")
    assert forged.status_code == 403
    assert who(browser) == "ana"
    browser.headers[HEADER] = browser.get("/v1/auth/session").json()["csrf_token"]
    url = browser.post("/v1/auth/providers/one/logout").json()["url"]
    assert url.startswith(f"{company.providers['one'].issuer}/logout?")
    back = {"client_id": "bonsens", "post_logout_redirect_uri": f"{PUBLIC}/"}
    assert asked(url) == {**back, "logout_hint": "sid-1"}
    again = company.browser()
    again.cookies.set(SESSION, secret)
    assert who(again) is None


def test_the_word_of_the_provider_stands_for_the_second_factor_and_acts_that_need_it_say_so(company: Company) -> None:
    company.again({"one": 'link_by = "username"'})
    company.world.user("ana", password=PASSWORD)
    with company.world.database.writing() as session:
        now, user = database_now(session), get_user(session, "ana")
        session.add(SecondFactor(user_id=user.id, secret="JBSWY3DPEHPK3PXP", made_at=now, confirmed_at=now))
    browser = company.browser()
    sign_in(browser)
    assert who(browser) == "ana"
    browser.headers[HEADER] = browser.get("/v1/auth/session").json()["csrf_token"]
    asked_again = browser.post("/v1/me/second-factor", json={"password": PASSWORD})
    assert (asked_again.status_code, asked_again.json()["code"]) == (401, "second-factor-needed")
    alone = company.world.client.post("/v1/auth/token", json={"username": "ana", "password": PASSWORD})
    assert alone.json()["code"] == "second-factor-needed"


def test_a_blocked_account_reads(company: Company) -> None:
    sign_in(company.browser())
    with company.world.database.writing() as session:
        block_user(session, Actor(None), get_user(session, "ana"), blocked=True, now=database_now(session))
    browser = company.browser()
    sign_in(browser)
    assert browser.get("/v1/me").json()["blocked"] is True
