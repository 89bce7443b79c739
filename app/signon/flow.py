"""One sign-in between its two ends: what is remembered in the browser while it is at the provider, and checked after.

Knows neither cookies nor requests.
"""

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Self

from app.identity.sso.issuers import Addresses
from app.identity.sso.settings import Provider
from app.signon.errors import SignOnFailed
from app.words.codes import Word
from app.words.saying import Said

PURPOSE = "sign-on"
LIFETIME = timedelta(minutes=10)
NEXT_LENGTH = 500
_PATH = re.compile(r"/(?:[A-Za-z0-9._~!$'()*+,;=:@/?&#-]|%[0-9A-Fa-f]{2})*")
_DOTS = re.compile(r"\.|%2e", re.IGNORECASE)
_PARTS = re.compile(r"/|%2f|%5c", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser keeps, signed: it is nobody's secret but the browser's own."""

    provider: str
    state: str
    nonce: str
    verifier: str
    then: str
    """Where the browser goes once it is signed in."""

    @classmethod
    def at(cls, provider: str, then: str) -> Self:
        """Return a new one, of which nobody can guess anything."""
        return cls(provider, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), then)

    @classmethod
    def read(cls, kept: str | None) -> Self | None:
        return None if kept is None else cls(**json.loads(kept))

    def kept(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def is_own_path(path: str) -> bool:
    r"""Tell whether a browser that is sent to this path stays with this service, whatever it makes of it.

    A browser takes ``//host`` and ``/\\host`` for another host, and leaves a prefix by ``..``.
    """
    if len(path) > NEXT_LENGTH or _PATH.fullmatch(path) is None:
        return False
    before, _, _ = path.partition("?")
    first, *parts = _PARTS.split(before)
    return (
        not first
        and not (len(parts) > 1 and not parts[0])
        and not any(_DOTS.sub("", part) == "" != part for part in parts)
    )


def code_of(given: Mapping[str, str], begun: Begun | None, provider: Provider, addresses: Addresses) -> str:
    """Return the code of an answer that belongs to what this browser began; raises SignOnFailed for any other."""
    if begun is None:
        raise SignOnFailed(Said.of(Word.SIGN_ON_LOST))
    is_answer = hmac.compare_digest(given.get("state", "").encode(), begun.state.encode())
    if begun.provider != provider.id or not is_answer:
        raise SignOnFailed(Said.of(Word.SIGN_ON_LOST))
    # Another provider may have answered in this one's place (RFC 9207).
    issuer = given.get("iss")
    if issuer != provider.given.issuer and (issuer is not None or addresses.sends_issuer):
        raise SignOnFailed(Said.of(Word.SIGN_ON_LOST))
    if "error" in given:
        raise SignOnFailed(Said.of(Word.SIGN_ON_DENIED if given["error"] == "access_denied" else Word.SIGN_ON_REFUSED))
    if not given.get("code"):
        raise SignOnFailed(Said.of(Word.SIGN_ON_LOST))
    return given["code"]
