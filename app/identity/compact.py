"""Reads the compact serialization of signed tokens (RFC 7515, 7.1) in the one way in which it is written.

python-jose also takes what stands beside the signature, padding, spare bits, and the last of two equal members. Knows
no key and believes nothing that it reads.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_COMPACT = re.compile(r"([\w-]+)\.([\w-]*)\.([\w-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Compact:
    """What a token is made of; nothing in it is verified."""

    header: Mapping[str, object]
    payload: bytes

    def text(self, member: str) -> str:
        """Return a member of the header that is a string; raises ValueError for any other."""
        value = self.header.get(member)
        if not isinstance(value, str) or not value:
            raise ValueError(f"no {member}")
        return value

    def claims(self) -> Mapping[str, object]:
        """Return the payload as an object; raises ValueError where it is none."""
        claims = _read(self.payload)
        if not isinstance(claims, dict):
            raise ValueError("no claims")  # noqa: TRY004  What is raised for all that is no token.
        return claims


def read_compact(token: str) -> Compact:
    """Return the parts of a token; raises ValueError or RecursionError for what is none."""
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise ValueError("not a compact serialization")
    header, payload, _ = (_bytes(part) for part in parts.groups())
    members = _read(header)
    if not isinstance(members, dict):
        raise ValueError("no header")  # noqa: TRY004  As above.
    return Compact(members, payload)


def _bytes(part: str) -> bytes:
    decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(decoded).decode().rstrip("=") != part:
        raise ValueError("spare bits")
    return decoded


def _read(written: bytes) -> object:
    # As text: json reads bytes of UTF-16 and UTF-32 too.
    return json.loads(written.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_number)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member twice")
    return members


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
