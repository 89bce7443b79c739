"""An OpenID provider on this machine, over real HTTP, which can be taken down, lie, and forget; knows nothing of ours.

Whoever asks it to sign somebody in is answered at once, for the person whom the test names.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from tests.identity.signing import Signer, encoded

Json = dict[str, Any]
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(eq=False)
class TestProvider:
    """Its answers follow from these fields, which a test may change at any time."""

    __test__ = False

    client_id: str = "bonsens"
    client_secret: str = "s3cret + %&/ of the client"
    signer: Signer = field(default_factory=lambda: Signer("rsa-1", "RS256"))
    published: list[Signer] = field(default_factory=list)
    port: int = 0
    path: str = ""
    person: Json = field(default_factory=lambda: {"sub": "ana-1", "preferred_username": "ana", "name": "Ana Alvarez"})
    ahead: float = 0.0
    """Seconds that its clock is ahead."""
    lies: Json = field(default_factory=dict)
    """Claims of the ID token that stand instead of the true ones."""
    told: Json = field(default_factory=dict)
    """Members of the discovery document that stand instead of the true ones."""
    sends_issuer: bool = True
    in_userinfo: bool = False
    """Whether the claims of a person are told there alone."""
    checks_challenges: bool = True
    """Whether it holds to RFC 7636."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What is answered at a path, whatever is asked."""
    codes: dict[str, Json] = field(default_factory=dict)
    people: dict[str, Json] = field(default_factory=dict)
    """Of whom each access token speaks."""
    server: ThreadingHTTPServer | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def start(self) -> None:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                provider.answer(self, {name: values[0] for name, values in parse_qs(body).items()})

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def rotate(self, signer: Signer) -> None:
        """Sign with another key from now on."""
        self.published, self.signer = [*self.published, signer], signer

    def answer(self, request: BaseHTTPRequestHandler, body: Mapping[str, str]) -> None:
        parts = urlsplit(request.path)
        self.asked.append(parts.path)
        name = parts.path.removeprefix(self.path)
        if name in self.answers:
            return send(request, *self.answers[name])
        given = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if name == "/authorize":
            return redirect(request, self.authorized(given))
        answers: dict[str, Callable[[], Json]] = {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": lambda: {"keys": [signer.jwk(use="sig") for signer in self.published or [self.signer]]},
            "/token": lambda: self.token(request, body),
            "/userinfo": lambda: self.people.get(request.headers["authorization"], {"error": "invalid_token"}),
        }
        told = answers[name]() if name in answers else None
        status = 404 if told is None else 400 if "error" in told else 200
        return send(request, status, json.dumps(told).encode())

    def discovery(self) -> Json:
        base = self.issuer
        return {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys",
            "userinfo_endpoint": f"{base}/userinfo",
            "end_session_endpoint": f"{base}/logout",
            "authorization_response_iss_parameter_supported": self.sends_issuer,
            **self.told,
        }

    def authorized(self, given: Mapping[str, str]) -> str:
        """Return where the browser is sent back to, for the person who is signed in here."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = {**given, "person": dict(self.person)}
        answer = {"code": code, "state": given["state"]} | ({"iss": self.issuer} if self.sends_issuer else {})
        return f"{given['redirect_uri']}?{urlencode(answer)}"

    def token(self, request: BaseHTTPRequestHandler, body: Mapping[str, str]) -> Json:
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        named = [unquote_plus(part) for part in base64.b64decode(credentials).decode().split(":", 1)]
        begun = self.codes.pop(body.get("code", ""), None)
        challenge = hashlib.sha256(body.get("code_verifier", "").encode()).digest()
        if scheme.lower() != "basic" or named != [self.client_id, self.client_secret]:
            return {"error": "invalid_client"}
        if (
            begun is None
            or begun["redirect_uri"] != body.get("redirect_uri")
            or begun["code_challenge_method"] != "S256"
            or (self.checks_challenges and begun["code_challenge"] != encoded(challenge))
        ):
            return {"error": "invalid_grant"}
        opaque = secrets.token_urlsafe(8)
        self.people[f"Bearer {opaque}"] = begun["person"]
        return {"access_token": opaque, "token_type": "Bearer", "id_token": self.id_token(begun)}

    def id_token(self, begun: Json) -> str:
        person = {"sub": begun["person"]["sub"]} if self.in_userinfo else begun["person"]
        claims = {**self.base(), "aud": self.client_id, "nonce": begun.get("nonce"), "sid": "sid-1", **person}
        return self.signer.sign({**claims, **self.lies})

    def access_token(self, subject: str, audience: str = "api://bonsens", **more: object) -> str:
        return self.signer.sign({**self.base(), "aud": audience, "sub": subject, **more}, typ="at+jwt")

    def logout_token(self, **more: object) -> str:
        claims = {**self.base(), "aud": self.client_id, "jti": secrets.token_hex(8), "events": {LOGOUT_EVENT: {}}}
        return self.signer.sign({**claims, **more}, typ="logout+jwt")

    def base(self) -> Json:
        now = time.time() + self.ahead
        return {"iss": self.issuer, "iat": now, "exp": now + 300}


def send(request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def redirect(request: BaseHTTPRequestHandler, address: str) -> None:
    request.send_response(303)
    request.send_header("Location", address)
    request.send_header("Content-Length", "0")
    request.end_headers()


@contextmanager
def provider(**fields: Any) -> Iterator[TestProvider]:
    """Yield a running provider."""
    made = TestProvider(**fields)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def written(providers: Mapping[str, TestProvider], more: Mapping[str, str] | None = None) -> str:
    """Return the file of sign-on that names these providers; their secrets are in the variable ``TEST_SECRET``."""
    return "\n".join(
        f'[providers.{name}]\ntitle = "Sign in with {name}"\nissuer = "{one.issuer}"\nclient_id = "{one.client_id}"\n'
        f'client_secret_env = "TEST_SECRET"\naudiences = ["api://bonsens"]\n{(more or {}).get(name, "")}'
        for name, one in providers.items()
    )
