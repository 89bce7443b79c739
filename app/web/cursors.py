"""Seals the keys of a list's rows, so that a cursor tells nothing of what stands between two rows. Knows no list.

The same position gives the same cursor, or an answer would have another ETag each time: AES-SIV (RFC 5297) is made for
that. A cursor is good for the list that gave it out alone.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from app.errors import Mistake
from app.words.codes import Word
from app.words.saying import Said

Key = int | str
_BLOCK = 32
"""Bytes to whose multiples keys are filled up: the length of a cursor tells nothing of them either."""


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals with the first secret and opens with all of them, so that one can follow another."""

    secrets: Sequence[bytes] = field(repr=False)

    @classmethod
    def keyed_by(cls, secrets: Sequence[str]) -> Self:
        """Return one with keys of its own, made from the secrets that sign tokens."""
        return cls([hmac.digest(secret.encode(), b"cursors", "sha512") for secret in secrets])

    def seal(self, of: str, *keys: Key) -> str:
        """Return the cursor of a list, named by its path, behind the row with these keys."""
        told = json.dumps(keys, separators=(",", ":")).encode()
        filled = told.ljust(-(-len(told) // _BLOCK) * _BLOCK)
        return base64.urlsafe_b64encode(AESSIV(self.secrets[0]).encrypt(filled, [of.encode()])).decode().rstrip("=")

    def open(self, of: str, cursor: str, *kinds: type[int] | type[str]) -> tuple[Key, ...]:
        """Return the keys of a cursor; raises Invalid for one that this list did not give out."""
        keys = self._opened(of, cursor)
        if (
            not isinstance(keys, list)
            or len(keys) != len(kinds)
            or not all(type(key) is kind for key, kind in zip(keys, kinds, strict=True))
        ):
            raise Mistake("after", Said.of(Word.CURSOR_FOREIGN))
        return tuple(keys)

    def _opened(self, of: str, cursor: str) -> object:
        try:
            sealed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (ValueError, binascii.Error):
            return None
        for secret in self.secrets:
            try:
                opened: object = json.loads(AESSIV(secret).decrypt(sealed, [of.encode()]))
            except (InvalidTag, ValueError):
                continue
            return opened
        return None
