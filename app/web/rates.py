"""Counts requests by the minute: of an account, or of an address where nobody has signed in. Knows no route.

Told in the fields of draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
import time
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Self

import structlog
from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from app.config import Settings
from app.errors import OperatorError
from app.networks import network_of
from app.web.errors import TooFrequent

WINDOW_SECONDS = 60
PATIENCE_SECONDS = 0.5
"""How long a request waits for the storage that all processes share."""
REST_SECONDS = 5.0
"""How long a storage that did not answer is left alone."""
_KEY = "bonsens_rate"


class StorageMissing(OperatorError):
    """What BONSENS_RATE_LIMIT_STORAGE names cannot be used; the message says why."""


class Counted(StrEnum):
    """By what requests are counted, which is also the name of the policy."""

    ACCOUNT = "account"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Rate:
    """What somebody may ask within a minute, and how much of it has been asked."""

    counted: Counted
    most: int
    asked: int
    seconds: int
    """Until the count begins anew."""

    def write(self, headers: MutableHeaders) -> None:
        """Tell the policy, and what is left."""
        headers["RateLimit-Policy"] = f'"{self.counted}";q={self.most};w={WINDOW_SECONDS}'
        headers["RateLimit"] = f'"{self.counted}";r={max(self.most - self.asked, 0)};t={self.seconds}'


@dataclass(slots=True)
class Rates:
    """Counts in this process, and where a shared storage is named, there: while it answers."""

    most: dict[Counted, int]
    """Requests in a minute; 0 for as many as one likes."""
    shared: Storage | None = None
    _own: Storage = field(default_factory=MemoryStorage)
    _rests_until: float = 0.0

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the counts that the settings ask for; raises StorageMissing."""
        most = {Counted.ACCOUNT: settings.rate_limit_account, Counted.ADDRESS: settings.rate_limit_address}
        named = settings.rate_limit_storage
        return cls(most, None if named is None else _connect(named.get_secret_value()))

    def count(self, counted: Counted, who: str) -> Rate | None:
        """Count a request of somebody; None where no limit holds. May wait for the storage where one is shared."""
        most = self.most[counted]
        if most == 0:
            return None
        key = RateLimitItemPerMinute(most).key_for(counted.value, who)
        count = partial(_count, key=key, counted=counted, most=most)
        if self.shared is not None and time.monotonic() >= self._rests_until:
            try:
                return count(self.shared)
            except StorageError as error:
                self._rests_until = time.monotonic() + REST_SECONDS
                structlog.get_logger().warning("requests are counted by this process alone", error=str(error))
        return count(self._own)


async def count_request(request: Request, rates: Rates, user_id: int | None) -> None:
    """Count a request of an account, or of an address for whoever has not proved to be one; raises TooFrequent."""
    if user_id is not None:
        counted, who = Counted.ACCOUNT, str(user_id)
    else:
        counted, who = Counted.ADDRESS, network_of(request.client.host if request.client else "")
    if rates.shared is None:
        rate = rates.count(counted, who)
    else:
        rate = await run_in_threadpool(rates.count, counted, who)
    if rate is None:
        return
    request.scope[_KEY] = rate
    if rate.asked > rate.most:
        raise TooFrequent(rate.seconds, rate.most)


def write_rate(scope: Scope, headers: MutableHeaders) -> None:
    """Tell the caller what is left to them, where that was counted."""
    rate: Rate | None = scope.get(_KEY)
    if rate is not None:
        rate.write(headers)


def _count(storage: Storage, *, key: str, counted: Counted, most: int) -> Rate:
    asked = storage.incr(key, WINDOW_SECONDS)
    left = storage.get_expiry(key) - time.time()
    return Rate(counted, most, asked, min(max(math.ceil(left), 1), WINDOW_SECONDS))


def _connect(uri: str) -> Storage:
    options = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    try:
        storage = storage_from_string(uri, wrap_exceptions=True, key_prefix="bonsens", **options)
    except ConfigurationError as error:
        missing = "BONSENS_RATE_LIMIT_STORAGE needs the client of Redis: pip install 'bonsens[redis]'"
        raise StorageMissing(missing) from error
    assert isinstance(storage, Storage)
    return storage
