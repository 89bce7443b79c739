"""When an invitation is still good, and how links and codes are written. Pure."""

import hashlib
from datetime import datetime
from enum import StrEnum

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""What nobody takes for something else, on a screen or on the phone."""
CODE_LENGTH = 12
GROUP = 4


class InvitationState(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


def state_of(
    now: datetime, expires_at: datetime, accepted_at: datetime | None, revoked_at: datetime | None
) -> InvitationState:
    """Return how an invitation stands at a moment."""
    if accepted_at is not None:
        return InvitationState.ACCEPTED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.PENDING if now < expires_at else InvitationState.EXPIRED


def digest_of(secret: str) -> str:
    """Return what is stored of the secret of a link; it has more chance in it than anybody can try."""
    return hashlib.sha256(secret.encode()).hexdigest()


def plain_code(typed: str) -> str:
    """Return a code as it is compared, however it was typed."""
    return "".join(character for character in typed.upper() if character in CODE_LETTERS)


def spelt_code(code: str) -> str:
    """Return a code in groups, as people read it out."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
