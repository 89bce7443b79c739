"""Tokens that must not be believed, made from one that is; knows how to sign, and not who judges."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.identity.signing import ABSENT, Signer, encoded, private_key, signature

Claims = Mapping[str, object]
HOURS = [timedelta(hours=1).total_seconds(), timedelta(days=400).total_seconds()]
WRONG: list[object] = [ABSENT, None, "", "other", True, [], {}, -1, 1e300]


def forged(signer: Signer, claims: Claims, typ: str) -> Iterator[tuple[str, str]]:
    """Yield names and tokens that are wrong in one thing each: form, header, key or signature."""
    good = signer.sign(claims, typ=typ)
    yield from _malformed(good)
    yield from _rewritten(good, signer)
    for name, header in _headers(signer, typ):
        yield f"header {name}", signer.sign_written(json.dumps(header), json.dumps(claims))
    yield from _by_hand(signer, claims, typ)
    yield from _as_written(signer, claims, typ)


def _malformed(good: str) -> Iterator[tuple[str, str]]:
    head, claims, signed = good.split(".")
    yield from {
        "nothing": "",
        "two parts": f"{head}.{claims}",
        "four parts": f"{good}.{signed}",
        "five parts": f"{head}.e30.e30.{claims}.{signed}",
        "no header": f".{claims}.{signed}",
        "no claims": f"{head}..{signed}",
        "no signature": f"{head}.{claims}.",
        "padding": f"{good}=",
        "padding inside": f"{head}=.{claims}.{signed}",
        "a space": f"{good} ",
        "a line": f"{head}.{claims}\n.{signed}",
        "a letter beyond": f"{good}é",
        "plus for minus": f"{head}.{claims}.{signed[:-1]}+",
        "junk behind": f"{good}AAAA",
        "JSON serialization": json.dumps({"protected": head, "payload": claims, "signature": signed}),
        "too long": f"{head}.{claims}.{'A' * 20_000}",
        "half a signature": f"{head}.{claims}.{signed[: len(signed) // 2]}",
        "zeros": f"{head}.{claims}.{encoded(bytes(64))}",
        "zeros of RSA": f"{head}.{claims}.{encoded(bytes(256))}",
        "one": f"{head}.{claims}.{encoded(bytes(31) + b'1' + bytes(31) + b'1')}",
        "signature of the header alone": f"{head}.e30.{signed}",
        "swapped parts": f"{claims}.{head}.{signed}",
    }.items()


def _rewritten(good: str, signer: Signer) -> Iterator[tuple[str, str]]:
    head, claims, signed = good.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    for name, value in {"sub": "root", "aud": "other", "exp": 4_102_444_800, "admin": True}.items():
        changed = encoded(json.dumps({**said, name: value}).encode())
        yield f"{name} changed", f"{head}.{changed}.{signed}"
    for name in ("none", "None", "NONE", "nOnE"):
        top = encoded(json.dumps(signer.header(alg=name)).encode())
        yield f"alg {name}", f"{top}.{claims}."
        yield f"alg {name} signed", f"{top}.{claims}.{signed}"
    for place in range(0, len(signed) - 1, max(1, len(signed) // 5)):
        other = "A" if signed[place] != "A" else "B"
        yield f"signature changed at {place}", f"{head}.{claims}.{signed[:place]}{other}{signed[place + 1 :]}"


def _headers(signer: Signer, typ: str) -> Iterator[tuple[str, object]]:
    good = signer.header(typ=typ)
    for kid in ("unknown", "", None, ["rsa-1"], "../rsa-1", "rsa-2" if signer.key != "rsa-2" else "rsa-1", "ec-2"):
        yield f"kid {kid}", {**good, "kid": kid}
    yield "without kid", {name: value for name, value in good.items() if name != "kid"}
    yield "without alg", {name: value for name, value in good.items() if name != "alg"}
    wrong: tuple[object, ...] = (
        *("RS384", "RS512", "PS384", "ES384", "ES512"),
        "EdDSA",
        "HS256",
        "HS512",
        "dir",
        [],
        None,
    )
    for alg in wrong:
        yield f"alg {alg}", {**good, "alg": alg}
    other = {"RS256": "PS256", "PS256": "RS256", "ES256": "RS256"}[signer.algorithm]
    yield f"alg {other} of another kind", {**good, "alg": other}
    more: dict[str, object] = {"crit": ["exp"], "b64": False, "zip": "DEF", "enc": "A256GCM"}
    more |= {"jku": "https://a.example/keys", "x5u": "https://a.example/cert", "jwk": {"kty": "RSA"}}
    for name, value in more.items():
        yield name, {**good, name: value}
    yield "crit of nothing", {**good, "crit": []}
    for kind in ("JWE", "secevent+jwt", 7, None, "id+jwt"):
        yield f"typ {kind}", {**good, "typ": kind}
    yield "a list", [good]


@dataclass(frozen=True)
class _Hand:
    """Signs the claims with a header of one's choice by any means."""

    signer: Signer
    claims: Claims
    typ: str

    def made(self, sign: Callable[[bytes], bytes], **header: object) -> str:
        top = json.dumps(self.signer.header(typ=self.typ, **header))
        message = f"{encoded(top.encode())}.{encoded(json.dumps(self.claims).encode())}"
        return f"{message}.{encoded(sign(message.encode()))}"

    def by_secret(self, secret: bytes, alg: str) -> str:
        digest = "sha512" if alg == "HS512" else "sha256"
        return self.made(lambda message: hmac.digest(secret, message, digest), alg=alg)


def _by_hand(signer: Signer, claims: Claims, typ: str) -> Iterator[tuple[str, str]]:
    hand, key = _Hand(signer, claims, typ), private_key(signer.key)
    stranger = private_key(f"{signer.key}-of-nobody")
    yield "a stranger's key", hand.made(lambda message: signature(stranger, message, signer.algorithm))
    yield "SHA-384", hand.made(lambda message: signature(key, message, signer.algorithm, SHA384()))
    for encoding, form in ((Encoding.DER, "DER"), (Encoding.PEM, "PEM")):
        public = key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        for alg in ("HS256", "HS512", signer.algorithm):
            yield f"{alg} with the public key as {form}", hand.by_secret(public, alg)
    for secret in (b"", b"secret", signer.kid.encode()):
        yield f"HS256 with {secret!r}", hand.by_secret(secret, "HS256")
    if isinstance(key, rsa.RSAPrivateKey):
        for name, salt in {"no salt": PSS(MGF1(SHA256()), 0), "another mask": PSS(MGF1(SHA384()), 32)}.items():
            yield name, hand.made(partial(signature, key, algorithm="PS256", salt=salt))
    else:
        yield "DER", hand.made(lambda message: key.sign(message, ec.ECDSA(SHA256())))


def _as_written(signer: Signer, claims: Claims, typ: str) -> Iterator[tuple[str, str]]:
    header, said = json.dumps(signer.header(typ=typ)), json.dumps(claims)
    yield "alg twice", signer.sign_written(f'{{"alg": "none", {header[1:]}', said)
    yield "sub twice", signer.sign_written(header, f'{{"sub": "root", {said[1:]}')
    for written in ("[]", '"a"', "7", "null", "{", '{"exp": NaN}', "[" * 9000):
        yield f"claims are {written:.12}", signer.sign_written(header, written)


def miscounted(now: float) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield names and claims that are wrong in one thing each and concern every kind of token."""
    for claim in ("iss", "aud", "iat", "exp"):
        for value in WRONG:
            yield f"{claim} {'absent' if value is ABSENT else value!r}", {claim: value}
    for value in ("", None, 7, True, [], {}, "x" * 256, "a\nb", "a\x00"):
        yield f"sub {value!r:.20}", {"sub": value}
    for ago in HOURS:
        yield f"over for {ago} s", {"iat": now - 2 * ago, "exp": now - ago}
        yield f"issued in {ago} s", {"iat": now + ago, "exp": now + 2 * ago}
        yield f"good in {ago} s", {"nbf": now + ago, "exp": now + 2 * ago}
    for value in ("0", True, None, [], float(2**70)):
        yield f"nbf {value!r}", {"nbf": value}
    for issuer in ("https://id.example/", "https://ID.example", "http://id.example", ["https://id.example"]):
        yield f"iss {issuer}", {"iss": issuer}
