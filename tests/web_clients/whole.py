"""What a guide goes through, in a browser and by keyboard alone, and what every page must stand: ``make test-web``.

The story is played on PostgreSQL, hostile texts stand on SQLite; the pages ask the same API, whichever is below it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.campaigns.rules import Role
from tests.postgres import cluster
from tests.torture.servers import TOKEN_KEYS, serving_as_people_do
from tests.torture.stage import SLUG, THEME, Stage, fresh_databases, staged
from tests.web_clients.pages import BOSS, PASSWORD, READER, admit
from tests.web_clients.signing_on import find_chromium
from tests.web_clients.writing import PLACES

TREES = Path(__file__).parents[2] / "ui" / "tests" / "browser" / "trees"
PAYLOAD = "<img src=x onerror=document.title='RAN'><script>window.ran=1</script>"
SCENES = {"sqlite": ["planted", "payloads"], "postgresql": ["trees", "slow line", "whole story"]}
Step = Callable[[str], None]


def play(step: Step, *, keep: bool = False, shots: Path | None = None, only: str | None = None) -> None:
    """Play on each database what is played there; end with what a browser saw where something fails."""
    sources = next((place for place in PLACES if (place / "node_modules").is_dir()), None)
    if sources is None:
        sys.exit("The packages of the pages are not installed: run npm ci in ui.")
    with tempfile.TemporaryDirectory(prefix="bonsens-whole-") as name, cluster() as running:
        folder = Path(name)
        fresh = fresh_databases(running, folder)
        for backend, scenes in SCENES.items():
            if only not in {None, backend}:
                continue
            with fresh(backend) as url, on_stage(url, folder, is_hostile=backend == "sqlite") as told:
                more = {"keep": keep, "shots": str(shots) if shots else None, "scenes": scenes, "trees": str(TREES)}
                config = folder / f"{backend}.json"
                config.write_text(json.dumps({**told, **more, "folder": str(folder)}), "utf-8")
                _browse(["node", "tests/browser/whole.mjs", str(config)], sources, step)


def _browse(command: list[str], folder: Path, step: Step) -> None:
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            step(line.rstrip())
    if process.returncode:
        sys.exit(f"{' '.join(command)} ends with {process.returncode}.")


@contextmanager
def on_stage(url: str, folder: Path, *, is_hostile: bool) -> Iterator[dict[str, Any]]:
    """Yield what the scenes need of a running server and its worker; hostile texts stand in every field if so told."""
    with staged(url, folder, contributors=1, editors=1) as stage:
        admit(stage, READER, Role.CONTRIBUTOR)
        admit(stage, BOSS, Role.ADMIN)
        start = stage.page("Fermez la porte le soir.\n\nEt la fenêtre.\n", "Fermez la porte", accepted=True)
        stage.page("Un mot de passe par serrure.\n", "Une clé par serrure")
        with serving_as_people_do(url, stage.log, 1) as port, _working(url):
            base = f"http://127.0.0.1:{port}"
            if is_hostile:
                _plant(base, stage, start.page_id, start.revision_id)
            yield {
                "base": base,
                "campaign": SLUG,
                "tip": "fermez-la-porte",
                "password": PASSWORD,
                "chromium": find_chromium(),
                "tokens": {"other": stage.tokens["contributor-0"]},
            }


@contextmanager
def _working(url: str) -> Iterator[None]:
    environment = {**os.environ, "BONSENS_DATABASE_URL": url, "BONSENS_TOKEN_KEYS": TOKEN_KEYS}
    command = [sys.executable, "-m", "app.cli", "worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _plant(base: str, stage: Stage, page: int, revision: int) -> None:
    """Put a script wherever a person may put words."""
    with httpx.Client(base_url=f"{base}/v1", timeout=60) as client:
        admin = {"Authorization": f"Bearer {stage.tokens['admin']}"}

        def send(method: str, path: str, body: dict[str, Any], headers: dict[str, str], tagged: str = "") -> None:
            tag = {"If-Match": client.get(tagged, headers=headers).headers["etag"]} if tagged else {}
            answer = client.request(method, path, json=body, headers=headers | tag)
            assert answer.is_success, f"{method} {path}: {answer.text}"

        person = {"username": "mallory", "name": PAYLOAD, "department": PAYLOAD, "password": PASSWORD}
        send("POST", "/users", person, admin)
        send("PUT", f"/campaigns/{SLUG}/members/mallory", {"role": "contributor"}, admin)
        signed_in = client.post("/auth/token", json={"username": "mallory", "password": PASSWORD}).raise_for_status()
        writer = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        text = {"base_revision": revision, "title": PAYLOAD, "text": f"Un mot.\n\n{PAYLOAD}\n", "summary": PAYLOAD}
        send("POST", f"/pages/{page}/revisions", text, writer)
        send("POST", f"/pages/{page}/comments", {"text": PAYLOAD}, writer)
        settings = {"title": f"Guide {PAYLOAD}", "subtitle": PAYLOAD, "organisation": PAYLOAD}
        send("PATCH", f"/campaigns/{SLUG}", settings, admin, f"/campaigns/{SLUG}")
        theme = f"/campaigns/{SLUG}/themes/{THEME}"
        send("PATCH", theme, {"question": f"Pourquoi ? {PAYLOAD}"}, admin, theme)
        closes_at = client.get(f"/campaigns/{SLUG}", headers=admin).json()["closes_at"]
        later = closes_at.replace("202", "203", 1)
        send("POST", f"/campaigns/{SLUG}/extend", {"reason": PAYLOAD, "closes_at": later}, admin)
        send("POST", f"/campaigns/{SLUG}/invitations", {"name": PAYLOAD, "role": "contributor"}, admin)
        draft = {"kind": "tip", "theme": THEME, "title": PAYLOAD, "text": PAYLOAD}
        send("POST", f"/campaigns/{SLUG}/drafts", draft, writer)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    shown = Path(arguments[1]) if len(arguments) > 1 else None
    wanted = arguments[0] if arguments and arguments[0] in SCENES else None
    play(lambda words: print(f"== whole: {words}", flush=True), keep="--keep" in sys.argv, shots=shown, only=wanted)
