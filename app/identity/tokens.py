"""Bearer tokens: issues and verifies this service's own HS256 tokens.

The only place that imports jose, and it trusts none of its defaults: 3.5.0 accepts tokens without
``exp`` or ``aud``, an unknown ``kid`` and an ``iat`` in the future. Knows no table.
"""

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
            header = jwt.get_unverified_header(token)
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
        except (JOSEError, AttributeError, TypeError, OverflowError, RecursionError) as error:
            raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error
        return _claims(claims)


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
