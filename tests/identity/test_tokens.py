"""Bearer tokens: what verifies, and the traps of python-jose that must not."""

import base64
import hashlib
import hmac
import json
import string
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jose import jwt

from app.errors import NotAuthenticated
from app.identity.tokens import AUDIENCE, CLOCK_LEEWAY, ISSUER, MAXIMUM_LENGTH, REMEMBERED, Claims, Tokens

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = "9f86d081884c7d659a2feaa0c55ad015"
OLD_SECRET = "fedcba9876543210fedcba9876543210"
TOKENS = Tokens({"new": SECRET, "old": OLD_SECRET})
SAID = {"iss": ISSUER, "aud": AUDIENCE, "sub": "7", "iat": NOW.timestamp(), "exp": int((NOW + HOUR).timestamp())}
ABSENT = "absent"


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def part(value: object) -> str:
    return encoded(json.dumps(value).encode())


def signed(header: object, claims: object, secret: bytes = SECRET.encode(), digest: str = "sha256") -> str:
    """Return a token signed by hand, so that nothing stands in the way of a bad one."""
    return signed_as_written(json.dumps(header), json.dumps(claims), secret, digest)


def signed_as_written(header: str, claims: str, secret: bytes = SECRET.encode(), digest: str = "sha256") -> str:
    message = f"{encoded(header.encode())}.{encoded(claims.encode())}"
    return f"{message}.{encoded(hmac.new(secret, message.encode(), digest).digest())}"


def token(header: Mapping[str, object] | None = None, /, **claims: object) -> str:
    said = {name: value for name, value in {**SAID, **claims}.items() if value is not ABSENT}
    top = {"alg": "HS256", "typ": "JWT", "kid": "new", **(header or {})}
    return signed({name: value for name, value in top.items() if value is not ABSENT}, said)


def refused(given: str, *, now: datetime = NOW, tokens: Tokens = TOKENS) -> str:
    """Return the problem type of the refusal; each token is tried twice, because verified ones are remembered."""
    for _ in range(2):
        with pytest.raises(NotAuthenticated) as refusal:
            tokens.verify(given, now=now)
    return refusal.value.problem


def test_a_token_says_whose_it_is_and_until_when() -> None:
    issued = TOKENS.issue(7, now=NOW, lifetime=HOUR)
    assert TOKENS.verify(issued, now=NOW) == Claims(7, NOW, NOW + HOUR)
    assert TOKENS.verify(token(), now=NOW) == Claims(7, NOW, NOW + HOUR)
    assert jwt.get_unverified_header(issued) == {"alg": "HS256", "typ": "JWT", "kid": "new"}


def test_a_token_ends_to_the_second_although_it_is_remembered() -> None:
    issued = TOKENS.issue(7, now=NOW, lifetime=HOUR)
    assert TOKENS.verify(issued, now=NOW + HOUR - timedelta(microseconds=1)).user_id == 7
    assert refused(issued, now=NOW + HOUR) == "token-expired"
    assert refused(token(exp=1), now=NOW) == "token-expired"


def test_a_clock_that_is_a_little_ahead_is_forgiven() -> None:
    assert TOKENS.verify(token(iat=(NOW + CLOCK_LEEWAY).timestamp()), now=NOW).user_id == 7
    assert refused(token(iat=(NOW + CLOCK_LEEWAY).timestamp() + 1)) == "not-authenticated"


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "iat", "exp"])
@pytest.mark.parametrize("value", [ABSENT, None, "", "other", True, [], {}, -1, 1e300, [AUDIENCE, "other"]], ids=repr)
def test_each_claim_is_needed_and_of_its_type(claim: str, value: object) -> None:
    if (claim, value) == ("iat", -1):
        # Issued in 1969, and so before every account: refused by the account, see test_sign_on.
        assert TOKENS.verify(token(iat=-1), now=NOW).user_id == 7
        return
    assert refused(token(**{claim: value})) in ("not-authenticated", "token-expired")


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "0"},
        {"sub": "07"},
        {"sub": "-7"},
        {"sub": "7 "},
        {"sub": "٧"},
        {"sub": "9" * 20},
        {"sub": 7},
        {"iat": float("nan")},
        {"iat": float("inf")},
        {"exp": 10**18},
        {"exp": 1e12},
        {"exp": "4102444800"},
        {"nbf": (NOW + timedelta(days=36500)).timestamp()},
    ],
    ids=repr,
)
def test_odd_claims_are_refused(claims: dict[str, object]) -> None:
    assert refused(token(**claims)) == "not-authenticated"


@pytest.mark.parametrize(
    "header",
    [
        {"kid": ABSENT},
        {"kid": "unknown"},
        {"kid": ["new"]},
        {"kid": None},
        {"kid": "old"},
        {"alg": ABSENT},
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "dir", "enc": "A256GCM"},
    ],
    ids=repr,
)
def test_only_our_algorithm_and_keys(header: dict[str, object]) -> None:
    assert refused(token(header)) == "not-authenticated"


def test_an_honest_signature_of_another_algorithm_is_refused() -> None:
    top = {"alg": "HS512", "typ": "JWT", "kid": "new"}
    assert refused(signed(top, SAID, digest="sha512")) == "not-authenticated"


def test_a_public_key_is_no_secret() -> None:
    """python-jose takes a DER public key as an HMAC secret; the secret is chosen by ``kid``, so it never meets one."""
    private = rsa.generate_private_key(65537, 2048)
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for kid in ("new", "old", "rsa"):
        assert refused(signed({"alg": "HS256", "typ": "JWT", "kid": kid}, SAID, der)) == "not-authenticated"
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert refused(jwt.encode(SAID, pem, algorithm="RS256", headers={"kid": "new"})) == "not-authenticated"


@pytest.mark.parametrize(
    "extra", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}, {"jku": "https://a.fr"}, {"jwk": {}}]
)
def test_a_header_that_asks_for_more_is_refused(extra: dict[str, object]) -> None:
    assert refused(token(extra)) == "not-authenticated"
    assert refused(token({"typ": "at+jwt"})) == "not-authenticated"


@pytest.mark.parametrize("junk", ["=", ".", "..", " ", "\n", "!", "AAAA", ".AAAA", "\u00e9"], ids=repr)
def test_what_stands_beside_a_token_breaks_it(junk: str) -> None:
    good = token()
    head, claims, signature = good.split(".")
    written = (good + junk, junk + good, f"{head}{junk}.{claims}.{signature}", f"{head}.{claims}{junk}.{signature}")
    for other in (*written, f"{head}.{claims}.{junk}{signature}"):
        assert refused(other) == "not-authenticated", other


def test_spare_bits_break_a_token() -> None:
    """The last character of a signature holds two bits that are no part of it."""
    good, letters = token(), string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    first = letters.index(good[-1])
    for spare in (1, 2, 3):
        assert refused(good[:-1] + letters[first + spare]) == "not-authenticated"


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ('{"alg": "none", "alg": "HS256", "kid": "new"}', json.dumps(SAID)),
        ('{"alg": "HS256", "kid": "old", "kid": "new"}', json.dumps(SAID)),
        ('{"alg": "HS256", "kid": "new"}', f'{{"sub": "8", {json.dumps(SAID)[1:]}'),
    ],
)
def test_a_member_that_is_there_twice_is_refused(header: str, claims: str) -> None:
    assert refused(signed_as_written(header, claims)) == "not-authenticated"


def test_each_changed_character_breaks_the_token() -> None:
    good = token()
    for place in range(0, len(good) - 1, 7):
        other = "A" if good[place] != "A" else "B"
        assert refused(good[:place] + other + good[place + 1 :]) == "not-authenticated", place


@pytest.mark.parametrize(
    "given",
    [
        "",
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "..",
        "é.é.é",
        f"{part([])}.{part({})}.x",
        f"{part('x')}.{part({})}.x",
        base64.urlsafe_b64encode(b"[" * 1500).decode() + ".e30.x",
        signed({"alg": "HS256", "kid": "new"}, [1]),
        signed({"alg": "HS256", "kid": "new"}, "text"),
        token(more="x" * MAXIMUM_LENGTH),
        "ey" * 100_000,
    ],
    ids=lambda given: given[:20],
)
def test_what_is_no_token_is_refused(given: str) -> None:
    assert refused(given) == "not-authenticated"


def test_keys_rotate() -> None:
    before = Tokens({"old": OLD_SECRET}).issue(7, now=NOW, lifetime=HOUR)
    assert TOKENS.verify(before, now=NOW).user_id == 7
    assert jwt.get_unverified_header(TOKENS.issue(7, now=NOW, lifetime=HOUR))["kid"] == "new"
    assert refused(before, tokens=Tokens({"new": SECRET})) == "not-authenticated"
    assert refused(before, tokens=Tokens({"new": SECRET, "old": hashlib.sha256().hexdigest()})) == "not-authenticated"


def test_the_memory_of_verified_tokens_is_bounded() -> None:
    tokens = Tokens({"new": SECRET})
    tokens._verified.update((str(number), Claims(1, NOW, NOW)) for number in range(REMEMBERED))
    tokens.verify(token(), now=NOW)
    assert len(tokens._verified) == REMEMBERED
