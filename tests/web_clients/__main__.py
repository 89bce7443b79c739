"""``make test-web``: the pages are built and played, Spectral reads the document, generated clients meet a conflict.

Everything is made in ``build/web_clients``; the repository has the sources alone.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.torture.servers import serving
from tests.torture.stage import migrate, staged
from tests.web_clients.pages import play_pages
from tests.web_clients.payloads import run_in_browser
from tests.web_clients.signing_on import find_chromium, play_all
from tests.web_clients.signing_on import staged as on_stage
from tests.web_clients.whole import play as play_whole
from tests.web_clients.writing import play as play_writing

ROOT = Path(__file__).parents[2]
SOURCES, BUILD = Path(__file__).parent, ROOT / "build" / "web_clients"
DOCUMENT = ROOT / "docs" / "openapi.json"
NODE = 20
MISSING = f"make test-web needs node {NODE} or later with npm; get it from https://nodejs.org or your distribution."
EXPECTED = {"head": 2, "kept": True, "disputed": True, "sides": [["Base.", "Ours.", "Theirs."]]}


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where a client meets a conflict: a page whose base somebody else has edited."""

    url: str
    token: str
    page_id: int
    base_id: int

    def arguments(self) -> list[str]:
        return [self.url, self.token, str(self.page_id), str(self.base_id)]


Smoke = Callable[[Meeting], str]


def main() -> int:
    """Run every step; the first that fails ends it with its own words."""
    require_node()
    play_pages(BUILD, step)
    smokes = {"TypeScript": typescript(), "Python": python()}
    with meeting() as met:
        for language, smoke in smokes.items():
            step(f"the {language} client meets a conflict on a real server")
            told = json.loads(smoke(met))
            assert told == EXPECTED, f"The {language} client read {told}, not {EXPECTED}."
    step("Chromium is shown every payload in every view")
    run_in_browser()
    sign_on()
    play_writing(step)
    play_whole(step)
    step("passed")
    return 0


def sign_on() -> None:
    """Let a browser sign in with providers that others wrote."""
    find_chromium()
    folder = fresh("sign_on")
    step("npm ci")
    run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    with on_stage(folder) as stage:
        play_all(stage, step)


def require_node() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        sys.exit(MISSING)
    version = run(["node", "--version"], ROOT).strip()
    if int(version.removeprefix("v").partition(".")[0]) < NODE:
        sys.exit(f"{MISSING} This is {version}.")


def typescript() -> Smoke:
    """Lint the document, generate the client and compile it; return what plays the smoke test."""
    folder = fresh("typescript")
    step("npm ci")
    run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    step("Spectral reads the document")
    run(["npx", "spectral", "lint", str(DOCUMENT), "--ruleset", ".spectral.json", "--fail-severity", "error"], folder)
    step("the TypeScript client: generate, tsc --strict")
    run(["npx", "openapi-typescript", str(DOCUMENT), "--default-non-nullable=false", "--output", "api.d.ts"], folder)
    run(["npx", "tsc", "--project", "tsconfig.json"], folder)
    return lambda met: run(["node", "compiled/smoke.js", *met.arguments()], folder)


def python() -> Smoke:
    """Generate the client and check its types; return what plays the smoke test."""
    folder, environment = fresh("python"), BUILD / "venv"
    binaries = environment / "bin"
    step("the Python client: generate, mypy --strict")
    if not (binaries / "mypy").exists():
        venv.create(environment, with_pip=True, clear=True)
        install = ["pip", "install", "--quiet", "--require-hashes", "--requirement", "requirements.lock"]
        run([str(binaries / "python"), "-m", *install], folder)
    generate = ["generate", "--path", str(DOCUMENT), "--output-path", "bonsens_client", "--meta", "none"]
    run([str(binaries / "openapi-python-client"), *generate], folder, binaries)
    (folder / "bonsens_client" / "py.typed").touch()
    run([str(binaries / "mypy"), "smoke.py", "bonsens_client"], folder)
    return lambda met: run([str(binaries / "python"), "smoke.py", *met.arguments()], folder)


@contextmanager
def meeting() -> Iterator[Meeting]:
    """Yield a page on a running server on which an editor has changed what the client is about to change."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bonsens.sqlite'}"
        migrate(url)
        with staged(url, folder, contributors=1) as stage, serving(url, stage.log, 1) as (server,):
            start = stage.page("Base.\n")
            base = f"http://127.0.0.1:{server.port}"
            headers = {"Authorization": f"Bearer {stage.tokens['editor-0']}"}
            body = {"base_revision": start.revision_id, "text": "Theirs.\n"}
            saved = httpx.post(f"{base}/v1/pages/{start.page_id}/revisions", json=body, headers=headers)
            assert saved.is_success, saved.text
            yield Meeting(base, stage.tokens["contributor-0"], start.page_id, start.revision_id)


def fresh(name: str) -> Path:
    """Return a folder in the build with the sources of a client."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCES / name, folder)
    return folder


def run(command: Sequence[str], folder: Path, *path: Path) -> str:
    """Run a command and return what it printed; end with all that it said where it fails."""
    search = os.pathsep.join([*map(str, path), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": search}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} fails:\n{done.stdout}{done.stderr}")
    return done.stdout


def step(what: str) -> None:
    print(f"== test-web: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
