"""Bearer tokens: issues and verifies this service's own HS256 tokens.

The only place that imports jose, and it trusts none of its defaults: 3.5.0 accepts tokens without
``exp`` or ``aud``, an unknown ``kid`` and an ``iat`` in the future. Knows no table.
"""

import base64
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from jose import jwt
from jose.exceptions import ExpiredSignatureError, JOSEError

from app.identity.errors import TokenExpired, TokenRefused
from app.words.codes import Word
from app.words.saying import Said

ISSUER = "bonsens"
AUDIENCE = "bonsens-api"
ALGORITHM = "HS256"
MAXIMUM_LENGTH = 2048
CLOCK_LEEWAY = timedelta(seconds=60)
REMEMBERED = 4096
_SUBJECT = re.compile(r"[1-9][0-9]{0,18}")
_COMPACT = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]+)", re.ASCII)
_HEADER = {"alg", "kid", "typ"}
"""What the header of our tokens says; ``crit`` and the like ask for what is not done here (RFC 7515, 4.1.11)."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says."""

    user_id: int
    issued_at: datetime
    expires_at: datetime


class Tokens:
    """Issues tokens with the first key and verifies them with all keys, chosen by ``kid``."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = dict(keys)
        self._signing_kid = next(iter(self._keys))
        self._verified: OrderedDict[str, Claims] = OrderedDict()
        self._lock = Lock()

    def issue(self, user_id: int, *, now: datetime, lifetime: timedelta) -> str:
        """Return a signed token for the user, good from now on for the lifetime."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "iat": now.timestamp(),
            "exp": int((now + lifetime).timestamp()),
        }
        return str(
            jwt.encode(claims, self._keys[self._signing_kid], algorithm=ALGORITHM, headers={"kid": self._signing_kid})
        )

    def verify(self, token: str, *, now: datetime) -> Claims:
        """Return the claims of a valid token; raises NotAuthenticated with the reason for any other."""
        with self._lock:
            claims = self._verified.get(token)
        if claims is None:
            claims = self._checked(token)
            with self._lock:
                self._verified[token] = claims
                if len(self._verified) > REMEMBERED:
                    self._verified.popitem(last=False)
        # A signature stays valid; only time is judged anew on every request.
        if now >= claims.expires_at:
            raise TokenExpired
        if claims.issued_at > now + CLOCK_LEEWAY:
            raise TokenRefused(Said.of(Word.SIGN_IN_FROM_THE_FUTURE))
        return claims

    def _checked(self, token: str) -> Claims:
        if len(token) > MAXIMUM_LENGTH:
            raise TokenRefused(Said.of(Word.SIGN_IN_TOO_LONG))
        try:
            header = _header(token)
            secret = self._keys.get(header.get("kid", ""))
            if header.get("alg") != ALGORITHM or secret is None:
                raise TokenRefused(Said.of(Word.SIGN_IN_FOREIGN))
            claims = jwt.decode(
                token,
                secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={
                    # Expiry is judged in verify(), by the clock that the caller passes.
                    "verify_exp": False,
                    "require_aud": True,
                    "require_iss": True,
                    "require_sub": True,
                    "require_iat": True,
                    "leeway": CLOCK_LEEWAY.seconds,
                },
            )
        except ExpiredSignatureError:
            raise TokenExpired from None
        except (JOSEError, AttributeError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error
        return _claims(claims)


def _header(token: str) -> dict[str, str]:
    """Return the header of a token that is written in the one way there is; raises ValueError for any other.

    python-jose also takes what stands beside the signature, padding, spare bits, and the last of two equal members.
    """
    compact = _COMPACT.fullmatch(token)
    if compact is None:
        raise ValueError("not a compact serialization")
    header, claims, _ = (_bytes(part) for part in compact.groups())
    json.loads(claims, object_pairs_hook=_members)
    members = json.loads(header, object_pairs_hook=_members)
    if not isinstance(members, dict) or not members.keys() <= _HEADER or members.get("typ", "JWT") != "JWT":
        raise ValueError("a header that asks for more")
    return members


def _bytes(part: str) -> bytes:
    decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(decoded).decode().rstrip("=") != part:
        raise ValueError("spare bits")
    return decoded


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member twice")
    return members


def _claims(claims: Mapping[str, object]) -> Claims:
    subject, issued, expires = claims.get("sub"), claims.get("iat"), claims.get("exp")
    if (
        not isinstance(subject, str)
        or _SUBJECT.fullmatch(subject) is None
        or isinstance(issued, bool)
        or not isinstance(issued, int | float)
        or isinstance(expires, bool)
        or not isinstance(expires, int)
        or claims.get("aud") != AUDIENCE
    ):
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    try:
        return Claims(int(subject), datetime.fromtimestamp(issued, UTC), datetime.fromtimestamp(expires, UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise TokenRefused(Said.of(Word.SIGN_IN_TIMELESS)) from error
