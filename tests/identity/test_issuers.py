"""Keys of an issuer: found, kept while it is away, asked for anew at most once a minute, only where they are."""

import asyncio
import gzip
from collections.abc import Iterator

import pytest

from app.errors import NotAuthenticated, ProviderUnavailable
from app.identity.foreign import Trust
from app.identity.sso import fetching, issuers
from app.identity.sso.addresses import require_sound
from app.identity.sso.issuers import AT_MOST_EVERY, FIRST_EVERY, REFRESHED_AFTER, Issuer
from tests.identity.provider import TestProvider, provider
from tests.identity.signing import ES, PS, RS, Signer

ALGORITHMS = frozenset({"RS256"})
NEW = Signer("rsa-3", "RS256")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def running() -> Iterator[TestProvider]:
    with provider() as made:
        yield made


def issuer_of(running: TestProvider, clock: Clock | None = None, algorithms: frozenset[str] = ALGORITHMS) -> Issuer:
    return Issuer(Trust(running.issuer, "bonsens", algorithms, frozenset()), clock or Clock())


def keys_for(issuer: Issuer, signer: Signer, **header: object) -> set[tuple[str, str]]:
    return set(asyncio.run(issuer.keys_for(signer.sign({}, **header))))


def times_asked(running: TestProvider, path: str = "/keys") -> int:
    return running.asked.count(path)


def test_keys_are_found_by_discovery_and_kept(running: TestProvider) -> None:
    issuer = issuer_of(running)
    for _ in range(3):
        assert (RS.kid, "RS256") in keys_for(issuer, RS)
    assert running.asked == ["/.well-known/openid-configuration", "/keys"]


def test_the_path_of_an_issuer_stays_before_what_is_well_known() -> None:
    with provider(path="/tenant/v2.0") as running:
        assert (RS.kid, "RS256") in keys_for(issuer_of(running), RS)
        assert running.asked[0] == "/tenant/v2.0/.well-known/openid-configuration"


def test_a_new_key_is_found_without_a_restart_and_an_old_one_goes_on(running: TestProvider) -> None:
    clock = Clock()
    issuer = issuer_of(running, clock)
    running.published = [RS]
    keys_for(issuer, RS)
    running.rotate(NEW)
    clock.now = AT_MOST_EVERY
    assert {(RS.kid, "RS256"), (NEW.kid, "RS256")} <= keys_for(issuer, NEW)
    assert times_asked(running) == 2


@pytest.mark.slow
def test_unknown_keys_are_asked_for_at_most_once_a_minute(running: TestProvider) -> None:
    clock = Clock()
    issuer = issuer_of(running, clock)
    keys_for(issuer, RS)
    for second in range(int(AT_MOST_EVERY * 3)):
        clock.now = float(second)
        keys_for(issuer, Signer("rsa-3", "RS256"), kid=f"made up {second}")
    assert times_asked(running) == 3


def test_many_at_once_ask_once(running: TestProvider) -> None:
    issuer, token = issuer_of(running), RS.sign({})

    async def ask() -> None:
        await asyncio.gather(*(issuer.keys_for(token) for _ in range(20)))

    asyncio.run(ask())
    assert times_asked(running) == 1


def test_an_algorithm_that_is_not_allowed_asks_for_nothing(running: TestProvider) -> None:
    clock = Clock()
    issuer = issuer_of(running, clock)
    keys_for(issuer, RS)
    clock.now = AT_MOST_EVERY
    keys_for(issuer, PS)
    keys_for(issuer, ES)
    assert times_asked(running) == 1


def test_known_keys_go_on_while_the_provider_is_away(running: TestProvider) -> None:
    clock = Clock()
    issuer = issuer_of(running, clock)
    known = keys_for(issuer, RS)
    running.stop()
    for minute in range(1, 121, 10):
        clock.now = minute * 60.0
        assert keys_for(issuer, RS) == known
        assert keys_for(issuer, NEW) == known
    running.rotate(NEW)
    running.start()
    clock.now += REFRESHED_AFTER
    assert (NEW.kid, "RS256") in keys_for(issuer, NEW)


def test_a_key_that_was_withdrawn_goes(running: TestProvider) -> None:
    clock = Clock()
    issuer = issuer_of(running, clock)
    keys_for(issuer, RS)
    running.signer = NEW
    clock.now = REFRESHED_AFTER
    assert (RS.kid, "RS256") not in keys_for(issuer, RS)


def test_a_provider_that_was_never_there_is_told_of_and_tried_again(running: TestProvider) -> None:
    clock = Clock()
    issuer = issuer_of(running, clock)
    running.stop()
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            keys_for(issuer, RS)
    running.start()
    clock.now = FIRST_EVERY
    assert (RS.kid, "RS256") in keys_for(issuer, RS)


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"jwks_uri": "http://keys.example/keys"},
        {"jwks_uri": "file:///etc/keys"},
        {"jwks_uri": None},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "http://id.example/logout"},
    ],
    ids=repr,
)
def test_a_document_that_leads_elsewhere_is_refused(running: TestProvider, told: dict[str, object]) -> None:
    running.told = told
    with pytest.raises(ProviderUnavailable):
        keys_for(issuer_of(running), RS)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"{"),
        (200, b"[" * 100_000),
        (200, b'{"keys": []}'),
        (200, b" " * (fetching.MOST_BYTES + 1)),
        (200, "\udcff".encode("utf-16", "surrogatepass")),
        (302, b""),
        (404, b"{}"),
        (500, b"{}"),
        (200, gzip.compress(b" " * 10_000_000, mtime=0)),
    ],
    ids=lambda given: repr(given)[:20],
)
def test_an_answer_that_is_none_is_refused(running: TestProvider, status: int, body: bytes) -> None:
    running.answers["/keys"] = status, body
    with pytest.raises(ProviderUnavailable):
        keys_for(issuer_of(running), RS)


def test_a_provider_that_does_not_end_is_given_up(running: TestProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    listener = running.server
    assert listener is not None
    listener.shutdown()
    with pytest.raises(ProviderUnavailable):
        keys_for(issuer_of(running), RS)


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 20_000])
def test_what_is_no_token_asks_for_nothing(running: TestProvider, token: str) -> None:
    with pytest.raises(NotAuthenticated):
        asyncio.run(issuer_of(running).keys_for(token))
    assert running.asked == []


@pytest.mark.slow
def test_a_storm_of_questions_would_be_found(running: TestProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "AT_MOST_EVERY", 0.0)
    with pytest.raises(AssertionError):
        test_unknown_keys_are_asked_for_at_most_once_a_minute(running)


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://id.example", True),
        ("https://id.example:8443/tenant/v2.0", True),
        ("http://127.0.0.1:4000", True),
        ("http://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://id.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("https://user:secret@example.com", False),
        ("https://id.example/#x", False),
        ("https:///x", False),
        ("ftp://id.example", False),
        ("id.example", False),
        ("https://id.exämple", False),
        ("https://id.example/a b", False),
        ("https://id.example\\@evil.example", False),
        ("https://id.example:99999", False),
    ],
)
def test_only_sound_addresses_are_asked(address: str, *, sound: bool) -> None:
    try:
        assert require_sound(address) == address
    except ValueError:
        assert not sound
    else:
        assert sound
