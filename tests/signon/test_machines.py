"""Programs bring access tokens of a provider, and are whoever the provider says, here as there."""

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest

from app.clock import database_now, process_now
from app.identity.actor import Actor
from app.identity.service import get_user
from app.identity.sso.links import link_account
from app.identity.tokens import Tokens
from tests.identity.forging import forged
from tests.identity.signing import Signer
from tests.planting import on_one_database
from tests.signon.browser import Company


@pytest.fixture(autouse=True)
def robot(company: Company) -> None:
    company.world.user("robot")
    with company.world.database.writing() as session:
        user, issuer, now = get_user(session, "robot"), company.providers["one"].issuer, database_now(session)
        link_account(session, Actor(None), user, provider="one", issuer=issuer, subject="robot-1", now=now)


def ask(company: Company, token: str) -> httpx2.Response:
    return company.world.client.as_(None).get("/v1/me", headers={"authorization": f"Bearer {token}"})


def test_an_access_token_is_the_account_that_is_linked(company: Company) -> None:
    one = company.providers["one"]
    assert ask(company, one.access_token("robot-1")).json()["username"] == "robot"
    assert ask(company, one.access_token("robot-1", iat=1)).status_code == 401
    one.stop()
    assert ask(company, one.access_token("robot-1")).json()["username"] == "robot"


def test_a_token_of_this_service_goes_on(company: Company) -> None:
    assert company.world.as_("robot").get("/v1/me").json()["username"] == "robot"


def test_whoever_is_not_linked_is_told(company: Company) -> None:
    answer = ask(company, company.providers["one"].access_token("stranger"))
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-unlinked")
    assert ask(company, company.providers["two"].access_token("robot-1")).status_code == 401


def test_a_provider_that_was_never_there_is_told_of(company: Company) -> None:
    company.providers["one"].stop()
    assert ask(company, company.providers["one"].access_token("robot-1")).status_code == 503


def test_an_account_that_is_closed_is_closed_to_programs(company: Company) -> None:
    with company.world.database.writing() as session:
        get_user(session, "robot").disabled_at = database_now(session)
    assert ask(company, company.providers["one"].access_token("robot-1")).status_code == 401


def attacks(company: Company) -> Iterator[tuple[str, str]]:
    one, two = company.providers["one"], company.providers["two"]
    said = {**one.base(), "aud": "api://bonsens", "sub": "robot-1"}
    yield from forged(one.signer, said, "at+jwt")
    yield "for somebody else", one.access_token("robot-1", "api://other")
    yield "for the client", one.access_token("robot-1", one.client_id)
    yield "an ID token", one.id_token({"person": {"sub": "robot-1"}, "nonce": "n"})
    yield "a logout token", one.logout_token(sub="robot-1", aud="api://bonsens")
    yield "of the other provider in this one's name", two.signer.sign(said, typ="at+jwt")
    yield "over", one.access_token("robot-1", exp=1)
    yield "of nobody", Signer("rsa-9", "RS256").sign({**said, "iss": "https://id.example"}, typ="at+jwt")
    yield (
        "of this service by another key",
        Tokens({"test": "f" * 32}).issue(1, now=process_now(), lifetime=timedelta(hours=1)),
    )


def believed(company: Company) -> list[str]:
    tried = dict(attacks(company))
    assert len(tried) >= 70
    return [name for name, token in tried.items() if is_sendable(token) and ask(company, token).status_code != 401]


def is_sendable(token: str) -> bool:
    """Tell whether a header can hold it."""
    return token.isascii() and token.isprintable() and token.strip() == token != ""


@pytest.mark.slow
@on_one_database
def test_no_attack_is_believed(company: Company) -> None:
    assert believed(company) == []


@pytest.mark.slow
@on_one_database
def test_an_audience_that_is_not_compared_would_be_found(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.identity.foreign._audiences", lambda _found: {"api://bonsens"})
    assert "for somebody else" in believed(company)
