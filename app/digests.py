"""Canonical bytes and chained digests, the same for revisions, audit and editions.

Knows nothing of what the records mean.
"""

import hashlib
import json
from collections.abc import Mapping

GENESIS = "0" * 64
"""The parent digest of the first link of every chain."""


def canonical(record: Mapping[str, object]) -> bytes:
    """Return the one UTF-8 JSON form of a record: sorted keys, no spaces, no escapes beyond JSON's own."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256(data: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes as 64 hexadecimal digits."""
    return sha256(text.encode())


def chained(parent: str, record: Mapping[str, object]) -> str:
    """Return ``sha256(parent digest ‖ canonical record)`` as 64 hexadecimal digits."""
    return sha256(bytes.fromhex(parent) + canonical(record))


def etag_of(*parts: object) -> str:
    """Return a strong entity tag for the facts that a representation depends on."""
    joined = "\x1f".join(str(part) for part in parts)
    return f'"{hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()}"'
