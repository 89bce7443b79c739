"""The pages in a real browser: built anew, played by keyboard alone, judged by axe, at every width and in the dark.

A part of ``make test-web``.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.campaigns.rules import Role
from app.campaigns.service import set_member
from app.clock import database_now
from app.identity.actor import Actor
from app.identity.service import create_user
from tests.torture.servers import serving_as_people_do
from tests.torture.stage import ADMIN, SLUG, Stage, migrate, staged
from tests.web_clients.signing_on import find_chromium

ROOT = Path(__file__).parents[2]
DIST = ROOT / "app" / "site" / "dist"
PASSWORD = "trois tasses de thé vert"
TEXT = "Fermez la porte le soir, *toujours*.\n\n"
READER, BOSS = "lucie", "ada"
MOST_REQUESTS = 4
"""To the API, for the page of a theme."""
Step = Callable[[str], None]
Json = dict[str, Any]


def play_pages(build: Path, step: Step) -> None:
    """Build the pages, compare, and play them; end with what is wrong."""
    step("the pages: npm ci, types, tests, build")
    sources = build / "site" / "ui"
    shutil.rmtree(build / "site", ignore_errors=True)
    shutil.copytree(ROOT / "ui", sources, ignore=shutil.ignore_patterns("node_modules"))
    (build / "site" / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "openapi.json", build / "site" / "docs")
    _node(sources, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    for script in ("api", "check", "test", "build"):
        _node(sources, "run", "--silent", script)
    step("the pages: what was built is what is committed")
    if differing := differences(build / "site" / "app" / "site" / "dist", DIST):
        sys.exit("app/site/dist is not what ui/ is built into; run make ui: " + ", ".join(differing))
    step("the pages: played by keyboard, and judged on every page")
    with _scene() as (url, slug):
        faults_of(_seen(sources, url, slug))


def differences(built: Path, committed: Path) -> list[str]:
    """Return the names of files that differ, or are on one side alone; packed ones by what they hold."""
    names = {path.relative_to(folder) for folder in (built, committed) for path in folder.rglob("*") if path.is_file()}
    return sorted(str(name) for name in names if _bytes(built / name) != _bytes(committed / name))


def faults_of(seen: Json) -> None:
    """End with everything that a browser saw and should not have, or did not see and should."""
    planted = seen["planted"]
    judged = {found.partition(":")[0] for found in planted["violations"]}
    is_caught = {"image-alt", "color-contrast"} <= judged and planted["reports"] and planted["foreign"]
    if planted["ran"] or not is_caught:
        sys.exit(f"What was planted to be found was not: {planted}")
    told = {name: seen[name] for name in ("foreign", "reports", "errors", "violations", "sideways") if seen[name]}
    theme = seen["requests"][f"/c/{SLUG}/themes/t1"]
    if theme > MOST_REQUESTS:
        told["requests"] = f"the page of a theme asks the API {theme} times, {MOST_REQUESTS} at most"
    if told:
        sys.exit(json.dumps(told, indent=2, ensure_ascii=False))


@contextmanager
def _scene() -> Iterator[tuple[str, str]]:
    """Yield the address of a campaign with something on every page, and the slug of its tip."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'bonsens.sqlite'}"
        migrate(database)
        with staged(database, folder, contributors=1) as stage:
            admit(stage, READER, Role.CONTRIBUTOR)
            admit(stage, BOSS, Role.ADMIN)
            start = stage.page(
                "Fermez la porte le soir, *toujours*.\n\nEt la fenêtre.\n", "Fermez la porte", accepted=True
            )
            stage.page("Un mot de passe par serrure.\n", "Une clé par serrure")
            with serving_as_people_do(database, stage.log, 1) as port:
                url = f"http://127.0.0.1:{port}"
                _discuss(f"{url}/v1/pages/{start.page_id}", stage, start.revision_id)
                yield url, "fermez-la-porte"


def admit(stage: Stage, username: str, role: Role) -> None:
    admin = Actor(stage.people[ADMIN])
    with stage.database.writing() as session:
        now = database_now(session)
        name = f"{username.title()} Roussel"
        create_user(session, admin, username, name=name, department="Agence de Quimper", password=PASSWORD, now=now)
        set_member(session, admin, SLUG, username, role)


def _discuss(page: str, stage: Stage, base: int) -> None:
    headers = {"Authorization": f"Bearer {stage.tokens['contributor-0']}"}
    edit = {
        "base_revision": base,
        "text": "Fermez la porte le soir, *toujours*.\n\nEt les volets.\n",
        "summary": "Volets",
    }
    comment = {"text": "Même en été ?", "start": 0, "end": 15}
    for path, body in (("revisions", edit), ("comments", comment)):
        httpx.post(f"{page}/{path}", json=body, headers=headers).raise_for_status()


def _seen(sources: Path, url: str, slug: str) -> Json:
    command = ["node", "tests/browser/play.mjs", url, SLUG, slug, READER, PASSWORD, BOSS]
    environment = {**os.environ, "CHROMIUM": find_chromium()}
    done = subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The pages cannot be played:\n{done.stdout}{done.stderr}")
    seen: Json = json.loads(done.stdout)
    return seen


def _node(folder: Path, *command: str) -> None:
    done = subprocess.run(["npm", *command], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"npm {' '.join(command)} fails:\n{done.stdout}{done.stderr}")


def _bytes(file: Path) -> bytes | None:
    if not file.is_file():
        return None
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
