"""The states of a letter, and how long it waits before it is tried again. Pure."""

from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


class State(StrEnum):
    WAITING = "waiting"
    HANDED = "handed"
    """The server has all of it but the dot that ends it: from here on only its answer tells what became of it."""
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    """The server was given the dot and never answered: it may have been sent, so it is not sent again by itself."""


def wait_after(tries: int) -> timedelta:
    """Return how long a letter waits after so many tries: 1, 4, 16, 64 minutes, and so on up to six hours."""
    factor: int = 4 ** min(tries - 1, 10)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)
