"""Wycheproof's signatures of tokens: none that is invalid is accepted, and every valid one that can be ours is."""

import json
import sys
from base64 import urlsafe_b64decode
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jose import jws
from jose.exceptions import JOSEError

from app.errors import NotAuthenticated
from app.identity.errors import SignInNeeded
from app.identity.foreign import Trust, read_access_token, read_id_token
from app.identity.tokens import KEY_TYPES, Tokens, usable_keys, verify_signature
from tests.identity.test_foreign import NOW

VALID = 16
Vector = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="session")
def vectors(realdata: Path) -> list[Vector]:
    """Return each key with each of its vectors."""
    read = json.loads((realdata / "wycheproof-json_web_signature_test.json").read_bytes())
    return [
        (group.get("public") or group["private"], vector) for group in read["testGroups"] for vector in group["tests"]
    ]


def accepted(key: dict[str, Any], jws: str, judge: str) -> bool:
    """Tell whether a signature is accepted; what it signs is no claim of anything."""
    try:
        if judge == "local":
            secret = urlsafe_b64decode(key["k"] + "==") if "k" in key else json.dumps(key).encode()
            Tokens({key["kid"]: secret}).verify(jws, now=NOW)  # type: ignore[dict-item]
        elif judge == "signature":
            verify_signature(jws, usable_keys({"keys": [key]}), KEY_TYPES)
        else:
            trust = Trust("https://id.example", "client", frozenset(KEY_TYPES), frozenset({"api"}))
            keys = usable_keys({"keys": [key]})
            if judge == "access":
                read_access_token(jws, keys, trust, now=NOW)
            else:
                read_id_token(jws, keys, trust, nonce="n", access_token="a", now=NOW)
    except NotAuthenticated:
        return False
    return True


def test_no_invalid_signature_is_accepted(vectors: list[Vector]) -> None:
    invalid = [(key, vector) for key, vector in vectors if vector["result"] == "invalid"]
    assert len(invalid) == 355
    for judge in ("signature", "local", "access", "id"):
        assert [vector["tcId"] for key, vector in invalid if accepted(key, vector["jws"], judge)] == [], judge


def test_every_valid_signature_of_our_algorithms_is_accepted(vectors: list[Vector]) -> None:
    valid = [(key, vector) for key, vector in vectors if vector["result"] == "valid"]
    ours = [(key, vector) for key, vector in valid if algorithm(vector["jws"]) in KEY_TYPES]
    assert len(ours) == VALID
    assert [vector["tcId"] for key, vector in ours if not accepted(key, vector["jws"], "signature")] == []


def test_an_algorithm_that_the_header_chooses_is_found(vectors: list[Vector], monkeypatch: pytest.MonkeyPatch) -> None:
    def naked(token: str, keys: Any, _algorithms: object) -> Any:
        try:
            jws.verify(token, keys, algorithms=[algorithm(token)])
        except JOSEError as error:
            raise SignInNeeded from error

    this = sys.modules[__name__]
    monkeypatch.setattr(this, "verify_signature", naked)
    monkeypatch.setattr(this, "usable_keys", lambda published: published)
    with pytest.raises(AssertionError, match="signature"):
        test_no_invalid_signature_is_accepted(vectors)


def algorithm(token: str) -> str | None:
    """Return what the header says; None for two valid ones of HS256 with a letter that base64url has not."""
    with suppress(JOSEError):
        return str(jws.get_unverified_header(token).get("alg"))
    return None
