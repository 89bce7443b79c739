"""What this service gives out to have it back unchanged, such as the value of a cookie. Knows not what it is for."""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

_MOST = 4096
"""Characters of a value that is looked at: no browser sends a longer cookie."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the first secret and believes all of them, so that one can follow another."""

    secrets: Sequence[bytes] = field(repr=False)

    @classmethod
    def keyed_by(cls, secrets: Sequence[str]) -> Self:
        """Return one with keys of its own, made from the secrets that sign tokens."""
        return cls([hmac.digest(secret.encode(), b"signed values", "sha256") for secret in secrets])

    def sign(self, purpose: str, value: str, *, until: datetime) -> str:
        """Return a value with its signature: good for one purpose and until a moment, and not secret."""
        body = f"{int(until.timestamp())}.{base64.urlsafe_b64encode(value.encode()).decode().rstrip('=')}"
        return f"{body}.{_signature(self.secrets[0], purpose, body)}"

    def read(self, purpose: str, signed: str | None, *, now: datetime) -> str | None:
        """Return the value that was signed for this purpose, None for what was not, and after its time."""
        body, _, signature = (signed or "")[:_MOST].rpartition(".")
        if not any(_same(signature, _signature(secret, purpose, body)) for secret in self.secrets):
            return None
        until, _, encoded = body.partition(".")
        try:
            value = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
            return value if now.timestamp() < int(until) else None
        except (ValueError, binascii.Error):
            return None


def _signature(secret: bytes, purpose: str, body: str) -> str:
    return hmac.digest(hmac.digest(secret, purpose.encode(), "sha256"), body.encode(), "sha256").hex()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
