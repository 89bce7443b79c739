"""Tokens of issuers: the honest ones are believed, everything else is refused, and defects that are planted show."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.errors import NotAuthenticated
from app.identity import foreign
from app.identity.compact import read_compact
from app.identity.foreign import LOGOUT_EVENT, Foreign, Trust, read_access_token, read_id_token, read_logout_token
from app.identity.tokens import CLOCK_LEEWAY, KEY_TYPES, Keys, Tokens, usable_keys, verify_signature
from tests.identity.forging import forged, miscounted
from tests.identity.signing import ABSENT, ES, PS, RS, SIGNERS, Signer, jwk_of, private_key, published

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECONDS = NOW.timestamp()
CLIENT, ACCESS, NONCE = "bonsens-client", "an.access.token", "n-0S6_WzA2Mj"
TRUST = Trust("https://id.example", CLIENT, frozenset(KEY_TYPES), frozenset({"api://bonsens"}))
BASE = {"iss": TRUST.issuer, "sub": "ana", "iat": SECONDS, "exp": SECONDS + 300}
SAID = {
    "access": {**BASE, "aud": "api://bonsens", "client_id": "crawler"},
    "id": {**BASE, "aud": CLIENT, "nonce": NONCE, "at_hash": foreign._half(ACCESS)},
    "logout": {**BASE, "aud": CLIENT, "jti": "once", "sid": "s1", "events": {LOGOUT_EVENT: {}}},
}
TYPES = {"access": "at+jwt", "id": "JWT", "logout": "logout+jwt"}
Judge = Callable[[str], Foreign]


def judge(kind: str, trust: Trust = TRUST, keys: Keys | None = None, now: datetime = NOW) -> Judge:
    known = published() if keys is None else keys
    if kind == "access":
        return lambda token: read_access_token(token, known, trust, now=now)
    if kind == "id":
        return lambda token: read_id_token(token, known, trust, nonce=NONCE, access_token=ACCESS, now=now)
    return lambda token: read_logout_token(token, known, trust, now=now)


def is_believed(judged: Judge, token: str) -> bool:
    try:
        judged(token)
    except NotAuthenticated:
        return False
    return True


def attacks(kind: str, signer: Signer) -> Iterator[tuple[str, str]]:
    """Yield every attack on a kind of token, signed as only the issuer can where that makes it worse."""
    typ = TYPES[kind]
    yield from forged(signer, SAID[kind], typ)
    for name, wrong in miscounted(SECONDS):
        if kind == "logout" and next(iter(wrong)) in ("sub", "exp") and wrong[next(iter(wrong))] in (ABSENT, None):
            continue
        yield name, signer.sign({**SAID[kind], **wrong}, typ=typ)
    for other, said in SAID.items():
        if other != kind:
            yield f"{other} token as {kind}", signer.sign(said, typ=TYPES[other])
            yield f"{other} token that says it is {kind}", signer.sign(said, typ=typ)
    yield "of this service", Tokens({signer.kid: "0" * 32}).issue(7, now=NOW, lifetime=timedelta(hours=1))


def found(kind: str, trust: Trust = TRUST) -> list[str]:
    """Return which attacks are believed, with any of the algorithms."""
    judged = judge(kind, trust)
    return [
        f"{signer.algorithm}: {name}"
        for signer in SIGNERS
        for name, token in attacks(kind, signer)
        if is_believed(judged, token)
    ]


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("signer", SIGNERS, ids=lambda signer: signer.algorithm)
def test_what_an_issuer_signs_is_believed(kind: str, signer: Signer) -> None:
    said = judge(kind)(signer.sign(SAID[kind], typ=TYPES[kind]))
    assert (said.subject, said.issued_at, said.ends_at) == ("ana", NOW, NOW + timedelta(minutes=5))
    assert judge(kind)(signer.sign(SAID[kind])).subject == "ana"
    assert judge(kind)(signer.sign(SAID[kind], typ=ABSENT)).subject == "ana"


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAID)
def test_no_attack_is_believed(kind: str) -> None:
    for signer in SIGNERS:
        assert len(dict(attacks(kind, signer))) >= 150
    assert found(kind) == []


@pytest.mark.slow
def test_no_attack_on_tokens_of_others_is_one_on_ours() -> None:
    ours = Tokens({signer.kid: "0123456789abcdef0123456789abcdef" for signer in SIGNERS})

    def believed(token: str) -> bool:
        try:
            ours.verify(token, now=NOW)
        except NotAuthenticated:
            return False
        return True

    honest = ours.issue(7, now=NOW, lifetime=timedelta(hours=1))
    assert believed(honest)
    tried = [token for signer in SIGNERS for _, token in attacks("access", signer) if token != honest]
    assert len(tried) >= 400
    assert not [token for token in tried if believed(token)]


@pytest.mark.parametrize("allowed", KEY_TYPES)
def test_an_algorithm_that_is_not_configured_is_refused(allowed: str) -> None:
    trust = Trust(TRUST.issuer, CLIENT, frozenset({allowed}), TRUST.audiences)
    believed = [s.algorithm for s in SIGNERS if is_believed(judge("access", trust), s.sign(SAID["access"]))]
    assert believed == [allowed]


def test_an_algorithm_that_the_header_chooses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        foreign,
        "verify_signature",
        lambda token, keys, _algorithms: verify_signature(token, keys, [str(read_compact(token).header["alg"])]),
    )
    with pytest.raises(AssertionError):
        test_an_algorithm_that_is_not_configured_is_refused("PS256")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "blind"),
    [
        ("_require_time", lambda _found, _now: None),
        ("_require_client", lambda _found, _trust: None),
        ("_audiences", lambda _found: {CLIENT, "api://bonsens"}),
        ("_subject", lambda claims, _claim: str(claims.get("sub"))),
        ("verify_signature", lambda token, _keys, _algorithms: read_compact(token)),
        ("PLAIN", frozenset({"jwt", "at+jwt", "jwe", "id+jwt"})),
    ],
)
def test_a_rule_that_is_left_out_is_found(rule: str, blind: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, rule, blind)
    try:
        assert found("id") or found("access")
    except ValueError:
        # What is no token at all is read first of all by the signature.
        assert rule == "verify_signature"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": ABSENT},
        {"nonce": "another"},
        {"nonce": ""},
        {"nonce": [NONCE]},
        {"at_hash": "another"},
        {"at_hash": None},
        {"aud": [CLIENT, "other"]},
        {"aud": [CLIENT], "azp": "other"},
        {"aud": CLIENT, "azp": None, "sub": ABSENT},
        {"azp": ["bonsens-client"]},
        {"events": {LOGOUT_EVENT: {}}},
    ],
    ids=repr,
)
def test_an_id_token_answers_this_request_of_this_client(claims: dict[str, object]) -> None:
    assert not is_believed(judge("id"), RS.sign({**SAID["id"], **claims}))


def test_an_id_token_for_several_names_its_party() -> None:
    assert is_believed(judge("id"), RS.sign({**SAID["id"], "aud": [CLIENT, "other"], "azp": CLIENT}))
    assert is_believed(judge("id"), RS.sign({**SAID["id"], "at_hash": ABSENT}))


@pytest.mark.parametrize(
    "claims",
    [
        {"events": ABSENT},
        {"events": {}},
        {"events": [LOGOUT_EVENT]},
        {"events": {LOGOUT_EVENT: None}},
        {"nonce": NONCE},
        {"jti": ABSENT},
        {"jti": ""},
        {"sid": ABSENT, "sub": ABSENT},
        {"exp": ABSENT, "iat": SECONDS - 300},
    ],
    ids=repr,
)
def test_a_logout_token_is_nothing_else(claims: dict[str, object]) -> None:
    assert not is_believed(judge("logout"), RS.sign({**SAID["logout"], **claims}))


def test_a_logout_token_may_name_the_session_alone_and_no_end() -> None:
    assert judge("logout")(RS.sign({**SAID["logout"], "sub": ABSENT, "exp": ABSENT})).text("sid") == "s1"


def test_access_tokens_need_an_audience_that_is_no_client() -> None:
    token = RS.sign({**SAID["access"], "aud": CLIENT}, typ="at+jwt")
    for audiences in (frozenset[str](), frozenset({CLIENT})):
        assert not is_believed(judge("access", Trust(TRUST.issuer, CLIENT, TRUST.algorithms, audiences)), token)
    assert is_believed(judge("access"), RS.sign({**SAID["access"], "aud": ["other", "api://bonsens"]}))


@pytest.mark.parametrize("off", [-1, 1])
def test_clocks_may_differ_a_little(off: int) -> None:
    token = RS.sign(SAID["id"])
    edge = NOW - CLOCK_LEEWAY if off < 0 else NOW + timedelta(seconds=300) + CLOCK_LEEWAY
    assert is_believed(judge("id", now=edge - timedelta(seconds=(1 if off > 0 else 0))), token)
    assert not is_believed(judge("id", now=edge + timedelta(seconds=off)), token)


@pytest.mark.parametrize(
    "more",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"key_ops": "verify"},
        {"alg": "RS512"},
        {"alg": "PS256"},
        {"kid": None},
        {"kty": "EC"},
        {"kty": "oct"},
        {"n": "AQAB"},
        {"n": None},
        {"e": "!"},
    ],
    ids=repr,
)
def test_a_key_for_something_else_verifies_nothing(more: dict[str, object]) -> None:
    keys = usable_keys({"keys": [{**RS.jwk(), **more}]})
    assert not is_believed(judge("id", keys=keys), RS.sign(SAID["id"]))


def test_a_key_that_has_a_twin_is_not_told_apart() -> None:
    twin = jwk_of(private_key("rsa-twin"), RS.kid)
    assert not is_believed(judge("id", keys=usable_keys({"keys": [RS.jwk(), twin]})), RS.sign(SAID["id"]))
    # One of another type is no twin.
    other = jwk_of(private_key("ec-1"), RS.kid)
    assert is_believed(judge("id", keys=usable_keys({"keys": [RS.jwk(), other]})), RS.sign(SAID["id"]))


@pytest.mark.parametrize("bits", [1024])
def test_small_keys_and_other_curves_verify_nothing(bits: int) -> None:
    small = rsa.generate_private_key(65537, bits)
    curves = [ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256K1())]
    assert not usable_keys({"keys": [jwk_of(small, "k"), *(jwk_of(key, key.curve.name) for key in curves)]})


@pytest.mark.parametrize("published", [None, [], {}, {"keys": None}, {"keys": [None, 7, [], {}]}, "keys"], ids=repr)
def test_what_is_no_set_of_keys_has_none(published: object) -> None:
    assert usable_keys(published) == {}


def test_one_key_may_serve_both_algorithms_of_its_type() -> None:
    keys = usable_keys({"keys": [RS.jwk()]})
    for algorithm in ("RS256", "PS256"):
        assert is_believed(judge("id", keys=keys), Signer(RS.key, algorithm).sign(SAID["id"]))
    assert set(keys) == {(RS.kid, "RS256"), (RS.kid, "PS256")}
    assert PS.kid != ES.kid
