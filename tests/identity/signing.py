"""Signs tokens as an issuer does, and as nobody should; knows no rule that judges them."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm

from app.identity.tokens import Keys, usable_keys


class _Absent:
    """A claim that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
SALTED = PSS(MGF1(SHA256()), 32)
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@cache
def private_key(name: str) -> Private:
    """Return a key of this name; names that begin with ``ec`` are of curves, all others RSA."""
    return ec.generate_private_key(ec.SECP256R1()) if name.startswith("ec") else rsa.generate_private_key(65537, 2048)


def jwk_of(key: Private, kid: str, **more: object) -> dict[str, object]:
    """Return the public half of a key as an issuer publishes it."""
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": kid, "n": number(public.n), "e": number(public.e), **more}
    point = key.public_key().public_numbers()
    x, y = (encoded(value.to_bytes((key.curve.key_size + 7) // 8, "big")) for value in (point.x, point.y))
    curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp256k1": "secp256k1"}[key.curve.name]
    return {"kty": "EC", "crv": curve, "kid": kid, "x": x, "y": y, **more}


def signature(
    key: Private, message: bytes, algorithm: str, digest: HashAlgorithm | None = None, salt: AsymmetricPadding = SALTED
) -> bytes:
    digest = digest or SHA256()
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, salt if algorithm == "PS256" else PKCS1v15(), digest)
    size = (key.curve.key_size + 7) // 8
    return b"".join(part.to_bytes(size, "big") for part in decode_dss_signature(key.sign(message, ec.ECDSA(digest))))


def without_absent(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if value is not ABSENT}


@dataclass(frozen=True)
class Signer:
    """Signs with one key by one algorithm, and says so in the header."""

    key: str
    algorithm: str

    @property
    def kid(self) -> str:
        return self.key

    def sign(self, claims: Mapping[str, object], /, **header: object) -> str:
        top = without_absent({"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **header})
        return self.sign_written(json.dumps(top), json.dumps(without_absent(claims)))

    def sign_written(self, header: str, claims: str, **how: Any) -> str:
        message = f"{encoded(header.encode())}.{encoded(claims.encode())}"
        made = signature(private_key(self.key), message.encode(), self.algorithm, **how)
        return f"{message}.{encoded(made)}"

    def header(self, **more: object) -> dict[str, object]:
        return {"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **more}

    def jwk(self, **more: object) -> dict[str, object]:
        return jwk_of(private_key(self.key), self.kid, **more)


RS, PS, ES = Signer("rsa-1", "RS256"), Signer("rsa-2", "PS256"), Signer("ec-1", "ES256")
SIGNERS = (RS, PS, ES)


@cache
def published() -> Keys:
    """Return the keys that the issuer of the tests publishes, one for each algorithm."""
    return usable_keys({"keys": [signer.jwk(use="sig") for signer in SIGNERS]})


__all__ = ["ABSENT", "ES", "PS", "RS", "SHA384", "SIGNERS", "Signer", "encoded", "jwk_of", "private_key", "published"]
