"""What tokens of configured issuers must say before they are believed: access tokens, ID tokens and logout tokens.

Each kind is refused as any other kind. Knows no table and no network.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from app.digests import text_digest
from app.identity.errors import TokenExpired, TokenRefused
from app.identity.tokens import CLOCK_LEEWAY, Keys, verify_signature
from app.words.codes import Word
from app.words.saying import Said

SUBJECT_LENGTH = 255
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_AGE = timedelta(minutes=2)
"""How long a logout token is good for that does not say it."""
LATEST = datetime(9998, 1, 1, tzinfo=UTC).timestamp()
"""A time beyond which leeways cannot be added."""
PLAIN = frozenset({"jwt"})
ACCESS = PLAIN | {"at+jwt"}
LOGOUT = PLAIN | {"logout+jwt"}


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tokens are believed, and which."""

    issuer: str
    client_id: str
    algorithms: frozenset[str]
    audiences: frozenset[str]
    """What access tokens are made out to; never the client, to whom ID tokens are."""
    subject: str = "sub"
    """The claim that names somebody for ever: some issuers have another ``sub`` for each client."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a verified token of an issuer says."""

    subject: str | None
    """Who, as the issuer names them; a logout token may leave it out."""
    issued_at: datetime
    ends_at: datetime
    claims: Mapping[str, object]

    def text(self, claim: str) -> str | None:
        """Return a claim that is a string which says something and can be kept, else None."""
        value = self.claims.get(claim)
        return value if isinstance(value, str) and value and value.isprintable() else None

    def session(self) -> str | None:
        """Return the issuer's name of the session, a digest of it where it is longer than what is kept."""
        sid = self.text("sid")
        return sid if sid is None or len(sid) <= SUBJECT_LENGTH else text_digest(sid)


def read_access_token(token: str, keys: Keys, trust: Trust, *, now: datetime) -> Foreign:
    """Return what an access token says (RFC 9068); raises NotAuthenticated for anything that is none of the issuer."""
    found = _read(token, keys, trust, ACCESS, now)
    # These are said of other tokens alone; the audience tells the kinds apart where their types do not.
    if not _audiences(found) & trust.audiences or trust.client_id in trust.audiences:
        raise TokenRefused(Said.of(Word.SIGN_IN_ELSEWHERE))
    if found.claims.keys() & {"events", "at_hash", "c_hash"} or found.subject is None:
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    return found


def read_id_token(token: str, keys: Keys, trust: Trust, *, nonce: str, access_token: str, now: datetime) -> Foreign:
    """Return what an ID token says (OpenID Connect Core, 3.1.3.7) that answers a request with this nonce."""
    found = _read(token, keys, trust, PLAIN, now)
    _require_client(found, trust)
    if not hmac.compare_digest((found.text("nonce") or "").encode(), nonce.encode()) or "events" in found.claims:
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    if "at_hash" in found.claims and found.claims["at_hash"] != _half(access_token):
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    if found.subject is None:
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    return found


def read_logout_token(token: str, keys: Keys, trust: Trust, *, now: datetime) -> Foreign:
    """Return what a logout token says (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
    found = _read(token, keys, trust, LOGOUT, now)
    _require_client(found, trust)
    events = found.claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    whose = found.subject or found.text("sid")
    if whose is None or found.text("jti") is None or "nonce" in found.claims:
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    return found


def _read(token: str, keys: Keys, trust: Trust, types: Collection[str], now: datetime) -> Foreign:
    compact = verify_signature(token, keys, trust.algorithms)
    kind = compact.header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in types:
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    try:
        claims = compact.claims()
    except (ValueError, RecursionError) as error:
        raise TokenRefused(Said.of(Word.SIGN_IN_INVALID)) from error
    if claims.get("iss") != trust.issuer:
        raise TokenRefused(Said.of(Word.SIGN_IN_FOREIGN))
    issued = _time(claims, "iat")
    found = Foreign(_subject(claims, trust.subject), issued, _ends(claims, issued, types), claims)
    _require_time(found, now)
    return found


def _subject(claims: Mapping[str, object], claim: str) -> str | None:
    subject = claims.get(claim)
    if subject is None:
        return None
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH or not subject.isprintable():
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    return subject


def _ends(claims: Mapping[str, object], issued: datetime, types: Collection[str]) -> datetime:
    # Early drafts of back-channel logout asked for no ``exp``, and providers send what these said.
    return issued + LOGOUT_AGE if types is LOGOUT and "exp" not in claims else _time(claims, "exp")


def _require_time(found: Foreign, now: datetime) -> None:
    if now >= found.ends_at + CLOCK_LEEWAY:
        raise TokenExpired
    begins = _time(found.claims, "nbf") if "nbf" in found.claims else found.issued_at
    if max(begins, found.issued_at) > now + CLOCK_LEEWAY:
        raise TokenRefused(Said.of(Word.SIGN_IN_FROM_THE_FUTURE))


def _time(claims: Mapping[str, object], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(Said.of(Word.SIGN_IN_INCOMPLETE))
    if not 0 <= value <= LATEST:
        raise TokenRefused(Said.of(Word.SIGN_IN_TIMELESS))
    return datetime.fromtimestamp(value, UTC)


def _audiences(found: Foreign) -> set[str]:
    audience = found.claims.get("aud")
    listed = [audience] if isinstance(audience, str) else audience
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise TokenRefused(Said.of(Word.SIGN_IN_ELSEWHERE))
    return set(listed)


def _require_client(found: Foreign, trust: Trust) -> None:
    audiences, party = _audiences(found), found.claims.get("azp")
    if trust.client_id not in audiences or (party is None and len(audiences) > 1):
        raise TokenRefused(Said.of(Word.SIGN_IN_ELSEWHERE))
    if party is not None and party != trust.client_id:
        raise TokenRefused(Said.of(Word.SIGN_IN_ELSEWHERE))


def _half(access_token: str) -> str:
    """Return the left half of a token's digest (OpenID Connect Core, 3.1.3.6); all our algorithms use SHA-256."""
    digest = sha256(access_token.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
