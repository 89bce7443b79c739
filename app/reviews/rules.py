"""What may be voted. Pure."""

from enum import StrEnum


class Choice(StrEnum):
    APPROVE = "approve"
    OPPOSE = "oppose"


class Kind(StrEnum):
    """What is counted of the votes on a page; each has batches of its own."""

    BALLOTS = "ballots"
    SUPPORT = "support"
