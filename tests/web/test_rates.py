"""Requests are counted of people, and of addresses only where nobody has signed in; time is played."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import limits.storage.memory
import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage
from pydantic import SecretStr, ValidationError

from app.config import Settings
from app.networks import network_of
from app.web import rates
from app.web.rates import REST_SECONDS, WINDOW_SECONDS, Counted, Rate, Rates, StorageMissing
from tests.planting import on_one_database
from tests.world import World

TELLS = "/v1/campaigns"


@dataclass
class Clock:
    now: float = 1_000_000.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits.storage.memory, "time", clock)
    monkeypatch.setattr(rates, "time", clock)
    return clock


@pytest.fixture(scope="module")
def played() -> Iterator[Clock]:
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(limits.storage.memory, "time", clock)
        patch.setattr(rates, "time", clock)
        yield clock


def few(account: int, address: int) -> Rates:
    return Rates({Counted.ACCOUNT: account, Counted.ADDRESS: address})


def limit(world: World, **most: int) -> None:
    services = world.app.state.services
    world.app.state.services = replace(services, rates=few(**most))


@given(asked=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=60), most=st.integers(1, 5))
def test_each_person_has_a_minute_of_their_own(played: Clock, asked: list[tuple[int, int]], most: int) -> None:
    """Against a model: a minute begins with somebody's first request, and what others ask changes nothing."""
    counts, began = few(most, most), dict[int, float]()
    spent = dict[int, int]()
    for person, seconds in asked:
        played.now += seconds
        if played.now - began.get(person, -math.inf) >= WINDOW_SECONDS:
            began[person], spent[person] = played.now, 0
        spent[person] += 1
        left = math.ceil(began[person] + WINDOW_SECONDS - played.now)
        assert counts.count(Counted.ACCOUNT, str(person)) == Rate(Counted.ACCOUNT, most, spent[person], left)


def test_without_a_limit_nothing_is_counted() -> None:
    assert few(0, 0).count(Counted.ACCOUNT, "1") is None


class Away(MemoryStorage):
    """A storage that all share, and that does not answer."""

    asked = 0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self.asked += 1
        raise StorageError(ConnectionError(key, expiry, amount))


def test_while_the_shared_storage_is_away_each_process_counts(clock: Clock) -> None:
    counts, away = few(2, 2), Away()
    counts.shared = away
    told = [counts.count(Counted.ACCOUNT, "1") for _ in range(3)]
    assert [rate and rate.asked for rate in told] == [1, 2, 3]
    assert away.asked == 1
    clock.now += REST_SECONDS
    counts.shared = shared = MemoryStorage()
    counts.count(Counted.ACCOUNT, "1")
    assert [*shared.storage.values()] == [1]


def test_two_processes_count_together_where_they_share(clock: Clock) -> None:
    shared = MemoryStorage()
    one, two = few(9, 9), few(9, 9)
    one.shared = two.shared = shared
    told = [counts.count(Counted.ACCOUNT, "1") for counts in (one, two, one)]
    assert told == [Rate(Counted.ACCOUNT, 9, asked, 60) for asked in (1, 2, 3)]
    assert clock.now == 1_000_000.0


def test_a_redis_that_is_not_there_refuses_nobody() -> None:
    counts = Rates.of(Settings(rate_limit_storage=SecretStr("redis://127.0.0.1:1/0"), rate_limit_account=9))
    assert counts.shared is not None
    assert counts.count(Counted.ACCOUNT, "1") == Rate(Counted.ACCOUNT, 9, 1, WINDOW_SECONDS)


def test_without_its_client_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(_uri: str, **_options: object) -> None:
        raise ConfigurationError("redis prerequisite not available")

    monkeypatch.setattr(rates, "storage_from_string", without)
    with pytest.raises(StorageMissing, match=r"pip install 'bonsens\[redis\]'"):
        Rates.of(Settings(rate_limit_storage=SecretStr("redis://127.0.0.1:1/0")))


@pytest.mark.parametrize(
    "named", ["memory://", "redis://", "redis://host/0?password=x", "http://host", "redis://host:x"]
)
def test_what_names_no_redis_is_refused(named: str) -> None:
    with pytest.raises(ValidationError, match=r"redis|Port"):
        Settings(rate_limit_storage=SecretStr(named))


@on_one_database
def test_answers_tell_what_is_left_and_refuse_what_is_more(world: World, clock: Clock) -> None:
    ana = world.user("ana")
    limit(world, account=2, address=0)
    asking = world.as_(ana)
    told = [asking.get(TELLS) for _ in range(3)]
    assert [answer.status_code for answer in told] == [200, 200, 429]
    assert [answer.headers["ratelimit"] for answer in told] == [f'"account";r={left};t=60' for left in (1, 0, 0)]
    assert {answer.headers["ratelimit-policy"] for answer in told} == {'"account";q=2;w=60'}
    refused = told[-1]
    assert (refused.json()["most"], refused.headers["retry-after"]) == (2, "60")
    clock.now += WINDOW_SECONDS
    assert asking.get(TELLS).status_code == 200


def addresses_counted(world: World, patch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that are counted while people who have signed in ask, by token and by session."""
    people = [world.user(name) for name in ("ana", "ben")]
    limit(world, account=3, address=1)
    counted, count = list[str](), Rates.count

    def watched(self: Rates, by: Counted, who: str) -> Rate | None:
        if by == Counted.ADDRESS:
            counted.append(who)
        return count(self, by, who)

    patch.setattr(Rates, "count", watched)
    for person in people:
        for _ in range(3):
            world.as_(person).get(TELLS)
    return counted


@on_one_database
def test_nobody_who_has_signed_in_is_counted_by_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses_counted(world, monkeypatch) == []
    assert world.client.get(TELLS).headers["ratelimit"].startswith('"address";r=0')
    assert world.client.get(TELLS).json()["type"].endswith("too-frequent")
    # A token that is no longer good is nobody's.
    assert world.client.as_("bns_nobody").get(TELLS).status_code == 429


@on_one_database
def test_a_limit_that_counts_addresses_of_people_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    count_request = rates.count_request

    async def planted(request: Any, counts: Rates, user_id: int | None) -> None:
        await count_request(request, counts, None)
        await count_request(request, counts, user_id)

    monkeypatch.setattr("app.identity.asking.count_request", planted)
    assert addresses_counted(world, monkeypatch) != []


@pytest.mark.parametrize("address", ["2001:db8::1", "2001:db8::ffff:1"])
def test_an_address_is_a_household(address: str) -> None:
    assert network_of(address) == "2001:db8::/64"
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"


def test_the_fields_are_those_of_the_draft() -> None:
    headers = dict[str, str]()
    Rate(Counted.ACCOUNT, 10, 12, 7).write(headers)  # type: ignore[arg-type]
    assert headers == {"RateLimit-Policy": '"account";q=10;w=60', "RateLimit": '"account";r=0;t=7'}
