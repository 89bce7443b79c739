"""Slows down guessing: failed sign-ins per account and per address. Knows no password."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.identity.errors import TooManyAttempts


class Throttle:
    """Counts failures in this process; several workers allow several times as many."""

    def __init__(self, per_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def require_patience(self, *names: str) -> None:
        """Raise TooManyAttempts when any of the names has failed too often in the last minute."""
        for name in names:
            if not self._limiter.test(self._limit, name):
                reset = self._limiter.get_window_stats(self._limit, name).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                raise TooManyAttempts(wait)

    def count_failure(self, *names: str) -> None:
        for name in names:
            self._limiter.hit(self._limit, name)
