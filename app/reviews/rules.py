"""What may be voted. Pure."""

from enum import StrEnum


class Choice(StrEnum):
    APPROVE = "approve"
    OPPOSE = "oppose"
