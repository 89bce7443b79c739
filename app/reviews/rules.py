"""What may be voted and decided, and how tallies read. Pure."""

from enum import StrEnum


class Choice(StrEnum):
    APPROVE = "approve"
    OPPOSE = "oppose"


class Verdict(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    REQUEST_CHANGES = "request-changes"
    UNACCEPT = "unaccept"


REASON_NEEDED = frozenset({Verdict.REJECT, Verdict.REQUEST_CHANGES, Verdict.UNACCEPT})
"""Verdicts that an author must be able to understand."""
