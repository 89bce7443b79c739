"""People sign in with providers that others wrote, in a real browser: a part of ``make test-web``.

Two providers (npm ``oidc-provider``) and ``bonsens run`` stand on this machine; Chromium goes from one to the other.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.identity.signing import jwk_of, number
from tests.torture.servers import TOKEN_KEYS, free_port
from tests.torture.stage import migrate

SECONDS = 60.0
SECRET = "a s3cret + of % the & client"
MISSING = "make test-web needs Chromium: install the package chromium of your distribution, or name it in CHROMIUM."
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Json = dict[str, Any]


def find_chromium() -> str:
    """Return the path of Chromium; end with what to do where there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        sys.exit(MISSING)
    return found


def private_jwk(kid: str, algorithm: str) -> Json:
    """Return a new key, both halves of it."""
    if algorithm == "ES256":
        curve = ec.generate_private_key(ec.SECP256R1())
        secret = curve.private_numbers().private_value.to_bytes(32, "big")
        d = base64.urlsafe_b64encode(secret).decode().rstrip("=")
        return jwk_of(curve, kid, alg=algorithm, use="sig", d=d)
    key = rsa.generate_private_key(65537, 2048)
    own = key.private_numbers()
    parts = {"d": own.d, "p": own.p, "q": own.q, "dp": own.dmp1, "dq": own.dmq1, "qi": own.iqmp}
    return jwk_of(key, kid, alg=algorithm, use="sig", **{name: number(value) for name, value in parts.items()})


@dataclass(slots=True)
class NodeProvider:
    """One provider, in a process of its own that can be ended and started with other keys."""

    name: str
    algorithm: str
    folder: Path
    sources: Path
    bonsens: str
    port: int = field(default_factory=free_port)
    keys: list[Json] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *keys: Json) -> None:
        self.keys = list(keys) or self.keys
        shown = {name: getattr(self, name) for name in ("name", "algorithm", "bonsens", "issuer", "port", "keys")}
        file = self.folder / f"{self.name}.json"
        file.write_text(json.dumps({**shown, "client": "bonsens", "secret": SECRET}))
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                ["node", "provider.js", str(file)], cwd=self.sources, stdout=log, stderr=log
            )
        await_answer(f"{self.issuer}/.well-known/openid-configuration")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(SECONDS)
            self.process = None

    def access_token(self) -> str:
        """Return a token for a program, made out to bonsens."""
        form = {"grant_type": "client_credentials", "resource": "api://bonsens", "scope": "write"}
        told = httpx.post(f"{self.issuer}/token", data=form, auth=basic()).json()
        token: str = told["access_token"]
        return token

    def table(self) -> str:
        return (
            f'[providers.{self.name}]\ntitle = "{self.name}"\nissuer = "{self.issuer}"\nclient_id = "bonsens"\n'
            f'client_secret_env = "SIGN_ON_SECRET"\naudiences = ["api://bonsens"]\nalgorithms = ["{self.algorithm}"]\n'
        )


def basic() -> httpx.BasicAuth:
    return httpx.BasicAuth("bonsens", "a+s3cret+%2B+of+%25+the+%26+client")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs, and the profile of the browser."""

    bonsens: str
    one: NodeProvider
    two: NodeProvider
    sources: Path
    environment: dict[str, str]
    profile: Path

    def play(self, scene: str, name: str = "one", person: str = "") -> Json:
        """Play a scene in the browser and return what it saw."""
        command = ["node", "browse.js", str(self.profile), scene, self.bonsens, name, person]
        done = subprocess.run(
            command, cwd=self.sources, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            sys.exit(f"The scene {scene} fails:\n{done.stdout}{done.stderr}")
        seen: Json = json.loads(done.stdout)
        return seen

    def as_program(self, token: str) -> int:
        return httpx.get(f"{self.bonsens}/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code

    def run(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "app.cli", *arguments]
        subprocess.run(command, env=self.environment, check=True, capture_output=True)


@contextmanager
def staged(sources: Path) -> Iterator[Stage]:
    """Yield bonsens with two providers, all running."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as ends:
        folder, port = Path(name), free_port()
        bonsens = f"http://127.0.0.1:{port}"
        one = NodeProvider("one", "RS256", folder, sources, bonsens)
        two = NodeProvider("two", "ES256", folder, sources, bonsens)
        url, file = f"sqlite:///{folder / 'bonsens.sqlite'}", folder / "sign-on.toml"
        migrate(url)
        file.write_text(one.table() + two.table())
        settings = {"DATABASE_URL": url, "TOKEN_KEYS": TOKEN_KEYS, "PUBLIC_URL": bonsens, "SIGN_ON": str(file)}
        named = {f"BONSENS_{name}": value for name, value in settings.items()}
        environment = {**os.environ, **named, "SIGN_ON_SECRET": SECRET, "CHROMIUM": find_chromium()}
        for made in (one, two):
            made.start(private_jwk(f"{made.name}-1", made.algorithm))
            ends.callback(made.stop)
        command = [sys.executable, "-m", "app.cli", "run", "--port", str(port), "--no-work"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        ends.callback(server.wait, SECONDS)
        ends.callback(server.terminate)
        await_answer(f"{bonsens}/readyz")
        yield Stage(bonsens, one, two, sources, environment, folder / "profile")


def await_answer(address: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            if httpx.get(address).is_success:
                return
        time.sleep(0.05)
    sys.exit(f"Nothing answers at {address}.")


def play_all(stage: Stage, say: Any) -> None:
    """Play every scene; the first that goes wrong ends it."""
    say("Chromium signs in with one provider, and with another one")
    seen = stage.play("signIn", "one", "ana-1")
    assert (seen["me"], seen["at"]) == ("ana", f"{stage.bonsens}/v1/me"), seen
    [cookie] = seen["cookies"]
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("bonsens", True, "Lax"), cookie
    refreshed = time.monotonic()
    assert stage.play("signIn", "two", "bo-1")["me"] == "bo"

    say("signing out here ends the session, and leads to the provider")
    seen = stage.play("signOutHere", "two")
    assert (seen["me"], seen["status"]) == (None, 200), seen

    say("signing out at the provider ends the session here within a second")
    assert stage.play("signIn", "one", "ana-1")["me"] == "ana"
    seen = stage.play("signOutThere", "one", stage.one.issuer)
    assert seen["me"] is None, seen
    say(f"… {seen['milliseconds']} ms with both pages")

    say("a program comes in by an access token; while the provider is away, known keys go on")
    token = stage.one.access_token()
    assert stage.as_program(token) == 401
    stage.run("user", "create", "robot", "--name", "Robot")
    stage.run("user", "link", "robot", "one", "bonsens")
    # A token that is older than the account is none of it; tokens tell whole seconds.
    time.sleep(1)
    token = stage.one.access_token()
    assert stage.as_program(token) == 200
    assert stage.play("signIn", "one", "ana-1")["me"] == "ana"
    stage.one.stop()
    assert stage.as_program(token) == 200
    assert stage.play("me")["me"] == "ana"

    say("the provider comes back with another key, and bonsens was not restarted")
    stage.one.start(private_jwk("one-2", "RS256"), *stage.one.keys)
    time.sleep(max(0.0, refreshed + 60 - time.monotonic()))
    assert stage.as_program(stage.one.access_token()) == 200
    assert stage.play("signIn", "one", "chloe-1")["me"] == "chloe"
    assert stage.as_program(token) == 200
