"""Tokens: issues and verifies this service's own, which are HS256, and verifies signatures of others' by their keys.

The only place that imports jose, and it trusts none of its defaults: 3.5.0 accepts tokens without
``exp`` or ``aud``, an unknown ``kid`` and an ``iat`` in the future, and knows no PS256. Knows no table and no network.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from jose import jwk, jws, jwt
from jose.backends.base import Key
from jose.exceptions import ExpiredSignatureError, JOSEError

from app.identity.compact import Compact, read_compact
from app.identity.errors import TokenExpired, TokenRefused
from app.words.codes import Word
from app.words.saying import Said

ISSUER = "bonsens"
AUDIENCE = "bonsens-api"
ALGORITHM = "HS256"
MAXIMUM_LENGTH = 2048
MAXIMUM_FOREIGN_LENGTH = 16_384
CLOCK_LEEWAY = timedelta(seconds=60)
REMEMBERED = 4096
KEY_TYPES: Mapping[str, str] = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
"""The algorithms that others may sign with, each with the type of its keys."""
RSA_BITS = range(2048, 8193)
_SUBJECT = re.compile(r"[1-9][0-9]{0,18}")
_HEADER = {"alg", "kid", "typ"}
"""What the header of our tokens says; ``crit`` and the like ask for what is not done here (RFC 7515, 4.1.11)."""
_ASKING = {"b64", "crit", "enc", "jku", "jwk", "x5u", "zip"}
"""What the header of nobody's token may say: it asks to be read otherwise, or brings its own key."""
_BROKEN = (JOSEError, AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""What is raised over a token or a key that is none."""

Keys = Mapping[tuple[str, str], Key]
"""The keys of an issuer by their id and the algorithm that they are for."""


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
            compact = _own(token)
            secret = self._keys.get(compact.text("kid"))
            if compact.text("alg") != ALGORITHM or secret is None:
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
        except _BROKEN as error:
            raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error
        return _claims(claims)


def _own(token: str) -> Compact:
    """Return the parts of a token of ours; raises ValueError for any other."""
    compact = read_compact(token)
    compact.claims()
    if not compact.header.keys() <= _HEADER or compact.header.get("typ", "JWT") != "JWT":
        raise ValueError("a header that asks for more")
    return compact


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


def read_foreign(token: str) -> Compact:
    """Return the parts of a token that somebody else may have signed; raises TokenRefused for what is none."""
    if len(token) > MAXIMUM_FOREIGN_LENGTH:
        raise TokenRefused(Said.of(Word.SIGN_IN_TOO_LONG))
    try:
        return read_compact(token)
    except _BROKEN as error:
        raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error


def name_of_key(compact: Compact) -> tuple[str, str]:
    """Return which key by which algorithm the header names; raises TokenRefused where it names none."""
    try:
        return compact.text("kid"), compact.text("alg")
    except ValueError as error:
        raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error


def verify_signature(token: str, keys: Keys, algorithms: Collection[str]) -> Compact:
    """Return the parts of a token that one of an issuer's keys signed by an algorithm that its configuration allows.

    The header names algorithm and key, and chooses neither: there must be exactly one key of this id for this
    algorithm. Raises TokenRefused for every other token.
    """
    compact = read_foreign(token)
    key = keys.get(name_of_key(compact))
    if key is None or _ASKING & compact.header.keys():
        raise TokenRefused(Said.of(Word.SIGN_IN_FOREIGN))
    try:
        jws.verify(token, key, algorithms=list(algorithms))
    except _BROKEN as error:
        raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error
    return compact


def usable_keys(published: object) -> Keys:
    """Return the keys of a JWK set that verify signatures; one of whose twins is not told apart stays out."""
    listed = published.get("keys") if isinstance(published, dict) else None
    found = [made for key in (listed if isinstance(listed, list) else []) for made in _made(key)]
    times = Counter(name for name, _ in found)
    return {name: key for name, key in found if times[name] == 1}


def _made(key: object) -> Iterator[tuple[tuple[str, str], Key]]:
    if not isinstance(key, dict) or not isinstance(key.get("kid"), str) or not _may_verify(key):
        return
    for algorithm, key_type in KEY_TYPES.items():
        if key.get("kty") == key_type and key.get("alg", algorithm) == algorithm:
            # Of a key that cannot be read, nothing is verified.
            with suppress(*_BROKEN):
                yield (key["kid"], algorithm), _key(key, algorithm)


def _may_verify(key: Mapping[str, object]) -> bool:
    operations = key.get("key_ops", ["verify"])
    return key.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations


def _key(key: Mapping[str, object], algorithm: str) -> Key:
    public = {name: key[name] for name in ("kty", "n", "e", "crv", "x", "y") if name in key}
    if public["kty"] == "EC":
        if public["crv"] != "P-256":
            raise ValueError("another curve")
        return jwk.construct(public, algorithm)
    # python-jose takes RSA keys by the names of its own algorithms alone.
    made = jwk.construct(public, "RS256")
    if made.prepared_key.key_size not in RSA_BITS:
        raise ValueError("a key of a size that nobody should use")
    return made if algorithm == "RS256" else _PssKey(made.prepared_key)


class _PssKey(Key):  # type: ignore[misc]  # jose is not typed.
    """A key for PS256 (RFC 7518, 3.5): the salt is as long as the digest."""

    def __init__(self, key: RSAPublicKey) -> None:
        super().__init__(key, "PS256")
        self._key = key

    def verify(self, message: bytes, signature: bytes) -> bool:
        self._key.verify(signature, message, PSS(MGF1(SHA256()), SHA256.digest_size), SHA256())
        return True
